SELECT
  id AS person_key,
  id AS source_person,
  CASE WHEN gender IN ('female', 'male') THEN gender ELSE 'unknown' END AS sex,
  first_day_of(birthDate) AS birth_lo,
  last_day_of(birthDate) AS birth_hi,
  birthDate IS NOT NULL AS has_birth
FROM {source}
