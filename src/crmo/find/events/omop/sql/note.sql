-- Notes and reports; remarks on single entries and overlong values that crmo wrote are left out.
SELECT
  t.person_id AS person_key,
  t.note_id::VARCHAR AS text_id,
  coalesce(t.note_date, t.note_datetime) AS d_lo,
  coalesce(t.note_date, t.note_datetime) AS d_hi,
  t.note_title AS title,
  t.note_text AS text
FROM {table} t
WHERE t.note_text IS NOT NULL AND t.note_text <> ''
  AND coalesce(t.note_source_value, '') NOT IN ('whole_text', 'lesion_note', 'entry_note')
