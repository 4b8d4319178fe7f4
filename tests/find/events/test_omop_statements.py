"""What rows of OMOP tables come to as events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from tests.find.events.hand_made import Row, built, events, persons, remarks, write_omop

from crmo.find.events import EventTable
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import CodeSet

FEVER_ID, CRP_ID, MG_PER_DL, FAMILY, HISTORY = 437663, 3020460, 8840, 4167217, 1340204
CONCEPT = {
    "concept_name": "",
    "domain_id": "Condition",
    "vocabulary_id": "SNOMED",
    "concept_code": "",
}


def condition(**columns: object) -> Row:
    return {
        "condition_occurrence_id": 1,
        "person_id": 1,
        "condition_concept_id": FEVER_ID,
        "condition_start_date": "2020-02-03",
        **columns,
    }


def measurement(**columns: object) -> Row:
    return {
        "measurement_id": 1,
        "person_id": 1,
        "measurement_concept_id": CRP_ID,
        "measurement_date": "2020-02-03",
        **columns,
    }


def observation(**columns: object) -> Row:
    return {
        "observation_id": 1,
        "person_id": 1,
        "observation_concept_id": FEVER_ID,
        "observation_date": "2020-02-03",
        **columns,
    }


def table_of(tmp_path: Path, tables: Mapping[str, Sequence[Row]], mapping: str = "") -> EventTable:
    told = None
    if mapping:
        told = tmp_path / "mapping.csv"
        told.write_text(mapping, encoding="utf-8")
    return built(write_omop(tmp_path / "in", tables), tmp_path / "out", told)


def test_shipped_ids_are_understood_without_a_concept_table(tmp_path: Path) -> None:
    (event,) = events(table_of(tmp_path, {"condition_occurrence": [condition()]}))
    assert (event["system"], event["code"], event["concept"]) == ("snomed", "386661006", "fever")
    assert (event["how"], event["also"]) == ("shipped", [f"omop:{FEVER_ID}"])


def test_an_id_that_nothing_tells_of_stays_a_number_and_is_remarked(tmp_path: Path) -> None:
    table = table_of(tmp_path, {"condition_occurrence": [condition(condition_concept_id=999)]})
    (event,) = events(table)
    assert (event["system"], event["code"], event["concept"]) == ("omop", "999", None)
    assert remarks(table)["code-not-understood"] == 1


def test_the_concept_table_tells_code_and_meaning(tmp_path: Path) -> None:
    concept = CONCEPT | {"concept_id": 999, "vocabulary_id": "ICD10CM", "concept_code": "M86.36"}
    tables = {
        "condition_occurrence": [condition(condition_concept_id=999)],
        "concept": [concept],
    }
    (event,) = events(table_of(tmp_path, tables))
    assert (event["system"], event["code"]) == ("icd10cm", "M86.36")
    assert (event["concept"], event["how"]) == ("cno", "concept_table")


def test_a_source_concept_is_followed_by_maps_to(tmp_path: Path) -> None:
    concepts = [
        CONCEPT | {"concept_id": 999, "vocabulary_id": "Ours", "concept_code": "X1"},
        CONCEPT | {"concept_id": 888, "concept_code": "240151005"},
    ]
    relation = {"concept_id_1": 999, "concept_id_2": 888, "relationship_id": "Maps to"}
    row = condition(condition_concept_id=0, condition_source_concept_id=999)
    tables = {
        "condition_occurrence": [row],
        "concept": concepts,
        "concept_relationship": [relation],
    }
    (event,) = events(table_of(tmp_path, tables))
    assert (event["code"], event["concept"]) == ("X1", "cno")


def test_a_narrower_concept_is_understood_by_its_nearest_ancestor(tmp_path: Path) -> None:
    concepts = [
        CONCEPT | {"concept_id": 999, "concept_code": "111"},
        CONCEPT | {"concept_id": 888, "concept_code": "240151005"},
        CONCEPT | {"concept_id": 777, "concept_code": "22253000"},
    ]
    ancestors = [
        {
            "ancestor_concept_id": ancestor,
            "descendant_concept_id": 999,
            "min_levels_of_separation": levels,
        }
        for ancestor, levels in ((888, 1), (777, 3))
    ]
    tables = {
        "condition_occurrence": [condition(condition_concept_id=999)],
        "concept": concepts,
        "concept_ancestor": ancestors,
    }
    table = table_of(tmp_path, tables)
    (event,) = events(table)
    assert (event["concept"], event["how"]) == ("cno", "ancestor")
    for wanted in (
        {"concepts": ("cno",)},
        {"concepts": ("pain",)},
        {"codes": {"snomed": ("22253000",)}},
        {"codes": {"omop": ("777",)}},
    ):
        asked = CodeSet(id="x", label="x", **wanted)  # type: ignore[arg-type]
        assert table.code_ids(asked, load_knowledge()) == (event["code_id"],), wanted


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ({"condition_status_concept_id": 32899}, "uncertain"),
        ({"condition_status_source_value": "differential"}, "uncertain"),
        ({"condition_status_source_value": "primary"}, "present"),
    ],
)
def test_a_diagnosis_that_is_only_suspected_is_uncertain(
    tmp_path: Path, status: Row, state: str
) -> None:
    (event,) = events(table_of(tmp_path, {"condition_occurrence": [condition(**status)]}))
    assert event["state"] == state


def test_a_value_is_converted_by_the_unit_concept_or_the_units_words(tmp_path: Path) -> None:
    rows = [
        measurement(
            value_as_number=1.5,
            unit_concept_id=MG_PER_DL,
            range_high=0.5,
            x="",
            unit_source_value="",
        ),
        measurement(
            measurement_id=2,
            value_as_number=15,
            unit_concept_id="",
            range_high=5,
            x="",
            unit_source_value="mg/l",
        ),
    ]
    found = events(table_of(tmp_path, {"measurement": rows}))
    assert [(e["value"], e["unit"], e["ref_hi"]) for e in found] == [(15.0, "mg/L", 5.0)] * 2


def test_history_has_no_date_and_the_family_no_event(tmp_path: Path) -> None:
    rows = [
        observation(observation_concept_id=HISTORY, value_as_concept_id=FEVER_ID),
        observation(observation_id=2, observation_concept_id=FAMILY, value_as_concept_id=FEVER_ID),
    ]
    table = table_of(tmp_path, {"observation": rows})
    (event,) = events(table)
    assert (event["concept"], event["d_lo"], event["d_hi"]) == ("fever", None, None)
    assert remarks(table)["family"] == 1


@pytest.mark.parametrize(
    ("answer", "state"), [("no", "absent"), ("Yes", "present"), ("suspected", "uncertain")]
)
def test_an_observation_has_the_state_of_its_answer(
    tmp_path: Path, answer: str, state: str
) -> None:
    (event,) = events(table_of(tmp_path, {"observation": [observation(value_as_string=answer)]}))
    assert event["state"] == state


def test_a_result_concept_is_a_state_a_mark_or_a_value(tmp_path: Path) -> None:
    concepts = [
        CONCEPT | {"concept_id": 1, "vocabulary_id": "SNOMED", "concept_code": "260385009"},
        CONCEPT | {"concept_id": 2, "concept_name": "High", "concept_code": "75540009"},
        CONCEPT | {"concept_id": 3, "concept_name": "Staphylococcus", "concept_code": "3092008"},
    ]
    rows = [measurement(measurement_id=n, value_as_concept_id=n) for n in (1, 2, 3)]
    found = events(table_of(tmp_path, {"measurement": rows, "concept": concepts}))
    assert [(e["state"], e["flag"], e["value_code"]) for e in found] == [
        ("absent", None, None),
        ("present", "high", None),
        ("present", None, "3092008"),
    ]


def test_a_course_of_a_drug_ends_when_told_or_when_the_supply_is_used_up(tmp_path: Path) -> None:
    drug = {
        "person_id": 1,
        "drug_concept_id": 1177480,
        "drug_exposure_start_date": "2020-02-03",
    }
    rows = [
        {"drug_exposure_id": 1, **drug, "drug_exposure_end_date": "2020-02-05", "days_supply": 90},
        {"drug_exposure_id": 2, **drug, "drug_exposure_end_date": "", "days_supply": 10},
    ]
    found = events(table_of(tmp_path, {"drug_exposure": rows}))
    assert [e["e_hi"] for e in found] == [date(2020, 2, 5), date(2020, 2, 12)]


def test_the_specialty_of_a_visit_is_that_of_its_provider_else_of_its_place(
    tmp_path: Path,
) -> None:
    visit = {"person_id": 1, "visit_concept_id": 9202, "visit_start_date": "2020-02-03"}
    rows = [
        {"visit_occurrence_id": 1, **visit, "provider_id": 5, "care_site_id": 6},
        {"visit_occurrence_id": 2, **visit, "provider_id": "", "care_site_id": 6},
    ]
    tables = {
        "visit_occurrence": rows,
        "provider": [{"provider_id": 5, "specialty_source_value": "Orthopedic Surgery"}],
        "care_site": [{"care_site_id": 6, "care_site_name": "Pediatric Rheumatology Clinic"}],
    }
    found = events(table_of(tmp_path, tables))
    told = {(e["visit_id"], e["concept"]) for e in found if e["kind"] == "specialty"}
    visits = {e["source_id"]: e["event_id"] for e in found if e["kind"] == "visit"}
    assert told == {(visits["1"], "orthopaedics"), (visits["2"], "rheumatology")}


def test_events_point_at_their_visit(tmp_path: Path) -> None:
    visit = {
        "visit_occurrence_id": 7,
        "person_id": 1,
        "visit_concept_id": 9203,
        "visit_start_date": "2020-02-03",
    }
    tables = {
        "visit_occurrence": [visit],
        "condition_occurrence": [condition(visit_occurrence_id=7)],
    }
    ids = {event["concept"]: event for event in events(table_of(tmp_path, tables))}
    assert ids["fever"]["visit_id"] == ids["emergency"]["event_id"]


@pytest.mark.parametrize(
    ("columns", "first", "last"),
    [
        ({"year_of_birth": 2014}, date(2014, 1, 1), date(2014, 12, 31)),
        (
            {"year_of_birth": 2014, "month_of_birth": 2},
            date(2014, 2, 1),
            date(2014, 2, 28),
        ),
        (
            {"year_of_birth": 2014, "month_of_birth": 2, "day_of_birth": 5},
            date(2014, 2, 5),
            date(2014, 2, 5),
        ),
        (
            {"year_of_birth": "", "birth_datetime": "2014-02-05 12:00:00"},
            date(2014, 2, 5),
            date(2014, 2, 5),
        ),
        ({"year_of_birth": 1}, None, None),
    ],
)
def test_birth_is_known_as_far_as_it_is_told(
    tmp_path: Path, columns: Row, first: date | None, last: date | None
) -> None:
    (person,) = persons(table_of(tmp_path, {"person": [{"person_id": 1, **columns}]}))
    assert (person["birth_lo"], person["birth_hi"]) == (first, last)


def test_a_mapping_comes_first_and_its_bad_lines_are_told_by_number(tmp_path: Path) -> None:
    mapping = (
        "system,code,means,label\n"
        "local,KNO ,cno,bone inflammation\n"
        "omop,437663,bone_pain,our fever is none\n"
        "unit,Tsd,10*9/L,\n"
        "local,X,no_such_thing,\n"
        "local,,cno,\n"
        "local,kno,fever,\n"
        "local,Z,-,\n"
    )
    rows = [
        condition(condition_source_value=""),
        condition(condition_occurrence_id=2, condition_concept_id=0, condition_source_value="kno"),
        condition(condition_occurrence_id=3, condition_concept_id=0, condition_source_value="Z"),
    ]
    table = table_of(tmp_path, {"condition_occurrence": rows}, mapping)
    found = {event["source_id"]: event for event in events(table)}
    assert [found[key]["concept"] for key in "123"] == ["bone_pain", "cno", None]
    assert found["1"]["how"] == found["2"]["how"] == "mapping"
    from tests.find.events.hand_made import records

    told = records(f"SELECT where_ FROM '{table.remarks}' WHERE what = 'mapping-line'")
    lines = {row["where_"] for row in told}
    assert lines == {f"mapping.csv line {number}" for number in (5, 6, 7)}


def test_a_changed_mapping_builds_the_table_anew(tmp_path: Path) -> None:
    rows = [condition(condition_concept_id=0, condition_source_value="KNO")]
    first = events(table_of(tmp_path, {"condition_occurrence": rows}))
    second = events(
        table_of(tmp_path, {"condition_occurrence": rows}, "system;code;means\nlocal;kno;cno\n")
    )
    assert (first[0]["concept"], second[0]["concept"]) == (None, "cno")


def test_codes_of_few_persons_are_not_listed_by_name(tmp_path: Path) -> None:
    people = [{"person_id": n, "year_of_birth": 2014} for n in range(1, 7)]
    rows = [
        condition(
            condition_occurrence_id=n,
            person_id=n,
            condition_concept_id=0,
            condition_source_value="COMMON",
        )
        for n in range(1, 7)
    ]
    rows += [
        condition(
            condition_occurrence_id=n,
            condition_concept_id=0,
            condition_source_value="Anna Beispiel",
        )
        for n in range(7, 20)
    ]
    table = table_of(tmp_path, {"person": people, "condition_occurrence": rows})
    told = table.codes_not_understood.read_text(encoding="utf-8")
    assert "COMMON" in told
    assert "Anna" not in told
    assert "codes of fewer than 5 persons each: 1" in told


def test_person_events_are_those_of_one_person(tmp_path: Path) -> None:
    people = [{"person_id": n, "year_of_birth": 2014} for n in (1, 2)]
    rows = [condition(), condition(condition_occurrence_id=2, person_id=2)]
    table = table_of(tmp_path, {"person": people, "condition_occurrence": rows})
    person = table.person_events(2)
    assert (person.person_id, person.birth_lo) == (2, date(2014, 1, 1))
    assert [event.d_lo for event in person.events] == [date(2020, 2, 3)]
