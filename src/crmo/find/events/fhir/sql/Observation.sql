-- The day is that of the finding, else that of its filing. Components make rows of their own.
WITH told AS (
  SELECT *,
    coalesce(effectiveDateTime, effectivePeriod."start", effectiveInstant, effectivePeriod."end",
      issued) AS day
  FROM {source}
)
SELECT
  id AS source_id,
  id_of(subject.reference, 'Patient') AS person_key,
  id_of(encounter.reference, 'Encounter') AS visit_key,
  first_day_of(day) AS d_lo,
  last_day_of(day) AS d_hi,
  NULL::DATE AS e_hi,
  coalesce(number_of(valueQuantity."value"), number_of(valueInteger)) AS value,
  (nullif(day, '') IS NOT NULL AND first_day_of(day) IS NULL)::INTEGER AS n_unusable,
  status AS w_status,
  code::VARCHAR AS w_code,
  valueQuantity.comparator AS w_comparator,
  valueQuantity.unit AS w_unit,
  valueQuantity."system" AS w_unit_system,
  valueQuantity.code AS w_unit_code,
  (valueQuantity."value" IS NOT NULL OR valueInteger IS NOT NULL) AS w_has_number,
  (valueQuantity."value" IS NOT NULL AND number_of(valueQuantity."value") IS NULL) AS w_is_odd,
  valueCodeableConcept::VARCHAR AS w_value_code,
  CASE WHEN length(valueString) <= 40 THEN valueString END AS w_value_words,
  valueBoolean AS w_value_truth,
  dataAbsentReason::VARCHAR AS w_absent,
  interpretation::VARCHAR AS w_flag,
  bodySite::VARCHAR AS w_site,
  referenceRange::VARCHAR AS w_range,
  focus IS NOT NULL AS w_is_of_another,
  component IS NOT NULL AS w_has_parts,
  component::VARCHAR AS component
FROM told
