-- long-lasting bone pain with an MRI (for learning) (bone_pain_and_mri, version 1)
-- Inputs: event_table and person (events.parquet and persons.parquet), code (codes.parquet),
-- code_set(set_id, code_id): the codes of each code set, and site_set(set_id, site): the sites that
-- lie within the places a selection names.
-- Every step makes a table of its own. No step looks beyond one person.

-- What may be the index event: pain in bones, limbs or back, or a limp (present)
CREATE TEMP TABLE "index_candidate" AS
SELECT person_id, event_id, d_lo, d_hi
FROM (
    SELECT person_id, event_id, code_id, state, d_lo, d_hi
    FROM event_table
    WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id IN ('pain'))
)
WHERE d_lo IS NOT NULL
    AND d_hi IS NOT NULL
    AND state IN ('present');

-- The index event: the first at 0 to below 18 years; an unknown day of birth fits possibly
CREATE TEMP TABLE "index_event" AS
WITH aged AS (
    SELECT index_candidate.*, d_lo - birth_hi AS age_days_lo, d_hi - birth_lo AS age_days_hi
    FROM index_candidate LEFT JOIN person ON index_candidate.person_id = person.person_id
        AND birth_lo IS NOT NULL AND birth_hi IS NOT NULL
)
SELECT *, coalesce(age_days_lo >= 0.0e0 AND age_days_hi < 6574.5e0, FALSE) AS is_certain
FROM aged
WHERE coalesce(age_days_hi >= 0.0e0, TRUE) AND coalesce(age_days_lo < 6574.5e0, TRUE)
QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY d_lo, d_hi, event_id) = 1;

-- The events that are asked for, of everybody with an index event, and days from its day:
-- at least after_lo, at most after_hi; both NULL for an event without a date
CREATE TEMP TABLE "chart" AS
WITH event AS (
    SELECT person_id, event_id, code_id, state, d_lo, d_hi
    FROM event_table
    WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id IN ('mri', 'pain'))
)
SELECT event.*,
    event.d_lo - index_event.d_hi AS after_lo,
    event.d_hi - index_event.d_lo AS after_hi
FROM event JOIN index_event ON event.person_id = index_event.person_id;

-- pain in bones, limbs or back, or a limp: present
CREATE TEMP TABLE "selected_1_pain" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'pain')
    AND state IN ('present');

-- magnetic resonance imaging: present
CREATE TEMP TABLE "selected_2_mri" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'mri')
    AND state IN ('present');

-- pain told at two visits more than six weeks apart (from day 0 to day 730 from the index day)
CREATE TEMP TABLE "evidence_pain_comes_back" AS
WITH within_window AS (
SELECT *, after_lo >= 0 AND after_hi <= 730 AS is_in
FROM "selected_1_pain"
WHERE after_hi >= 0 AND after_lo <= 730
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 42 AND theirs.d_hi - mine.d_lo <= 365
    OR mine.d_lo - theirs.d_hi >= 42 AND mine.d_hi - theirs.d_lo <= 365)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 42 AND theirs.d_lo - mine.d_hi <= 365
    OR mine.d_hi - theirs.d_lo >= 42 AND mine.d_lo - theirs.d_hi <= 365)
GROUP BY ALL;

-- pain told at two visits more than six weeks apart: the answer
CREATE TEMP TABLE "answer_pain_comes_back" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_pain_comes_back"
GROUP BY person_id;

-- an MRI (from day -30 to day 730 from the index day)
CREATE TEMP TABLE "evidence_mri_done" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 730 AS is_certain
FROM "selected_2_mri"
WHERE after_hi >= -30 AND after_lo <= 730;

-- an MRI: the answer
CREATE TEMP TABLE "answer_mri_done" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_mri_done"
GROUP BY person_id;

-- The answers side by side: 0 no, 1 unknown, 2 possible, 3 yes;
-- a criterion that nothing speaks for or against where nothing could be seen is unknown
CREATE TEMP TABLE "answer" AS
SELECT index_event.*,
    coalesce("answer_pain_comes_back".holds, 0) AS "holds_pain_comes_back",
    coalesce("answer_mri_done".holds, 0) AS "holds_mri_done"
FROM index_event
LEFT JOIN "answer_pain_comes_back" ON "answer_pain_comes_back".person_id = index_event.person_id
LEFT JOIN "answer_mri_done" ON "answer_mri_done".person_id = index_event.person_id;

