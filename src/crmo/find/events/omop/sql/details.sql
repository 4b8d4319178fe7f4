-- What rows of `observation` that crmo wrote say of other rows: places, departments, dates as
-- they were told. `field` and `event_id` lead to the other row.
SELECT
  obs_event_field_concept_id AS field,
  observation_event_id AS event_id,
  max(coalesce(value_as_string, value_source_value)) FILTER (detail = 'site') AS site,
  string_agg(DISTINCT value_as_string, ',' ORDER BY value_as_string) FILTER (detail = 'covers')
    AS covers,
  string_agg(DISTINCT value_as_string, ';' ORDER BY value_as_string)
    FILTER (detail = 'department') AS department,
  max(value_as_string) FILTER (detail = 'date_as_written' AND qualifier_source_value = 'start')
    AS started,
  max(value_as_string) FILTER (detail = 'date_as_written' AND qualifier_source_value = 'end')
    AS ended
FROM {table}
JOIN own_details USING (observation_source_concept_id)
WHERE observation_event_id IS NOT NULL
GROUP BY ALL
