-- recorded CNO (CRMO) (recorded_cno, version 1)
-- Inputs: event_table and person (events.parquet and persons.parquet), code (codes.parquet),
-- code_set(set_id, code_id): the codes of each code set, and site_set(set_id, site): the sites that
-- lie within the places a selection names.
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
    SELECT person_id, event_id, code_id, state, d_lo, d_hi,
        value_code_id
    FROM event_table
    WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id IN ('arthritis_disease', 'bisphosphonate', 'bone_inflammation', 'cno_any',
            'cno_named', 'culture', 'dmard', 'explains_dmard', 'germ', 'langerhans', 'm86_3',
            'malignancy', 'malignant_histology', 'rheumatology_visit', 'sapho', 'whole_body'))
)
SELECT event.*,
    event.d_lo - index_event.d_hi AS after_lo,
    event.d_hi - index_event.d_lo AS after_hi
FROM event JOIN index_event ON event.person_id = index_event.person_id;

-- CNO or CRMO by a code that means nothing else, M86.3 behind it left out: present
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

-- SAPHO: present
CREATE TEMP TABLE "selected_3_sapho" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'sapho')
    AND state IN ('present');

-- CNO by any code: present
CREATE TEMP TABLE "selected_4_cno_any" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'cno_any')
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

-- whole-body MRI: present
CREATE TEMP TABLE "selected_7_whole_body" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'whole_body')
    AND state IN ('present');

-- bisphosphonates: present
CREATE TEMP TABLE "selected_8_bisphosphonate" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bisphosphonate')
    AND state IN ('present');

-- TNF inhibitors, methotrexate, sulfasalazine and others like them: present
CREATE TEMP TABLE "selected_9_dmard" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'dmard')
    AND state IN ('present');

-- bowel disease, psoriasis, uveitis or arthritis: present or uncertain
CREATE TEMP TABLE "selected_10_explains_dmard" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'explains_dmard')
    AND state IN ('present', 'uncertain');

-- a germ that was found: present
CREATE TEMP TABLE "selected_11_germ" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'germ')
    AND state IN ('present');

-- cultures and other searches for a germ: present, with a value of organism
CREATE TEMP TABLE "selected_12_culture" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'culture')
    AND state IN ('present')
    AND value_code_id IN (SELECT code_id FROM code_set WHERE set_id = 'organism');

-- a malignant disease: present
CREATE TEMP TABLE "selected_13_malignancy" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'malignancy')
    AND state IN ('present');

-- Langerhans cell histiocytosis: present
CREATE TEMP TABLE "selected_14_langerhans" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'langerhans')
    AND state IN ('present');

-- malignant cells, blasts or Langerhans cells under the microscope: present
CREATE TEMP TABLE "selected_15_malignant_histology" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'malignant_histology')
    AND state IN ('present');

-- juvenile idiopathic arthritis, psoriatic arthritis or spondyloarthritis: present
CREATE TEMP TABLE "selected_16_arthritis_disease" AS
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

-- SAPHO named (at any time)
CREATE TEMP TABLE "evidence_sapho" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_3_sapho"
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

-- any code of CNO at two visits a month or more apart (at any time)
CREATE TEMP TABLE "evidence_coded_again" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_4_cno_any"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 30 AND theirs.d_hi - mine.d_lo <= 1095
    OR mine.d_lo - theirs.d_hi >= 30 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 30 AND theirs.d_lo - mine.d_hi <= 1095
    OR mine.d_hi - theirs.d_lo >= 30 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- any code of CNO at two visits a month or more apart: the answer
CREATE TEMP TABLE "answer_coded_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_coded_again"
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

-- whole-body MRI within a year of bone inflammation (at any time)
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

-- whole-body MRI within a year of bone inflammation: the answer
CREATE TEMP TABLE "answer_whole_body_imaged" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_whole_body_imaged"
GROUP BY person_id;

-- bisphosphonate within three years of bone inflammation (at any time)
CREATE TEMP TABLE "evidence_bisphosphonate_after" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_5_bone_inflammation"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_8_bisphosphonate"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 0 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 0 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'then' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= 0 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= 0 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- bisphosphonate within three years of bone inflammation: the answer
CREATE TEMP TABLE "answer_bisphosphonate_after" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_bisphosphonate_after"
GROUP BY person_id;

