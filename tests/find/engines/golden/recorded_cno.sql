-- recorded CNO (CRMO) (recorded_cno, version 1)
-- Inputs: event_table and person (events.parquet and persons.parquet), code (codes.parquet), and
-- code_set(set_id, code_id): the codes of each code set.
-- Every step makes a table of its own. No step looks beyond one person.

-- What may be the index event: CNO or osteomyelitis at any site, the spine and the jaw included (present)
CREATE TEMP TABLE "index_candidate" AS
SELECT person_id, event_id, d_lo, d_hi
FROM (
    SELECT person_id, event_id, code_id, state, d_lo, d_hi
    FROM event_table
    WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id IN ('bone_inflammation'))
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
    WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id IN ('arthritis_disease', 'bone_inflammation', 'cno_any', 'cno_named', 'culture',
            'germ', 'm86_3', 'malignancy', 'malignant_histology', 'mri', 'nsaid',
            'rheumatology_visit', 'sapho', 'second_line', 'skin_or_gut', 'whole_body'))
)
SELECT event.*,
    event.d_lo - index_event.d_hi AS after_lo,
    event.d_hi - index_event.d_lo AS after_hi
FROM event JOIN index_event ON event.person_id = index_event.person_id;

-- CNO or CRMO by a code that means nothing else: present
CREATE TEMP TABLE "selected_1_cno_named" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'cno_named')
    AND state IN ('present');

-- chronic multifocal osteomyelitis, M86.3: present
CREATE TEMP TABLE "selected_2_m86_3" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'm86_3')
    AND state IN ('present');

-- CNO by any code: present
CREATE TEMP TABLE "selected_3_cno_any" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'cno_any')
    AND state IN ('present');

-- SAPHO: present
CREATE TEMP TABLE "selected_4_sapho" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'sapho')
    AND state IN ('present');

-- CNO or osteomyelitis at any site, the spine and the jaw included: present
CREATE TEMP TABLE "selected_5_bone_inflammation" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_inflammation')
    AND state IN ('present');

-- visits to rheumatology: present
CREATE TEMP TABLE "selected_6_rheumatology_visit" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'rheumatology_visit')
    AND state IN ('present');

-- imaging of the whole skeleton: present
CREATE TEMP TABLE "selected_7_whole_body" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'whole_body')
    AND state IN ('present');

-- MRI: present
CREATE TEMP TABLE "selected_8_mri" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'mri')
    AND state IN ('present');

-- anti-inflammatory painkillers: present
CREATE TEMP TABLE "selected_9_nsaid" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'nsaid')
    AND state IN ('present');

-- bisphosphonates, TNF inhibitors, methotrexate, sulfasalazine and other second-line drugs: present
CREATE TEMP TABLE "selected_10_second_line" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'second_line')
    AND state IN ('present');

-- a germ that was found: present
CREATE TEMP TABLE "selected_11_germ" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'germ')
    AND state IN ('present');

-- palmoplantar pustulosis, psoriasis, severe acne, or inflammatory bowel disease: present
CREATE TEMP TABLE "selected_12_skin_or_gut" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'skin_or_gut')
    AND state IN ('present');

-- a malignant disease: present
CREATE TEMP TABLE "selected_13_malignancy" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'malignancy')
    AND state IN ('present');

-- malignant cells or blasts under the microscope: present
CREATE TEMP TABLE "selected_14_malignant_histology" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'malignant_histology')
    AND state IN ('present');

-- juvenile idiopathic arthritis: present
CREATE TEMP TABLE "selected_15_arthritis_disease" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'arthritis_disease')
    AND state IN ('present');

-- CNO or CRMO named by a code that means nothing else (at any time)
CREATE TEMP TABLE "evidence_named" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_1_cno_named"
WHERE TRUE;

-- CNO or CRMO named by a code that means nothing else: the answer
CREATE TEMP TABLE "answer_named" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_named"
GROUP BY person_id;

-- M86.3 coded (at any time)
CREATE TEMP TABLE "evidence_m86_3" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_2_m86_3"
WHERE TRUE;

-- M86.3 coded: the answer
CREATE TEMP TABLE "answer_m86_3" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_m86_3"
GROUP BY person_id;

