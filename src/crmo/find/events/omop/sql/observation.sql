-- Observations: findings with their state, history, and details of other rows.
SELECT
  t.row_id,
  t.person_id AS person_key,
  t.observation_id AS source_id,
  CASE WHEN NOT ({is_history}) THEN {start} END AS d_lo,
  CASE WHEN NOT ({is_history}) THEN {start_last} END AS d_hi,
  NULL::DATE AS e_hi,
  finite(t.value_as_number) AS value,
  NULL::DOUBLE AS ref_lo,
  NULL::DOUBLE AS ref_hi,
  t.visit_occurrence_id AS visit_key,
  t.n_unusable,
  coalesce(t.observation_concept_id, 0) AS w_concept,
  coalesce(t.observation_source_concept_id, 0) AS w_source_concept,
  t.observation_source_value AS w_source_value,
  coalesce(t.value_as_concept_id, 0) AS w_value_concept,
  CASE WHEN length(t.value_as_string) <= 40 THEN t.value_as_string END AS w_value_words,
  coalesce(t.unit_concept_id, 0) AS w_unit_concept,
  t.unit_source_value AS w_unit_words,
  t.value_as_number IS NOT NULL AS w_has_number,
  t.qualifier_source_value AS w_qualifier,
  coalesce(t.obs_event_field_concept_id, 0) AS w_field,
  d.site AS w_site
FROM {table} t
{details}
