SELECT
  NULL::BIGINT AS field, NULL::BIGINT AS event_id, NULL::VARCHAR AS site,
  NULL::VARCHAR AS covers, NULL::VARCHAR AS department, NULL::VARCHAR AS started,
  NULL::VARCHAR AS ended
WHERE false
