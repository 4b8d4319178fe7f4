-- The conclusion of a report, and its text where it is attached.
SELECT person_key, source_id AS text_id, d_lo, d_hi,
  coalesce(w_code->>'$.text', w_code->>'$.coding[0].display', 'Report') AS title,
  coalesce(w_status = 'entered-in-error', false) AS is_in_error,
  conclusion AS text
FROM {stage}
WHERE resource_type = 'DiagnosticReport' AND conclusion <> ''
UNION ALL
SELECT person_key, source_id, d_lo, d_hi,
  coalesce(w_code->>'$.text', w_code->>'$.coding[0].display', 'Report'),
  coalesce(w_status = 'entered-in-error', false),
  readable_text(form.contentType, form."data")
FROM (SELECT *, unnest(forms) AS form FROM {stage} WHERE resource_type = 'DiagnosticReport')