-- any code of CNO at two visits a month or more apart (at any time)
CREATE TEMP TABLE "evidence_coded_again" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_3_cno_any"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 30 AND theirs.d_hi - mine.d_lo <= 3650
    OR mine.d_lo - theirs.d_hi >= 30 AND mine.d_hi - theirs.d_lo <= 3650)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 30 AND theirs.d_lo - mine.d_hi <= 3650
    OR mine.d_hi - theirs.d_lo >= 30 AND mine.d_lo - theirs.d_hi <= 3650)
GROUP BY ALL;

-- any code of CNO at two visits a month or more apart: the answer
CREATE TEMP TABLE "answer_coded_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_coded_again"
GROUP BY person_id;

-- SAPHO named (at any time)
CREATE TEMP TABLE "evidence_sapho" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_4_sapho"
WHERE TRUE;

-- SAPHO named: the answer
CREATE TEMP TABLE "answer_sapho" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_sapho"
GROUP BY person_id;

-- visit to rheumatology within half a year of bone inflammation (at any time)
CREATE TEMP TABLE "evidence_rheumatology" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_5_bone_inflammation"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_6_rheumatology_visit"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -183 AND theirs.d_hi - mine.d_lo <= 183)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -183 AND theirs.d_lo - mine.d_hi <= 183)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -183 AND mine.d_hi - theirs.d_lo <= 183)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -183 AND mine.d_lo - theirs.d_hi <= 183)
GROUP BY ALL;

-- visit to rheumatology within half a year of bone inflammation: the answer
CREATE TEMP TABLE "answer_rheumatology" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_rheumatology"
GROUP BY person_id;

-- visits to rheumatology two months to a year apart (from day -183 to day 3650 from the index day)
CREATE TEMP TABLE "evidence_rheumatology_again" AS
WITH within_window AS (
SELECT *, after_lo >= -183 AND after_hi <= 3650 AS is_in
FROM "selected_6_rheumatology_visit"
WHERE after_hi >= -183 AND after_lo <= 3650
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 60 AND theirs.d_hi - mine.d_lo <= 365
    OR mine.d_lo - theirs.d_hi >= 60 AND mine.d_hi - theirs.d_lo <= 365)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 60 AND theirs.d_lo - mine.d_hi <= 365
    OR mine.d_hi - theirs.d_lo >= 60 AND mine.d_lo - theirs.d_hi <= 365)
GROUP BY ALL;

-- visits to rheumatology two months to a year apart: the answer
CREATE TEMP TABLE "answer_rheumatology_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_rheumatology_again"
GROUP BY person_id;

-- whole-body MRI or bone scan within a year of bone inflammation (at any time)
CREATE TEMP TABLE "evidence_whole_body_imaged" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_5_bone_inflammation"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_7_whole_body"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -365 AND theirs.d_hi - mine.d_lo <= 365)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -365 AND theirs.d_lo - mine.d_hi <= 365)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -365 AND mine.d_hi - theirs.d_lo <= 365)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -365 AND mine.d_lo - theirs.d_hi <= 365)
GROUP BY ALL;

-- whole-body MRI or bone scan within a year of bone inflammation: the answer
CREATE TEMP TABLE "answer_whole_body_imaged" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_whole_body_imaged"
GROUP BY person_id;

-- MRI again three months to a year and a half later (from day -30 to day 3650 from the index day)
CREATE TEMP TABLE "evidence_mri_again" AS
WITH within_window AS (
SELECT *, after_lo >= -30 AND after_hi <= 3650 AS is_in
FROM "selected_8_mri"
WHERE after_hi >= -30 AND after_lo <= 3650
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 90 AND theirs.d_hi - mine.d_lo <= 550
    OR mine.d_lo - theirs.d_hi >= 90 AND mine.d_hi - theirs.d_lo <= 550)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 90 AND theirs.d_lo - mine.d_hi <= 550
    OR mine.d_hi - theirs.d_lo >= 90 AND mine.d_lo - theirs.d_hi <= 550)
GROUP BY ALL;

