-- Texts of documents that hold them; superseded ones too, because nothing says by what.
WITH told AS (
  SELECT resourceType, id, status, subject, coalesce(context.period."start", "date") AS day, type::VARCHAR AS kind,
    unnest(content).attachment AS attachment
  FROM {source}
)
SELECT
  id_of(subject.reference, 'Patient') AS person_key,
  id AS text_id,
  first_day_of(day) AS d_lo,
  last_day_of(day) AS d_hi,
  coalesce(attachment.title, kind->>'$.text', kind->>'$.coding[0].display') AS title,
  attachment.contentType AS content_type,
  attachment."data" AS encoded,
  status = 'entered-in-error' AS is_in_error
FROM told