-- TNF inhibitor, methotrexate, sulfasalazine or the like within three years of bone inflammation (at any time)
CREATE TEMP TABLE "evidence_dmard_after" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_5_bone_inflammation"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_9_dmard"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 0 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 0 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'then' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= 0 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= 0 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- TNF inhibitor, methotrexate, sulfasalazine or the like within three years of bone inflammation: the answer
CREATE TEMP TABLE "answer_dmard_after" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_dmard_after"
GROUP BY person_id;

-- no bowel disease, psoriasis, uveitis or arthritis coded (at any time)
CREATE TEMP TABLE "evidence_no_other_reason" AS
SELECT person_id, event_id, 'of' AS role,
    after_lo IS NOT NULL AS is_certain
FROM "selected_10_explains_dmard"
WHERE TRUE;

-- no bowel disease, psoriasis, uveitis or arthritis coded: the answer
CREATE TEMP TABLE "answer_no_other_reason" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 0 ELSE 2 END AS holds
FROM "evidence_no_other_reason"
GROUP BY person_id;

-- a germ found within a month of bone inflammation (at any time)
CREATE TEMP TABLE "evidence_germ_coded_in_bone" AS
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
CREATE TEMP TABLE "answer_germ_coded_in_bone" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_germ_coded_in_bone"
GROUP BY person_id;

-- a culture with an organism as its answer within a month of bone inflammation (at any time)
CREATE TEMP TABLE "evidence_organism_near_bone" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_5_bone_inflammation"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_12_culture"
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

-- a culture with an organism as its answer within a month of bone inflammation: the answer
CREATE TEMP TABLE "answer_organism_near_bone" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_organism_near_bone"
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

-- Langerhans cell histiocytosis coded again two weeks or more later (at any time)
CREATE TEMP TABLE "evidence_langerhans_again" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_14_langerhans"
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

-- Langerhans cell histiocytosis coded again two weeks or more later: the answer
CREATE TEMP TABLE "answer_langerhans_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_langerhans_again"
GROUP BY person_id;

-- malignant cells, blasts or Langerhans cells found (at any time)
CREATE TEMP TABLE "evidence_malignant_cells" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_15_malignant_histology"
WHERE TRUE;

-- malignant cells, blasts or Langerhans cells found: the answer
CREATE TEMP TABLE "answer_malignant_cells" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_malignant_cells"
GROUP BY person_id;

-- juvenile idiopathic arthritis, psoriatic arthritis or spondyloarthritis coded (at any time)
CREATE TEMP TABLE "evidence_arthritis_without_cno" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_16_arthritis_disease"
WHERE TRUE;

-- juvenile idiopathic arthritis, psoriatic arthritis or spondyloarthritis coded: the answer
CREATE TEMP TABLE "answer_arthritis_without_cno" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_arthritis_without_cno"
GROUP BY person_id;

-- The answers side by side: 0 no, 1 unknown, 2 possible, 3 yes;
-- a criterion that nothing speaks for or against where nothing could be seen is unknown
CREATE TEMP TABLE "answer" AS
SELECT *,
    greatest("holds_rheumatology", "holds_whole_body_imaged", "holds_second_line") AS "holds_corroborated"
