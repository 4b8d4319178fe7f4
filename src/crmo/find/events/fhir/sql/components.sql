-- Each component of an observation as a row: its own code and value, the rest of the whole.
WITH parts AS (
  SELECT r.*, unnest(from_json(component, '{shape}')) AS part,
    generate_subscripts(from_json(component, '{shape}'), 1) AS number
  FROM {stage} r
  WHERE component IS NOT NULL
)
SELECT
  row_id | (number - 1) AS row_id,
  source_id,
  person_key,
  visit_key,
  d_lo,
  d_hi,
  e_hi,
  coalesce(number_of(part.valueQuantity."value"), number_of(part.valueInteger)) AS value,
  ref_lo,
  ref_hi,
  n_unusable,
  w_status,
  part.code::VARCHAR AS w_code,
  part.valueQuantity.comparator AS w_comparator,
  part.valueQuantity.unit AS w_unit,
  part.valueQuantity."system" AS w_unit_system,
  part.valueQuantity.code AS w_unit_code,
  (part.valueQuantity."value" IS NOT NULL OR part.valueInteger IS NOT NULL) AS w_has_number,
  (part.valueQuantity."value" IS NOT NULL AND number_of(part.valueQuantity."value") IS NULL)
    AS w_is_odd,
  part.valueCodeableConcept::VARCHAR AS w_value_code,
  CASE WHEN length(part.valueString) <= 40 THEN part.valueString END AS w_value_words,
  part.valueBoolean AS w_value_truth,
  part.dataAbsentReason::VARCHAR AS w_absent,
  part.interpretation::VARCHAR AS w_flag,
  w_site,
  part.referenceRange::VARCHAR AS w_range,
  w_is_of_another
FROM parts
WHERE number <= 256
