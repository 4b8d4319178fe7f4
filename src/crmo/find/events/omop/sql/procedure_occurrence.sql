-- Procedures and pictures: the modifier may be the place; several places come from details.
SELECT
  t.row_id,
  t.person_id AS person_key,
  t.procedure_occurrence_id AS source_id,
  {start} AS d_lo,
  {start_last} AS d_hi,
  t.procedure_end_date AS e_hi,
  NULL::DOUBLE AS value,
  NULL::DOUBLE AS ref_lo,
  NULL::DOUBLE AS ref_hi,
  t.visit_occurrence_id AS visit_key,
  t.n_unusable,
  coalesce(t.procedure_concept_id, 0) AS w_concept,
  coalesce(t.procedure_source_concept_id, 0) AS w_source_concept,
  t.procedure_source_value AS w_source_value,
  coalesce(t.modifier_concept_id, 0) AS w_modifier,
  coalesce(t.modifier_source_value, d.site) AS w_site,
  d.covers AS w_covers
FROM {table} t
{details}