FROM (
    SELECT *,
        greatest("holds_bisphosphonate_after", "holds_dmard_unexplained") AS "holds_second_line"
    FROM (
        SELECT *,
            greatest("holds_named", "holds_m86_3", "holds_sapho") AS "holds_called_cno",
            least("holds_dmard_after", "holds_no_other_reason") AS "holds_dmard_unexplained",
            greatest("holds_germ_coded_in_bone", "holds_organism_near_bone") AS "holds_germ_in_bone",
            greatest("holds_malignancy_again", "holds_langerhans_again", "holds_malignant_cells") AS "holds_malignancy_confirmed"
        FROM (
            SELECT index_event.*,
                coalesce("answer_named".holds, 0) AS "holds_named",
                coalesce("answer_m86_3".holds, 0) AS "holds_m86_3",
                coalesce("answer_sapho".holds, 0) AS "holds_sapho",
                coalesce("answer_coded_again".holds, 0) AS "holds_coded_again",
                coalesce("answer_rheumatology".holds, 0) AS "holds_rheumatology",
                coalesce("answer_rheumatology_again".holds, 0) AS "holds_rheumatology_again",
                coalesce("answer_whole_body_imaged".holds, 0) AS "holds_whole_body_imaged",
                coalesce("answer_bisphosphonate_after".holds, 0) AS "holds_bisphosphonate_after",
                coalesce("answer_dmard_after".holds, 0) AS "holds_dmard_after",
                coalesce("answer_no_other_reason".holds, 3) AS "holds_no_other_reason",
                coalesce("answer_germ_coded_in_bone".holds, 0) AS "holds_germ_coded_in_bone",
                coalesce("answer_organism_near_bone".holds, 0) AS "holds_organism_near_bone",
                coalesce("answer_malignancy_again".holds, 0) AS "holds_malignancy_again",
                coalesce("answer_langerhans_again".holds, 0) AS "holds_langerhans_again",
                coalesce("answer_malignant_cells".holds, 0) AS "holds_malignant_cells",
                coalesce("answer_arthritis_without_cno".holds, 0) AS "holds_arthritis_without_cno"
            FROM index_event
            LEFT JOIN "answer_named" ON "answer_named".person_id = index_event.person_id
            LEFT JOIN "answer_m86_3" ON "answer_m86_3".person_id = index_event.person_id
            LEFT JOIN "answer_sapho" ON "answer_sapho".person_id = index_event.person_id
            LEFT JOIN "answer_coded_again" ON "answer_coded_again".person_id = index_event.person_id
            LEFT JOIN "answer_rheumatology" ON "answer_rheumatology".person_id = index_event.person_id
            LEFT JOIN "answer_rheumatology_again" ON "answer_rheumatology_again".person_id = index_event.person_id
            LEFT JOIN "answer_whole_body_imaged" ON "answer_whole_body_imaged".person_id = index_event.person_id
            LEFT JOIN "answer_bisphosphonate_after" ON "answer_bisphosphonate_after".person_id = index_event.person_id
            LEFT JOIN "answer_dmard_after" ON "answer_dmard_after".person_id = index_event.person_id
            LEFT JOIN "answer_no_other_reason" ON "answer_no_other_reason".person_id = index_event.person_id
            LEFT JOIN "answer_germ_coded_in_bone" ON "answer_germ_coded_in_bone".person_id = index_event.person_id
            LEFT JOIN "answer_organism_near_bone" ON "answer_organism_near_bone".person_id = index_event.person_id
            LEFT JOIN "answer_malignancy_again" ON "answer_malignancy_again".person_id = index_event.person_id
            LEFT JOIN "answer_langerhans_again" ON "answer_langerhans_again".person_id = index_event.person_id
            LEFT JOIN "answer_malignant_cells" ON "answer_malignant_cells".person_id = index_event.person_id
            LEFT JOIN "answer_arthritis_without_cno" ON "answer_arthritis_without_cno".person_id = index_event.person_id
        )
    )
);

-- Scores: score_lo counts what holds for certain, and what possibly speaks against;
-- score_hi what possibly holds; score_open also what could not be seen
CREATE TEMP TABLE "verdict" AS
SELECT *,
    0e0
    + CASE WHEN "holds_named" >= 3 THEN 3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_m86_3" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_sapho" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_called_cno" >= 3 THEN 20.0e0 ELSE 0e0 END
    + CASE WHEN "holds_coded_again" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology_again" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_whole_body_imaged" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_second_line" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_germ_in_bone" >= 2 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_arthritis_without_cno" >= 2 THEN -2.0e0 ELSE 0e0 END AS score_lo,
    0e0
    + CASE WHEN "holds_named" >= 2 THEN 3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_m86_3" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_sapho" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_called_cno" >= 2 THEN 20.0e0 ELSE 0e0 END
    + CASE WHEN "holds_coded_again" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology_again" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_whole_body_imaged" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_second_line" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_germ_in_bone" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_arthritis_without_cno" >= 3 THEN -2.0e0 ELSE 0e0 END AS score_hi,
    0e0
    + CASE WHEN "holds_named" >= 1 THEN 3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_m86_3" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_sapho" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_called_cno" >= 1 THEN 20.0e0 ELSE 0e0 END
    + CASE WHEN "holds_coded_again" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_rheumatology_again" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_whole_body_imaged" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_second_line" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_germ_in_bone" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_arthritis_without_cno" >= 3 THEN -2.0e0 ELSE 0e0 END AS score_open,
    "holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_hi >= 5.0e0 AS is_hit
FROM answer;

