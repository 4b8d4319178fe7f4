-- Events of one table: rows joined to what their wording comes to, and to the person. Words are
-- enumerated and ids stay numbers, because a sort that carries text costs twice as much.
SELECT
  p.person_id,
  {event_id} AS event_id,
  m.code_id,
  m.state,
  r.d_lo,
  r.d_hi,
  CASE WHEN r.e_hi >= r.d_lo THEN r.e_hi END AS e_hi,
  CASE WHEN m.has_value THEN coalesce(m.own_value, r.value) * m.factor + m.shift END AS value,
  m.unit,
  coalesce(m.own_lo, CASE WHEN m.has_limits THEN r.ref_lo END) * m.factor + m.shift AS ref_lo,
  coalesce(m.own_hi, CASE WHEN m.has_limits THEN r.ref_hi END) * m.factor + m.shift AS ref_hi,
  m.flag,
  m.value_code_id,
  m.site,
  CASE WHEN NOT m.is_visit THEN {visit_id} END AS visit_id,
  {source_table}::word AS source_table,
  r.source_id
FROM (SELECT *, {key} AS wording_key FROM ({rows})) r
JOIN {outcomes} m ON m.key = r.wording_key
JOIN people p ON p.person_key = r.person_key
WHERE {condition}
