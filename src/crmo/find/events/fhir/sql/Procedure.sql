WITH told AS (
  SELECT *, coalesce(performedDateTime, performedPeriod."start", performedPeriod."end") AS day
  FROM {source}
)
SELECT
  id AS source_id,
  id_of(subject.reference, 'Patient') AS person_key,
  id_of(encounter.reference, 'Encounter') AS visit_key,
  first_day_of(day) AS d_lo,
  last_day_of(day) AS d_hi,
  last_day_of(performedPeriod."end") AS e_hi,
  NULL::DOUBLE AS value,
  (nullif(day, '') IS NOT NULL AND first_day_of(day) IS NULL)::INTEGER AS n_unusable,
  code::VARCHAR AS w_code,
  status AS w_status,
  bodySite::VARCHAR AS w_site
FROM told
