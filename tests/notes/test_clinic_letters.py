"""What clinic letters say of relatives, of the child itself, and of diseases named twice."""

from __future__ import annotations

from datetime import date

import pytest

from crmo.knowledge import load_knowledge
from crmo.notes import NoteReading
from crmo.notes.json_form import reading_as_dict
from crmo.notes.pipeline import read_note
from crmo.record import Diagnosis, Finding, PartialDate, Patient, Sex, Subject

KNOWLEDGE = load_knowledge()
DAY = date(2024, 5, 17)


def read(text: str) -> NoteReading:
    return read_note(text, KNOWLEDGE, on=DAY, document="letter")


def findings(text: str, about: Subject) -> dict[str, str]:
    return {
        one.entry.concept: str(one.entry.status)
        for one in read(text).entries
        if isinstance(one.entry, Finding) and one.entry.about is about
    }


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("There is psoriasis on mother's side (gran and aunt).", {"psoriasis": "present"}),
        ("His sister has just been told she's got Crohn's.", {"crohn_disease": "present"}),
        ("I have psoriasis as you know.", {"psoriasis": "present"}),
        ("Nobody has psoriasis.", {"psoriasis": "absent"}),
        ("Psoriasis in both parents.", {"psoriasis": "present"}),
        ("No FHx psoriasis.", {"psoriasis": "absent"}),
        ("Her grandma has psoriasis.", {"psoriasis": "present"}),
    ],
)
def test_a_disease_of_relatives_is_not_the_childs(text: str, family: dict[str, str]) -> None:
    assert findings(text, Subject.FAMILY) == family
    assert findings(text, Subject.PATIENT) == {}


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("Mum brings him with pain in his left thigh.", {"bone_pain": "present"}),
        ("Mum has noticed a limp.", {"limp": "present"}),
        ("His mother has described a cough with fever.", {"fever": "present"}),
    ],
)
def test_what_a_parent_tells_is_the_childs(text: str, child: dict[str, str]) -> None:
    assert findings(text, Subject.PATIENT) == child
    assert findings(text, Subject.FAMILY) == {}


@pytest.mark.parametrize(
    ("text", "child"),
    [
        (
            "MRI pelvis.\n\nIndication: fever and limp, ?CRMO.",
            {"fever": "present", "limp": "present"},
        ),
        ("[x] Limp\n[ ] Psoriasis\n", {"limp": "present"}),
        ("Fever. Allergies: penicillin (rash).", {"fever": "present"}),
        ("At the start: limp. Now: no limp.", {"limp": "absent"}),
        ("Pain on running, gone after rest.", {"pain": "present"}),
        ("Hepatitis B surface antigen negative. No fever.", {"fever": "absent"}),
        ("GI: negative nausea, negative abdominal pain.", {"abdominal_pain": "absent"}),
        ("They have not noted him to have any fevers.", {"fever": "absent"}),
    ],
)
def test_symptoms_are_told_in_many_ways(text: str, child: dict[str, str]) -> None:
    assert findings(text, Subject.PATIENT) == child


@pytest.mark.parametrize(
    ("text", "certainties"),
    [
        ("?CNO. Impression: CNO.", ["confirmed"]),
        ("Possible lymphoma. Lymphoma was excluded.", ["excluded"]),
        ("No evidence of lymphoma. Lymphoma cannot be excluded.", ["excluded", "suspected"]),
    ],
)
def test_a_settled_disease_is_no_longer_suspected(text: str, certainties: list[str]) -> None:
    told = [one.entry for one in read(text).entries if isinstance(one.entry, Diagnosis)]
    assert [str(one.certainty) for one in told] == certainties


def test_who_the_child_is_stands_in_the_reading() -> None:
    text = "Clinic 17 May 2024. This 11-year-old girl has a fever."
    child = reading_as_dict(read(text), KNOWLEDGE)["child"]
    assert text[child["age_start"] : child["age_end"]] == "11-year-old"
    assert text[child["sex_start"] : child["sex_end"]] == "girl"
    assert (child["age_low"], child["sex"], child["birth_date"]) == (11, "female", None)
    assert 11 < child["age_high"] < 12


def test_a_record_takes_sex_and_birth_from_the_note_only_where_none_is_given() -> None:
    reading = read("DOB: 2012-04-03. She has a fever.")
    told = reading.record(Patient(id="a")).patient
    assert (told.sex, told.birth_date) == (Sex.FEMALE, PartialDate(2012, 4, 3))
    given = Patient(id="a", sex=Sex.MALE, birth_date=PartialDate(2011))
    assert reading.record(given).patient == given


def test_a_birthday_that_may_be_two_days_gives_the_year() -> None:
    person = read("DOB: 03/04/2012. She has a fever.").person
    assert person.birth_date == PartialDate(2012)
    assert person.age_years is not None
    assert person.age_years.low == 12


def test_an_age_in_years_is_no_date_of_birth() -> None:
    reading = read("A 9F with fever.")
    assert reading.record(Patient(id="a")).patient == Patient(id="a", sex=Sex.FEMALE)
    assert reading.person.age_years is not None
    assert reading.person.age_years.low == 9
