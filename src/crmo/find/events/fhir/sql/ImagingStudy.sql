SELECT
  id AS source_id,
  id_of(subject.reference, 'Patient') AS person_key,
  id_of(encounter.reference, 'Encounter') AS visit_key,
  first_day_of(started) AS d_lo,
  last_day_of(started) AS d_hi,
  NULL::DATE AS e_hi,
  NULL::DOUBLE AS value,
  (nullif(started, '') IS NOT NULL AND first_day_of(started) IS NULL)::INTEGER AS n_unusable,
  status AS w_status,
  modality::VARCHAR AS w_modality,
  description AS w_description,
  procedureCode::VARCHAR AS w_code,
  to_json(list_distinct(series))::VARCHAR AS w_series
FROM {source}
