-- Persons listed (once or several times) and persons that only an event names, in one order:
-- numbers by their size, other keys by their letters.
CREATE OR REPLACE TEMP TABLE people AS
WITH told AS (
  SELECT
    person_key,
    min(source_person) AS source_person,
    CASE WHEN min(sex) FILTER (sex <> 'unknown') = max(sex) FILTER (sex <> 'unknown')
      THEN min(sex) FILTER (sex <> 'unknown') ELSE 'unknown' END AS sex,
    min(birth_lo) AS birth_lo,
    max(birth_hi) AS birth_hi,
    bool_or(has_birth) AS has_birth,
    count(*) AS n_listed,
    coalesce(min(sex) <> max(sex), false) OR coalesce(min(birth_lo) <> max(birth_lo), false)
      OR coalesce(min(birth_hi) <> max(birth_hi), false) AS differs
  FROM listed
  WHERE person_key IS NOT NULL
  GROUP BY person_key
),
named AS ({named}),
everyone AS (
  SELECT person_key, source_person, sex, birth_lo, birth_hi, has_birth, n_listed, differs,
    true AS is_listed
  FROM told
  UNION ALL
  SELECT person_key, person_key::VARCHAR, 'unknown', NULL, NULL, false, 0, false, false FROM named
)
SELECT
  row_number() OVER (
    ORDER BY TRY_CAST(person_key AS BIGINT) NULLS LAST, person_key::VARCHAR
  ) AS person_id,
  *
FROM everyone
ORDER BY person_id
