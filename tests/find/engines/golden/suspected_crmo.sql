-- suspected, unrecognised CRMO (graded) (suspected_crmo, version 1)
-- Inputs: event_table and person (events.parquet and persons.parquet), code (codes.parquet),
-- code_set(set_id, code_id): the codes of each code set, and site_set(set_id, site): the sites that
-- lie within the places a selection names.
-- Every step makes a table of its own. No step looks beyond one person.
-- upper_extremity_left, lower_extremity_left, clavicle_left, scapula_left: 107 sites
-- upper_extremity_right, lower_extremity_right, clavicle_right, scapula_right: 107 sites
-- upper_extremity, clavicle, scapula: 151 sites
-- lower_extremity, pelvis: 179 sites
-- skull: 33 sites
-- thoracic_spine, lumbar_spine, sternum, rib, clavicle, scapula, upper_extremity, lower_extremity, pelvis: 419 sites
-- vertebral: 30 sites
-- upper_extremity, lower_extremity, clavicle, scapula: 319 sites
-- sternum, rib: 42 sites
-- upper_extremity, lower_extremity, pelvis, cervical_spine, lumbar_spine: 340 sites
-- pelvis: 29 sites
-- knee, lower_leg, foot, cervical_spine, thoracic_spine: 147 sites
-- femur: 24 sites
-- ankle, foot: 78 sites
-- clavicle, scapula: 19 sites
-- elbow, forearm, hand: 108 sites
-- cervical_spine, vertebra_t1, vertebra_t2, vertebra_t3, vertebra_t4, vertebra_t5, vertebra_t6, vertebra_t7, vertebra_t8: 16 sites
-- vertebra_t11, vertebra_t12, lumbar_spine: 8 sites
-- cervical_spine: 8 sites
-- vertebra_t4, vertebra_t5, vertebra_t6, vertebra_t7, vertebra_t8, vertebra_t9, vertebra_t10, vertebra_t11, vertebra_t12: 9 sites
-- jansson_2009_sites, jaw: 60 sites

-- What may be the index event: pain, osteomyelitis or a lesion of bone (present or uncertain)
CREATE TEMP TABLE "index_candidate" AS
SELECT person_id, event_id, d_lo, d_hi
FROM (
    SELECT person_id, event_id, code_id, state, d_lo, d_hi
    FROM event_table
    WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id IN ('bone_trouble'))
)
WHERE d_lo IS NOT NULL
    AND d_hi IS NOT NULL
    AND state IN ('present', 'uncertain');

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
        e_hi, nullif(value, 'NaN'::DOUBLE) AS value, unit, nullif(ref_lo, 'NaN'::DOUBLE) AS ref_lo, nullif(ref_hi, 'NaN'::DOUBLE) AS ref_hi, flag,
        value_code_id, site
    FROM event_table
    WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id IN ('antibiotic', 'arthritis_disease', 'arthritis_drug', 'bone_biopsy',
            'bone_complaint', 'bone_imaging', 'bone_lesion', 'bone_trouble', 'cno_named',
            'cross_section', 'crp', 'culture', 'culture_result', 'culture_test',
            'disc_or_joint_infection', 'fracture', 'germ', 'histology_result',
            'inflamed_histology', 'inflammation_marker', 'langerhans', 'm86_3', 'malignancy',
            'malignancy_or_langerhans', 'malignant_histology', 'nsaid', 'oncology_visit',
            'osteomyelitis', 'other_bone_disease', 'platelets', 'pustulosis',
            'rheumatology_visit', 'sacroiliac', 'sickle_cell', 'skin_or_gut', 'sterile',
            'typical_site_code', 'uncertain_tumour', 'unnamed_bone_finding', 'white_cells',
            'whole_body', 'worried_specialty'))
)
SELECT event.*, code.concept,
    event.d_lo - index_event.d_hi AS after_lo,
    event.d_hi - index_event.d_lo AS after_hi
FROM event JOIN index_event ON event.person_id = index_event.person_id
LEFT JOIN code ON event.code_id = code.code_id;

-- pain in bones, limbs, back, hip, chest wall or jaw, limp, or loss of function: present
CREATE TEMP TABLE "selected_1_bone_complaint" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_complaint')
    AND state IN ('present');

-- osteomyelitis at any site, the spine and the jaw included, chronic multifocal left out: present or uncertain
CREATE TEMP TABLE "selected_2_osteomyelitis" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'osteomyelitis')
    AND state IN ('present', 'uncertain');

-- antibiotics: present
CREATE TEMP TABLE "selected_3_antibiotic" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'antibiotic')
    AND state IN ('present');

-- a germ that was found: present
CREATE TEMP TABLE "selected_4_germ" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'germ')
    AND state IN ('present');

-- cultures and other searches for a germ: present, with a value of organism
CREATE TEMP TABLE "selected_5_culture" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'culture')
    AND state IN ('present')
    AND value_code_id IN (SELECT code_id FROM code_set WHERE set_id = 'organism');

-- a culture called sterile: present
CREATE TEMP TABLE "selected_6_sterile" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'sterile')
    AND state IN ('present');

-- results of cultures and PCR (absent where none was found): absent
CREATE TEMP TABLE "selected_7_culture_result" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'culture_result')
    AND state IN ('absent');

-- cultures by a code that carries a result: present or uncertain or unknown
CREATE TEMP TABLE "selected_8_culture_test" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'culture_test')
    AND state IN ('present', 'uncertain', 'unknown');

-- a lesion of bone on imaging: present, in upper_extremity_left, lower_extremity_left, clavicle_left, scapula_left
CREATE TEMP TABLE "selected_9_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'upper_extremity_left, lower_extremity_left, clavicle_left, scapula_left');

-- a lesion of bone on imaging: present, in upper_extremity_right, lower_extremity_right, clavicle_right, scapula_right
CREATE TEMP TABLE "selected_10_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'upper_extremity_right, lower_extremity_right, clavicle_right, scapula_right');

-- a lesion of bone on imaging: present, in upper_extremity, clavicle, scapula
CREATE TEMP TABLE "selected_11_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'upper_extremity, clavicle, scapula');

-- a lesion of bone on imaging: present, in lower_extremity, pelvis
CREATE TEMP TABLE "selected_12_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'lower_extremity, pelvis');

-- a lesion of bone on imaging: present, in skull
CREATE TEMP TABLE "selected_13_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'skull');

-- a lesion of bone on imaging: present, in thoracic_spine, lumbar_spine, sternum, rib, clavicle, scapula, upper_extremity, lower_extremity, pelvis
CREATE TEMP TABLE "selected_14_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'thoracic_spine, lumbar_spine, sternum, rib, clavicle, scapula, upper_extremity, lower_extremity, pelvis');

-- a lesion of bone on imaging: present, in vertebral
CREATE TEMP TABLE "selected_15_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'vertebral');

-- a lesion of bone on imaging: present, in upper_extremity, lower_extremity, clavicle, scapula
CREATE TEMP TABLE "selected_16_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'upper_extremity, lower_extremity, clavicle, scapula');

-- a lesion of bone on imaging: present, in sternum, rib
CREATE TEMP TABLE "selected_17_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'sternum, rib');

-- a lesion of bone on imaging: present, in upper_extremity, lower_extremity, pelvis, cervical_spine, lumbar_spine
CREATE TEMP TABLE "selected_18_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'upper_extremity, lower_extremity, pelvis, cervical_spine, lumbar_spine');

-- a lesion of bone on imaging: present, in pelvis
CREATE TEMP TABLE "selected_19_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'pelvis');

-- a lesion of bone on imaging: present, in knee, lower_leg, foot, cervical_spine, thoracic_spine
CREATE TEMP TABLE "selected_20_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'knee, lower_leg, foot, cervical_spine, thoracic_spine');

-- a lesion of bone on imaging: present, in femur
CREATE TEMP TABLE "selected_21_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'femur');

-- a lesion of bone on imaging: present, in ankle, foot
CREATE TEMP TABLE "selected_22_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'ankle, foot');

-- a lesion of bone on imaging: present, in clavicle, scapula
CREATE TEMP TABLE "selected_23_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'clavicle, scapula');

-- a lesion of bone on imaging: present, in elbow, forearm, hand
CREATE TEMP TABLE "selected_24_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'elbow, forearm, hand');

-- a lesion of bone on imaging: present, in cervical_spine, vertebra_t1, vertebra_t2, vertebra_t3, vertebra_t4, vertebra_t5, vertebra_t6, vertebra_t7, vertebra_t8
CREATE TEMP TABLE "selected_25_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'cervical_spine, vertebra_t1, vertebra_t2, vertebra_t3, vertebra_t4, vertebra_t5, vertebra_t6, vertebra_t7, vertebra_t8');

-- a lesion of bone on imaging: present, in vertebra_t11, vertebra_t12, lumbar_spine
CREATE TEMP TABLE "selected_26_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'vertebra_t11, vertebra_t12, lumbar_spine');

-- a lesion of bone on imaging: present, in cervical_spine
CREATE TEMP TABLE "selected_27_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'cervical_spine');

-- a lesion of bone on imaging: present, in vertebra_t4, vertebra_t5, vertebra_t6, vertebra_t7, vertebra_t8, vertebra_t9, vertebra_t10, vertebra_t11, vertebra_t12
CREATE TEMP TABLE "selected_28_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'vertebra_t4, vertebra_t5, vertebra_t6, vertebra_t7, vertebra_t8, vertebra_t9, vertebra_t10, vertebra_t11, vertebra_t12');

-- a lesion of bone on imaging: present, in jansson_2009_sites, jaw
CREATE TEMP TABLE "selected_29_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'jansson_2009_sites, jaw');

-- osteomyelitis at any site, the spine and the jaw included, chronic multifocal left out: present or uncertain, in jansson_2009_sites, jaw
CREATE TEMP TABLE "selected_30_osteomyelitis" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'osteomyelitis')
    AND state IN ('present', 'uncertain')
    AND site IN (SELECT site FROM site_set WHERE set_id = 'jansson_2009_sites, jaw');

-- inflammation of vertebra or jaw, or a collapsed vertebra, by its own code: present
CREATE TEMP TABLE "selected_31_typical_site_code" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'typical_site_code')
    AND state IN ('present');

-- infection of a disc, septic arthritis or tuberculosis of bone: present or uncertain
CREATE TEMP TABLE "selected_32_disc_or_joint_infection" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'disc_or_joint_infection')
    AND state IN ('present', 'uncertain');

-- white cell count: present, in range
CREATE TEMP TABLE "selected_33_white_cells" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'white_cells')
    AND state IN ('present')
    AND NOT (coalesce(value > ref_hi, FALSE) OR coalesce(flag = 'high', FALSE)) AND NOT (coalesce(value < ref_lo, FALSE) OR coalesce(flag = 'low', FALSE)) AND (flag = 'normal' OR value IS NOT NULL AND (ref_lo IS NOT NULL OR ref_hi IS NOT NULL));

-- C-reactive protein or sedimentation rate: present, above range
CREATE TEMP TABLE "selected_34_inflammation_marker" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'inflammation_marker')
    AND state IN ('present')
    AND (coalesce(value > ref_hi, FALSE) OR coalesce(flag = 'high', FALSE));

-- pain, osteomyelitis or a lesion of bone: present or uncertain
CREATE TEMP TABLE "selected_35_bone_trouble" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_trouble')
    AND state IN ('present', 'uncertain');

-- C-reactive protein: present, at least 10.0 mg/L
CREATE TEMP TABLE "selected_36_crp" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'crp')
    AND state IN ('present')
    AND unit = 'mg/L' AND value >= 10.0e0;

-- MRI or bone scan: present
CREATE TEMP TABLE "selected_37_cross_section" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'cross_section')
    AND state IN ('present');

-- imaging of bone, that of head, chest, breast and belly left out where its code tells: present
CREATE TEMP TABLE "selected_38_bone_imaging" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_imaging')
    AND state IN ('present');

-- imaging of the whole skeleton: present
CREATE TEMP TABLE "selected_39_whole_body" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'whole_body')
    AND state IN ('present');

-- biopsy of bone: present
CREATE TEMP TABLE "selected_40_bone_biopsy" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_biopsy')
    AND state IN ('present');

-- inflammation, fibrosis or new bone under the microscope: present
CREATE TEMP TABLE "selected_41_inflamed_histology" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'inflamed_histology')
    AND state IN ('present');

-- malignant cells, blasts or Langerhans cells under the microscope: present
CREATE TEMP TABLE "selected_42_malignant_histology" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'malignant_histology')
    AND state IN ('present');

-- a malignant disease or Langerhans cell histiocytosis: present
CREATE TEMP TABLE "selected_43_malignancy_or_langerhans" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'malignancy_or_langerhans')
    AND state IN ('present');

-- orthopaedics, oncology, haematology, infectious diseases or rheumatology: present
CREATE TEMP TABLE "selected_44_worried_specialty" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'worried_specialty')
    AND state IN ('present');

-- anti-inflammatory painkillers: present
CREATE TEMP TABLE "selected_45_nsaid" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'nsaid')
    AND state IN ('present');

-- palmoplantar pustulosis: present
CREATE TEMP TABLE "selected_46_pustulosis" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'pustulosis')
    AND state IN ('present');

-- psoriasis, severe acne, pyoderma, hidradenitis, or inflammatory bowel disease: present
CREATE TEMP TABLE "selected_47_skin_or_gut" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'skin_or_gut')
    AND state IN ('present');

-- sacroiliitis: present
CREATE TEMP TABLE "selected_48_sacroiliac" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'sacroiliac')
    AND state IN ('present');

-- chronic multifocal osteomyelitis, M86.3: present
CREATE TEMP TABLE "selected_49_m86_3" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'm86_3')
    AND state IN ('present');

-- C-reactive protein: present, at least 56.0 mg/L
CREATE TEMP TABLE "selected_50_crp" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'crp')
    AND state IN ('present')
    AND unit = 'mg/L' AND value >= 56.0e0;

-- infection of a disc, septic arthritis or tuberculosis of bone: present
CREATE TEMP TABLE "selected_51_disc_or_joint_infection" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'disc_or_joint_infection')
    AND state IN ('present');

-- pain, osteomyelitis or a lesion of bone: present
CREATE TEMP TABLE "selected_52_bone_trouble" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_trouble')
    AND state IN ('present');

-- fracture, stress fracture or injury: present
CREATE TEMP TABLE "selected_53_fracture" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'fracture')
    AND state IN ('present');

-- juvenile idiopathic arthritis, psoriatic arthritis or spondyloarthritis: present
CREATE TEMP TABLE "selected_54_arthritis_disease" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'arthritis_disease')
    AND state IN ('present');

-- visits to rheumatology: present
CREATE TEMP TABLE "selected_55_rheumatology_visit" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'rheumatology_visit')
    AND state IN ('present');

-- drugs that change the course of arthritis: present
CREATE TEMP TABLE "selected_56_arthritis_drug" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'arthritis_drug')
    AND state IN ('present');

-- another disease that explains painful bones: present
CREATE TEMP TABLE "selected_57_other_bone_disease" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'other_bone_disease')
    AND state IN ('present');

-- sickle cell disease: present
CREATE TEMP TABLE "selected_58_sickle_cell" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'sickle_cell')
    AND state IN ('present');

-- a malignant disease: present
CREATE TEMP TABLE "selected_59_malignancy" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'malignancy')
    AND state IN ('present');

-- visits to oncology or haematology: present
CREATE TEMP TABLE "selected_60_oncology_visit" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'oncology_visit')
    AND state IN ('present');

-- Langerhans cell histiocytosis: present
CREATE TEMP TABLE "selected_61_langerhans" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'langerhans')
    AND state IN ('present');

-- CNO, CRMO or SAPHO by a code that means nothing else, M86.3 behind it left out: present
CREATE TEMP TABLE "selected_62_cno_named" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'cno_named')
    AND state IN ('present');

-- a lesion of bone on imaging: present
CREATE TEMP TABLE "selected_63_bone_lesion" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_lesion')
    AND state IN ('present');

-- abnormal imaging of limbs or skeleton, or a disorder of bone without a name: present
CREATE TEMP TABLE "selected_64_unnamed_bone_finding" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'unnamed_bone_finding')
    AND state IN ('present');

-- tumour of bone of uncertain or unspecified nature: present
CREATE TEMP TABLE "selected_65_uncertain_tumour" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'uncertain_tumour')
    AND state IN ('present');

-- CNO, CRMO or SAPHO by a code that means nothing else, M86.3 behind it left out: uncertain
CREATE TEMP TABLE "selected_66_cno_named" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'cno_named')
    AND state IN ('uncertain');

-- platelet count: present, below 100.0 10*9/L
CREATE TEMP TABLE "selected_67_platelets" AS
SELECT *
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'platelets')
    AND state IN ('present')
    AND unit = '10*9/L' AND value < 100.0e0;