-- Who is proposed
CREATE TEMP TABLE "hits" AS
SELECT person_id, event_id AS index_event_id, d_lo AS index_lo, d_hi AS index_hi,
    age_days_lo, age_days_hi, score_lo, score_hi, score_open,
    CASE WHEN score_lo >= 27.0e0 THEN 'corroborated' WHEN score_lo >= 25.0e0 THEN 'probable' WHEN score_lo >= 18.0e0 THEN 'weak' WHEN score_lo >= 5.0e0 THEN 'treated_not_named' ELSE '' END AS band,
    CASE WHEN score_hi >= 27.0e0 THEN 'corroborated' WHEN score_hi >= 25.0e0 THEN 'probable' WHEN score_hi >= 18.0e0 THEN 'weak' WHEN score_hi >= 5.0e0 THEN 'treated_not_named' ELSE '' END AS band_possible
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
    CASE "holds_sapho" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_sapho" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 3::SMALLINT AS criterion,
    CASE "holds_called_cno" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_called_cno" >= 3 THEN 20.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 4::SMALLINT AS criterion,
    CASE "holds_coded_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_coded_again" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 5::SMALLINT AS criterion,
    CASE "holds_rheumatology" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_rheumatology" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 6::SMALLINT AS criterion,
    CASE "holds_rheumatology_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_rheumatology_again" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 7::SMALLINT AS criterion,
    CASE "holds_whole_body_imaged" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_whole_body_imaged" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 8::SMALLINT AS criterion,
    CASE "holds_bisphosphonate_after" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 9::SMALLINT AS criterion,
    CASE "holds_dmard_after" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 10::SMALLINT AS criterion,
    CASE "holds_no_other_reason" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 11::SMALLINT AS criterion,
    CASE "holds_dmard_unexplained" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 12::SMALLINT AS criterion,
    CASE "holds_second_line" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_second_line" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 13::SMALLINT AS criterion,
    CASE "holds_germ_coded_in_bone" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 14::SMALLINT AS criterion,
    CASE "holds_organism_near_bone" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 15::SMALLINT AS criterion,
    CASE "holds_germ_in_bone" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_germ_in_bone" >= 2 THEN -3.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 16::SMALLINT AS criterion,
    CASE "holds_malignancy_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 17::SMALLINT AS criterion,
    CASE "holds_langerhans_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 18::SMALLINT AS criterion,
    CASE "holds_malignant_cells" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 19::SMALLINT AS criterion,
    CASE "holds_malignancy_confirmed" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 20::SMALLINT AS criterion,
    CASE "holds_arthritis_without_cno" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_arthritis_without_cno" >= 2 THEN -2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 21::SMALLINT AS criterion,
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
SELECT person_id, 2::SMALLINT AS criterion, "evidence_sapho".event_id, role, "evidence_sapho".is_certain
FROM "evidence_sapho" JOIN verdict USING (person_id)
WHERE "holds_sapho" >= 2 AND is_hit
UNION ALL
SELECT person_id, 4::SMALLINT AS criterion, "evidence_coded_again".event_id, role, "evidence_coded_again".is_certain
FROM "evidence_coded_again" JOIN verdict USING (person_id)
WHERE "holds_coded_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 5::SMALLINT AS criterion, "evidence_rheumatology".event_id, role, "evidence_rheumatology".is_certain
FROM "evidence_rheumatology" JOIN verdict USING (person_id)
WHERE "holds_rheumatology" >= 2 AND is_hit
UNION ALL
SELECT person_id, 6::SMALLINT AS criterion, "evidence_rheumatology_again".event_id, role, "evidence_rheumatology_again".is_certain
FROM "evidence_rheumatology_again" JOIN verdict USING (person_id)
WHERE "holds_rheumatology_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 7::SMALLINT AS criterion, "evidence_whole_body_imaged".event_id, role, "evidence_whole_body_imaged".is_certain
FROM "evidence_whole_body_imaged" JOIN verdict USING (person_id)
WHERE "holds_whole_body_imaged" >= 2 AND is_hit
UNION ALL
SELECT person_id, 8::SMALLINT AS criterion, "evidence_bisphosphonate_after".event_id, role, "evidence_bisphosphonate_after".is_certain
FROM "evidence_bisphosphonate_after" JOIN verdict USING (person_id)
WHERE "holds_bisphosphonate_after" >= 2 AND is_hit
UNION ALL
SELECT person_id, 9::SMALLINT AS criterion, "evidence_dmard_after".event_id, role, "evidence_dmard_after".is_certain
FROM "evidence_dmard_after" JOIN verdict USING (person_id)
WHERE "holds_dmard_after" >= 2 AND is_hit
UNION ALL
SELECT person_id, 10::SMALLINT AS criterion, "evidence_no_other_reason".event_id, role, "evidence_no_other_reason".is_certain
FROM "evidence_no_other_reason" JOIN verdict USING (person_id)
WHERE "holds_no_other_reason" <= 2 AND is_hit
UNION ALL
SELECT person_id, 13::SMALLINT AS criterion, "evidence_germ_coded_in_bone".event_id, role, "evidence_germ_coded_in_bone".is_certain
FROM "evidence_germ_coded_in_bone" JOIN verdict USING (person_id)
WHERE "holds_germ_coded_in_bone" >= 2 AND is_hit
UNION ALL
SELECT person_id, 14::SMALLINT AS criterion, "evidence_organism_near_bone".event_id, role, "evidence_organism_near_bone".is_certain
FROM "evidence_organism_near_bone" JOIN verdict USING (person_id)
WHERE "holds_organism_near_bone" >= 2 AND is_hit
UNION ALL
SELECT person_id, 16::SMALLINT AS criterion, "evidence_malignancy_again".event_id, role, "evidence_malignancy_again".is_certain
FROM "evidence_malignancy_again" JOIN verdict USING (person_id)
WHERE "holds_malignancy_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 17::SMALLINT AS criterion, "evidence_langerhans_again".event_id, role, "evidence_langerhans_again".is_certain
FROM "evidence_langerhans_again" JOIN verdict USING (person_id)
WHERE "holds_langerhans_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 18::SMALLINT AS criterion, "evidence_malignant_cells".event_id, role, "evidence_malignant_cells".is_certain
FROM "evidence_malignant_cells" JOIN verdict USING (person_id)
WHERE "holds_malignant_cells" >= 2 AND is_hit
UNION ALL
SELECT person_id, 20::SMALLINT AS criterion, "evidence_arthritis_without_cno".event_id, role, "evidence_arthritis_without_cno".is_certain
FROM "evidence_arthritis_without_cno" JOIN verdict USING (person_id)
WHERE "holds_arthritis_without_cno" >= 2 AND is_hit;

