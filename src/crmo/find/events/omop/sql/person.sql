-- Persons: the birth date as far as it is told.
SELECT
  t.person_id AS person_key,
  t.person_id::VARCHAR AS source_person,
  coalesce(t.gender_concept_id, 0) AS gender,
  lower(t.gender_source_value) AS gender_words,
  coalesce(
    first_day_of(CASE
      WHEN t.day_of_birth IS NOT NULL AND t.month_of_birth IS NOT NULL
        THEN printf('%04d-%02d-%02d', t.year_of_birth, t.month_of_birth, t.day_of_birth)
      WHEN t.month_of_birth IS NOT NULL THEN printf('%04d-%02d', t.year_of_birth, t.month_of_birth)
      WHEN t.year_of_birth IS NOT NULL THEN printf('%04d', t.year_of_birth) END),
    t.birth_datetime) AS birth_lo,
  coalesce(
    last_day_of(CASE
      WHEN t.day_of_birth IS NOT NULL AND t.month_of_birth IS NOT NULL
        THEN printf('%04d-%02d-%02d', t.year_of_birth, t.month_of_birth, t.day_of_birth)
      WHEN t.month_of_birth IS NOT NULL THEN printf('%04d-%02d', t.year_of_birth, t.month_of_birth)
      WHEN t.year_of_birth IS NOT NULL THEN printf('%04d', t.year_of_birth) END),
    t.birth_datetime) AS birth_hi,
  t.year_of_birth IS NOT NULL OR t.birth_datetime IS NOT NULL AS has_birth
FROM {table} t
