SELECT
  id AS source_id,
  id_of(subject.reference, 'Patient') AS person_key,
  id AS visit_key,
  first_day_of(coalesce(period."start", period."end")) AS d_lo,
  last_day_of(coalesce(period."start", period."end")) AS d_hi,
  last_day_of(period."end") AS e_hi,
  NULL::DOUBLE AS value,
  (nullif(period."start", '') IS NOT NULL AND first_day_of(period."start") IS NULL)::INTEGER
    AS n_unusable,
  status AS w_status,
  class::VARCHAR AS w_class,
  type::VARCHAR AS w_code,
  serviceType::VARCHAR AS w_service
FROM {source}