-- How many were left after each step
CREATE TEMP TABLE "attrition" AS
SELECT count(*) AS with_index,
    count(*) FILTER ("holds_corroborated" >= 2) AS "require_corroborated",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3) AS "exclude_malignancy_confirmed",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_lo >= 27.0e0) AS "band_certain_corroborated",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_hi >= 27.0e0) AS "band_possible_corroborated",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_lo >= 25.0e0) AS "band_certain_probable",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_hi >= 25.0e0) AS "band_possible_probable",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_lo >= 18.0e0) AS "band_certain_weak",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_hi >= 18.0e0) AS "band_possible_weak",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_lo >= 5.0e0) AS "band_certain_treated_not_named",
    count(*) FILTER ("holds_corroborated" >= 2 AND "holds_malignancy_confirmed" < 3 AND score_hi >= 5.0e0) AS "band_possible_treated_not_named",
    count(*) FILTER (is_hit) AS "hits",
    count(*) FILTER ("holds_named" = 0) AS "no_named",
    count(*) FILTER ("holds_named" = 1) AS "unknown_named",
    count(*) FILTER ("holds_named" = 2) AS "possible_named",
    count(*) FILTER ("holds_named" = 3) AS "yes_named",
    count(*) FILTER ("holds_m86_3" = 0) AS "no_m86_3",
    count(*) FILTER ("holds_m86_3" = 1) AS "unknown_m86_3",
    count(*) FILTER ("holds_m86_3" = 2) AS "possible_m86_3",
    count(*) FILTER ("holds_m86_3" = 3) AS "yes_m86_3",
    count(*) FILTER ("holds_sapho" = 0) AS "no_sapho",
    count(*) FILTER ("holds_sapho" = 1) AS "unknown_sapho",
    count(*) FILTER ("holds_sapho" = 2) AS "possible_sapho",
    count(*) FILTER ("holds_sapho" = 3) AS "yes_sapho",
    count(*) FILTER ("holds_called_cno" = 0) AS "no_called_cno",
    count(*) FILTER ("holds_called_cno" = 1) AS "unknown_called_cno",
    count(*) FILTER ("holds_called_cno" = 2) AS "possible_called_cno",
    count(*) FILTER ("holds_called_cno" = 3) AS "yes_called_cno",
    count(*) FILTER ("holds_coded_again" = 0) AS "no_coded_again",
    count(*) FILTER ("holds_coded_again" = 1) AS "unknown_coded_again",
    count(*) FILTER ("holds_coded_again" = 2) AS "possible_coded_again",
    count(*) FILTER ("holds_coded_again" = 3) AS "yes_coded_again",
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
    count(*) FILTER ("holds_bisphosphonate_after" = 0) AS "no_bisphosphonate_after",
    count(*) FILTER ("holds_bisphosphonate_after" = 1) AS "unknown_bisphosphonate_after",
    count(*) FILTER ("holds_bisphosphonate_after" = 2) AS "possible_bisphosphonate_after",
    count(*) FILTER ("holds_bisphosphonate_after" = 3) AS "yes_bisphosphonate_after",
    count(*) FILTER ("holds_dmard_after" = 0) AS "no_dmard_after",
    count(*) FILTER ("holds_dmard_after" = 1) AS "unknown_dmard_after",
    count(*) FILTER ("holds_dmard_after" = 2) AS "possible_dmard_after",
    count(*) FILTER ("holds_dmard_after" = 3) AS "yes_dmard_after",
    count(*) FILTER ("holds_no_other_reason" = 0) AS "no_no_other_reason",
    count(*) FILTER ("holds_no_other_reason" = 1) AS "unknown_no_other_reason",
    count(*) FILTER ("holds_no_other_reason" = 2) AS "possible_no_other_reason",
    count(*) FILTER ("holds_no_other_reason" = 3) AS "yes_no_other_reason",
    count(*) FILTER ("holds_dmard_unexplained" = 0) AS "no_dmard_unexplained",
    count(*) FILTER ("holds_dmard_unexplained" = 1) AS "unknown_dmard_unexplained",
    count(*) FILTER ("holds_dmard_unexplained" = 2) AS "possible_dmard_unexplained",
    count(*) FILTER ("holds_dmard_unexplained" = 3) AS "yes_dmard_unexplained",
    count(*) FILTER ("holds_second_line" = 0) AS "no_second_line",
    count(*) FILTER ("holds_second_line" = 1) AS "unknown_second_line",
    count(*) FILTER ("holds_second_line" = 2) AS "possible_second_line",
    count(*) FILTER ("holds_second_line" = 3) AS "yes_second_line",
    count(*) FILTER ("holds_germ_coded_in_bone" = 0) AS "no_germ_coded_in_bone",
    count(*) FILTER ("holds_germ_coded_in_bone" = 1) AS "unknown_germ_coded_in_bone",
    count(*) FILTER ("holds_germ_coded_in_bone" = 2) AS "possible_germ_coded_in_bone",
    count(*) FILTER ("holds_germ_coded_in_bone" = 3) AS "yes_germ_coded_in_bone",
    count(*) FILTER ("holds_organism_near_bone" = 0) AS "no_organism_near_bone",
    count(*) FILTER ("holds_organism_near_bone" = 1) AS "unknown_organism_near_bone",
    count(*) FILTER ("holds_organism_near_bone" = 2) AS "possible_organism_near_bone",
    count(*) FILTER ("holds_organism_near_bone" = 3) AS "yes_organism_near_bone",
    count(*) FILTER ("holds_germ_in_bone" = 0) AS "no_germ_in_bone",
    count(*) FILTER ("holds_germ_in_bone" = 1) AS "unknown_germ_in_bone",
    count(*) FILTER ("holds_germ_in_bone" = 2) AS "possible_germ_in_bone",
    count(*) FILTER ("holds_germ_in_bone" = 3) AS "yes_germ_in_bone",
    count(*) FILTER ("holds_malignancy_again" = 0) AS "no_malignancy_again",
    count(*) FILTER ("holds_malignancy_again" = 1) AS "unknown_malignancy_again",
    count(*) FILTER ("holds_malignancy_again" = 2) AS "possible_malignancy_again",
    count(*) FILTER ("holds_malignancy_again" = 3) AS "yes_malignancy_again",
    count(*) FILTER ("holds_langerhans_again" = 0) AS "no_langerhans_again",
    count(*) FILTER ("holds_langerhans_again" = 1) AS "unknown_langerhans_again",
    count(*) FILTER ("holds_langerhans_again" = 2) AS "possible_langerhans_again",
    count(*) FILTER ("holds_langerhans_again" = 3) AS "yes_langerhans_again",
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