-- pain or limp told again more than six weeks later (from day 0 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_pain_again" AS
WITH within_window AS (
SELECT *, after_lo >= 0 AND after_hi <= 1095 AS is_in
FROM "selected_1_bone_complaint"
WHERE after_hi >= 0 AND after_lo <= 1095
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

-- pain or limp told again more than six weeks later: the answer
CREATE TEMP TABLE "answer_pain_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_pain_again"
GROUP BY person_id;

-- pain or limp on three different days or more (from day 0 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_pain_on_three_days" AS
SELECT person_id, event_id, 'of' AS role, d_lo = d_hi AND after_lo >= 0 AND after_hi <= 1095 AS is_certain, CASE WHEN d_lo = d_hi THEN d_lo END AS day
FROM "selected_1_bone_complaint"
WHERE after_hi >= 0 AND after_lo <= 1095;

-- pain or limp on three different days or more: the answer
CREATE TEMP TABLE "answer_pain_on_three_days" AS
SELECT person_id,
    CASE
        WHEN count(DISTINCT day) FILTER (is_certain) >= 3 THEN 3
        WHEN (count(DISTINCT day) + count(*) FILTER (day IS NULL)) >= 3 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_pain_on_three_days"
GROUP BY person_id;

-- pain or limp on six different days or more (from day 0 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_pain_often" AS
SELECT person_id, event_id, 'of' AS role, d_lo = d_hi AND after_lo >= 0 AND after_hi <= 1095 AS is_certain, CASE WHEN d_lo = d_hi THEN d_lo END AS day
FROM "selected_1_bone_complaint"
WHERE after_hi >= 0 AND after_lo <= 1095;

-- pain or limp on six different days or more: the answer
CREATE TEMP TABLE "answer_pain_often" AS
SELECT person_id,
    CASE
        WHEN count(DISTINCT day) FILTER (is_certain) >= 6 THEN 3
        WHEN (count(DISTINCT day) + count(*) FILTER (day IS NULL)) >= 6 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_pain_often"
GROUP BY person_id;

-- osteomyelitis coded again three months or more later (from day 0 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_osteomyelitis_again" AS
WITH within_window AS (
SELECT *, after_lo >= 0 AND after_hi <= 1095 AS is_in
FROM "selected_2_osteomyelitis"
WHERE after_hi >= 0 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 90 AND theirs.d_hi - mine.d_lo <= 1095
    OR mine.d_lo - theirs.d_hi >= 90 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 90 AND theirs.d_lo - mine.d_hi <= 1095
    OR mine.d_hi - theirs.d_lo >= 90 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- osteomyelitis coded again three months or more later: the answer
CREATE TEMP TABLE "answer_osteomyelitis_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_osteomyelitis_again"
GROUP BY person_id;

-- osteomyelitis coded, if only as a suspicion (from day 0 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_osteomyelitis" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= 0 AND after_hi <= 1095 AS is_certain
FROM "selected_2_osteomyelitis"
WHERE after_hi >= 0 AND after_lo <= 1095;

-- osteomyelitis coded, if only as a suspicion: the answer
CREATE TEMP TABLE "answer_osteomyelitis" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_osteomyelitis"
GROUP BY person_id;

-- antibiotics within six weeks of a code of osteomyelitis (from day 0 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_antibiotics_for_bone" AS
WITH first_event AS (
SELECT *, after_lo >= 0 AND after_hi <= 1095 AS is_in
FROM "selected_2_osteomyelitis"
WHERE after_hi >= 0 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= 0 AND after_hi <= 1095 AS is_in
FROM "selected_3_antibiotic"
WHERE after_hi >= 0 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 0 AND theirs.d_hi - mine.d_lo <= 42)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 0 AND theirs.d_lo - mine.d_hi <= 42)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'then' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= 0 AND mine.d_hi - theirs.d_lo <= 42)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= 0 AND mine.d_lo - theirs.d_hi <= 42)
GROUP BY ALL;

-- antibiotics within six weeks of a code of osteomyelitis: the answer
CREATE TEMP TABLE "answer_antibiotics_for_bone" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_antibiotics_for_bone"
GROUP BY person_id;

-- two courses of antibiotics or more, over six weeks apart (from day 0 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_antibiotic_courses" AS
WITH within_window AS (
SELECT *, after_lo >= 0 AND after_hi <= 1095 AS is_in
FROM "selected_3_antibiotic"
WHERE after_hi >= 0 AND after_lo <= 1095
),
spanned AS (
    SELECT person_id, event_id, d_lo, is_in AND d_lo = d_hi AS is_certain,
        greatest(d_hi, coalesce(e_hi, d_hi)) AS last_day
    FROM within_window
),
reached AS (
    SELECT *,
        max(last_day) OVER all_before AS last_before,
        max(last_day) FILTER (is_certain) OVER all_before AS last_certain_before
    FROM spanned
    WINDOW all_before AS (
        PARTITION BY person_id ORDER BY d_lo, event_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
)
SELECT person_id, event_id, 'of' AS role, is_certain,
    is_certain AND coalesce(d_lo - last_certain_before > 42, TRUE)
        AS begins_certain_episode,
    count(*) FILTER (coalesce(d_lo - last_before > 42, TRUE))
        OVER (PARTITION BY person_id ORDER BY d_lo, event_id ROWS UNBOUNDED PRECEDING) AS episode
FROM reached;

-- two courses of antibiotics or more, over six weeks apart: the answer
CREATE TEMP TABLE "answer_antibiotic_courses" AS
SELECT person_id,
    CASE
        WHEN count(DISTINCT episode) FILTER (is_certain) >= 2 THEN 3
        WHEN count(*) FILTER (begins_certain_episode OR NOT is_certain) >= 2 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_antibiotic_courses"
GROUP BY person_id;

-- no germ coded (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_germ_not_coded" AS
SELECT person_id, event_id, 'of' AS role,
    after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_4_germ"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- no germ coded: the answer
CREATE TEMP TABLE "answer_germ_not_coded" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 0 ELSE 2 END AS holds
FROM "evidence_germ_not_coded"
GROUP BY person_id;

-- no culture with an organism as its answer (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_organism_not_named" AS
SELECT person_id, event_id, 'of' AS role,
    after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_5_culture"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- no culture with an organism as its answer: the answer
CREATE TEMP TABLE "answer_organism_not_named" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 0 ELSE 2 END AS holds
FROM "evidence_organism_not_named"
GROUP BY person_id;

-- a culture called sterile (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_sterile_told" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_6_sterile"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- a culture called sterile: the answer
CREATE TEMP TABLE "answer_sterile_told" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_sterile_told"
GROUP BY person_id;

-- a culture or PCR whose result was negative (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_negative_result" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_7_culture_result"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- a culture or PCR whose result was negative: the answer
CREATE TEMP TABLE "answer_negative_result" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_negative_result"
GROUP BY person_id;

-- no coded culture whose result is missing or was not understood (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_no_unread_result" AS
SELECT person_id, event_id, 'of' AS role,
    after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_8_culture_test"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- no coded culture whose result is missing or was not understood: the answer
CREATE TEMP TABLE "answer_no_unread_result" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 0 ELSE 2 END AS holds
FROM "evidence_no_unread_result"
GROUP BY person_id;

-- lesions in a limb of the left and of the right (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_left_right" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_9_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_10_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in a limb of the left and of the right: the answer
CREATE TEMP TABLE "answer_apart_left_right" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_left_right"
GROUP BY person_id;

-- lesions in arm or shoulder and in leg or pelvis (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_arm_leg" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_11_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_12_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in arm or shoulder and in leg or pelvis: the answer
CREATE TEMP TABLE "answer_apart_arm_leg" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_arm_leg"
GROUP BY person_id;

-- lesions in skull or jaw and below the neck (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_head" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_13_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_14_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in skull or jaw and below the neck: the answer
CREATE TEMP TABLE "answer_apart_head" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_head"
GROUP BY person_id;

-- lesions in a vertebra and in a limb or the shoulder (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_spine_limb" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_15_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_16_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in a vertebra and in a limb or the shoulder: the answer
CREATE TEMP TABLE "answer_apart_spine_limb" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_spine_limb"
GROUP BY person_id;

-- lesions in breastbone or rib and in a limb, the pelvis, neck or lower back (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_chest" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_17_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_18_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in breastbone or rib and in a limb, the pelvis, neck or lower back: the answer
CREATE TEMP TABLE "answer_apart_chest" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_chest"
GROUP BY person_id;

-- lesions in the pelvis and at the knee or below, or in neck or chest spine (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_pelvis" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_19_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_20_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in the pelvis and at the knee or below, or in neck or chest spine: the answer
CREATE TEMP TABLE "answer_apart_pelvis" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_pelvis"
GROUP BY person_id;

-- lesions in the thigh and at the ankle or foot (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_leg" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_21_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_22_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in the thigh and at the ankle or foot: the answer
CREATE TEMP TABLE "answer_apart_leg" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_leg"
GROUP BY person_id;

-- lesions in collar bone or shoulder blade and at the elbow or below (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_arm" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_23_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_24_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in collar bone or shoulder blade and at the elbow or below: the answer
CREATE TEMP TABLE "answer_apart_arm" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_arm"
GROUP BY person_id;

-- lesions in vertebrae of the lower and of the upper spine, T9 and T10 between them (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_spine_low" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_25_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_26_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in vertebrae of the lower and of the upper spine, T9 and T10 between them: the answer
CREATE TEMP TABLE "answer_apart_spine_low" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_spine_low"
GROUP BY person_id;

-- lesions in vertebrae of the neck and below T3 (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_apart_spine_high" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_27_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_28_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -1095 AND theirs.d_hi - mine.d_lo <= 1095)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -1095 AND theirs.d_lo - mine.d_hi <= 1095)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -1095 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -1095 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- lesions in vertebrae of the neck and below T3: the answer
CREATE TEMP TABLE "answer_apart_spine_high" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_apart_spine_high"
GROUP BY person_id;

-- a lesion in clavicle, vertebra, sternum or jaw (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_lesion_at_typical_site" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_29_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- a lesion in clavicle, vertebra, sternum or jaw: the answer
CREATE TEMP TABLE "answer_lesion_at_typical_site" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_lesion_at_typical_site"
GROUP BY person_id;

-- osteomyelitis of clavicle, vertebra, sternum or jaw, where the record tells the site (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_osteomyelitis_at_typical_site" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_30_osteomyelitis"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- osteomyelitis of clavicle, vertebra, sternum or jaw, where the record tells the site: the answer
CREATE TEMP TABLE "answer_osteomyelitis_at_typical_site" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_osteomyelitis_at_typical_site"
GROUP BY person_id;

-- a code of its own for vertebra, jaw or clavicle (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_typical_site_by_code" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_31_typical_site_code"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- a code of its own for vertebra, jaw or clavicle: the answer
CREATE TEMP TABLE "answer_typical_site_by_code" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_typical_site_by_code"
GROUP BY person_id;

-- no infection of a disc, septic arthritis or tuberculosis of bone coded (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_no_disc_infection" AS
SELECT person_id, event_id, 'of' AS role,
    after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_32_disc_or_joint_infection"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- no infection of a disc, septic arthritis or tuberculosis of bone coded: the answer
CREATE TEMP TABLE "answer_no_disc_infection" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 0 ELSE 2 END AS holds
FROM "evidence_no_disc_infection"
GROUP BY person_id;

-- normal white count with raised CRP or sedimentation rate within three days (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_normal_count_beside_markers" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_33_white_cells"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_34_inflammation_marker"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -3 AND theirs.d_hi - mine.d_lo <= 3)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -3 AND theirs.d_lo - mine.d_hi <= 3)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -3 AND mine.d_hi - theirs.d_lo <= 3)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -3 AND mine.d_lo - theirs.d_hi <= 3)
GROUP BY ALL;

-- normal white count with raised CRP or sedimentation rate within three days: the answer
CREATE TEMP TABLE "answer_normal_count_beside_markers" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_normal_count_beside_markers"
GROUP BY person_id;

-- raised CRP or sedimentation rate within a week of trouble with a bone (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_markers_near_trouble" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_35_bone_trouble"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_34_inflammation_marker"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -7 AND theirs.d_hi - mine.d_lo <= 7)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -7 AND theirs.d_lo - mine.d_hi <= 7)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -7 AND mine.d_hi - theirs.d_lo <= 7)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -7 AND mine.d_lo - theirs.d_hi <= 7)
GROUP BY ALL;

-- raised CRP or sedimentation rate within a week of trouble with a bone: the answer
CREATE TEMP TABLE "answer_markers_near_trouble" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_markers_near_trouble"
GROUP BY person_id;

-- CRP of 10 mg/L or more within a week of trouble with a bone (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_crp_ten_or_more" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_35_bone_trouble"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_36_crp"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -7 AND theirs.d_hi - mine.d_lo <= 7)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -7 AND theirs.d_lo - mine.d_hi <= 7)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -7 AND mine.d_hi - theirs.d_lo <= 7)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -7 AND mine.d_lo - theirs.d_hi <= 7)
GROUP BY ALL;

-- CRP of 10 mg/L or more within a week of trouble with a bone: the answer
CREATE TEMP TABLE "answer_crp_ten_or_more" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_crp_ten_or_more"
GROUP BY person_id;

-- raised CRP or sedimentation rate again two weeks to half a year later (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_markers_raised_again" AS
WITH within_window AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_34_inflammation_marker"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 14 AND theirs.d_hi - mine.d_lo <= 183
    OR mine.d_lo - theirs.d_hi >= 14 AND mine.d_hi - theirs.d_lo <= 183)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 14 AND theirs.d_lo - mine.d_hi <= 183
    OR mine.d_hi - theirs.d_lo >= 14 AND mine.d_lo - theirs.d_hi <= 183)
GROUP BY ALL;

-- raised CRP or sedimentation rate again two weeks to half a year later: the answer
CREATE TEMP TABLE "answer_markers_raised_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_markers_raised_again"
GROUP BY person_id;

-- MRI or bone scan, and another three weeks to two years later (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_imaged_again" AS
WITH within_window AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_37_cross_section"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 21 AND theirs.d_hi - mine.d_lo <= 730
    OR mine.d_lo - theirs.d_hi >= 21 AND mine.d_hi - theirs.d_lo <= 730)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 21 AND theirs.d_lo - mine.d_hi <= 730
    OR mine.d_hi - theirs.d_lo >= 21 AND mine.d_lo - theirs.d_hi <= 730)
GROUP BY ALL;

-- MRI or bone scan, and another three weeks to two years later: the answer
CREATE TEMP TABLE "answer_imaged_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_imaged_again"
GROUP BY person_id;

-- three places imaged or more (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_several_places_imaged" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain, site AS counted
FROM "selected_38_bone_imaging"
WHERE after_hi >= -30 AND after_lo <= 1095 AND site IS NOT NULL;

-- three places imaged or more: the answer
CREATE TEMP TABLE "answer_several_places_imaged" AS
SELECT person_id,
    CASE
        WHEN count(DISTINCT counted) FILTER (is_certain) >= 3 THEN 3
        WHEN count(DISTINCT counted) >= 3 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_several_places_imaged"
GROUP BY person_id;

-- whole-body MRI or bone scan (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_whole_body_imaged" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_39_whole_body"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- whole-body MRI or bone scan: the answer
CREATE TEMP TABLE "answer_whole_body_imaged" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_whole_body_imaged"
GROUP BY person_id;

-- biopsy of a bone (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_bone_biopsy" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_40_bone_biopsy"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- biopsy of a bone: the answer
CREATE TEMP TABLE "answer_bone_biopsy" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_bone_biopsy"
GROUP BY person_id;

-- inflammation, fibrosis or new bone in the biopsy (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_inflamed_biopsy" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_41_inflamed_histology"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- inflammation, fibrosis or new bone in the biopsy: the answer
CREATE TEMP TABLE "answer_inflamed_biopsy" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_inflamed_biopsy"
GROUP BY person_id;

-- no malignant cells in a biopsy whose result is recorded (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_nothing_malignant" AS
SELECT person_id, event_id, 'of' AS role,
    after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_42_malignant_histology"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- no malignant cells in a biopsy whose result is recorded: the answer
CREATE TEMP TABLE "answer_nothing_malignant" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 0 ELSE 2 END AS holds
FROM "evidence_nothing_malignant"
GROUP BY person_id;

-- no code of a malignant disease or of Langerhans cell histiocytosis (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_no_malignancy_code" AS
SELECT person_id, event_id, 'of' AS role,
    after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_43_malignancy_or_langerhans"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- no code of a malignant disease or of Langerhans cell histiocytosis: the answer
CREATE TEMP TABLE "answer_no_malignancy_code" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 0 ELSE 2 END AS holds
FROM "evidence_no_malignancy_code"
GROUP BY person_id;

-- two or more of orthopaedics, oncology, infectious diseases, rheumatology (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_several_specialties" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain, concept AS counted
FROM "selected_44_worried_specialty"
WHERE after_hi >= -30 AND after_lo <= 1095 AND concept IS NOT NULL;

-- two or more of orthopaedics, oncology, infectious diseases, rheumatology: the answer
CREATE TEMP TABLE "answer_several_specialties" AS
SELECT person_id,
    CASE
        WHEN count(DISTINCT counted) FILTER (is_certain) >= 2 THEN 3
        WHEN count(DISTINCT counted) >= 2 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_several_specialties"
GROUP BY person_id;

-- anti-inflammatory painkillers again four weeks to a year later (from day 0 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_nsaid_again" AS
WITH within_window AS (
SELECT *, after_lo >= 0 AND after_hi <= 1095 AS is_in
FROM "selected_45_nsaid"
WHERE after_hi >= 0 AND after_lo <= 1095
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

-- palmoplantar pustulosis (from day -1095 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_pustulosis" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -1095 AND after_hi <= 1095 AS is_certain
FROM "selected_46_pustulosis"
WHERE after_hi >= -1095 AND after_lo <= 1095;

-- palmoplantar pustulosis: the answer
CREATE TEMP TABLE "answer_pustulosis" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_pustulosis"
GROUP BY person_id;

-- psoriasis, severe acne, pyoderma, hidradenitis or inflammatory bowel disease (from day -1095 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_skin_or_gut" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -1095 AND after_hi <= 1095 AS is_certain
FROM "selected_47_skin_or_gut"
WHERE after_hi >= -1095 AND after_lo <= 1095;

-- psoriasis, severe acne, pyoderma, hidradenitis or inflammatory bowel disease: the answer
CREATE TEMP TABLE "answer_skin_or_gut" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_skin_or_gut"
GROUP BY person_id;

-- sacroiliitis (from day -365 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_sacroiliitis" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -365 AND after_hi <= 1095 AS is_certain
FROM "selected_48_sacroiliac"
WHERE after_hi >= -365 AND after_lo <= 1095;

-- sacroiliitis: the answer
CREATE TEMP TABLE "answer_sacroiliitis" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_sacroiliitis"
GROUP BY person_id;

-- coded as chronic multifocal osteomyelitis, but not known (see below) (at any time)
CREATE TEMP TABLE "evidence_m86_3_once" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_49_m86_3"
WHERE TRUE;

-- coded as chronic multifocal osteomyelitis, but not known (see below): the answer
CREATE TEMP TABLE "answer_m86_3_once" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_m86_3_once"
GROUP BY person_id;

-- first trouble before the third birthday
CREATE TEMP TABLE "evidence_younger_than_three" AS
SELECT person_id, event_id, 'index' AS role,
    coalesce(age_days_lo >= 0.0e0 AND age_days_hi < 1095.75e0, FALSE) AS is_certain
FROM index_event
WHERE coalesce(age_days_hi >= 0.0e0, TRUE) AND coalesce(age_days_lo < 1095.75e0, TRUE);

-- first trouble before the third birthday: the answer
CREATE TEMP TABLE "answer_younger_than_three" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_younger_than_three"
GROUP BY person_id;

-- CRP of 56 mg/L or more within a week of trouble with a bone (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_crp_over_55" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_35_bone_trouble"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_50_crp"
WHERE after_hi >= -30 AND after_lo <= 1095
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -7 AND theirs.d_hi - mine.d_lo <= 7)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -7 AND theirs.d_lo - mine.d_hi <= 7)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -7 AND mine.d_hi - theirs.d_lo <= 7)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -7 AND mine.d_lo - theirs.d_hi <= 7)
GROUP BY ALL;

-- CRP of 56 mg/L or more within a week of trouble with a bone: the answer
CREATE TEMP TABLE "answer_crp_over_55" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_crp_over_55"
GROUP BY person_id;

-- a germ found within a month of osteomyelitis (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_germ_coded_in_bone" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_2_osteomyelitis"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_4_germ"
WHERE after_hi >= -30 AND after_lo <= 1095
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

-- a germ found within a month of osteomyelitis: the answer
CREATE TEMP TABLE "answer_germ_coded_in_bone" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_germ_coded_in_bone"
GROUP BY person_id;

-- a culture with an organism as its answer within a month of osteomyelitis (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_organism_near_bone" AS
WITH first_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_2_osteomyelitis"
WHERE after_hi >= -30 AND after_lo <= 1095
),
second_event AS (
SELECT *, after_lo >= -30 AND after_hi <= 1095 AS is_in
FROM "selected_5_culture"
WHERE after_hi >= -30 AND after_lo <= 1095
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

-- a culture with an organism as its answer within a month of osteomyelitis: the answer
CREATE TEMP TABLE "answer_organism_near_bone" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_organism_near_bone"
GROUP BY person_id;

-- infection of a disc, septic arthritis or tuberculosis of bone coded (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_disc_or_joint_infection" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_51_disc_or_joint_infection"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- infection of a disc, septic arthritis or tuberculosis of bone coded: the answer
CREATE TEMP TABLE "answer_disc_or_joint_infection" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_disc_or_joint_infection"
GROUP BY person_id;

-- fracture or injury within six weeks of the first complaint (from day -42 to day 42 from the index day)
CREATE TEMP TABLE "evidence_fracture_explains" AS
WITH first_event AS (
SELECT *, after_lo >= -42 AND after_hi <= 42 AS is_in
FROM "selected_52_bone_trouble"
WHERE after_hi >= -42 AND after_lo <= 42
),
second_event AS (
SELECT *, after_lo >= -42 AND after_hi <= 42 AS is_in
FROM "selected_53_fracture"
WHERE after_hi >= -42 AND after_lo <= 42
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -42 AND theirs.d_hi - mine.d_lo <= 42)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -42 AND theirs.d_lo - mine.d_hi <= 42)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -42 AND mine.d_hi - theirs.d_lo <= 42)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -42 AND mine.d_lo - theirs.d_hi <= 42)
GROUP BY ALL;

-- fracture or injury within six weeks of the first complaint: the answer
CREATE TEMP TABLE "answer_fracture_explains" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_fracture_explains"
GROUP BY person_id;

-- arthritis coded again a month or more later (at any time)
CREATE TEMP TABLE "evidence_arthritis_again" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_54_arthritis_disease"
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

-- arthritis coded again a month or more later: the answer
CREATE TEMP TABLE "answer_arthritis_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_arthritis_again"
GROUP BY person_id;

-- arthritis coded within a week of a visit to rheumatology (at any time)
CREATE TEMP TABLE "evidence_arthritis_at_rheumatology" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_54_arthritis_disease"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_55_rheumatology_visit"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= -7 AND theirs.d_hi - mine.d_lo <= 7)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= -7 AND theirs.d_lo - mine.d_hi <= 7)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'second' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= -7 AND mine.d_hi - theirs.d_lo <= 7)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= -7 AND mine.d_lo - theirs.d_hi <= 7)
GROUP BY ALL;

-- arthritis coded within a week of a visit to rheumatology: the answer
CREATE TEMP TABLE "answer_arthritis_at_rheumatology" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_arthritis_at_rheumatology"
GROUP BY person_id;

-- arthritis coded, and a drug that changes its course given (at any time)
CREATE TEMP TABLE "evidence_arthritis_drug_given" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_54_arthritis_disease"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_56_arthritis_drug"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 0 AND theirs.d_hi - mine.d_lo <= 730)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 0 AND theirs.d_lo - mine.d_hi <= 730)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'then' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= 0 AND mine.d_hi - theirs.d_lo <= 730)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= 0 AND mine.d_lo - theirs.d_hi <= 730)
GROUP BY ALL;

-- arthritis coded, and a drug that changes its course given: the answer
CREATE TEMP TABLE "answer_arthritis_drug_given" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_arthritis_drug_given"
GROUP BY person_id;

-- another bone disease coded at two visits (at any time)
CREATE TEMP TABLE "evidence_other_bone_disease" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_57_other_bone_disease"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 7 AND theirs.d_hi - mine.d_lo <= 1095
    OR mine.d_lo - theirs.d_hi >= 7 AND mine.d_hi - theirs.d_lo <= 1095)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 7 AND theirs.d_lo - mine.d_hi <= 1095
    OR mine.d_hi - theirs.d_lo >= 7 AND mine.d_lo - theirs.d_hi <= 1095)
GROUP BY ALL;

-- another bone disease coded at two visits: the answer
CREATE TEMP TABLE "answer_other_bone_disease" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_other_bone_disease"
GROUP BY person_id;

-- a malignant disease or Langerhans cell histiocytosis coded (at any time)
CREATE TEMP TABLE "evidence_malignancy_once" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_43_malignancy_or_langerhans"
WHERE TRUE;

-- a malignant disease or Langerhans cell histiocytosis coded: the answer
CREATE TEMP TABLE "answer_malignancy_once" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_malignancy_once"
GROUP BY person_id;

-- sickle cell disease coded (at any time)
CREATE TEMP TABLE "evidence_sickle_cell_once" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_58_sickle_cell"
WHERE TRUE;

-- sickle cell disease coded: the answer
CREATE TEMP TABLE "answer_sickle_cell_once" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_sickle_cell_once"
GROUP BY person_id;

-- a malignant disease coded again two weeks or more later (at any time)
CREATE TEMP TABLE "evidence_malignancy_again" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_59_malignancy"
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

-- a malignant disease coded, and oncology two months to two years later (at any time)
CREATE TEMP TABLE "evidence_malignancy_followed" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_59_malignancy"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_60_oncology_visit"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'first' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 60 AND theirs.d_hi - mine.d_lo <= 730)) AS is_certain
FROM first_event AS mine
JOIN second_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 60 AND theirs.d_lo - mine.d_hi <= 730)
GROUP BY ALL
UNION ALL
SELECT mine.person_id, mine.event_id, 'then' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (mine.d_lo - theirs.d_hi >= 60 AND mine.d_hi - theirs.d_lo <= 730)) AS is_certain
FROM second_event AS mine
JOIN first_event AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (mine.d_hi - theirs.d_lo >= 60 AND mine.d_lo - theirs.d_hi <= 730)
GROUP BY ALL;

-- a malignant disease coded, and oncology two months to two years later: the answer
CREATE TEMP TABLE "answer_malignancy_followed" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_malignancy_followed"
GROUP BY person_id;

-- malignant cells, blasts or Langerhans cells found (at any time)
CREATE TEMP TABLE "evidence_malignant_cells" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_42_malignant_histology"
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

-- Langerhans cell histiocytosis coded at two visits (at any time)
CREATE TEMP TABLE "evidence_langerhans_again" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_61_langerhans"
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

-- Langerhans cell histiocytosis coded at two visits: the answer
CREATE TEMP TABLE "answer_langerhans_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_langerhans_again"
GROUP BY person_id;

-- sickle cell disease coded on two days (at any time)
CREATE TEMP TABLE "evidence_sickle_cell_disease" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_58_sickle_cell"
WHERE after_lo IS NOT NULL
)
SELECT mine.person_id, mine.event_id, 'of' AS role,
    bool_or(mine.is_in AND theirs.is_in AND (theirs.d_lo - mine.d_hi >= 1 AND theirs.d_hi - mine.d_lo <= 7300
    OR mine.d_lo - theirs.d_hi >= 1 AND mine.d_hi - theirs.d_lo <= 7300)) AS is_certain
FROM within_window AS mine
JOIN within_window AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND (theirs.d_hi - mine.d_lo >= 1 AND theirs.d_lo - mine.d_hi <= 7300
    OR mine.d_hi - theirs.d_lo >= 1 AND mine.d_lo - theirs.d_hi <= 7300)
GROUP BY ALL;

-- sickle cell disease coded on two days: the answer
CREATE TEMP TABLE "answer_sickle_cell_disease" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_sickle_cell_disease"
GROUP BY person_id;

-- CNO, CRMO or SAPHO named (at any time)
CREATE TEMP TABLE "evidence_cno_named" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_62_cno_named"
WHERE TRUE;

-- CNO, CRMO or SAPHO named: the answer
CREATE TEMP TABLE "answer_cno_named" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_cno_named"
GROUP BY person_id;

-- M86.3 coded at two visits (at any time)
CREATE TEMP TABLE "evidence_m86_3_again" AS
WITH within_window AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_49_m86_3"
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

-- M86.3 coded at two visits: the answer
CREATE TEMP TABLE "answer_m86_3_again" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_m86_3_again"
GROUP BY person_id;

-- M86.3 coded within half a year of a visit to rheumatology (at any time)
CREATE TEMP TABLE "evidence_m86_3_and_rheumatology" AS
WITH first_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_49_m86_3"
WHERE after_lo IS NOT NULL
),
second_event AS (
SELECT *, after_lo IS NOT NULL AS is_in
FROM "selected_55_rheumatology_visit"
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

-- M86.3 coded within half a year of a visit to rheumatology: the answer
CREATE TEMP TABLE "answer_m86_3_and_rheumatology" AS
SELECT person_id, CASE WHEN bool_or(is_certain) THEN 3 ELSE 2 END AS holds
FROM "evidence_m86_3_and_rheumatology"
GROUP BY person_id;

-- a lesion of bone on imaging (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_bone_lesion" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_63_bone_lesion"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- a lesion of bone on imaging: the answer
CREATE TEMP TABLE "answer_bone_lesion" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_bone_lesion"
GROUP BY person_id;

-- abnormal imaging of bones, or a disorder of bone left unnamed (look at the report) (from day -30 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_abnormal_picture" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -30 AND after_hi <= 1095 AS is_certain
FROM "selected_64_unnamed_bone_finding"
WHERE after_hi >= -30 AND after_lo <= 1095;

-- abnormal imaging of bones, or a disorder of bone left unnamed (look at the report): the answer
CREATE TEMP TABLE "answer_abnormal_picture" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_abnormal_picture"
GROUP BY person_id;

-- a tumour of bone of uncertain or unspecified nature coded (look at this first) (from day -90 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_uncertain_tumour" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -90 AND after_hi <= 1095 AS is_certain
FROM "selected_65_uncertain_tumour"
WHERE after_hi >= -90 AND after_lo <= 1095;

-- a tumour of bone of uncertain or unspecified nature coded (look at this first): the answer
CREATE TEMP TABLE "answer_uncertain_tumour" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_uncertain_tumour"
GROUP BY person_id;

-- CNO named as a suspicion (at any time)
CREATE TEMP TABLE "evidence_cno_considered" AS
SELECT person_id, event_id, 'of' AS role, after_lo IS NOT NULL AS is_certain
FROM "selected_66_cno_named"
WHERE TRUE;

-- CNO named as a suspicion: the answer
CREATE TEMP TABLE "answer_cno_considered" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_cno_considered"
GROUP BY person_id;

-- seen by rheumatology (from day 0 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_rheumatology_seen" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= 0 AND after_hi <= 1095 AS is_certain
FROM "selected_55_rheumatology_visit"
WHERE after_hi >= 0 AND after_lo <= 1095;

-- seen by rheumatology: the answer
CREATE TEMP TABLE "answer_rheumatology_seen" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_rheumatology_seen"
GROUP BY person_id;

-- platelets below 100 (a red flag) (from day -90 to day 1095 from the index day)
CREATE TEMP TABLE "evidence_low_platelets" AS
SELECT person_id, event_id, 'of' AS role, after_lo >= -90 AND after_hi <= 1095 AS is_certain
FROM "selected_67_platelets"
WHERE after_hi >= -90 AND after_lo <= 1095;

-- platelets below 100 (a red flag): the answer
CREATE TEMP TABLE "answer_low_platelets" AS
SELECT person_id,
    CASE
        WHEN count(*) FILTER (is_certain) >= 1 THEN 3
        WHEN count(*) >= 1 THEN 2
        ELSE 0
    END AS holds
FROM "evidence_low_platelets"
GROUP BY person_id;

-- Who has any record of a culture called sterile, from day -30 to day 1095 from the index day
CREATE TEMP TABLE "seen_1" AS
SELECT DISTINCT person_id
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'sterile')
    AND after_hi >= -30 AND after_lo <= 1095;

-- Who has any record of imaging of bone, that of head, chest, breast and belly left out where its code tells, from day -30 to day 1095 from the index day
CREATE TEMP TABLE "seen_2" AS
SELECT DISTINCT person_id
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'bone_imaging')
    AND after_hi >= -30 AND after_lo <= 1095;

-- Who has any record of C-reactive protein or sedimentation rate, from day -30 to day 1095 from the index day
CREATE TEMP TABLE "seen_3" AS
SELECT DISTINCT person_id
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'inflammation_marker')
    AND after_hi >= -30 AND after_lo <= 1095;

-- Who has any record of C-reactive protein, from day -30 to day 1095 from the index day
CREATE TEMP TABLE "seen_4" AS
SELECT DISTINCT person_id
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'crp')
    AND after_hi >= -30 AND after_lo <= 1095;

-- Who has any record of results of histology, whatever they were, from day -30 to day 1095 from the index day
CREATE TEMP TABLE "seen_5" AS
SELECT DISTINCT person_id
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'histology_result')
    AND after_hi >= -30 AND after_lo <= 1095;

-- Who has any record of platelet count, from day -90 to day 1095 from the index day
CREATE TEMP TABLE "seen_6" AS
SELECT DISTINCT person_id
FROM chart
WHERE code_id IN (SELECT code_id FROM code_set WHERE set_id = 'platelets')
    AND after_hi >= -90 AND after_lo <= 1095;

-- The answers side by side: 0 no, 1 unknown, 2 possible, 3 yes;
-- a criterion that nothing speaks for or against where nothing could be seen is unknown
CREATE TEMP TABLE "answer" AS
SELECT *,
    least("holds_osteomyelitis", "holds_antibiotics_for_bone", "holds_antibiotic_courses", "holds_no_germ") AS "holds_antibiotics_without_germ"
FROM (
    SELECT *,
        least("holds_searched_in_vain", "holds_results_read", "holds_germ_not_coded", "holds_organism_not_named") AS "holds_no_germ",
        least("holds_bone_at_typical_site", "holds_no_disc_infection") AS "holds_typical_site",
        greatest("holds_crp_ten_or_more", "holds_markers_stay") AS "holds_inflammation_marked",
        greatest("holds_arthritis_settled", "holds_arthritis_drug_given") AS "holds_arthritis_treated",
        greatest("holds_osteomyelitis", "holds_bone_lesion", "holds_abnormal_picture", "holds_bone_at_typical_site", "holds_raised_markers_normal_count", "holds_markers_stay", "holds_imaged_again", "holds_whole_body_imaged", "holds_bone_biopsy", "holds_pustulosis", "holds_skin_or_gut", "holds_sacroiliitis", "holds_m86_3_once") AS "holds_more_than_pain"
    FROM (
        SELECT *,
            least("holds_pain_again", "holds_pain_on_three_days") AS "holds_pain_over_six_weeks",
            greatest("holds_no_unread_result", "holds_sterile_told") AS "holds_results_read",
            greatest("holds_negative_result", "holds_sterile_told") AS "holds_searched_in_vain",
            greatest("holds_apart_left_right", "holds_apart_arm_leg", "holds_apart_head", "holds_apart_spine_limb", "holds_apart_chest", "holds_apart_pelvis", "holds_apart_leg", "holds_apart_arm", "holds_apart_spine_low", "holds_apart_spine_high") AS "holds_several_bones",
            greatest("holds_lesion_at_typical_site", "holds_osteomyelitis_at_typical_site", "holds_typical_site_by_code") AS "holds_bone_at_typical_site",
            least("holds_normal_count_beside_markers", "holds_markers_near_trouble") AS "holds_raised_markers_normal_count",
            least("holds_markers_raised_again", "holds_markers_near_trouble") AS "holds_markers_stay",
            greatest("holds_several_places_imaged", "holds_whole_body_imaged") AS "holds_widely_imaged",
            least("holds_bone_biopsy", "holds_inflamed_biopsy", "holds_nothing_malignant", "holds_no_malignancy_code") AS "holds_biopsy_without_malignancy",
            greatest("holds_pustulosis", "holds_skin_or_gut") AS "holds_companion",
            greatest("holds_germ_coded_in_bone", "holds_organism_near_bone") AS "holds_germ_in_bone",
            least("holds_arthritis_again", "holds_arthritis_at_rheumatology") AS "holds_arthritis_settled",
            greatest("holds_malignancy_again", "holds_malignancy_followed", "holds_malignant_cells", "holds_langerhans_again") AS "holds_malignancy_confirmed",
            greatest("holds_cno_named", "holds_m86_3_again", "holds_m86_3_and_rheumatology") AS "holds_already_known"
        FROM (
            SELECT index_event.*,
                coalesce("answer_pain_again".holds, 0) AS "holds_pain_again",
                coalesce("answer_pain_on_three_days".holds, 0) AS "holds_pain_on_three_days",
                coalesce("answer_pain_often".holds, 0) AS "holds_pain_often",
                coalesce("answer_osteomyelitis_again".holds, 0) AS "holds_osteomyelitis_again",
                coalesce("answer_osteomyelitis".holds, 0) AS "holds_osteomyelitis",
                coalesce("answer_antibiotics_for_bone".holds, 0) AS "holds_antibiotics_for_bone",
                coalesce("answer_antibiotic_courses".holds, 0) AS "holds_antibiotic_courses",
                coalesce("answer_germ_not_coded".holds, 3) AS "holds_germ_not_coded",
                coalesce("answer_organism_not_named".holds, 3) AS "holds_organism_not_named",
                CASE WHEN coalesce("answer_sterile_told".holds, 0) = 0 AND "seen_1".person_id IS NULL THEN 1 ELSE coalesce("answer_sterile_told".holds, 0) END AS "holds_sterile_told",
                CASE WHEN coalesce("answer_negative_result".holds, 0) = 0 AND "seen_1".person_id IS NULL THEN 1 ELSE coalesce("answer_negative_result".holds, 0) END AS "holds_negative_result",
                coalesce("answer_no_unread_result".holds, 3) AS "holds_no_unread_result",
                CASE WHEN coalesce("answer_apart_left_right".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_left_right".holds, 0) END AS "holds_apart_left_right",
                CASE WHEN coalesce("answer_apart_arm_leg".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_arm_leg".holds, 0) END AS "holds_apart_arm_leg",
                CASE WHEN coalesce("answer_apart_head".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_head".holds, 0) END AS "holds_apart_head",
                CASE WHEN coalesce("answer_apart_spine_limb".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_spine_limb".holds, 0) END AS "holds_apart_spine_limb",
                CASE WHEN coalesce("answer_apart_chest".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_chest".holds, 0) END AS "holds_apart_chest",
                CASE WHEN coalesce("answer_apart_pelvis".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_pelvis".holds, 0) END AS "holds_apart_pelvis",
                CASE WHEN coalesce("answer_apart_leg".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_leg".holds, 0) END AS "holds_apart_leg",
                CASE WHEN coalesce("answer_apart_arm".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_arm".holds, 0) END AS "holds_apart_arm",
                CASE WHEN coalesce("answer_apart_spine_low".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_spine_low".holds, 0) END AS "holds_apart_spine_low",
                CASE WHEN coalesce("answer_apart_spine_high".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_apart_spine_high".holds, 0) END AS "holds_apart_spine_high",
                CASE WHEN coalesce("answer_lesion_at_typical_site".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_lesion_at_typical_site".holds, 0) END AS "holds_lesion_at_typical_site",
                coalesce("answer_osteomyelitis_at_typical_site".holds, 0) AS "holds_osteomyelitis_at_typical_site",
                coalesce("answer_typical_site_by_code".holds, 0) AS "holds_typical_site_by_code",
                coalesce("answer_no_disc_infection".holds, 3) AS "holds_no_disc_infection",
                CASE WHEN coalesce("answer_normal_count_beside_markers".holds, 0) = 0 AND "seen_3".person_id IS NULL THEN 1 ELSE coalesce("answer_normal_count_beside_markers".holds, 0) END AS "holds_normal_count_beside_markers",
                CASE WHEN coalesce("answer_markers_near_trouble".holds, 0) = 0 AND "seen_3".person_id IS NULL THEN 1 ELSE coalesce("answer_markers_near_trouble".holds, 0) END AS "holds_markers_near_trouble",
                CASE WHEN coalesce("answer_crp_ten_or_more".holds, 0) = 0 AND "seen_4".person_id IS NULL THEN 1 ELSE coalesce("answer_crp_ten_or_more".holds, 0) END AS "holds_crp_ten_or_more",
                CASE WHEN coalesce("answer_markers_raised_again".holds, 0) = 0 AND "seen_3".person_id IS NULL THEN 1 ELSE coalesce("answer_markers_raised_again".holds, 0) END AS "holds_markers_raised_again",
                coalesce("answer_imaged_again".holds, 0) AS "holds_imaged_again",
                coalesce("answer_several_places_imaged".holds, 0) AS "holds_several_places_imaged",
                coalesce("answer_whole_body_imaged".holds, 0) AS "holds_whole_body_imaged",
                coalesce("answer_bone_biopsy".holds, 0) AS "holds_bone_biopsy",
                CASE WHEN coalesce("answer_inflamed_biopsy".holds, 0) = 0 AND "seen_5".person_id IS NULL THEN 1 ELSE coalesce("answer_inflamed_biopsy".holds, 0) END AS "holds_inflamed_biopsy",
                CASE WHEN coalesce("answer_nothing_malignant".holds, 3) = 3 AND "seen_5".person_id IS NULL THEN 1 ELSE coalesce("answer_nothing_malignant".holds, 3) END AS "holds_nothing_malignant",
                coalesce("answer_no_malignancy_code".holds, 3) AS "holds_no_malignancy_code",
                coalesce("answer_several_specialties".holds, 0) AS "holds_several_specialties",
                coalesce("answer_nsaid_again".holds, 0) AS "holds_nsaid_again",
                coalesce("answer_pustulosis".holds, 0) AS "holds_pustulosis",
                coalesce("answer_skin_or_gut".holds, 0) AS "holds_skin_or_gut",
                coalesce("answer_sacroiliitis".holds, 0) AS "holds_sacroiliitis",
                coalesce("answer_m86_3_once".holds, 0) AS "holds_m86_3_once",
                coalesce("answer_younger_than_three".holds, 0) AS "holds_younger_than_three",
                CASE WHEN coalesce("answer_crp_over_55".holds, 0) = 0 AND "seen_4".person_id IS NULL THEN 1 ELSE coalesce("answer_crp_over_55".holds, 0) END AS "holds_crp_over_55",
                coalesce("answer_germ_coded_in_bone".holds, 0) AS "holds_germ_coded_in_bone",
                coalesce("answer_organism_near_bone".holds, 0) AS "holds_organism_near_bone",
                coalesce("answer_disc_or_joint_infection".holds, 0) AS "holds_disc_or_joint_infection",
                coalesce("answer_fracture_explains".holds, 0) AS "holds_fracture_explains",
                coalesce("answer_arthritis_again".holds, 0) AS "holds_arthritis_again",
                coalesce("answer_arthritis_at_rheumatology".holds, 0) AS "holds_arthritis_at_rheumatology",
                coalesce("answer_arthritis_drug_given".holds, 0) AS "holds_arthritis_drug_given",
                coalesce("answer_other_bone_disease".holds, 0) AS "holds_other_bone_disease",
                coalesce("answer_malignancy_once".holds, 0) AS "holds_malignancy_once",
                coalesce("answer_sickle_cell_once".holds, 0) AS "holds_sickle_cell_once",
                coalesce("answer_malignancy_again".holds, 0) AS "holds_malignancy_again",
                coalesce("answer_malignancy_followed".holds, 0) AS "holds_malignancy_followed",
                coalesce("answer_malignant_cells".holds, 0) AS "holds_malignant_cells",
                coalesce("answer_langerhans_again".holds, 0) AS "holds_langerhans_again",
                coalesce("answer_sickle_cell_disease".holds, 0) AS "holds_sickle_cell_disease",
                coalesce("answer_cno_named".holds, 0) AS "holds_cno_named",
                coalesce("answer_m86_3_again".holds, 0) AS "holds_m86_3_again",
                coalesce("answer_m86_3_and_rheumatology".holds, 0) AS "holds_m86_3_and_rheumatology",
                CASE WHEN coalesce("answer_bone_lesion".holds, 0) = 0 AND "seen_2".person_id IS NULL THEN 1 ELSE coalesce("answer_bone_lesion".holds, 0) END AS "holds_bone_lesion",
                coalesce("answer_abnormal_picture".holds, 0) AS "holds_abnormal_picture",
                coalesce("answer_uncertain_tumour".holds, 0) AS "holds_uncertain_tumour",
                coalesce("answer_cno_considered".holds, 0) AS "holds_cno_considered",
                coalesce("answer_rheumatology_seen".holds, 0) AS "holds_rheumatology_seen",
                CASE WHEN coalesce("answer_low_platelets".holds, 0) = 0 AND "seen_6".person_id IS NULL THEN 1 ELSE coalesce("answer_low_platelets".holds, 0) END AS "holds_low_platelets"
            FROM index_event
            LEFT JOIN "answer_pain_again" ON "answer_pain_again".person_id = index_event.person_id
            LEFT JOIN "answer_pain_on_three_days" ON "answer_pain_on_three_days".person_id = index_event.person_id
            LEFT JOIN "answer_pain_often" ON "answer_pain_often".person_id = index_event.person_id
            LEFT JOIN "answer_osteomyelitis_again" ON "answer_osteomyelitis_again".person_id = index_event.person_id
            LEFT JOIN "answer_osteomyelitis" ON "answer_osteomyelitis".person_id = index_event.person_id
            LEFT JOIN "answer_antibiotics_for_bone" ON "answer_antibiotics_for_bone".person_id = index_event.person_id
            LEFT JOIN "answer_antibiotic_courses" ON "answer_antibiotic_courses".person_id = index_event.person_id
            LEFT JOIN "answer_germ_not_coded" ON "answer_germ_not_coded".person_id = index_event.person_id
            LEFT JOIN "answer_organism_not_named" ON "answer_organism_not_named".person_id = index_event.person_id
            LEFT JOIN "answer_sterile_told" ON "answer_sterile_told".person_id = index_event.person_id
            LEFT JOIN "answer_negative_result" ON "answer_negative_result".person_id = index_event.person_id
            LEFT JOIN "answer_no_unread_result" ON "answer_no_unread_result".person_id = index_event.person_id
            LEFT JOIN "answer_apart_left_right" ON "answer_apart_left_right".person_id = index_event.person_id
            LEFT JOIN "answer_apart_arm_leg" ON "answer_apart_arm_leg".person_id = index_event.person_id
            LEFT JOIN "answer_apart_head" ON "answer_apart_head".person_id = index_event.person_id
            LEFT JOIN "answer_apart_spine_limb" ON "answer_apart_spine_limb".person_id = index_event.person_id
            LEFT JOIN "answer_apart_chest" ON "answer_apart_chest".person_id = index_event.person_id
            LEFT JOIN "answer_apart_pelvis" ON "answer_apart_pelvis".person_id = index_event.person_id
            LEFT JOIN "answer_apart_leg" ON "answer_apart_leg".person_id = index_event.person_id
            LEFT JOIN "answer_apart_arm" ON "answer_apart_arm".person_id = index_event.person_id
            LEFT JOIN "answer_apart_spine_low" ON "answer_apart_spine_low".person_id = index_event.person_id
            LEFT JOIN "answer_apart_spine_high" ON "answer_apart_spine_high".person_id = index_event.person_id
            LEFT JOIN "answer_lesion_at_typical_site" ON "answer_lesion_at_typical_site".person_id = index_event.person_id
            LEFT JOIN "answer_osteomyelitis_at_typical_site" ON "answer_osteomyelitis_at_typical_site".person_id = index_event.person_id
            LEFT JOIN "answer_typical_site_by_code" ON "answer_typical_site_by_code".person_id = index_event.person_id
            LEFT JOIN "answer_no_disc_infection" ON "answer_no_disc_infection".person_id = index_event.person_id
            LEFT JOIN "answer_normal_count_beside_markers" ON "answer_normal_count_beside_markers".person_id = index_event.person_id
            LEFT JOIN "answer_markers_near_trouble" ON "answer_markers_near_trouble".person_id = index_event.person_id
            LEFT JOIN "answer_crp_ten_or_more" ON "answer_crp_ten_or_more".person_id = index_event.person_id
            LEFT JOIN "answer_markers_raised_again" ON "answer_markers_raised_again".person_id = index_event.person_id
            LEFT JOIN "answer_imaged_again" ON "answer_imaged_again".person_id = index_event.person_id
            LEFT JOIN "answer_several_places_imaged" ON "answer_several_places_imaged".person_id = index_event.person_id
            LEFT JOIN "answer_whole_body_imaged" ON "answer_whole_body_imaged".person_id = index_event.person_id
            LEFT JOIN "answer_bone_biopsy" ON "answer_bone_biopsy".person_id = index_event.person_id
            LEFT JOIN "answer_inflamed_biopsy" ON "answer_inflamed_biopsy".person_id = index_event.person_id
            LEFT JOIN "answer_nothing_malignant" ON "answer_nothing_malignant".person_id = index_event.person_id
            LEFT JOIN "answer_no_malignancy_code" ON "answer_no_malignancy_code".person_id = index_event.person_id
            LEFT JOIN "answer_several_specialties" ON "answer_several_specialties".person_id = index_event.person_id
            LEFT JOIN "answer_nsaid_again" ON "answer_nsaid_again".person_id = index_event.person_id
            LEFT JOIN "answer_pustulosis" ON "answer_pustulosis".person_id = index_event.person_id
            LEFT JOIN "answer_skin_or_gut" ON "answer_skin_or_gut".person_id = index_event.person_id
            LEFT JOIN "answer_sacroiliitis" ON "answer_sacroiliitis".person_id = index_event.person_id
            LEFT JOIN "answer_m86_3_once" ON "answer_m86_3_once".person_id = index_event.person_id
            LEFT JOIN "answer_younger_than_three" ON "answer_younger_than_three".person_id = index_event.person_id
            LEFT JOIN "answer_crp_over_55" ON "answer_crp_over_55".person_id = index_event.person_id
            LEFT JOIN "answer_germ_coded_in_bone" ON "answer_germ_coded_in_bone".person_id = index_event.person_id
            LEFT JOIN "answer_organism_near_bone" ON "answer_organism_near_bone".person_id = index_event.person_id
            LEFT JOIN "answer_disc_or_joint_infection" ON "answer_disc_or_joint_infection".person_id = index_event.person_id
            LEFT JOIN "answer_fracture_explains" ON "answer_fracture_explains".person_id = index_event.person_id
            LEFT JOIN "answer_arthritis_again" ON "answer_arthritis_again".person_id = index_event.person_id
            LEFT JOIN "answer_arthritis_at_rheumatology" ON "answer_arthritis_at_rheumatology".person_id = index_event.person_id
            LEFT JOIN "answer_arthritis_drug_given" ON "answer_arthritis_drug_given".person_id = index_event.person_id
            LEFT JOIN "answer_other_bone_disease" ON "answer_other_bone_disease".person_id = index_event.person_id
            LEFT JOIN "answer_malignancy_once" ON "answer_malignancy_once".person_id = index_event.person_id
            LEFT JOIN "answer_sickle_cell_once" ON "answer_sickle_cell_once".person_id = index_event.person_id
            LEFT JOIN "answer_malignancy_again" ON "answer_malignancy_again".person_id = index_event.person_id
            LEFT JOIN "answer_malignancy_followed" ON "answer_malignancy_followed".person_id = index_event.person_id
            LEFT JOIN "answer_malignant_cells" ON "answer_malignant_cells".person_id = index_event.person_id
            LEFT JOIN "answer_langerhans_again" ON "answer_langerhans_again".person_id = index_event.person_id
            LEFT JOIN "answer_sickle_cell_disease" ON "answer_sickle_cell_disease".person_id = index_event.person_id
            LEFT JOIN "answer_cno_named" ON "answer_cno_named".person_id = index_event.person_id
            LEFT JOIN "answer_m86_3_again" ON "answer_m86_3_again".person_id = index_event.person_id
            LEFT JOIN "answer_m86_3_and_rheumatology" ON "answer_m86_3_and_rheumatology".person_id = index_event.person_id
            LEFT JOIN "answer_bone_lesion" ON "answer_bone_lesion".person_id = index_event.person_id
            LEFT JOIN "answer_abnormal_picture" ON "answer_abnormal_picture".person_id = index_event.person_id
            LEFT JOIN "answer_uncertain_tumour" ON "answer_uncertain_tumour".person_id = index_event.person_id
            LEFT JOIN "answer_cno_considered" ON "answer_cno_considered".person_id = index_event.person_id
            LEFT JOIN "answer_rheumatology_seen" ON "answer_rheumatology_seen".person_id = index_event.person_id
            LEFT JOIN "answer_low_platelets" ON "answer_low_platelets".person_id = index_event.person_id
            LEFT JOIN "seen_1" ON "seen_1".person_id = index_event.person_id
            LEFT JOIN "seen_2" ON "seen_2".person_id = index_event.person_id
            LEFT JOIN "seen_3" ON "seen_3".person_id = index_event.person_id
            LEFT JOIN "seen_4" ON "seen_4".person_id = index_event.person_id
            LEFT JOIN "seen_5" ON "seen_5".person_id = index_event.person_id
            LEFT JOIN "seen_6" ON "seen_6".person_id = index_event.person_id
        )
    )
);

-- Scores: score_lo counts what holds for certain, and what possibly speaks against;
-- score_hi what possibly holds; score_open also what could not be seen
CREATE TEMP TABLE "verdict" AS
SELECT *,
    0e0
    + CASE WHEN "holds_pain_over_six_weeks" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_pain_often" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_osteomyelitis_again" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_antibiotics_without_germ" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_several_bones" >= 3 THEN 3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_typical_site" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_raised_markers_normal_count" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_inflammation_marked" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_imaged_again" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_widely_imaged" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_biopsy_without_malignancy" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_several_specialties" >= 3 THEN 0.5e0 ELSE 0e0 END
    + CASE WHEN "holds_nsaid_again" >= 3 THEN 0.5e0 ELSE 0e0 END
    + CASE WHEN "holds_pustulosis" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_companion" >= 3 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_m86_3_once" >= 3 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_younger_than_three" >= 2 THEN -1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_crp_over_55" >= 2 THEN -1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_germ_in_bone" >= 2 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_disc_or_joint_infection" >= 2 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_fracture_explains" >= 2 THEN -1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_arthritis_treated" >= 2 THEN -2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_other_bone_disease" >= 2 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_malignancy_once" >= 2 THEN -2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_sickle_cell_once" >= 2 THEN -2.0e0 ELSE 0e0 END AS score_lo,
    0e0
    + CASE WHEN "holds_pain_over_six_weeks" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_pain_often" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_osteomyelitis_again" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_antibiotics_without_germ" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_several_bones" >= 2 THEN 3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_typical_site" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_raised_markers_normal_count" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_inflammation_marked" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_imaged_again" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_widely_imaged" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_biopsy_without_malignancy" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_several_specialties" >= 2 THEN 0.5e0 ELSE 0e0 END
    + CASE WHEN "holds_nsaid_again" >= 2 THEN 0.5e0 ELSE 0e0 END
    + CASE WHEN "holds_pustulosis" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_companion" >= 2 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_m86_3_once" >= 2 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_younger_than_three" >= 3 THEN -1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_crp_over_55" >= 3 THEN -1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_germ_in_bone" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_disc_or_joint_infection" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_fracture_explains" >= 3 THEN -1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_arthritis_treated" >= 3 THEN -2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_other_bone_disease" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_malignancy_once" >= 3 THEN -2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_sickle_cell_once" >= 3 THEN -2.0e0 ELSE 0e0 END AS score_hi,
    0e0
    + CASE WHEN "holds_pain_over_six_weeks" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_pain_often" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_osteomyelitis_again" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_antibiotics_without_germ" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_several_bones" >= 1 THEN 3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_typical_site" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_raised_markers_normal_count" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_inflammation_marked" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_imaged_again" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_widely_imaged" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_biopsy_without_malignancy" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_several_specialties" >= 1 THEN 0.5e0 ELSE 0e0 END
    + CASE WHEN "holds_nsaid_again" >= 1 THEN 0.5e0 ELSE 0e0 END
    + CASE WHEN "holds_pustulosis" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_companion" >= 1 THEN 1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_m86_3_once" >= 1 THEN 2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_younger_than_three" >= 3 THEN -1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_crp_over_55" >= 3 THEN -1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_germ_in_bone" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_disc_or_joint_infection" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_fracture_explains" >= 3 THEN -1.0e0 ELSE 0e0 END
    + CASE WHEN "holds_arthritis_treated" >= 3 THEN -2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_other_bone_disease" >= 3 THEN -3.0e0 ELSE 0e0 END
    + CASE WHEN "holds_malignancy_once" >= 3 THEN -2.0e0 ELSE 0e0 END
    + CASE WHEN "holds_sickle_cell_once" >= 3 THEN -2.0e0 ELSE 0e0 END AS score_open,
    "holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3 AND "holds_sickle_cell_disease" < 3 AND "holds_already_known" < 3 AND score_hi >= 3.0e0 AS is_hit
FROM answer;

-- Who is proposed
CREATE TEMP TABLE "hits" AS
SELECT person_id, event_id AS index_event_id, d_lo AS index_lo, d_hi AS index_hi,
    age_days_lo, age_days_hi, score_lo, score_hi, score_open,
    CASE WHEN score_lo >= 8.0e0 THEN 'high' WHEN score_lo >= 5.0e0 THEN 'medium' WHEN score_lo >= 3.0e0 THEN 'low' ELSE '' END AS band,
    CASE WHEN score_hi >= 8.0e0 THEN 'high' WHEN score_hi >= 5.0e0 THEN 'medium' WHEN score_hi >= 3.0e0 THEN 'low' ELSE '' END AS band_possible
FROM verdict
WHERE is_hit;

-- Every answer of those proposed
CREATE TEMP TABLE "answers" AS
SELECT person_id, 0::SMALLINT AS criterion,
    CASE "holds_pain_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 1::SMALLINT AS criterion,
    CASE "holds_pain_on_three_days" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 2::SMALLINT AS criterion,
    CASE "holds_pain_over_six_weeks" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_pain_over_six_weeks" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 3::SMALLINT AS criterion,
    CASE "holds_pain_often" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_pain_often" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 4::SMALLINT AS criterion,
    CASE "holds_osteomyelitis_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_osteomyelitis_again" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 5::SMALLINT AS criterion,
    CASE "holds_osteomyelitis" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 6::SMALLINT AS criterion,
    CASE "holds_antibiotics_for_bone" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 7::SMALLINT AS criterion,
    CASE "holds_antibiotic_courses" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 8::SMALLINT AS criterion,
    CASE "holds_germ_not_coded" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 9::SMALLINT AS criterion,
    CASE "holds_organism_not_named" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 10::SMALLINT AS criterion,
    CASE "holds_sterile_told" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 11::SMALLINT AS criterion,
    CASE "holds_negative_result" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 12::SMALLINT AS criterion,
    CASE "holds_no_unread_result" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 13::SMALLINT AS criterion,
    CASE "holds_results_read" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 14::SMALLINT AS criterion,
    CASE "holds_searched_in_vain" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 15::SMALLINT AS criterion,
    CASE "holds_no_germ" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 16::SMALLINT AS criterion,
    CASE "holds_antibiotics_without_germ" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_antibiotics_without_germ" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 17::SMALLINT AS criterion,
    CASE "holds_apart_left_right" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 18::SMALLINT AS criterion,
    CASE "holds_apart_arm_leg" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 19::SMALLINT AS criterion,
    CASE "holds_apart_head" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 20::SMALLINT AS criterion,
    CASE "holds_apart_spine_limb" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 21::SMALLINT AS criterion,
    CASE "holds_apart_chest" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 22::SMALLINT AS criterion,
    CASE "holds_apart_pelvis" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 23::SMALLINT AS criterion,
    CASE "holds_apart_leg" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 24::SMALLINT AS criterion,
    CASE "holds_apart_arm" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 25::SMALLINT AS criterion,
    CASE "holds_apart_spine_low" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 26::SMALLINT AS criterion,
    CASE "holds_apart_spine_high" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 27::SMALLINT AS criterion,
    CASE "holds_several_bones" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_several_bones" >= 3 THEN 3.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 28::SMALLINT AS criterion,
    CASE "holds_lesion_at_typical_site" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 29::SMALLINT AS criterion,
    CASE "holds_osteomyelitis_at_typical_site" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 30::SMALLINT AS criterion,
    CASE "holds_typical_site_by_code" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 31::SMALLINT AS criterion,
    CASE "holds_bone_at_typical_site" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 32::SMALLINT AS criterion,
    CASE "holds_no_disc_infection" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 33::SMALLINT AS criterion,
    CASE "holds_typical_site" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_typical_site" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 34::SMALLINT AS criterion,
    CASE "holds_normal_count_beside_markers" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 35::SMALLINT AS criterion,
    CASE "holds_markers_near_trouble" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 36::SMALLINT AS criterion,
    CASE "holds_raised_markers_normal_count" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_raised_markers_normal_count" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 37::SMALLINT AS criterion,
    CASE "holds_crp_ten_or_more" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 38::SMALLINT AS criterion,
    CASE "holds_markers_raised_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 39::SMALLINT AS criterion,
    CASE "holds_markers_stay" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 40::SMALLINT AS criterion,
    CASE "holds_inflammation_marked" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_inflammation_marked" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 41::SMALLINT AS criterion,
    CASE "holds_imaged_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_imaged_again" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 42::SMALLINT AS criterion,
    CASE "holds_several_places_imaged" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 43::SMALLINT AS criterion,
    CASE "holds_whole_body_imaged" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 44::SMALLINT AS criterion,
    CASE "holds_widely_imaged" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_widely_imaged" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 45::SMALLINT AS criterion,
    CASE "holds_bone_biopsy" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 46::SMALLINT AS criterion,
    CASE "holds_inflamed_biopsy" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 47::SMALLINT AS criterion,
    CASE "holds_nothing_malignant" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 48::SMALLINT AS criterion,
    CASE "holds_no_malignancy_code" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 49::SMALLINT AS criterion,
    CASE "holds_biopsy_without_malignancy" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_biopsy_without_malignancy" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 50::SMALLINT AS criterion,
    CASE "holds_several_specialties" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_several_specialties" >= 3 THEN 0.5e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 51::SMALLINT AS criterion,
    CASE "holds_nsaid_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_nsaid_again" >= 3 THEN 0.5e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 52::SMALLINT AS criterion,
    CASE "holds_pustulosis" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_pustulosis" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 53::SMALLINT AS criterion,
    CASE "holds_skin_or_gut" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 54::SMALLINT AS criterion,
    CASE "holds_companion" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_companion" >= 3 THEN 1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 55::SMALLINT AS criterion,
    CASE "holds_sacroiliitis" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 56::SMALLINT AS criterion,
    CASE "holds_m86_3_once" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_m86_3_once" >= 3 THEN 2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 57::SMALLINT AS criterion,
    CASE "holds_younger_than_three" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_younger_than_three" >= 2 THEN -1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 58::SMALLINT AS criterion,
    CASE "holds_crp_over_55" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_crp_over_55" >= 2 THEN -1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 59::SMALLINT AS criterion,
    CASE "holds_germ_coded_in_bone" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 60::SMALLINT AS criterion,
    CASE "holds_organism_near_bone" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 61::SMALLINT AS criterion,
    CASE "holds_germ_in_bone" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_germ_in_bone" >= 2 THEN -3.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 62::SMALLINT AS criterion,
    CASE "holds_disc_or_joint_infection" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_disc_or_joint_infection" >= 2 THEN -3.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 63::SMALLINT AS criterion,
    CASE "holds_fracture_explains" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_fracture_explains" >= 2 THEN -1.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 64::SMALLINT AS criterion,
    CASE "holds_arthritis_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 65::SMALLINT AS criterion,
    CASE "holds_arthritis_at_rheumatology" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 66::SMALLINT AS criterion,
    CASE "holds_arthritis_settled" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 67::SMALLINT AS criterion,
    CASE "holds_arthritis_drug_given" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 68::SMALLINT AS criterion,
    CASE "holds_arthritis_treated" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_arthritis_treated" >= 2 THEN -2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 69::SMALLINT AS criterion,
    CASE "holds_other_bone_disease" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_other_bone_disease" >= 2 THEN -3.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 70::SMALLINT AS criterion,
    CASE "holds_malignancy_once" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_malignancy_once" >= 2 THEN -2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 71::SMALLINT AS criterion,
    CASE "holds_sickle_cell_once" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    CASE WHEN "holds_sickle_cell_once" >= 2 THEN -2.0e0 ELSE 0e0 END AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 72::SMALLINT AS criterion,
    CASE "holds_malignancy_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 73::SMALLINT AS criterion,
    CASE "holds_malignancy_followed" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 74::SMALLINT AS criterion,
    CASE "holds_malignant_cells" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 75::SMALLINT AS criterion,
    CASE "holds_langerhans_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 76::SMALLINT AS criterion,
    CASE "holds_malignancy_confirmed" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 77::SMALLINT AS criterion,
    CASE "holds_sickle_cell_disease" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 78::SMALLINT AS criterion,
    CASE "holds_cno_named" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 79::SMALLINT AS criterion,
    CASE "holds_m86_3_again" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 80::SMALLINT AS criterion,
    CASE "holds_m86_3_and_rheumatology" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 81::SMALLINT AS criterion,
    CASE "holds_already_known" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 82::SMALLINT AS criterion,
    CASE "holds_bone_lesion" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 83::SMALLINT AS criterion,
    CASE "holds_abnormal_picture" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 84::SMALLINT AS criterion,
    CASE "holds_more_than_pain" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 85::SMALLINT AS criterion,
    CASE "holds_uncertain_tumour" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 86::SMALLINT AS criterion,
    CASE "holds_cno_considered" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 87::SMALLINT AS criterion,
    CASE "holds_rheumatology_seen" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 88::SMALLINT AS criterion,
    CASE "holds_low_platelets" WHEN 0 THEN 'no' WHEN 1 THEN 'unknown' WHEN 2 THEN 'possible' WHEN 3 THEN 'yes' END AS answer,
    0e0 AS points
FROM verdict
WHERE is_hit;

-- Every event that counted, of those proposed
CREATE TEMP TABLE "evidence" AS
SELECT person_id, (-1)::SMALLINT AS criterion, event_id, 'index' AS role, is_certain
FROM verdict
WHERE is_hit
UNION ALL
SELECT person_id, 0::SMALLINT AS criterion, "evidence_pain_again".event_id, role, "evidence_pain_again".is_certain
FROM "evidence_pain_again" JOIN verdict USING (person_id)
WHERE "holds_pain_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 1::SMALLINT AS criterion, "evidence_pain_on_three_days".event_id, role, "evidence_pain_on_three_days".is_certain
FROM "evidence_pain_on_three_days" JOIN verdict USING (person_id)
WHERE "holds_pain_on_three_days" >= 2 AND is_hit
UNION ALL
SELECT person_id, 3::SMALLINT AS criterion, "evidence_pain_often".event_id, role, "evidence_pain_often".is_certain
FROM "evidence_pain_often" JOIN verdict USING (person_id)
WHERE "holds_pain_often" >= 2 AND is_hit
UNION ALL
SELECT person_id, 4::SMALLINT AS criterion, "evidence_osteomyelitis_again".event_id, role, "evidence_osteomyelitis_again".is_certain
FROM "evidence_osteomyelitis_again" JOIN verdict USING (person_id)
WHERE "holds_osteomyelitis_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 5::SMALLINT AS criterion, "evidence_osteomyelitis".event_id, role, "evidence_osteomyelitis".is_certain
FROM "evidence_osteomyelitis" JOIN verdict USING (person_id)
WHERE "holds_osteomyelitis" >= 2 AND is_hit
UNION ALL
SELECT person_id, 6::SMALLINT AS criterion, "evidence_antibiotics_for_bone".event_id, role, "evidence_antibiotics_for_bone".is_certain
FROM "evidence_antibiotics_for_bone" JOIN verdict USING (person_id)
WHERE "holds_antibiotics_for_bone" >= 2 AND is_hit
UNION ALL
SELECT person_id, 7::SMALLINT AS criterion, "evidence_antibiotic_courses".event_id, role, "evidence_antibiotic_courses".is_certain
FROM "evidence_antibiotic_courses" JOIN verdict USING (person_id)
WHERE "holds_antibiotic_courses" >= 2 AND is_hit
UNION ALL
SELECT person_id, 8::SMALLINT AS criterion, "evidence_germ_not_coded".event_id, role, "evidence_germ_not_coded".is_certain
FROM "evidence_germ_not_coded" JOIN verdict USING (person_id)
WHERE "holds_germ_not_coded" <= 2 AND is_hit
UNION ALL
SELECT person_id, 9::SMALLINT AS criterion, "evidence_organism_not_named".event_id, role, "evidence_organism_not_named".is_certain
FROM "evidence_organism_not_named" JOIN verdict USING (person_id)
WHERE "holds_organism_not_named" <= 2 AND is_hit
UNION ALL
SELECT person_id, 10::SMALLINT AS criterion, "evidence_sterile_told".event_id, role, "evidence_sterile_told".is_certain
FROM "evidence_sterile_told" JOIN verdict USING (person_id)
WHERE "holds_sterile_told" >= 2 AND is_hit
UNION ALL
SELECT person_id, 11::SMALLINT AS criterion, "evidence_negative_result".event_id, role, "evidence_negative_result".is_certain
FROM "evidence_negative_result" JOIN verdict USING (person_id)
WHERE "holds_negative_result" >= 2 AND is_hit
UNION ALL
SELECT person_id, 12::SMALLINT AS criterion, "evidence_no_unread_result".event_id, role, "evidence_no_unread_result".is_certain
FROM "evidence_no_unread_result" JOIN verdict USING (person_id)
WHERE "holds_no_unread_result" <= 2 AND is_hit
UNION ALL
SELECT person_id, 17::SMALLINT AS criterion, "evidence_apart_left_right".event_id, role, "evidence_apart_left_right".is_certain
FROM "evidence_apart_left_right" JOIN verdict USING (person_id)
WHERE "holds_apart_left_right" >= 2 AND is_hit
UNION ALL
SELECT person_id, 18::SMALLINT AS criterion, "evidence_apart_arm_leg".event_id, role, "evidence_apart_arm_leg".is_certain
FROM "evidence_apart_arm_leg" JOIN verdict USING (person_id)
WHERE "holds_apart_arm_leg" >= 2 AND is_hit
UNION ALL
SELECT person_id, 19::SMALLINT AS criterion, "evidence_apart_head".event_id, role, "evidence_apart_head".is_certain
FROM "evidence_apart_head" JOIN verdict USING (person_id)
WHERE "holds_apart_head" >= 2 AND is_hit
UNION ALL
SELECT person_id, 20::SMALLINT AS criterion, "evidence_apart_spine_limb".event_id, role, "evidence_apart_spine_limb".is_certain
FROM "evidence_apart_spine_limb" JOIN verdict USING (person_id)
WHERE "holds_apart_spine_limb" >= 2 AND is_hit
UNION ALL
SELECT person_id, 21::SMALLINT AS criterion, "evidence_apart_chest".event_id, role, "evidence_apart_chest".is_certain
FROM "evidence_apart_chest" JOIN verdict USING (person_id)
WHERE "holds_apart_chest" >= 2 AND is_hit
UNION ALL
SELECT person_id, 22::SMALLINT AS criterion, "evidence_apart_pelvis".event_id, role, "evidence_apart_pelvis".is_certain
FROM "evidence_apart_pelvis" JOIN verdict USING (person_id)
WHERE "holds_apart_pelvis" >= 2 AND is_hit
UNION ALL
SELECT person_id, 23::SMALLINT AS criterion, "evidence_apart_leg".event_id, role, "evidence_apart_leg".is_certain
FROM "evidence_apart_leg" JOIN verdict USING (person_id)
WHERE "holds_apart_leg" >= 2 AND is_hit
UNION ALL
SELECT person_id, 24::SMALLINT AS criterion, "evidence_apart_arm".event_id, role, "evidence_apart_arm".is_certain
FROM "evidence_apart_arm" JOIN verdict USING (person_id)
WHERE "holds_apart_arm" >= 2 AND is_hit
UNION ALL
SELECT person_id, 25::SMALLINT AS criterion, "evidence_apart_spine_low".event_id, role, "evidence_apart_spine_low".is_certain
FROM "evidence_apart_spine_low" JOIN verdict USING (person_id)
WHERE "holds_apart_spine_low" >= 2 AND is_hit
UNION ALL
SELECT person_id, 26::SMALLINT AS criterion, "evidence_apart_spine_high".event_id, role, "evidence_apart_spine_high".is_certain
FROM "evidence_apart_spine_high" JOIN verdict USING (person_id)
WHERE "holds_apart_spine_high" >= 2 AND is_hit
UNION ALL
SELECT person_id, 28::SMALLINT AS criterion, "evidence_lesion_at_typical_site".event_id, role, "evidence_lesion_at_typical_site".is_certain
FROM "evidence_lesion_at_typical_site" JOIN verdict USING (person_id)
WHERE "holds_lesion_at_typical_site" >= 2 AND is_hit
UNION ALL
SELECT person_id, 29::SMALLINT AS criterion, "evidence_osteomyelitis_at_typical_site".event_id, role, "evidence_osteomyelitis_at_typical_site".is_certain
FROM "evidence_osteomyelitis_at_typical_site" JOIN verdict USING (person_id)
WHERE "holds_osteomyelitis_at_typical_site" >= 2 AND is_hit
UNION ALL
SELECT person_id, 30::SMALLINT AS criterion, "evidence_typical_site_by_code".event_id, role, "evidence_typical_site_by_code".is_certain
FROM "evidence_typical_site_by_code" JOIN verdict USING (person_id)
WHERE "holds_typical_site_by_code" >= 2 AND is_hit
UNION ALL
SELECT person_id, 32::SMALLINT AS criterion, "evidence_no_disc_infection".event_id, role, "evidence_no_disc_infection".is_certain
FROM "evidence_no_disc_infection" JOIN verdict USING (person_id)
WHERE "holds_no_disc_infection" <= 2 AND is_hit
UNION ALL
SELECT person_id, 34::SMALLINT AS criterion, "evidence_normal_count_beside_markers".event_id, role, "evidence_normal_count_beside_markers".is_certain
FROM "evidence_normal_count_beside_markers" JOIN verdict USING (person_id)
WHERE "holds_normal_count_beside_markers" >= 2 AND is_hit
UNION ALL
SELECT person_id, 35::SMALLINT AS criterion, "evidence_markers_near_trouble".event_id, role, "evidence_markers_near_trouble".is_certain
FROM "evidence_markers_near_trouble" JOIN verdict USING (person_id)
WHERE "holds_markers_near_trouble" >= 2 AND is_hit
UNION ALL
SELECT person_id, 37::SMALLINT AS criterion, "evidence_crp_ten_or_more".event_id, role, "evidence_crp_ten_or_more".is_certain
FROM "evidence_crp_ten_or_more" JOIN verdict USING (person_id)
WHERE "holds_crp_ten_or_more" >= 2 AND is_hit
UNION ALL
SELECT person_id, 38::SMALLINT AS criterion, "evidence_markers_raised_again".event_id, role, "evidence_markers_raised_again".is_certain
FROM "evidence_markers_raised_again" JOIN verdict USING (person_id)
WHERE "holds_markers_raised_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 41::SMALLINT AS criterion, "evidence_imaged_again".event_id, role, "evidence_imaged_again".is_certain
FROM "evidence_imaged_again" JOIN verdict USING (person_id)
WHERE "holds_imaged_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 42::SMALLINT AS criterion, "evidence_several_places_imaged".event_id, role, "evidence_several_places_imaged".is_certain
FROM "evidence_several_places_imaged" JOIN verdict USING (person_id)
WHERE "holds_several_places_imaged" >= 2 AND is_hit
UNION ALL
SELECT person_id, 43::SMALLINT AS criterion, "evidence_whole_body_imaged".event_id, role, "evidence_whole_body_imaged".is_certain
FROM "evidence_whole_body_imaged" JOIN verdict USING (person_id)
WHERE "holds_whole_body_imaged" >= 2 AND is_hit
UNION ALL
SELECT person_id, 45::SMALLINT AS criterion, "evidence_bone_biopsy".event_id, role, "evidence_bone_biopsy".is_certain
FROM "evidence_bone_biopsy" JOIN verdict USING (person_id)
WHERE "holds_bone_biopsy" >= 2 AND is_hit
UNION ALL
SELECT person_id, 46::SMALLINT AS criterion, "evidence_inflamed_biopsy".event_id, role, "evidence_inflamed_biopsy".is_certain
FROM "evidence_inflamed_biopsy" JOIN verdict USING (person_id)
WHERE "holds_inflamed_biopsy" >= 2 AND is_hit
UNION ALL
SELECT person_id, 47::SMALLINT AS criterion, "evidence_nothing_malignant".event_id, role, "evidence_nothing_malignant".is_certain
FROM "evidence_nothing_malignant" JOIN verdict USING (person_id)
WHERE "holds_nothing_malignant" <= 2 AND is_hit
UNION ALL
SELECT person_id, 48::SMALLINT AS criterion, "evidence_no_malignancy_code".event_id, role, "evidence_no_malignancy_code".is_certain
FROM "evidence_no_malignancy_code" JOIN verdict USING (person_id)
WHERE "holds_no_malignancy_code" <= 2 AND is_hit
UNION ALL
SELECT person_id, 50::SMALLINT AS criterion, "evidence_several_specialties".event_id, role, "evidence_several_specialties".is_certain
FROM "evidence_several_specialties" JOIN verdict USING (person_id)
WHERE "holds_several_specialties" >= 2 AND is_hit
UNION ALL
SELECT person_id, 51::SMALLINT AS criterion, "evidence_nsaid_again".event_id, role, "evidence_nsaid_again".is_certain
FROM "evidence_nsaid_again" JOIN verdict USING (person_id)
WHERE "holds_nsaid_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 52::SMALLINT AS criterion, "evidence_pustulosis".event_id, role, "evidence_pustulosis".is_certain
FROM "evidence_pustulosis" JOIN verdict USING (person_id)
WHERE "holds_pustulosis" >= 2 AND is_hit
UNION ALL
SELECT person_id, 53::SMALLINT AS criterion, "evidence_skin_or_gut".event_id, role, "evidence_skin_or_gut".is_certain
FROM "evidence_skin_or_gut" JOIN verdict USING (person_id)
WHERE "holds_skin_or_gut" >= 2 AND is_hit
UNION ALL
SELECT person_id, 55::SMALLINT AS criterion, "evidence_sacroiliitis".event_id, role, "evidence_sacroiliitis".is_certain
FROM "evidence_sacroiliitis" JOIN verdict USING (person_id)
WHERE "holds_sacroiliitis" >= 2 AND is_hit
UNION ALL
SELECT person_id, 56::SMALLINT AS criterion, "evidence_m86_3_once".event_id, role, "evidence_m86_3_once".is_certain
FROM "evidence_m86_3_once" JOIN verdict USING (person_id)
WHERE "holds_m86_3_once" >= 2 AND is_hit
UNION ALL
SELECT person_id, 57::SMALLINT AS criterion, "evidence_younger_than_three".event_id, role, "evidence_younger_than_three".is_certain
FROM "evidence_younger_than_three" JOIN verdict USING (person_id)
WHERE "holds_younger_than_three" >= 2 AND is_hit
UNION ALL
SELECT person_id, 58::SMALLINT AS criterion, "evidence_crp_over_55".event_id, role, "evidence_crp_over_55".is_certain
FROM "evidence_crp_over_55" JOIN verdict USING (person_id)
WHERE "holds_crp_over_55" >= 2 AND is_hit
UNION ALL
SELECT person_id, 59::SMALLINT AS criterion, "evidence_germ_coded_in_bone".event_id, role, "evidence_germ_coded_in_bone".is_certain
FROM "evidence_germ_coded_in_bone" JOIN verdict USING (person_id)
WHERE "holds_germ_coded_in_bone" >= 2 AND is_hit
UNION ALL
SELECT person_id, 60::SMALLINT AS criterion, "evidence_organism_near_bone".event_id, role, "evidence_organism_near_bone".is_certain
FROM "evidence_organism_near_bone" JOIN verdict USING (person_id)
WHERE "holds_organism_near_bone" >= 2 AND is_hit
UNION ALL
SELECT person_id, 62::SMALLINT AS criterion, "evidence_disc_or_joint_infection".event_id, role, "evidence_disc_or_joint_infection".is_certain
FROM "evidence_disc_or_joint_infection" JOIN verdict USING (person_id)
WHERE "holds_disc_or_joint_infection" >= 2 AND is_hit
UNION ALL
SELECT person_id, 63::SMALLINT AS criterion, "evidence_fracture_explains".event_id, role, "evidence_fracture_explains".is_certain
FROM "evidence_fracture_explains" JOIN verdict USING (person_id)
WHERE "holds_fracture_explains" >= 2 AND is_hit
UNION ALL
SELECT person_id, 64::SMALLINT AS criterion, "evidence_arthritis_again".event_id, role, "evidence_arthritis_again".is_certain
FROM "evidence_arthritis_again" JOIN verdict USING (person_id)
WHERE "holds_arthritis_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 65::SMALLINT AS criterion, "evidence_arthritis_at_rheumatology".event_id, role, "evidence_arthritis_at_rheumatology".is_certain
FROM "evidence_arthritis_at_rheumatology" JOIN verdict USING (person_id)
WHERE "holds_arthritis_at_rheumatology" >= 2 AND is_hit
UNION ALL
SELECT person_id, 67::SMALLINT AS criterion, "evidence_arthritis_drug_given".event_id, role, "evidence_arthritis_drug_given".is_certain
FROM "evidence_arthritis_drug_given" JOIN verdict USING (person_id)
WHERE "holds_arthritis_drug_given" >= 2 AND is_hit
UNION ALL
SELECT person_id, 69::SMALLINT AS criterion, "evidence_other_bone_disease".event_id, role, "evidence_other_bone_disease".is_certain
FROM "evidence_other_bone_disease" JOIN verdict USING (person_id)
WHERE "holds_other_bone_disease" >= 2 AND is_hit
UNION ALL
SELECT person_id, 70::SMALLINT AS criterion, "evidence_malignancy_once".event_id, role, "evidence_malignancy_once".is_certain
FROM "evidence_malignancy_once" JOIN verdict USING (person_id)
WHERE "holds_malignancy_once" >= 2 AND is_hit
UNION ALL
SELECT person_id, 71::SMALLINT AS criterion, "evidence_sickle_cell_once".event_id, role, "evidence_sickle_cell_once".is_certain
FROM "evidence_sickle_cell_once" JOIN verdict USING (person_id)
WHERE "holds_sickle_cell_once" >= 2 AND is_hit
UNION ALL
SELECT person_id, 72::SMALLINT AS criterion, "evidence_malignancy_again".event_id, role, "evidence_malignancy_again".is_certain
FROM "evidence_malignancy_again" JOIN verdict USING (person_id)
WHERE "holds_malignancy_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 73::SMALLINT AS criterion, "evidence_malignancy_followed".event_id, role, "evidence_malignancy_followed".is_certain
FROM "evidence_malignancy_followed" JOIN verdict USING (person_id)
WHERE "holds_malignancy_followed" >= 2 AND is_hit
UNION ALL
SELECT person_id, 74::SMALLINT AS criterion, "evidence_malignant_cells".event_id, role, "evidence_malignant_cells".is_certain
FROM "evidence_malignant_cells" JOIN verdict USING (person_id)
WHERE "holds_malignant_cells" >= 2 AND is_hit
UNION ALL
SELECT person_id, 75::SMALLINT AS criterion, "evidence_langerhans_again".event_id, role, "evidence_langerhans_again".is_certain
FROM "evidence_langerhans_again" JOIN verdict USING (person_id)
WHERE "holds_langerhans_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 77::SMALLINT AS criterion, "evidence_sickle_cell_disease".event_id, role, "evidence_sickle_cell_disease".is_certain
FROM "evidence_sickle_cell_disease" JOIN verdict USING (person_id)
WHERE "holds_sickle_cell_disease" >= 2 AND is_hit
UNION ALL
SELECT person_id, 78::SMALLINT AS criterion, "evidence_cno_named".event_id, role, "evidence_cno_named".is_certain
FROM "evidence_cno_named" JOIN verdict USING (person_id)
WHERE "holds_cno_named" >= 2 AND is_hit
UNION ALL
SELECT person_id, 79::SMALLINT AS criterion, "evidence_m86_3_again".event_id, role, "evidence_m86_3_again".is_certain
FROM "evidence_m86_3_again" JOIN verdict USING (person_id)
WHERE "holds_m86_3_again" >= 2 AND is_hit
UNION ALL
SELECT person_id, 80::SMALLINT AS criterion, "evidence_m86_3_and_rheumatology".event_id, role, "evidence_m86_3_and_rheumatology".is_certain
FROM "evidence_m86_3_and_rheumatology" JOIN verdict USING (person_id)
WHERE "holds_m86_3_and_rheumatology" >= 2 AND is_hit
UNION ALL
SELECT person_id, 82::SMALLINT AS criterion, "evidence_bone_lesion".event_id, role, "evidence_bone_lesion".is_certain
FROM "evidence_bone_lesion" JOIN verdict USING (person_id)
WHERE "holds_bone_lesion" >= 2 AND is_hit
UNION ALL
SELECT person_id, 83::SMALLINT AS criterion, "evidence_abnormal_picture".event_id, role, "evidence_abnormal_picture".is_certain
FROM "evidence_abnormal_picture" JOIN verdict USING (person_id)
WHERE "holds_abnormal_picture" >= 2 AND is_hit
UNION ALL
SELECT person_id, 85::SMALLINT AS criterion, "evidence_uncertain_tumour".event_id, role, "evidence_uncertain_tumour".is_certain
FROM "evidence_uncertain_tumour" JOIN verdict USING (person_id)
WHERE "holds_uncertain_tumour" >= 2 AND is_hit
UNION ALL
SELECT person_id, 86::SMALLINT AS criterion, "evidence_cno_considered".event_id, role, "evidence_cno_considered".is_certain
FROM "evidence_cno_considered" JOIN verdict USING (person_id)
WHERE "holds_cno_considered" >= 2 AND is_hit
UNION ALL
SELECT person_id, 87::SMALLINT AS criterion, "evidence_rheumatology_seen".event_id, role, "evidence_rheumatology_seen".is_certain
FROM "evidence_rheumatology_seen" JOIN verdict USING (person_id)
WHERE "holds_rheumatology_seen" >= 2 AND is_hit
UNION ALL
SELECT person_id, 88::SMALLINT AS criterion, "evidence_low_platelets".event_id, role, "evidence_low_platelets".is_certain
FROM "evidence_low_platelets" JOIN verdict USING (person_id)
WHERE "holds_low_platelets" >= 2 AND is_hit;

-- How many were left after each step
CREATE TEMP TABLE "attrition" AS
SELECT count(*) AS with_index,
    count(*) FILTER ("holds_more_than_pain" >= 2) AS "require_more_than_pain",
    count(*) FILTER ("holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3) AS "exclude_malignancy_confirmed",
    count(*) FILTER ("holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3 AND "holds_sickle_cell_disease" < 3) AS "exclude_sickle_cell_disease",
    count(*) FILTER ("holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3 AND "holds_sickle_cell_disease" < 3 AND "holds_already_known" < 3) AS "exclude_already_known",
    count(*) FILTER ("holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3 AND "holds_sickle_cell_disease" < 3 AND "holds_already_known" < 3 AND score_lo >= 8.0e0) AS "band_certain_high",
    count(*) FILTER ("holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3 AND "holds_sickle_cell_disease" < 3 AND "holds_already_known" < 3 AND score_hi >= 8.0e0) AS "band_possible_high",
    count(*) FILTER ("holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3 AND "holds_sickle_cell_disease" < 3 AND "holds_already_known" < 3 AND score_lo >= 5.0e0) AS "band_certain_medium",
    count(*) FILTER ("holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3 AND "holds_sickle_cell_disease" < 3 AND "holds_already_known" < 3 AND score_hi >= 5.0e0) AS "band_possible_medium",
    count(*) FILTER ("holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3 AND "holds_sickle_cell_disease" < 3 AND "holds_already_known" < 3 AND score_lo >= 3.0e0) AS "band_certain_low",
    count(*) FILTER ("holds_more_than_pain" >= 2 AND "holds_malignancy_confirmed" < 3 AND "holds_sickle_cell_disease" < 3 AND "holds_already_known" < 3 AND score_hi >= 3.0e0) AS "band_possible_low",
    count(*) FILTER (is_hit) AS "hits",
    count(*) FILTER ("holds_pain_again" = 0) AS "no_pain_again",
    count(*) FILTER ("holds_pain_again" = 1) AS "unknown_pain_again",
    count(*) FILTER ("holds_pain_again" = 2) AS "possible_pain_again",
    count(*) FILTER ("holds_pain_again" = 3) AS "yes_pain_again",
    count(*) FILTER ("holds_pain_on_three_days" = 0) AS "no_pain_on_three_days",
    count(*) FILTER ("holds_pain_on_three_days" = 1) AS "unknown_pain_on_three_days",
    count(*) FILTER ("holds_pain_on_three_days" = 2) AS "possible_pain_on_three_days",
    count(*) FILTER ("holds_pain_on_three_days" = 3) AS "yes_pain_on_three_days",
    count(*) FILTER ("holds_pain_over_six_weeks" = 0) AS "no_pain_over_six_weeks",
    count(*) FILTER ("holds_pain_over_six_weeks" = 1) AS "unknown_pain_over_six_weeks",
    count(*) FILTER ("holds_pain_over_six_weeks" = 2) AS "possible_pain_over_six_weeks",
    count(*) FILTER ("holds_pain_over_six_weeks" = 3) AS "yes_pain_over_six_weeks",
    count(*) FILTER ("holds_pain_often" = 0) AS "no_pain_often",
    count(*) FILTER ("holds_pain_often" = 1) AS "unknown_pain_often",
    count(*) FILTER ("holds_pain_often" = 2) AS "possible_pain_often",
    count(*) FILTER ("holds_pain_often" = 3) AS "yes_pain_often",
    count(*) FILTER ("holds_osteomyelitis_again" = 0) AS "no_osteomyelitis_again",
    count(*) FILTER ("holds_osteomyelitis_again" = 1) AS "unknown_osteomyelitis_again",
    count(*) FILTER ("holds_osteomyelitis_again" = 2) AS "possible_osteomyelitis_again",
    count(*) FILTER ("holds_osteomyelitis_again" = 3) AS "yes_osteomyelitis_again",
    count(*) FILTER ("holds_osteomyelitis" = 0) AS "no_osteomyelitis",
    count(*) FILTER ("holds_osteomyelitis" = 1) AS "unknown_osteomyelitis",
    count(*) FILTER ("holds_osteomyelitis" = 2) AS "possible_osteomyelitis",
    count(*) FILTER ("holds_osteomyelitis" = 3) AS "yes_osteomyelitis",
    count(*) FILTER ("holds_antibiotics_for_bone" = 0) AS "no_antibiotics_for_bone",
    count(*) FILTER ("holds_antibiotics_for_bone" = 1) AS "unknown_antibiotics_for_bone",
    count(*) FILTER ("holds_antibiotics_for_bone" = 2) AS "possible_antibiotics_for_bone",
    count(*) FILTER ("holds_antibiotics_for_bone" = 3) AS "yes_antibiotics_for_bone",
    count(*) FILTER ("holds_antibiotic_courses" = 0) AS "no_antibiotic_courses",
    count(*) FILTER ("holds_antibiotic_courses" = 1) AS "unknown_antibiotic_courses",
    count(*) FILTER ("holds_antibiotic_courses" = 2) AS "possible_antibiotic_courses",
    count(*) FILTER ("holds_antibiotic_courses" = 3) AS "yes_antibiotic_courses",
    count(*) FILTER ("holds_germ_not_coded" = 0) AS "no_germ_not_coded",
    count(*) FILTER ("holds_germ_not_coded" = 1) AS "unknown_germ_not_coded",
    count(*) FILTER ("holds_germ_not_coded" = 2) AS "possible_germ_not_coded",
    count(*) FILTER ("holds_germ_not_coded" = 3) AS "yes_germ_not_coded",
    count(*) FILTER ("holds_organism_not_named" = 0) AS "no_organism_not_named",
    count(*) FILTER ("holds_organism_not_named" = 1) AS "unknown_organism_not_named",
    count(*) FILTER ("holds_organism_not_named" = 2) AS "possible_organism_not_named",
    count(*) FILTER ("holds_organism_not_named" = 3) AS "yes_organism_not_named",
    count(*) FILTER ("holds_sterile_told" = 0) AS "no_sterile_told",
    count(*) FILTER ("holds_sterile_told" = 1) AS "unknown_sterile_told",
    count(*) FILTER ("holds_sterile_told" = 2) AS "possible_sterile_told",
    count(*) FILTER ("holds_sterile_told" = 3) AS "yes_sterile_told",
    count(*) FILTER ("holds_negative_result" = 0) AS "no_negative_result",
    count(*) FILTER ("holds_negative_result" = 1) AS "unknown_negative_result",
    count(*) FILTER ("holds_negative_result" = 2) AS "possible_negative_result",
    count(*) FILTER ("holds_negative_result" = 3) AS "yes_negative_result",
    count(*) FILTER ("holds_no_unread_result" = 0) AS "no_no_unread_result",
    count(*) FILTER ("holds_no_unread_result" = 1) AS "unknown_no_unread_result",
    count(*) FILTER ("holds_no_unread_result" = 2) AS "possible_no_unread_result",
    count(*) FILTER ("holds_no_unread_result" = 3) AS "yes_no_unread_result",
    count(*) FILTER ("holds_results_read" = 0) AS "no_results_read",
    count(*) FILTER ("holds_results_read" = 1) AS "unknown_results_read",
    count(*) FILTER ("holds_results_read" = 2) AS "possible_results_read",
    count(*) FILTER ("holds_results_read" = 3) AS "yes_results_read",
    count(*) FILTER ("holds_searched_in_vain" = 0) AS "no_searched_in_vain",
    count(*) FILTER ("holds_searched_in_vain" = 1) AS "unknown_searched_in_vain",
    count(*) FILTER ("holds_searched_in_vain" = 2) AS "possible_searched_in_vain",
    count(*) FILTER ("holds_searched_in_vain" = 3) AS "yes_searched_in_vain",
    count(*) FILTER ("holds_no_germ" = 0) AS "no_no_germ",
    count(*) FILTER ("holds_no_germ" = 1) AS "unknown_no_germ",
    count(*) FILTER ("holds_no_germ" = 2) AS "possible_no_germ",
    count(*) FILTER ("holds_no_germ" = 3) AS "yes_no_germ",
    count(*) FILTER ("holds_antibiotics_without_germ" = 0) AS "no_antibiotics_without_germ",
    count(*) FILTER ("holds_antibiotics_without_germ" = 1) AS "unknown_antibiotics_without_germ",
    count(*) FILTER ("holds_antibiotics_without_germ" = 2) AS "possible_antibiotics_without_germ",
    count(*) FILTER ("holds_antibiotics_without_germ" = 3) AS "yes_antibiotics_without_germ",
    count(*) FILTER ("holds_apart_left_right" = 0) AS "no_apart_left_right",
    count(*) FILTER ("holds_apart_left_right" = 1) AS "unknown_apart_left_right",
    count(*) FILTER ("holds_apart_left_right" = 2) AS "possible_apart_left_right",
    count(*) FILTER ("holds_apart_left_right" = 3) AS "yes_apart_left_right",
    count(*) FILTER ("holds_apart_arm_leg" = 0) AS "no_apart_arm_leg",
    count(*) FILTER ("holds_apart_arm_leg" = 1) AS "unknown_apart_arm_leg",
    count(*) FILTER ("holds_apart_arm_leg" = 2) AS "possible_apart_arm_leg",
    count(*) FILTER ("holds_apart_arm_leg" = 3) AS "yes_apart_arm_leg",
    count(*) FILTER ("holds_apart_head" = 0) AS "no_apart_head",
    count(*) FILTER ("holds_apart_head" = 1) AS "unknown_apart_head",
    count(*) FILTER ("holds_apart_head" = 2) AS "possible_apart_head",
    count(*) FILTER ("holds_apart_head" = 3) AS "yes_apart_head",
    count(*) FILTER ("holds_apart_spine_limb" = 0) AS "no_apart_spine_limb",
    count(*) FILTER ("holds_apart_spine_limb" = 1) AS "unknown_apart_spine_limb",
    count(*) FILTER ("holds_apart_spine_limb" = 2) AS "possible_apart_spine_limb",
    count(*) FILTER ("holds_apart_spine_limb" = 3) AS "yes_apart_spine_limb",
    count(*) FILTER ("holds_apart_chest" = 0) AS "no_apart_chest",
    count(*) FILTER ("holds_apart_chest" = 1) AS "unknown_apart_chest",
    count(*) FILTER ("holds_apart_chest" = 2) AS "possible_apart_chest",
    count(*) FILTER ("holds_apart_chest" = 3) AS "yes_apart_chest",
    count(*) FILTER ("holds_apart_pelvis" = 0) AS "no_apart_pelvis",
    count(*) FILTER ("holds_apart_pelvis" = 1) AS "unknown_apart_pelvis",
    count(*) FILTER ("holds_apart_pelvis" = 2) AS "possible_apart_pelvis",
    count(*) FILTER ("holds_apart_pelvis" = 3) AS "yes_apart_pelvis",
    count(*) FILTER ("holds_apart_leg" = 0) AS "no_apart_leg",
    count(*) FILTER ("holds_apart_leg" = 1) AS "unknown_apart_leg",
    count(*) FILTER ("holds_apart_leg" = 2) AS "possible_apart_leg",
    count(*) FILTER ("holds_apart_leg" = 3) AS "yes_apart_leg",
    count(*) FILTER ("holds_apart_arm" = 0) AS "no_apart_arm",
    count(*) FILTER ("holds_apart_arm" = 1) AS "unknown_apart_arm",
    count(*) FILTER ("holds_apart_arm" = 2) AS "possible_apart_arm",
    count(*) FILTER ("holds_apart_arm" = 3) AS "yes_apart_arm",
    count(*) FILTER ("holds_apart_spine_low" = 0) AS "no_apart_spine_low",
    count(*) FILTER ("holds_apart_spine_low" = 1) AS "unknown_apart_spine_low",
    count(*) FILTER ("holds_apart_spine_low" = 2) AS "possible_apart_spine_low",
    count(*) FILTER ("holds_apart_spine_low" = 3) AS "yes_apart_spine_low",
    count(*) FILTER ("holds_apart_spine_high" = 0) AS "no_apart_spine_high",
    count(*) FILTER ("holds_apart_spine_high" = 1) AS "unknown_apart_spine_high",
    count(*) FILTER ("holds_apart_spine_high" = 2) AS "possible_apart_spine_high",
    count(*) FILTER ("holds_apart_spine_high" = 3) AS "yes_apart_spine_high",
    count(*) FILTER ("holds_several_bones" = 0) AS "no_several_bones",
    count(*) FILTER ("holds_several_bones" = 1) AS "unknown_several_bones",
    count(*) FILTER ("holds_several_bones" = 2) AS "possible_several_bones",
    count(*) FILTER ("holds_several_bones" = 3) AS "yes_several_bones",
    count(*) FILTER ("holds_lesion_at_typical_site" = 0) AS "no_lesion_at_typical_site",
    count(*) FILTER ("holds_lesion_at_typical_site" = 1) AS "unknown_lesion_at_typical_site",
    count(*) FILTER ("holds_lesion_at_typical_site" = 2) AS "possible_lesion_at_typical_site",
    count(*) FILTER ("holds_lesion_at_typical_site" = 3) AS "yes_lesion_at_typical_site",
    count(*) FILTER ("holds_osteomyelitis_at_typical_site" = 0) AS "no_osteomyelitis_at_typical_site",
    count(*) FILTER ("holds_osteomyelitis_at_typical_site" = 1) AS "unknown_osteomyelitis_at_typical_site",
    count(*) FILTER ("holds_osteomyelitis_at_typical_site" = 2) AS "possible_osteomyelitis_at_typical_site",
    count(*) FILTER ("holds_osteomyelitis_at_typical_site" = 3) AS "yes_osteomyelitis_at_typical_site",
    count(*) FILTER ("holds_typical_site_by_code" = 0) AS "no_typical_site_by_code",
    count(*) FILTER ("holds_typical_site_by_code" = 1) AS "unknown_typical_site_by_code",
    count(*) FILTER ("holds_typical_site_by_code" = 2) AS "possible_typical_site_by_code",
    count(*) FILTER ("holds_typical_site_by_code" = 3) AS "yes_typical_site_by_code",
    count(*) FILTER ("holds_bone_at_typical_site" = 0) AS "no_bone_at_typical_site",
    count(*) FILTER ("holds_bone_at_typical_site" = 1) AS "unknown_bone_at_typical_site",
    count(*) FILTER ("holds_bone_at_typical_site" = 2) AS "possible_bone_at_typical_site",
    count(*) FILTER ("holds_bone_at_typical_site" = 3) AS "yes_bone_at_typical_site",
    count(*) FILTER ("holds_no_disc_infection" = 0) AS "no_no_disc_infection",
    count(*) FILTER ("holds_no_disc_infection" = 1) AS "unknown_no_disc_infection",
    count(*) FILTER ("holds_no_disc_infection" = 2) AS "possible_no_disc_infection",
    count(*) FILTER ("holds_no_disc_infection" = 3) AS "yes_no_disc_infection",
    count(*) FILTER ("holds_typical_site" = 0) AS "no_typical_site",
    count(*) FILTER ("holds_typical_site" = 1) AS "unknown_typical_site",
    count(*) FILTER ("holds_typical_site" = 2) AS "possible_typical_site",
    count(*) FILTER ("holds_typical_site" = 3) AS "yes_typical_site",
    count(*) FILTER ("holds_normal_count_beside_markers" = 0) AS "no_normal_count_beside_markers",
    count(*) FILTER ("holds_normal_count_beside_markers" = 1) AS "unknown_normal_count_beside_markers",
    count(*) FILTER ("holds_normal_count_beside_markers" = 2) AS "possible_normal_count_beside_markers",
    count(*) FILTER ("holds_normal_count_beside_markers" = 3) AS "yes_normal_count_beside_markers",
    count(*) FILTER ("holds_markers_near_trouble" = 0) AS "no_markers_near_trouble",
    count(*) FILTER ("holds_markers_near_trouble" = 1) AS "unknown_markers_near_trouble",
    count(*) FILTER ("holds_markers_near_trouble" = 2) AS "possible_markers_near_trouble",
    count(*) FILTER ("holds_markers_near_trouble" = 3) AS "yes_markers_near_trouble",
    count(*) FILTER ("holds_raised_markers_normal_count" = 0) AS "no_raised_markers_normal_count",
    count(*) FILTER ("holds_raised_markers_normal_count" = 1) AS "unknown_raised_markers_normal_count",
    count(*) FILTER ("holds_raised_markers_normal_count" = 2) AS "possible_raised_markers_normal_count",
    count(*) FILTER ("holds_raised_markers_normal_count" = 3) AS "yes_raised_markers_normal_count",
    count(*) FILTER ("holds_crp_ten_or_more" = 0) AS "no_crp_ten_or_more",
    count(*) FILTER ("holds_crp_ten_or_more" = 1) AS "unknown_crp_ten_or_more",
    count(*) FILTER ("holds_crp_ten_or_more" = 2) AS "possible_crp_ten_or_more",
    count(*) FILTER ("holds_crp_ten_or_more" = 3) AS "yes_crp_ten_or_more",
    count(*) FILTER ("holds_markers_raised_again" = 0) AS "no_markers_raised_again",
    count(*) FILTER ("holds_markers_raised_again" = 1) AS "unknown_markers_raised_again",
    count(*) FILTER ("holds_markers_raised_again" = 2) AS "possible_markers_raised_again",
    count(*) FILTER ("holds_markers_raised_again" = 3) AS "yes_markers_raised_again",
    count(*) FILTER ("holds_markers_stay" = 0) AS "no_markers_stay",
    count(*) FILTER ("holds_markers_stay" = 1) AS "unknown_markers_stay",
    count(*) FILTER ("holds_markers_stay" = 2) AS "possible_markers_stay",
    count(*) FILTER ("holds_markers_stay" = 3) AS "yes_markers_stay",
    count(*) FILTER ("holds_inflammation_marked" = 0) AS "no_inflammation_marked",
    count(*) FILTER ("holds_inflammation_marked" = 1) AS "unknown_inflammation_marked",
    count(*) FILTER ("holds_inflammation_marked" = 2) AS "possible_inflammation_marked",
    count(*) FILTER ("holds_inflammation_marked" = 3) AS "yes_inflammation_marked",
    count(*) FILTER ("holds_imaged_again" = 0) AS "no_imaged_again",
    count(*) FILTER ("holds_imaged_again" = 1) AS "unknown_imaged_again",
    count(*) FILTER ("holds_imaged_again" = 2) AS "possible_imaged_again",
    count(*) FILTER ("holds_imaged_again" = 3) AS "yes_imaged_again",
    count(*) FILTER ("holds_several_places_imaged" = 0) AS "no_several_places_imaged",
    count(*) FILTER ("holds_several_places_imaged" = 1) AS "unknown_several_places_imaged",
    count(*) FILTER ("holds_several_places_imaged" = 2) AS "possible_several_places_imaged",
    count(*) FILTER ("holds_several_places_imaged" = 3) AS "yes_several_places_imaged",
    count(*) FILTER ("holds_whole_body_imaged" = 0) AS "no_whole_body_imaged",
    count(*) FILTER ("holds_whole_body_imaged" = 1) AS "unknown_whole_body_imaged",
    count(*) FILTER ("holds_whole_body_imaged" = 2) AS "possible_whole_body_imaged",
    count(*) FILTER ("holds_whole_body_imaged" = 3) AS "yes_whole_body_imaged",
    count(*) FILTER ("holds_widely_imaged" = 0) AS "no_widely_imaged",
    count(*) FILTER ("holds_widely_imaged" = 1) AS "unknown_widely_imaged",
    count(*) FILTER ("holds_widely_imaged" = 2) AS "possible_widely_imaged",
    count(*) FILTER ("holds_widely_imaged" = 3) AS "yes_widely_imaged",
    count(*) FILTER ("holds_bone_biopsy" = 0) AS "no_bone_biopsy",
    count(*) FILTER ("holds_bone_biopsy" = 1) AS "unknown_bone_biopsy",
    count(*) FILTER ("holds_bone_biopsy" = 2) AS "possible_bone_biopsy",
    count(*) FILTER ("holds_bone_biopsy" = 3) AS "yes_bone_biopsy",
    count(*) FILTER ("holds_inflamed_biopsy" = 0) AS "no_inflamed_biopsy",
    count(*) FILTER ("holds_inflamed_biopsy" = 1) AS "unknown_inflamed_biopsy",
    count(*) FILTER ("holds_inflamed_biopsy" = 2) AS "possible_inflamed_biopsy",
    count(*) FILTER ("holds_inflamed_biopsy" = 3) AS "yes_inflamed_biopsy",
    count(*) FILTER ("holds_nothing_malignant" = 0) AS "no_nothing_malignant",
    count(*) FILTER ("holds_nothing_malignant" = 1) AS "unknown_nothing_malignant",
    count(*) FILTER ("holds_nothing_malignant" = 2) AS "possible_nothing_malignant",
    count(*) FILTER ("holds_nothing_malignant" = 3) AS "yes_nothing_malignant",
    count(*) FILTER ("holds_no_malignancy_code" = 0) AS "no_no_malignancy_code",
    count(*) FILTER ("holds_no_malignancy_code" = 1) AS "unknown_no_malignancy_code",
    count(*) FILTER ("holds_no_malignancy_code" = 2) AS "possible_no_malignancy_code",
    count(*) FILTER ("holds_no_malignancy_code" = 3) AS "yes_no_malignancy_code",
    count(*) FILTER ("holds_biopsy_without_malignancy" = 0) AS "no_biopsy_without_malignancy",
    count(*) FILTER ("holds_biopsy_without_malignancy" = 1) AS "unknown_biopsy_without_malignancy",
    count(*) FILTER ("holds_biopsy_without_malignancy" = 2) AS "possible_biopsy_without_malignancy",
    count(*) FILTER ("holds_biopsy_without_malignancy" = 3) AS "yes_biopsy_without_malignancy",
    count(*) FILTER ("holds_several_specialties" = 0) AS "no_several_specialties",
    count(*) FILTER ("holds_several_specialties" = 1) AS "unknown_several_specialties",
    count(*) FILTER ("holds_several_specialties" = 2) AS "possible_several_specialties",
    count(*) FILTER ("holds_several_specialties" = 3) AS "yes_several_specialties",
    count(*) FILTER ("holds_nsaid_again" = 0) AS "no_nsaid_again",
    count(*) FILTER ("holds_nsaid_again" = 1) AS "unknown_nsaid_again",
    count(*) FILTER ("holds_nsaid_again" = 2) AS "possible_nsaid_again",
    count(*) FILTER ("holds_nsaid_again" = 3) AS "yes_nsaid_again",
    count(*) FILTER ("holds_pustulosis" = 0) AS "no_pustulosis",
    count(*) FILTER ("holds_pustulosis" = 1) AS "unknown_pustulosis",
    count(*) FILTER ("holds_pustulosis" = 2) AS "possible_pustulosis",
    count(*) FILTER ("holds_pustulosis" = 3) AS "yes_pustulosis",
    count(*) FILTER ("holds_skin_or_gut" = 0) AS "no_skin_or_gut",
    count(*) FILTER ("holds_skin_or_gut" = 1) AS "unknown_skin_or_gut",
    count(*) FILTER ("holds_skin_or_gut" = 2) AS "possible_skin_or_gut",
    count(*) FILTER ("holds_skin_or_gut" = 3) AS "yes_skin_or_gut",
    count(*) FILTER ("holds_companion" = 0) AS "no_companion",
    count(*) FILTER ("holds_companion" = 1) AS "unknown_companion",
    count(*) FILTER ("holds_companion" = 2) AS "possible_companion",
    count(*) FILTER ("holds_companion" = 3) AS "yes_companion",
    count(*) FILTER ("holds_sacroiliitis" = 0) AS "no_sacroiliitis",
    count(*) FILTER ("holds_sacroiliitis" = 1) AS "unknown_sacroiliitis",
    count(*) FILTER ("holds_sacroiliitis" = 2) AS "possible_sacroiliitis",
    count(*) FILTER ("holds_sacroiliitis" = 3) AS "yes_sacroiliitis",
    count(*) FILTER ("holds_m86_3_once" = 0) AS "no_m86_3_once",
    count(*) FILTER ("holds_m86_3_once" = 1) AS "unknown_m86_3_once",
    count(*) FILTER ("holds_m86_3_once" = 2) AS "possible_m86_3_once",
    count(*) FILTER ("holds_m86_3_once" = 3) AS "yes_m86_3_once",
    count(*) FILTER ("holds_younger_than_three" = 0) AS "no_younger_than_three",
    count(*) FILTER ("holds_younger_than_three" = 1) AS "unknown_younger_than_three",
    count(*) FILTER ("holds_younger_than_three" = 2) AS "possible_younger_than_three",
    count(*) FILTER ("holds_younger_than_three" = 3) AS "yes_younger_than_three",
    count(*) FILTER ("holds_crp_over_55" = 0) AS "no_crp_over_55",
    count(*) FILTER ("holds_crp_over_55" = 1) AS "unknown_crp_over_55",
    count(*) FILTER ("holds_crp_over_55" = 2) AS "possible_crp_over_55",
    count(*) FILTER ("holds_crp_over_55" = 3) AS "yes_crp_over_55",
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
    count(*) FILTER ("holds_disc_or_joint_infection" = 0) AS "no_disc_or_joint_infection",
    count(*) FILTER ("holds_disc_or_joint_infection" = 1) AS "unknown_disc_or_joint_infection",
    count(*) FILTER ("holds_disc_or_joint_infection" = 2) AS "possible_disc_or_joint_infection",
    count(*) FILTER ("holds_disc_or_joint_infection" = 3) AS "yes_disc_or_joint_infection",
    count(*) FILTER ("holds_fracture_explains" = 0) AS "no_fracture_explains",
    count(*) FILTER ("holds_fracture_explains" = 1) AS "unknown_fracture_explains",
    count(*) FILTER ("holds_fracture_explains" = 2) AS "possible_fracture_explains",
    count(*) FILTER ("holds_fracture_explains" = 3) AS "yes_fracture_explains",
    count(*) FILTER ("holds_arthritis_again" = 0) AS "no_arthritis_again",
    count(*) FILTER ("holds_arthritis_again" = 1) AS "unknown_arthritis_again",
    count(*) FILTER ("holds_arthritis_again" = 2) AS "possible_arthritis_again",
    count(*) FILTER ("holds_arthritis_again" = 3) AS "yes_arthritis_again",
    count(*) FILTER ("holds_arthritis_at_rheumatology" = 0) AS "no_arthritis_at_rheumatology",
    count(*) FILTER ("holds_arthritis_at_rheumatology" = 1) AS "unknown_arthritis_at_rheumatology",
    count(*) FILTER ("holds_arthritis_at_rheumatology" = 2) AS "possible_arthritis_at_rheumatology",
    count(*) FILTER ("holds_arthritis_at_rheumatology" = 3) AS "yes_arthritis_at_rheumatology",
    count(*) FILTER ("holds_arthritis_settled" = 0) AS "no_arthritis_settled",
    count(*) FILTER ("holds_arthritis_settled" = 1) AS "unknown_arthritis_settled",
    count(*) FILTER ("holds_arthritis_settled" = 2) AS "possible_arthritis_settled",
    count(*) FILTER ("holds_arthritis_settled" = 3) AS "yes_arthritis_settled",
    count(*) FILTER ("holds_arthritis_drug_given" = 0) AS "no_arthritis_drug_given",
    count(*) FILTER ("holds_arthritis_drug_given" = 1) AS "unknown_arthritis_drug_given",
    count(*) FILTER ("holds_arthritis_drug_given" = 2) AS "possible_arthritis_drug_given",
    count(*) FILTER ("holds_arthritis_drug_given" = 3) AS "yes_arthritis_drug_given",
    count(*) FILTER ("holds_arthritis_treated" = 0) AS "no_arthritis_treated",
    count(*) FILTER ("holds_arthritis_treated" = 1) AS "unknown_arthritis_treated",
    count(*) FILTER ("holds_arthritis_treated" = 2) AS "possible_arthritis_treated",
    count(*) FILTER ("holds_arthritis_treated" = 3) AS "yes_arthritis_treated",
    count(*) FILTER ("holds_other_bone_disease" = 0) AS "no_other_bone_disease",
    count(*) FILTER ("holds_other_bone_disease" = 1) AS "unknown_other_bone_disease",
    count(*) FILTER ("holds_other_bone_disease" = 2) AS "possible_other_bone_disease",
    count(*) FILTER ("holds_other_bone_disease" = 3) AS "yes_other_bone_disease",
    count(*) FILTER ("holds_malignancy_once" = 0) AS "no_malignancy_once",
    count(*) FILTER ("holds_malignancy_once" = 1) AS "unknown_malignancy_once",
    count(*) FILTER ("holds_malignancy_once" = 2) AS "possible_malignancy_once",
    count(*) FILTER ("holds_malignancy_once" = 3) AS "yes_malignancy_once",
    count(*) FILTER ("holds_sickle_cell_once" = 0) AS "no_sickle_cell_once",
    count(*) FILTER ("holds_sickle_cell_once" = 1) AS "unknown_sickle_cell_once",
    count(*) FILTER ("holds_sickle_cell_once" = 2) AS "possible_sickle_cell_once",
    count(*) FILTER ("holds_sickle_cell_once" = 3) AS "yes_sickle_cell_once",
    count(*) FILTER ("holds_malignancy_again" = 0) AS "no_malignancy_again",
    count(*) FILTER ("holds_malignancy_again" = 1) AS "unknown_malignancy_again",
    count(*) FILTER ("holds_malignancy_again" = 2) AS "possible_malignancy_again",
    count(*) FILTER ("holds_malignancy_again" = 3) AS "yes_malignancy_again",
    count(*) FILTER ("holds_malignancy_followed" = 0) AS "no_malignancy_followed",
    count(*) FILTER ("holds_malignancy_followed" = 1) AS "unknown_malignancy_followed",
    count(*) FILTER ("holds_malignancy_followed" = 2) AS "possible_malignancy_followed",
    count(*) FILTER ("holds_malignancy_followed" = 3) AS "yes_malignancy_followed",
    count(*) FILTER ("holds_malignant_cells" = 0) AS "no_malignant_cells",
    count(*) FILTER ("holds_malignant_cells" = 1) AS "unknown_malignant_cells",
    count(*) FILTER ("holds_malignant_cells" = 2) AS "possible_malignant_cells",
    count(*) FILTER ("holds_malignant_cells" = 3) AS "yes_malignant_cells",
    count(*) FILTER ("holds_langerhans_again" = 0) AS "no_langerhans_again",
    count(*) FILTER ("holds_langerhans_again" = 1) AS "unknown_langerhans_again",
    count(*) FILTER ("holds_langerhans_again" = 2) AS "possible_langerhans_again",
    count(*) FILTER ("holds_langerhans_again" = 3) AS "yes_langerhans_again",
    count(*) FILTER ("holds_malignancy_confirmed" = 0) AS "no_malignancy_confirmed",
    count(*) FILTER ("holds_malignancy_confirmed" = 1) AS "unknown_malignancy_confirmed",
    count(*) FILTER ("holds_malignancy_confirmed" = 2) AS "possible_malignancy_confirmed",
    count(*) FILTER ("holds_malignancy_confirmed" = 3) AS "yes_malignancy_confirmed",
    count(*) FILTER ("holds_sickle_cell_disease" = 0) AS "no_sickle_cell_disease",
    count(*) FILTER ("holds_sickle_cell_disease" = 1) AS "unknown_sickle_cell_disease",
    count(*) FILTER ("holds_sickle_cell_disease" = 2) AS "possible_sickle_cell_disease",
    count(*) FILTER ("holds_sickle_cell_disease" = 3) AS "yes_sickle_cell_disease",
    count(*) FILTER ("holds_cno_named" = 0) AS "no_cno_named",
    count(*) FILTER ("holds_cno_named" = 1) AS "unknown_cno_named",
    count(*) FILTER ("holds_cno_named" = 2) AS "possible_cno_named",
    count(*) FILTER ("holds_cno_named" = 3) AS "yes_cno_named",
    count(*) FILTER ("holds_m86_3_again" = 0) AS "no_m86_3_again",
    count(*) FILTER ("holds_m86_3_again" = 1) AS "unknown_m86_3_again",
    count(*) FILTER ("holds_m86_3_again" = 2) AS "possible_m86_3_again",
    count(*) FILTER ("holds_m86_3_again" = 3) AS "yes_m86_3_again",
    count(*) FILTER ("holds_m86_3_and_rheumatology" = 0) AS "no_m86_3_and_rheumatology",
    count(*) FILTER ("holds_m86_3_and_rheumatology" = 1) AS "unknown_m86_3_and_rheumatology",
    count(*) FILTER ("holds_m86_3_and_rheumatology" = 2) AS "possible_m86_3_and_rheumatology",
    count(*) FILTER ("holds_m86_3_and_rheumatology" = 3) AS "yes_m86_3_and_rheumatology",
    count(*) FILTER ("holds_already_known" = 0) AS "no_already_known",
    count(*) FILTER ("holds_already_known" = 1) AS "unknown_already_known",
    count(*) FILTER ("holds_already_known" = 2) AS "possible_already_known",
    count(*) FILTER ("holds_already_known" = 3) AS "yes_already_known",
    count(*) FILTER ("holds_bone_lesion" = 0) AS "no_bone_lesion",
    count(*) FILTER ("holds_bone_lesion" = 1) AS "unknown_bone_lesion",
    count(*) FILTER ("holds_bone_lesion" = 2) AS "possible_bone_lesion",
    count(*) FILTER ("holds_bone_lesion" = 3) AS "yes_bone_lesion",
    count(*) FILTER ("holds_abnormal_picture" = 0) AS "no_abnormal_picture",
    count(*) FILTER ("holds_abnormal_picture" = 1) AS "unknown_abnormal_picture",
    count(*) FILTER ("holds_abnormal_picture" = 2) AS "possible_abnormal_picture",
    count(*) FILTER ("holds_abnormal_picture" = 3) AS "yes_abnormal_picture",
    count(*) FILTER ("holds_more_than_pain" = 0) AS "no_more_than_pain",
    count(*) FILTER ("holds_more_than_pain" = 1) AS "unknown_more_than_pain",
    count(*) FILTER ("holds_more_than_pain" = 2) AS "possible_more_than_pain",
    count(*) FILTER ("holds_more_than_pain" = 3) AS "yes_more_than_pain",
    count(*) FILTER ("holds_uncertain_tumour" = 0) AS "no_uncertain_tumour",
    count(*) FILTER ("holds_uncertain_tumour" = 1) AS "unknown_uncertain_tumour",
    count(*) FILTER ("holds_uncertain_tumour" = 2) AS "possible_uncertain_tumour",
    count(*) FILTER ("holds_uncertain_tumour" = 3) AS "yes_uncertain_tumour",
    count(*) FILTER ("holds_cno_considered" = 0) AS "no_cno_considered",
    count(*) FILTER ("holds_cno_considered" = 1) AS "unknown_cno_considered",
    count(*) FILTER ("holds_cno_considered" = 2) AS "possible_cno_considered",
    count(*) FILTER ("holds_cno_considered" = 3) AS "yes_cno_considered",
    count(*) FILTER ("holds_rheumatology_seen" = 0) AS "no_rheumatology_seen",
    count(*) FILTER ("holds_rheumatology_seen" = 1) AS "unknown_rheumatology_seen",
    count(*) FILTER ("holds_rheumatology_seen" = 2) AS "possible_rheumatology_seen",
    count(*) FILTER ("holds_rheumatology_seen" = 3) AS "yes_rheumatology_seen",
    count(*) FILTER ("holds_low_platelets" = 0) AS "no_low_platelets",
    count(*) FILTER ("holds_low_platelets" = 1) AS "unknown_low_platelets",
    count(*) FILTER ("holds_low_platelets" = 2) AS "possible_low_platelets",
    count(*) FILTER ("holds_low_platelets" = 3) AS "yes_low_platelets"
FROM verdict;