-- MRI again three months to a year and a half later: the answer
CREATE TEMP TABLE "answer_mri_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_mri_again"
GROUP BY person_id;

-- anti-inflammatory painkillers again four weeks to a year later (from day -30 to day 3650 from the index day)
CREATE TEMP TABLE "evidence_nsaid_again" AS
WITH within_window AS (
SELECT *, after_lo >= -30 AND after_hi <= 3650 AS is_in
FROM "selected_9_nsaid"
WHERE after_hi >= -30 AND after_lo <= 3650
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 28 AND theirs.d_hi - mine.d_lo <= 365
    OR mine.d_lo - theirs.d_hi >= 28 AND mine.d_hi - theirs.d_lo <= 365)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 28 AND theirs.d_lo - mine.d_hi <= 365
    OR mine.d_hi - theirs.d_lo >= 28 AND mine.d_lo - theirs.d_hi <= 365)
GROUP BY ALL;

-- anti-inflammatory painkillers again four weeks to a year later: the answer
CREATE TEMP TABLE "answer_nsaid_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_nsaid_again"
GROUP BY person_id;

-- bisphosphonate, TNF inhibitor, methotrexate or sulfasalazine (from day -30 to day 3650 from the index day)
CREATE TEMP TABLE "evidence_second_line" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 3650 AS is_certain
FROM "selected_10_second_line"
WHERE after_hi >= -30 AND after_lo <= 3650;

-- bisphosphonate, TNF inhibitor, methotrexate or sulfasalazine: the answer
CREATE TEMP TABLE "answer_second_line" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_second_line"
GROUP BY person_id;

-- searched for a germ, none found (from day -90 to day 3650 from the index day)
CREATE TEMP TABLE "evidence_no_germ" AS
SELECT person_id, event_id, 'of' AS role,
    after_lo >= -90 AND after_hi <= 3650 AS is_certain
FROM "selected_11_germ"
WHERE after_hi >= -90 AND after_lo <= 3650;

-- searched for a germ, none found: the answer
CREATE TEMP TABLE "answer_no_germ" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 0 ELSE 2 END AS holds
FROM "evidence_no_germ"
GROUP BY person_id;

-- pustulosis, psoriasis, severe acne or inflammatory bowel disease (at any time)
CREATE TEMP TABLE "evidence_skin_or_gut" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_12_skin_or_gut"
WHERE TRUE;

-- pustulosis, psoriasis, severe acne or inflammatory bowel disease: the answer
CREATE TEMP TABLE "answer_skin_or_gut" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_skin_or_gut"
GROUP BY person_id;

-- a germ found within a month of bone inflammation (at any time)
CREATE TEMP TABLE "evidence_germ_in_bone" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_5_bone_inflammation"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_11_germ"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -30 AND theirs.d_hi - mine.d_lo <= 30)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -30 AND theirs.d_lo - mine.d_hi <= 30)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -30 AND mine.d_hi - theirs.d_lo <= 30)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -30 AND mine.d_lo - theirs.d_hi <= 30)
GROUP BY ALL;

-- a germ found within a month of bone inflammation: the answer
CREATE TEMP TABLE "answer_germ_in_bone" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_germ_in_bone"
GROUP BY person_id;

-- a malignant disease coded again two weeks or more later (at any time)
CREATE TEMP TABLE "evidence_malignancy_again" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_13_malignancy"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 14 AND theirs.d_hi - mine.d_lo <= 7300
    OR mine.d_lo - theirs.d_hi >= 14 AND mine.d_hi - theirs.d_lo <= 7300)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 14 AND theirs.d_lo - mine.d_hi <= 7300
    OR mine.d_hi - theirs.d_lo >= 14 AND mine.d_lo - theirs.d_hi <= 7300)
GROUP BY ALL;

-- a malignant disease coded again two weeks or more later: the answer
CREATE TEMP TABLE "answer_malignancy_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_malignancy_again"
GROUP BY person_id;

-- malignant cells or blasts found (at any time)
CREATE TEMP TABLE "evidence_malignant_cells" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_14_malignant_histology"
WHERE TRUE;

-- malignant cells or blasts found: the answer
CREATE TEMP TABLE "answer_malignant_cells" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_malignant_cells"
GROUP BY person_id;

