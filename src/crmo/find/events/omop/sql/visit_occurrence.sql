-- Visits. The source value is often an identifier; it counts only where no concept is told.
SELECT
  t.row_id,
  t.person_id AS person_key,
  t.visit_occurrence_id AS source_id,
  {start} AS d_lo,
  {start_last} AS d_hi,
  coalesce(last_day_of(d.ended), t.visit_end_date) AS e_hi,
  NULL::DOUBLE AS value,
  NULL::DOUBLE AS ref_lo,
  NULL::DOUBLE AS ref_hi,
  t.visit_occurrence_id AS visit_key,
  t.n_unusable,
  coalesce(t.visit_concept_id, 0) AS w_concept,
  coalesce(t.visit_source_concept_id, 0) AS w_source_concept,
  CASE WHEN coalesce(t.visit_concept_id, 0) = 0 AND coalesce(t.visit_source_concept_id, 0) = 0
    THEN t.visit_source_value END AS w_source_value,
  coalesce(p.specialty_concept_id, 0) AS w_specialty_concept,
  p.specialty_source_value AS w_specialty_words,
  coalesce(c.care_site_name, c.care_site_source_value) AS w_care_site,
  d.department AS w_department
FROM {table} t
LEFT JOIN {provider} p ON p.provider_id = t.provider_id
LEFT JOIN {care_site} c ON c.care_site_id = t.care_site_id
{details}
