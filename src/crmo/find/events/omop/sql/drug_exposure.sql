-- Drugs: the last day is the end told, else the days supplied.
SELECT
  t.row_id,
  t.person_id AS person_key,
  t.drug_exposure_id AS source_id,
  {start} AS d_lo,
  {start_last} AS d_hi,
  coalesce(
    last_day_of(d.ended), t.verbatim_end_date, t.drug_exposure_end_date,
    CASE WHEN t.days_supply BETWEEN 1 AND 3660
      THEN t.drug_exposure_start_date + (t.days_supply - 1)::INTEGER END
  ) AS e_hi,
  NULL::DOUBLE AS value,
  NULL::DOUBLE AS ref_lo,
  NULL::DOUBLE AS ref_hi,
  t.visit_occurrence_id AS visit_key,
  t.n_unusable,
  coalesce(t.drug_concept_id, 0) AS w_concept,
  coalesce(t.drug_source_concept_id, 0) AS w_source_concept,
  t.drug_source_value AS w_source_value
FROM {table} t
{details}
