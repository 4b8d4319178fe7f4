-- Persons with the span of days on which anything is known of them.
WITH seen AS (
  SELECT person_id, min(d_lo) AS first_day, max(greatest(d_hi, e_hi)) AS last_day,
    count(*) AS n_events
  FROM read_parquet({events})
  GROUP BY person_id
),
observed AS (
  SELECT p.person_id, min(o.first_day) AS first_day, max(o.last_day) AS last_day
  FROM ({periods}) o JOIN people p ON p.person_key = o.person_key
  GROUP BY p.person_id
)
SELECT
  p.person_id,
  p.source_person,
  p.sex,
  p.birth_lo,
  p.birth_hi,
  least(s.first_day, o.first_day) AS seen_lo,
  greatest(s.last_day, o.last_day) AS seen_hi,
  coalesce(s.n_events, 0) AS n_events
FROM people p
LEFT JOIN seen s USING (person_id)
LEFT JOIN observed o USING (person_id)
