-- How many persons have an event of each code without a meaning: counted exactly where it may be
-- few, and by an estimate where it is surely many.
WITH unknown AS (SELECT code_id, n_events FROM codes WHERE concept IS NULL AND how = ''),
few AS (
  SELECT e.code_id, count(DISTINCT e.person_id) AS persons
  FROM read_parquet({events}) e JOIN unknown u ON u.code_id = e.code_id AND u.n_events <= 2000
  GROUP BY e.code_id
),
many AS (
  SELECT e.code_id, approx_count_distinct(e.person_id) AS persons
  FROM read_parquet({events}) e JOIN unknown u ON u.code_id = e.code_id AND u.n_events > 2000
  GROUP BY e.code_id
)
SELECT code_id, persons FROM few
UNION ALL
-- An estimate near the limit is not trusted.
SELECT code_id, CASE WHEN persons >= 20 THEN persons ELSE 0 END FROM many