-- juvenile idiopathic arthritis coded (at any time)
CREATE TEMP TABLE "evidence_arthritis_without_cno" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_15_arthritis_disease"
WHERE TRUE;

-- juvenile idiopathic arthritis coded: the answer
CREATE TEMP TABLE "answer_arthritis_without_cno" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_arthritis_without_cno"
GROUP BY person_id;

-- Who has any record of cultures and other searches for a germ, from day -90 to day 3650 from the index day
CREATE TEMP TABLE "seen_1" AS
SELECT DISTINCT person_id
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'culture')
    AND after_hi >= -90 AND after_lo <= 3650;

-- The answers side by side: 0 no, 1 unknown, 2 possible, 3 yes;
-- a criterion that nothing speaks for or against where nothing could be seen is unknown
CREATE TEMP TABLE "answer" AS
SELECT *,
    greatest("holds_malignancy_again", "holds_malignant_cells") AS "holds_malignancy_confirmed",
    greatest("holds_rheumatology", "holds_whole_body_imaged", "holds_mri_again", "holds_nsaid_again", "holds_second_line", "holds_no_germ", "holds_skin_or_gut") AS "holds_corroborated"
FROM (
    SELECT index_event.*,
        coalesce("answer_named".holds, 0) AS "holds_named",
        coalesce("answer_m86_3".holds, 0) AS "holds_m86_3",
        coalesce("answer_coded_again".holds, 0) AS "holds_coded_again",
        coalesce("answer_sapho".holds, 0) AS "holds_sapho",
        coalesce("answer_rheumatology".holds, 0) AS "holds_rheumatology",
        coalesce("answer_rheumatology_again".holds, 0) AS "holds_rheumatology_again",
        coalesce("answer_whole_body_imaged".holds, 0) AS "holds_whole_body_imaged",
        coalesce("answer_mri_again".holds, 0) AS "holds_mri_again",
        coalesce("answer_nsaid_again".holds, 0) AS "holds_nsaid_again",
        coalesce("answer_second_line".holds, 0) AS "holds_second_line",
        CASE WHEN coalesce("answer_no_germ".holds, 3) = 3 AND "seen_1".person_id IS NULL THEN 1 ELSE coalesce("answer_no_germ".holds, 3) END AS "holds_no_germ",
        coalesce("answer_skin_or_gut".holds, 0) AS "holds_skin_or_gut",
        coalesce("answer_germ_in_bone".holds, 0) AS "holds_germ_in_bone",
        coalesce("answer_malignancy_again".holds, 0) AS "holds_malignancy_again",
        coalesce("answer_malignant_cells".holds, 0) AS "holds_malignant_cells",
        coalesce("answer_arthritis_without_cno".holds, 0) AS "holds_arthritis_without_cno"
    FROM index_event
    LEFT JOIN "answer_named" ON "answer_named".person_id = index_event.person_id
    LEFT JOIN "answer_m86_3" ON "answer_m86_3".person_id = index_event.person_id
    LEFT JOIN "answer_coded_again" ON "answer_coded_again".person_id = index_event.person_id
    LEFT JOIN "answer_sapho" ON "answer_sapho".person_id = index_event.person_id
    LEFT JOIN "answer_rheumatology" ON "answer_rheumatology".person_id = index_event.person_id
    LEFT JOIN "answer_rheumatology_again" ON "answer_rheumatology_again".person_id = index_event.person_id
    LEFT JOIN "answer_whole_body_imaged" ON "answer_whole_body_imaged".person_id = index_event.person_id
    LEFT JOIN "answer_mri_again" ON "answer_mri_again".person_id = index_event.person_id
    LEFT JOIN "answer_nsaid_again" ON "answer_nsaid_again".person_id = index_event.person_id
    LEFT JOIN "answer_second_line" ON "answer_second_line".person_id = index_event.person_id
    LEFT JOIN "answer_no_germ" ON "answer_no_germ".person_id = index_event.person_id
    LEFT JOIN "answer_skin_or_gut" ON "answer_skin_or_gut".person_id = index_event.person_id
    LEFT JOIN "answer_germ_in_bone" ON "answer_germ_in_bone".person_id = index_event.person_id
    LEFT JOIN "answer_malignancy_again" ON "answer_malignancy_again".person_id = index_event.person_id
    LEFT JOIN "answer_malignant_cells" ON "answer_malignant_cells".person_id = index_event.person_id
    LEFT JOIN "answer_arthritis_without_cno" ON "answer_arthritis_without_cno".person_id = index_event.person_id
    LEFT JOIN "seen_1" ON "seen_1".person_id = index_event.person_id
);

