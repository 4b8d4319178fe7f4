SELECT
  id AS source_id,
  id_of(patient.reference, 'Patient') AS person_key,
  id_of(encounter.reference, 'Encounter') AS visit_key,
  first_day_of(occurrenceDateTime) AS d_lo,
  last_day_of(occurrenceDateTime) AS d_hi,
  NULL::DATE AS e_hi,
  NULL::DOUBLE AS value,
  (nullif(occurrenceDateTime, '') IS NOT NULL AND first_day_of(occurrenceDateTime) IS NULL)::INTEGER
    AS n_unusable,
  vaccineCode::VARCHAR AS w_code,
  status AS w_status,
  false AS w_is_reference,
  '' AS w_intent,
  '' AS w_not
FROM {source}
