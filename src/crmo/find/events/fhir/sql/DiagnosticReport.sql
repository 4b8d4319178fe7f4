-- Reports; the places that crmo says a picture covered stand in its own extension.
WITH told AS (
  SELECT *,
    coalesce(effectiveDateTime, effectivePeriod."start", issued) AS day,
    list_filter(extension, lambda e: e.url = '{entry}')[1].extension AS own
  FROM {source}
)
SELECT
  id AS source_id,
  id_of(subject.reference, 'Patient') AS person_key,
  id_of(encounter.reference, 'Encounter') AS visit_key,
  first_day_of(day) AS d_lo,
  last_day_of(day) AS d_hi,
  NULL::DATE AS e_hi,
  NULL::DOUBLE AS value,
  (nullif(day, '') IS NOT NULL AND first_day_of(day) IS NULL)::INTEGER AS n_unusable,
  status AS w_status,
  code::VARCHAR AS w_code,
  category::VARCHAR AS w_category,
  json_array_length(imagingStudy) > 0 AS w_has_study,
  conclusionCode::VARCHAR AS w_conclusion,
  list_sort(list_transform(list_filter(own, lambda e: e.url = 'covers'), lambda e: e.valueCode))
    ::VARCHAR AS w_covers,
  len(list_filter(own, lambda e: e.url = 'whole_body' AND e.valueCode = 'present')) > 0
    AS w_whole_body,
  conclusion AS conclusion,
  presentedForm AS forms
FROM told