-- Scores: score_lo counts what holds for certain, and what possibly speaks against;
-- score_hi what possibly holds; score_open also what could not be seen
CREATE TEMP TABLE "verdict" AS
SELECT *,
    0e0
    + CASE WHEN "holds_named" >= 3 THEN 3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_m86_3" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_coded_again" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_sapho" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology_again" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_whole_body_imaged" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_mri_again" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_nsaid_again" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_second_line" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_no_germ" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_skin_or_gut" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_germ_in_bone" >= 2 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_arthritis_without_cno" >= 2 THEN -2.0e0 ELSE 0e0 END AS score_lo,
    0e0
    + CASE WHEN "holds_named" >= 2 THEN 3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_m86_3" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_coded_again" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_sapho" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology_again" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_whole_body_imaged" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_mri_again" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_nsaid_again" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_second_line" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_no_germ" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_skin_or_gut" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_germ_in_bone" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_arthritis_without_cno" >= 3 THEN -2.0e0 ELSE 0e0 END AS score_hi,
    0e0
    + CASE WHEN "holds_named" >= 1 THEN 3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_m86_3" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_coded_again" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_sapho" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology_again" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_whole_body_imaged" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_mri_again" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_nsaid_again" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_second_line" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_no_germ" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_skin_or_gut" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_germ_in_bone" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_arthritis_without_cno" >= 3 THEN -2.0e0 ELSE 0e0 END AS score_open,
    "holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_hi >= 5.0e0 AS is_hit
FROM answer;

-- Who is proposed
CREATE TEMP TABLE "hits" AS
SELECT person_id, event_id AS index_event_id, d_lo AS index_lo, d_hi AS index_hi,
    age_days_lo, age_days_hi, score_lo, score_hi, score_open,
    CASE WHEN score_lo >= 7.0e0 THEN 'corroborated' WHEN score_lo >= 5.0e0 THEN 'probable' ELSE '' END AS band,
    CASE WHEN score_hi >= 7.0e0 THEN 'corroborated' WHEN score_hi >= 5.0e0 THEN 'probable' ELSE '' END AS band_possible
FROM verdict
WHERE is_hit;

-- Every answer of those proposed
CREATE TEMP TABLE "answers" AS
SELECT person_id, 0::SMALLINT AS criterion,
    CASE "holds_named" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_named" >= 3 THEN 3.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 1::SMALLINT AS criterion,
    CASE "holds_m86_3" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_m86_3" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 2::SMALLINT AS criterion,
    CASE "holds_coded_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_coded_again" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 3::SMALLINT AS criterion,
    CASE "holds_sapho" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_sapho" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 4::SMALLINT AS criterion,
    CASE "holds_rheumatology" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_rheumatology" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 5::SMALLINT AS criterion,
    CASE "holds_rheumatology_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_rheumatology_again" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 6::SMALLINT AS criterion,
    CASE "holds_whole_body_imaged" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_whole_body_imaged" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 7::SMALLINT AS criterion,
    CASE "holds_mri_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_mri_again" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 8::SMALLINT AS criterion,
    CASE "holds_nsaid_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_nsaid_again" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 9::SMALLINT AS criterion,
    CASE "holds_second_line" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_second_line" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 10::SMALLINT AS criterion,
    CASE "holds_no_germ" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_no_germ" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 11::SMALLINT AS criterion,
    CASE "holds_skin_or_gut" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_skin_or_gut" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 12::SMALLINT AS criterion,
    CASE "holds_germ_in_bone" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_germ_in_bone" >= 2 THEN -3.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 13::SMALLINT AS criterion,
    CASE "holds_malignancy_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 14::SMALLINT AS criterion,
    CASE "holds_malignant_cells" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 15::SMALLINT AS criterion,
    CASE "holds_malignancy_confirmed" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 16::SMALLINT AS criterion,
    CASE "holds_arthritis_without_cno" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_arthritis_without_cno" >= 2 THEN -2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 17::SMALLINT AS criterion,
    CASE "holds_corroborated" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit;

