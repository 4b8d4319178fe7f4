-- Measurements: number with unit and limits, or a coded result.
SELECT
  t.row_id,
  t.person_id AS person_key,
  t.measurement_id AS source_id,
  {start} AS d_lo,
  {start_last} AS d_hi,
  NULL::DATE AS e_hi,
  finite(t.value_as_number) AS value,
  finite(t.range_low) AS ref_lo,
  finite(t.range_high) AS ref_hi,
  t.visit_occurrence_id AS visit_key,
  t.n_unusable,
  coalesce(t.measurement_concept_id, 0) AS w_concept,
  coalesce(t.measurement_source_concept_id, 0) AS w_source_concept,
  t.measurement_source_value AS w_source_value,
  coalesce(t.unit_concept_id, 0) AS w_unit_concept,
  coalesce(t.unit_source_concept_id, 0) AS w_unit_source_concept,
  t.unit_source_value AS w_unit_words,
  coalesce(t.value_as_concept_id, 0) AS w_value_concept,
  coalesce(t.operator_concept_id, 0) AS w_operator,
  t.value_as_number IS NOT NULL AS w_has_number,
  d.site AS w_site
FROM {table} t
{details}
