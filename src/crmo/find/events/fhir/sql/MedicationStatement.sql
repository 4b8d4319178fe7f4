WITH told AS (
  SELECT *, coalesce(effectiveDateTime, effectivePeriod."start", dateAsserted) AS day FROM {source}
)
SELECT
  id AS source_id,
  id_of(subject.reference, 'Patient') AS person_key,
  id_of(context.reference, 'Encounter') AS visit_key,
  first_day_of(day) AS d_lo,
  last_day_of(day) AS d_hi,
  last_day_of(effectivePeriod."end") AS e_hi,
  NULL::DOUBLE AS value,
  (nullif(day, '') IS NOT NULL AND first_day_of(day) IS NULL)::INTEGER AS n_unusable,
  coalesce(medicationCodeableConcept::VARCHAR, {drug}) AS w_code,
  medicationCodeableConcept IS NULL AND medicationReference IS NOT NULL AS w_is_reference,
  id_of(medicationReference.reference, 'Medication') AS medication_key,
  status AS w_status,
  '' AS w_intent,
  '' AS w_not
FROM told