-- Every event that counted, of those proposed
CREATE TEMP TABLE "evidence" AS
SELECT person_id, (-1)::SMALLINT AS criterion, event_id, 'index' AS role, is_certain
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 0::SMALLINT AS criterion, "evidence_named".event_id, role, "evidence_named".is_certain
FROM "evidence_named" JOIN verdict USING (person_id)
WHERE "holds_named" >= 2 AND is_hit
UNION ALL
SELECT person_id, 1::SMALLINT AS criterion, "evidence_m86_3".event_id, role, "evidence_m86_3".is_certain
FROM "evidence_m86_3" JOIN verdict USING (person_id)
WHERE "holds_m86_3" >= 2 AND is_hit
UNION ALL
SELECT person_id, 2::SMALLINT AS criterion, "evidence_coded_again".event_id, role, "evidence_coded_again".is_certain
FROM "evidence_coded_again" JOIN verdict USING (person_id)
WHERE "holds_coded_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 3::SMALLINT AS criterion, "evidence_sapho".event_id, role, "evidence_sapho".is_certain
FROM "evidence_sapho" JOIN verdict USING (person_id)
WHERE "holds_sapho" >= 2 AND is_hit
UNION ALL
SELECT person_id, 4::SMALLINT AS criterion, "evidence_rheumatology".event_id, role, "evidence_rheumatology".is_certain
FROM "evidence_rheumatology" JOIN verdict USING (person_id)
WHERE "holds_rheumatology" >= 2 AND is_hit
UNION ALL
SELECT person_id, 5::SMALLINT AS criterion, "evidence_rheumatology_again".event_id, role, "evidence_rheumatology_again".is_certain
FROM "evidence_rheumatology_again" JOIN verdict USING (person_id)
WHERE "holds_rheumatology_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 6::SMALLINT AS criterion, "evidence_whole_body_imaged".event_id, role, "evidence_whole_body_imaged".is_certain
FROM "evidence_whole_body_imaged" JOIN verdict USING (person_id)
WHERE "holds_whole_body_imaged" >= 2 AND is_hit
UNION ALL
SELECT person_id, 7::SMALLINT AS criterion, "evidence_mri_again".event_id, role, "evidence_mri_again".is_certain
FROM "evidence_mri_again" JOIN verdict USING (person_id)
WHERE "holds_mri_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 8::SMALLINT AS criterion, "evidence_nsaid_again".event_id, role, "evidence_nsaid_again".is_certain
FROM "evidence_nsaid_again" JOIN verdict USING (person_id)
WHERE "holds_nsaid_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 9::SMALLINT AS criterion, "evidence_second_line".event_id, role, "evidence_second_line".is_certain
FROM "evidence_second_line" JOIN verdict USING (person_id)
WHERE "holds_second_line" >= 2 AND is_hit
UNION ALL
SELECT person_id, 10::SMALLINT AS criterion, "evidence_no_germ".event_id, role, "evidence_no_germ".is_certain
FROM "evidence_no_germ" JOIN verdict USING (person_id)
WHERE "holds_no_germ" <= 2 AND is_hit
UNION ALL
SELECT person_id, 11::SMALLINT AS criterion, "evidence_skin_or_gut".event_id, role, "evidence_skin_or_gut".is_certain
FROM "evidence_skin_or_gut" JOIN verdict USING (person_id)
WHERE "holds_skin_or_gut" >= 2 AND is_hit
UNION ALL
SELECT person_id, 12::SMALLINT AS criterion, "evidence_germ_in_bone".event_id, role, "evidence_germ_in_bone".is_certain
FROM "evidence_germ_in_bone" JOIN verdict USING (person_id)
WHERE "holds_germ_in_bone" >= 2 AND is_hit
UNION ALL
SELECT person_id, 13::SMALLINT AS criterion, "evidence_malignancy_again".event_id, role, "evidence_malignancy_again".is_certain
FROM "evidence_malignancy_again" JOIN verdict USING (person_id)
WHERE "holds_malignancy_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 14::SMALLINT AS criterion, "evidence_malignant_cells".event_id, role, "evidence_malignant_cells".is_certain
FROM "evidence_malignant_cells" JOIN verdict USING (person_id)
WHERE "holds_malignant_cells" >= 2 AND is_hit
UNION ALL
SELECT person_id, 16::SMALLINT AS criterion, "evidence_arthritis_without_cno".event_id, role, "evidence_arthritis_without_cno".is_certain
FROM "evidence_arthritis_without_cno" JOIN verdict USING (person_id)
WHERE "holds_arthritis_without_cno" >= 2 AND is_hit;

