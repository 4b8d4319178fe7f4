-- Text of an attachment: plain, or HTML without its tags. Other forms, and files elsewhere, NULL.
SELECT person_key, text_id, d_lo, d_hi, title, coalesce(is_in_error, false) AS is_in_error,
  readable_text(content_type, encoded) AS text
FROM {stage}
WHERE resource_type = 'DocumentReference'