-- Scores: score_lo counts what holds for certain, and what possibly speaks against;
-- score_hi what possibly holds; score_open also what could not be seen
CREATE TEMP TABLE "verdict" AS
SELECT *,
    0e0
    + CASE WHEN "holds_pain_comes_back" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_mri_done" >= 3 THEN 1.0e0 ELSE 0e0 END AS score_lo,
    0e0
    + CASE WHEN "holds_pain_comes_back" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_mri_done" >= 2 THEN 1.0e0 ELSE 0e0 END AS score_hi,
    0e0
    + CASE WHEN "holds_pain_comes_back" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_mri_done" >= 1 THEN 1.0e0 ELSE 0e0 END AS score_open,
    "holds_pain_comes_back" >= 2 AND score_hi >= 1.0e0 AS is_hit
FROM answer;

-- Who is proposed
CREATE TEMP TABLE "hits" AS
SELECT person_id, event_id AS index_event_id, d_lo AS index_lo, d_hi AS index_hi,
    age_days_lo, age_days_hi, score_lo, score_hi, score_open,
    CASE WHEN score_lo >= 2.0e0 THEN 'pain_and_mri' WHEN score_lo >= 1.0e0 THEN 'pain_only' ELSE '' END AS band,
    CASE WHEN score_hi >= 2.0e0 THEN 'pain_and_mri' WHEN score_hi >= 1.0e0 THEN 'pain_only' ELSE '' END AS band_possible
FROM verdict
WHERE is_hit;

-- Every answer of those proposed
CREATE TEMP TABLE "answers" AS
SELECT person_id, 0::SMALLINT AS criterion,
    CASE "holds_pain_comes_back" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_pain_comes_back" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 1::SMALLINT AS criterion,
    CASE "holds_mri_done" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_mri_done" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit;

-- Every event that counted, of those proposed
CREATE TEMP TABLE "evidence" AS
SELECT person_id, (-1)::SMALLINT AS criterion, event_id, 'index' AS role, is_certain
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 0::SMALLINT AS criterion, "evidence_pain_comes_back".event_id, role, "evidence_pain_comes_back".is_certain
FROM "evidence_pain_comes_back" JOIN verdict USING (person_id)
WHERE "holds_pain_comes_back" >= 2 AND is_hit
UNION ALL
SELECT person_id, 1::SMALLINT AS criterion, "evidence_mri_done".event_id, role, "evidence_mri_done".is_certain
FROM "evidence_mri_done" JOIN verdict USING (person_id)
WHERE "holds_mri_done" >= 2 AND is_hit;

-- How many were left after each step
CREATE TEMP TABLE "attrition" AS
SELECT count(*) AS with_index,
    count(*) FILTER ("holds_pain_comes_back" >= 2) AS "require_pain_comes_back",
    count(*) FILTER ("holds_pain_comes_back" >= 2 AND score_lo >= 2.0e0) AS "band_certain_pain_and_mri",
    count(*) FILTER ("holds_pain_comes_back" >= 2 AND score_hi >= 2.0e0) AS "band_possible_pain_and_mri",
    count(*) FILTER ("holds_pain_comes_back" >= 2 AND score_lo >= 1.0e0) AS "band_certain_pain_only",
    count(*) FILTER ("holds_pain_comes_back" >= 2 AND score_hi >= 1.0e0) AS "band_possible_pain_only",
    count(*) FILTER (is_hit) AS "hits",
    count(*) FILTER ("holds_pain_comes_back" = 0) AS "no_pain_comes_back",
    count(*) FILTER ("holds_pain_comes_back" = 1) AS "unknown_pain_comes_back",
    count(*) FILTER ("holds_pain_comes_back" = 2) AS "possible_pain_comes_back",
    count(*) FILTER ("holds_pain_comes_back" = 3) AS "yes_pain_comes_back",
    count(*) FILTER ("holds_mri_done" = 0) AS "no_mri_done",
    count(*) FILTER ("holds_mri_done" = 1) AS "unknown_mri_done",
    count(*) FILTER ("holds_mri_done" = 2) AS "possible_mri_done",
    count(*) FILTER ("holds_mri_done" = 3) AS "yes_mri_done"
FROM verdict;
