-- The day on which a condition was first said to be there, else its onset, else when it was filed.
WITH told AS (
  SELECT *,
    coalesce(
      list_filter(extension, lambda e: e.url = '{asserted}')[1].valueDateTime,
      onsetDateTime, onsetPeriod."start", recordedDate) AS day,
    coalesce(abatementDateTime, abatementPeriod."end", onsetPeriod."end") AS last
  FROM {source}
)
SELECT
  id AS source_id,
  id_of(subject.reference, 'Patient') AS person_key,
  id_of(encounter.reference, 'Encounter') AS visit_key,
  first_day_of(day) AS d_lo,
  last_day_of(day) AS d_hi,
  last_day_of(last) AS e_hi,
  NULL::DOUBLE AS value,
  (nullif(day, '') IS NOT NULL AND first_day_of(day) IS NULL)::INTEGER AS n_unusable,
  code::VARCHAR AS w_code,
  verificationStatus::VARCHAR AS w_status,
  bodySite::VARCHAR AS w_site
FROM told
