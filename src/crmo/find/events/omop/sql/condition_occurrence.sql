-- Conditions: site and partial dates may stand in rows of `observation` that crmo itself wrote.
SELECT
  t.row_id,
  t.person_id AS person_key,
  t.condition_occurrence_id AS source_id,
  {start} AS d_lo,
  {start_last} AS d_hi,
  coalesce(last_day_of(d.ended), t.condition_end_date) AS e_hi,
  NULL::DOUBLE AS value,
  NULL::DOUBLE AS ref_lo,
  NULL::DOUBLE AS ref_hi,
  t.visit_occurrence_id AS visit_key,
  t.n_unusable,
  coalesce(t.condition_concept_id, 0) AS w_concept,
  coalesce(t.condition_source_concept_id, 0) AS w_source_concept,
  t.condition_source_value AS w_source_value,
  coalesce(t.condition_status_concept_id, 0) AS w_status,
  t.condition_status_source_value AS w_status_words,
  d.site AS w_site
FROM {table} t
{details}
