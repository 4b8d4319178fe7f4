-- References lead to an id, whatever stands before it; those to other kinds of things do not.
CREATE OR REPLACE MACRO id_of(reference, kind) AS
  CASE
    WHEN starts_with(reference, kind || '/') THEN split_part(substr(reference, length(kind) + 2), '/', 1)
    WHEN starts_with(reference, 'urn:uuid:') THEN substr(reference, 10)
    WHEN starts_with(reference, 'urn:oid:') THEN reference
    WHEN contains(reference, '/' || kind || '/')
      THEN split_part(split_part(reference, '/' || kind || '/', 2), '/', 1)
  END;
CREATE OR REPLACE MACRO number_of(told) AS finite(TRY_CAST(told AS DOUBLE));
CREATE OR REPLACE MACRO readable_text(content_type, encoded) AS
  CASE
    WHEN starts_with(lower(content_type), 'text/html') OR content_type ILIKE '%xhtml%'
      THEN regexp_replace(TRY(decode(from_base64(encoded))), '<[^>]*>', ' ', 'g')
    WHEN content_type IS NULL OR starts_with(lower(content_type), 'text/')
      THEN TRY(decode(from_base64(encoded)))
  END;
