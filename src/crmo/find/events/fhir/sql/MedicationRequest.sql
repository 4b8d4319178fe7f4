-- An order: from the day that its dosage begins, else the day it was written.
WITH told AS (
  SELECT *,
    coalesce(dosageInstruction[1].timing.repeat.boundsPeriod."start", authoredOn) AS day,
    dosageInstruction[1].timing.repeat.boundsPeriod."end" AS last,
    dispenseRequest.expectedSupplyDuration AS supply
  FROM {source}
)
SELECT
  id AS source_id,
  id_of(subject.reference, 'Patient') AS person_key,
  id_of(encounter.reference, 'Encounter') AS visit_key,
  first_day_of(day) AS d_lo,
  last_day_of(day) AS d_hi,
  coalesce(last_day_of(last), CASE
    WHEN coalesce(supply.code, supply.unit) IN ('d', 'day', 'days')
      AND number_of(supply."value") BETWEEN 1 AND 3660
    THEN first_day_of(day) + (number_of(supply."value") - 1)::INTEGER END) AS e_hi,
  NULL::DOUBLE AS value,
  (nullif(day, '') IS NOT NULL AND first_day_of(day) IS NULL)::INTEGER AS n_unusable,
  coalesce(medicationCodeableConcept::VARCHAR, {drug}) AS w_code,
  medicationCodeableConcept IS NULL AND medicationReference IS NOT NULL AS w_is_reference,
  id_of(medicationReference.reference, 'Medication') AS medication_key,
  status AS w_status,
  intent AS w_intent,
  doNotPerform AS w_not
FROM told