-- How many were left after each step
CREATE TEMP TABLE "attrition" AS
SELECT count(*) AS with_index,
    count(*) FILTER ("holds_corroborated" >= 2) AS "require_corroborated",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3) AS "exclude_malignancy_confirmed",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_lo >= 7.0e0) AS "band_certain_corroborated",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_hi >= 7.0e0) AS "band_possible_corroborated",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_lo >= 5.0e0) AS "band_certain_probable",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_hi >= 5.0e0) AS "band_possible_probable",
    count(*) FILTER (is_hit) AS "hits",
    count(*) FILTER ("holds_named" = 0) AS "no_named",
    count(*) FILTER ("holds_named" = 1) AS "unknown_named",
    count(*) FILTER ("holds_named" = 2) AS "possible_named",
    count(*) FILTER ("holds_named" = 3) AS "yes_named",
    count(*) FILTER ("holds_m86_3" = 0) AS "no_m86_3",
    count(*) FILTER ("holds_m86_3" = 1) AS "unknown_m86_3",
    count(*) FILTER ("holds_m86_3" = 2) AS "possible_m86_3",
    count(*) FILTER ("holds_m86_3" = 3) AS "yes_m86_3",
    count(*) FILTER ("holds_coded_again" = 0) AS "no_coded_again",
    count(*) FILTER ("holds_coded_again" = 1) AS "unknown_coded_again",
    count(*) FILTER ("holds_coded_again" = 2) AS "possible_coded_again",
    count(*) FILTER ("holds_coded_again" = 3) AS "yes_coded_again",
    count(*) FILTER ("holds_sapho" = 0) AS "no_sapho",
    count(*) FILTER ("holds_sapho" = 1) AS "unknown_sapho",
    count(*) FILTER ("holds_sapho" = 2) AS "possible_sapho",
    count(*) FILTER ("holds_sapho" = 3) AS "yes_sapho",
    count(*) FILTER ("holds_rheumatology" = 0) AS "no_rheumatology",
    count(*) FILTER ("holds_rheumatology" = 1) AS "unknown_rheumatology",
    count(*) FILTER ("holds_rheumatology" = 2) AS "possible_rheumatology",
    count(*) FILTER ("holds_rheumatology" = 3) AS "yes_rheumatology",
    count(*) FILTER ("holds_rheumatology_again" = 0) AS "no_rheumatology_again",
    count(*) FILTER ("holds_rheumatology_again" = 1) AS "unknown_rheumatology_again",
    count(*) FILTER ("holds_rheumatology_again" = 2) AS "possible_rheumatology_again",
    count(*) FILTER ("holds_rheumatology_again" = 3) AS "yes_rheumatology_again",
    count(*) FILTER ("holds_whole_body_imaged" = 0) AS "no_whole_body_imaged",
    count(*) FILTER ("holds_whole_body_imaged" = 1) AS "unknown_whole_body_imaged",
    count(*) FILTER ("holds_whole_body_imaged" = 2) AS "possible_whole_body_imaged",
    count(*) FILTER ("holds_whole_body_imaged" = 3) AS "yes_whole_body_imaged",
    count(*) FILTER ("holds_mri_again" = 0) AS "no_mri_again",
    count(*) FILTER ("holds_mri_again" = 1) AS "unknown_mri_again",
    count(*) FILTER ("holds_mri_again" = 2) AS "possible_mri_again",
    count(*) FILTER ("holds_mri_again" = 3) AS "yes_mri_again",
    count(*) FILTER ("holds_nsaid_again" = 0) AS "no_nsaid_again",
    count(*) FILTER ("holds_nsaid_again" = 1) AS "unknown_nsaid_again",
    count(*) FILTER ("holds_nsaid_again" = 2) AS "possible_nsaid_again",
    count(*) FILTER ("holds_nsaid_again" = 3) AS "yes_nsaid_again",
    count(*) FILTER ("holds_second_line" = 0) AS "no_second_line",
    count(*) FILTER ("holds_second_line" = 1) AS "unknown_second_line",
    count(*) FILTER ("holds_second_line" = 2) AS "possible_second_line",
    count(*) FILTER ("holds_second_line" = 3) AS "yes_second_line",
    count(*) FILTER ("holds_no_germ" = 0) AS "no_no_germ",
    count(*) FILTER ("holds_no_germ" = 1) AS "unknown_no_germ",
    count(*) FILTER ("holds_no_germ" = 2) AS "possible_no_germ",
    count(*) FILTER ("holds_no_germ" = 3) AS "yes_no_germ",
    count(*) FILTER ("holds_skin_or_gut" = 0) AS "no_skin_or_gut",
    count(*) FILTER ("holds_skin_or_gut" = 1) AS "unknown_skin_or_gut",
    count(*) FILTER ("holds_skin_or_gut" = 2) AS "possible_skin_or_gut",
    count(*) FILTER ("holds_skin_or_gut" = 3) AS "yes_skin_or_gut",
    count(*) FILTER ("holds_germ_in_bone" = 0) AS "no_germ_in_bone",
    count(*) FILTER ("holds_germ_in_bone" = 1) AS "unknown_germ_in_bone",
    count(*) FILTER ("holds_germ_in_bone" = 2) AS "possible_germ_in_bone",
    count(*) FILTER ("holds_germ_in_bone" = 3) AS "yes_germ_in_bone",
    count(*) FILTER ("holds_malignancy_again" = 0) AS "no_malignancy_again",
    count(*) FILTER ("holds_malignancy_again" = 1) AS "unknown_malignancy_again",
    count(*) FILTER ("holds_malignancy_again" = 2) AS "possible_malignancy_again",
    count(*) FILTER ("holds_malignancy_again" = 3) AS "yes_malignancy_again",
    count(*) FILTER ("holds_malignant_cells" = 0) AS "no_malignant_cells",
    count(*) FILTER ("holds_malignant_cells" = 1) AS "unknown_malignant_cells",
    count(*) FILTER ("holds_malignant_cells" = 2) AS "possible_malignant_cells",
    count(*) FILTER ("holds_malignant_cells" = 3) AS "yes_malignant_cells",
    count(*) FILTER ("holds_malignancy_confirmed" = 0) AS "no_malignancy_confirmed",
    count(*) FILTER ("holds_malignancy_confirmed" = 1) AS "unknown_malignancy_confirmed",
    count(*) FILTER ("holds_malignancy_confirmed" = 2) AS "possible_malignancy_confirmed",
    count(*) FILTER ("holds_malignancy_confirmed" = 3) AS "yes_malignancy_confirmed",
    count(*) FILTER ("holds_arthritis_without_cno" = 0) AS "no_arthritis_without_cno",
    count(*) FILTER ("holds_arthritis_without_cno" = 1) AS "unknown_arthritis_without_cno",
    count(*) FILTER ("holds_arthritis_without_cno" = 2) AS "possible_arthritis_without_cno",
    count(*) FILTER ("holds_arthritis_without_cno" = 3) AS "yes_arthritis_without_cno",
    count(*) FILTER ("holds_corroborated" = 0) AS "no_corroborated",
    count(*) FILTER ("holds_corroborated" = 1) AS "unknown_corroborated",
    count(*) FILTER ("holds_corroborated" = 2) AS "possible_corroborated",
    count(*) FILTER ("holds_corroborated" = 3) AS "yes_corroborated"
FROM verdict;
