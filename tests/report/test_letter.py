"""The clinic letter: what it says, what it leaves out, and its print."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from tests.assess.longitudinal.children import (
    NO,
    YES,
    child,
    diagnosis,
    drug,
    lab,
    procedure,
    study,
    visit,
)
from tests.report.test_hostile_text import HOSTILE, hostile_record
from tests.strategies import records

from crmo.assess import assess
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import Certainty, Fact, FactStatus, Patient, PatientRecord, StopReason
from crmo.report.case import Case
from crmo.report.letter import Letter, Paragraph, Voice, letter, letter_html, letter_pdf
from crmo.report.letter.family_words import DUE, SEEN_AT_HOME, STOPPED

Parse = Callable[[str], Any]
MakeCase = Callable[[PatientRecord], Case]
ON = date(2026, 6, 15)
LEFT_TO_THE_DOCTOR = {"opinion", "agreed", "at_once", "reach"}
# What a family should not have to look up.
JARGON = (
    "lesion", "metaphys", "epiphys", "oedema", "multifocal", "criteria", "distal", "proximal",
    "remission", "analyte", "adverse", "persistent", "recurr", "modality", "inhibitor",
)  # fmt: skip


def texts(made: Letter) -> dict[str, str]:
    return {paragraph.name: paragraph.text for paragraph in made.paragraphs}


@pytest.fixture
def told(make_case: MakeCase) -> Callable[..., dict[str, str]]:
    """Return the paragraphs of a letter about a child with these entries."""

    def write(voice: Voice, *entries: Any, name: str = "") -> dict[str, str]:
        record = child(*entries)
        if name:
            record = evolve(record, patient=evolve(record.patient, name=name))
        return texts(letter(make_case(record), voice=voice))

    return write


# --- both voices -----------------------------------------------------------------------------


@pytest.mark.parametrize("voice", Voice)
def test_what_was_agreed_what_is_planned_and_a_telephone_number_are_never_made_up(
    voice: Voice, relapsing: Case
) -> None:
    made = letter(relapsing, voice=voice, clinic="Clinic\nStreet 1")
    empty = {paragraph.name for paragraph in made.paragraphs if not paragraph.text}
    assert empty == LEFT_TO_THE_DOCTOR & texts(made).keys()
    assert empty
    every = " ".join(texts(made).values()) + made.foot
    assert not re.search(r"\+?\d[\d /-]{6,}\d(?! ×)", re.sub(r"\d+ \w{3} \d{4}", "", every))


@pytest.mark.parametrize("voice", Voice)
def test_no_dose_is_ever_told(voice: Voice, told: Callable[..., dict[str, str]]) -> None:
    found = told(
        voice,
        diagnosis(),
        drug("naproxen", "2026-01-01", dose="444 mg twice", note="555 mg", route="by mouth"),
        drug("methotrexate", "2025-01-01", "2025-06-01", dose="15 mg per week"),
    )
    every = " ".join(found.values())
    assert "Naproxen" in every
    for dose in ("444", "555", "15 mg", "twice", "per week"):
        assert dose not in every


@pytest.mark.parametrize("voice", Voice)
def test_an_empty_record_makes_a_letter_that_says_what_is_missing(
    voice: Voice, make_case: MakeCase
) -> None:
    made = letter(make_case(PatientRecord(patient=Patient(id="p-1"))), voice=voice)
    every = " ".join(texts(made).values())
    assert "no " in every.lower()
    assert "p-1" in made.about
    assert "None" not in every.replace("None is raised", "")


@settings(max_examples=20)
@given(records())
def test_any_record_makes_both_letters(knowledge: Knowledge, record: PatientRecord) -> None:
    case = Case(
        whole=record, assessment=assess(record, knowledge, on=ON), knowledge=knowledge, on=ON
    )
    for voice in Voice:
        made = letter(case, voice=voice)
        assert len({paragraph.name for paragraph in made.paragraphs}) == len(made.paragraphs)
        assert "{" not in made.addressee_line.replace(record.patient.name or "", "")


def test_only_what_was_known_on_the_day_is_told(told: Callable[..., dict[str, str]]) -> None:
    later = evolve(lab("crp", "2026-05-01", 99), recorded_on=date(2026, 7, 1))
    assert "99" not in told(Voice.COLLEAGUE, later)["labs"]


# --- the colleague ---------------------------------------------------------------------------


def test_diagnoses_stand_with_their_certainty_and_the_biopsy_with_its_answers(
    told: Callable[..., dict[str, str]],
) -> None:
    found = told(
        Voice.COLLEAGUE,
        diagnosis("2024-01-01"),
        diagnosis("2023-12-01", "malignancy", Certainty.EXCLUDED),
        procedure(
            "bone_biopsy", "2023-11-01", "histology_fibrosis", absent=["histology_malignant_cells"]
        ),
    )["diagnosis"]
    lines = found.splitlines()
    assert lines[0].endswith("confirmed (1 Jan 2024)")
    assert lines[1].endswith("excluded (1 Dec 2023)")
    assert lines[2].startswith("- Bone biopsy (1 Nov 2023)")
    assert "yes: " in lines[2]
    assert "no: " in lines[2]


def test_without_diagnosis_and_biopsy_both_are_said_to_be_lacking(
    told: Callable[..., dict[str, str]],
) -> None:
    found = told(Voice.COLLEAGUE, diagnosis("2024-01-01", "bacterial_osteomyelitis"))["diagnosis"]
    assert "No diagnosis of CNO is recorded." in found
    assert "No bone biopsy is recorded." in found


def test_every_set_of_criteria_stands_under_its_answer(relapsing: Case) -> None:
    found = texts(letter(relapsing, voice=Voice.COLLEAGUE))["criteria"]
    for answer in relapsing.assessment.criteria:
        assert answer.title in found
        line = next(line for line in found.splitlines() if answer.title in line)
        heading = {"met": "- Met:", "not_met": "- Not met:", "cannot_tell": "- Cannot tell:"}
        assert line.startswith(heading[answer.verdict.value])
        assert answer.is_verified or f"{answer.title}*" in line


def test_imaging_tells_the_newest_mri_and_what_changed_since(relapsing: Case) -> None:
    found = texts(letter(relapsing, voice=Voice.COLLEAGUE))["imaging"]
    assert "Whole-body MRI of 4 Mar 2026. It covered the whole body." in found
    assert "It shows a lesion at: right shin bone, distal end, 9 mm." in found
    assert "Since the whole-body MRI of 3 Sep 2025, healed: left heel bone" in found


def test_a_scan_of_a_part_does_not_clear_the_rest(told: Callable[..., dict[str, str]]) -> None:
    found = told(
        Voice.COLLEAGUE,
        study("2026-01-01", ["vertebra_t8"]),
        study("2026-05-01", whole_body=False, covers=["femur_left"]),
    )["imaging"]
    assert "does not settle the whole skeleton" in found
    assert "not looked at since: chest vertebra T8 (1 Jan 2026)" in found


def test_an_old_answer_is_not_called_current(told: Callable[..., dict[str, str]]) -> None:
    old = told(Voice.COLLEAGUE, visit("2025-06-01", pain=3))["findings"]
    new = told(Voice.COLLEAGUE, visit("2026-06-01", pain=3))["findings"]
    assert "Pain 3 of 10" in old
    assert "more than 92 days ago, so not current" in old
    assert "not current" not in new
    assert "Never recorded: Patient or parent global" in new


def test_values_outside_the_laboratorys_range_are_marked(
    told: Callable[..., dict[str, str]],
) -> None:
    found = told(Voice.COLLEAGUE, lab("esr", "2026-05-01", 44), lab("crp", "2026-05-01", 4))["labs"]
    assert "1 May 2026: CRP 4 mg/L, ESR 44 mm/h (outside the laboratory's range)" in found


def test_a_course_tells_why_it_ended_and_what_was_measured(relapsing: Case) -> None:
    found = texts(letter(relapsing, voice=Voice.COLLEAGUE))["treatments"]
    line = next(line for line in found.splitlines() if "Naproxen" in line)
    assert "5 Sep 2023 to 27 Feb 2024" in line
    assert "pain 6 before, 4 at the end or now" in line
    assert "stopped: no effect" in line
    assert "told: partial response" in line


def test_raised_flags_stand_with_the_entries_that_raise_them(undiagnosed: Case) -> None:
    found = texts(letter(undiagnosed, voice=Voice.COLLEAGUE))["red_flags"]
    assert "Low blood counts: Haemoglobin: 10.1 g/dL" in found
    assert "17 flags were not fully looked at." in found
    assert "None is raised" not in found


def test_no_raised_flag_is_no_reassurance(relapsing: Case) -> None:
    found = texts(letter(relapsing, voice=Voice.COLLEAGUE))["red_flags"]
    assert "None is raised by what is recorded. That is no reassurance." in found


def test_gates_of_a_drug_in_use_tell_what_was_not_checked(relapsing: Case) -> None:
    found = texts(letter(relapsing, voice=Voice.COLLEAGUE))["safety"]
    assert "Before a TNF inhibitor (in use): to weigh: Psoriasis" in found
    assert "not checked: " in found
    assert "methotrexate" not in found


def test_local_rules_are_named_at_the_foot(tmp_path: Path, relapsing: Case) -> None:
    (tmp_path / "ours.yaml").write_text(
        "overlay: {who: A clinic, when: 2026-01-01, why: local protocol}\n"
        "drugs:\n  naproxen: {plain_label: our naproxen}\n",
        encoding="utf-8",
    )
    case = evolve(relapsing, knowledge=load_knowledge(tmp_path))
    assert "Local rules were in use: ours.yaml." in letter(case, voice=Voice.COLLEAGUE).foot


# --- the family ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["relapsing", "undiagnosed"])
def test_a_family_reads_short_sentences_in_everyday_words(
    name: str, request: pytest.FixtureRequest
) -> None:
    made = letter(request.getfixturevalue(name), voice=Voice.FAMILY)
    every = " ".join(texts(made).values()) + " " + made.foot
    assert [word for word in JARGON if word in every.lower()] == []
    lines = [line.removeprefix("- ") for text in texts(made).values() for line in text.splitlines()]
    sentences = [s for line in lines for s in re.split(r"(?<=[.?])\s+(?=[A-Z])", line)]
    counts = [len(sentence.split()) for sentence in sentences]
    assert max(counts) <= 24
    assert sum(counts) / len(counts) <= 12


@pytest.mark.parametrize(
    ("certainty", "words"),
    [
        (Certainty.CONFIRMED, "Mia has CRMO / CNO, inflammation of bone without germs."),
        (Certainty.SUSPECTED, "This is not certain."),
        (Certainty.UNKNOWN, "This is not certain."),
        (Certainty.EXCLUDED, "Mia does not have CRMO / CNO"),
    ],
)
def test_the_disease_is_as_certain_as_its_diagnosis(
    certainty: Certainty, words: str, told: Callable[..., dict[str, str]]
) -> None:
    found = told(Voice.FAMILY, diagnosis("2026-01-01", certainty=certainty), name="Mia")
    assert words in found["disease"]


def test_without_a_diagnosis_a_change_is_no_disease(undiagnosed: Case) -> None:
    found = texts(letter(undiagnosed, voice=Voice.FAMILY))
    assert "There is no diagnosis of CRMO in the record." in found["disease"]
    assert "It shows a change at 1 place" in found["found"]
    assert "the disease" not in found["found"]


def test_raised_flags_send_a_family_to_the_doctor_and_name_no_other_disease(
    undiagnosed: Case, relapsing: Case
) -> None:
    every = " ".join(texts(letter(undiagnosed, voice=Voice.FAMILY)).values()).lower()
    assert "some findings need a closer look. please ask your doctor about them." in every
    assert "leukaemia" not in every
    assert "malign" not in every
    calm = texts(letter(relapsing, voice=Voice.FAMILY))["found"]
    assert "closer look" not in calm


def test_places_are_told_as_families_say_them(relapsing: Case) -> None:
    found = texts(letter(relapsing, voice=Voice.FAMILY))
    assert "right shin bone, growth zone near the ankle" in found["found"]
    assert "Still there: right shin bone, growth zone near the ankle." in found["changed"]
    assert "No longer seen: left heel bone and chest vertebra T8." in found["changed"]


def test_medicines_tell_why_they_were_stopped_and_what_they_did_not_agree_with(
    told: Callable[..., dict[str, str]],
) -> None:
    found = told(
        Voice.FAMILY,
        drug("naproxen", "2025-01-01", "2025-03-01", stop_reason=StopReason.ADVERSE_EVENT,
             adverse_events=(Fact(concept="nausea", status=YES), Fact(concept="rash", status=NO))),
        drug("methotrexate", "2025-04-01", ongoing=FactStatus.UNKNOWN),
    )["medicines"]  # fmt: skip
    assert "Naproxen: stopped (1 Mar 2025), because of side effects." in found
    assert "Methotrexate: the record does not say whether it is still taken." in found
    assert "How much to take and when is on the prescription" in found


def test_a_medicine_stopped_on_the_day_of_the_letter_is_not_told_as_taken(
    make_case: MakeCase,
) -> None:
    case = make_case(child(drug("naproxen", "2025-01-01", "2026-01-01")))
    assert case.on > date(2026, 1, 1)
    of_that_day = evolve(case, on=date(2026, 1, 1))
    found = texts(letter(of_that_day, voice=Voice.FAMILY))["medicines"]
    assert "Naproxen: stopped (1 Jan 2026)." in found
    assert "now, since" not in found


def test_what_is_due_is_told_with_what_the_record_knows(relapsing: Case) -> None:
    found = texts(letter(relapsing, voice=Voice.FAMILY))["next"]
    assert "A visit at the clinic, to see how things are. The time for it has passed." in found
    assert "We have no record that it was done." in found
    assert "An MRI scan, to see how the bones are. Next time from 4 Sep 2026." in found
    assert "Was something done elsewhere?" in found


def test_every_rule_about_what_is_due_has_everyday_words(knowledge: Knowledge) -> None:
    assert set(DUE) == set(knowledge.rules("due"))


def test_every_reason_to_stop_has_everyday_words() -> None:
    assert set(STOPPED) == set(StopReason) - {StopReason.UNKNOWN}


def test_what_to_call_for_stands_only_where_a_rule_has_a_source(
    relapsing: Case, knowledge: Knowledge
) -> None:
    found = texts(letter(relapsing, voice=Voice.FAMILY))["call"]
    assert set(SEEN_AT_HOME) <= set(knowledge.all_rules)
    for rule_id, words in SEEN_AT_HOME.items():
        rule = knowledge.all_rules[rule_id]
        assert (words in found) is (rule.is_verified and bool(rule.sources))


def test_the_emergency_is_told_once_the_clinic_has_given_it_a_source(
    tmp_path: Path, relapsing: Case
) -> None:
    assert texts(letter(relapsing, voice=Voice.FAMILY))["at_once"] == ""
    (tmp_path / "ours.yaml").write_text(
        "overlay: {who: A clinic, when: 2026-01-01, why: checked}\n"
        "rules:\n  - {id: flag_emergency, status: verified, sources: [hofmann_2017]}\n",
        encoding="utf-8",
    )
    case = evolve(relapsing, knowledge=load_knowledge(tmp_path))
    assert "need a hospital at once" in texts(letter(case, voice=Voice.FAMILY))["at_once"]


def test_a_child_without_a_name_is_your_child(told: Callable[..., dict[str, str]]) -> None:
    assert "Your child has CRMO" in told(Voice.FAMILY, diagnosis("2026-01-01"))["disease"]


# --- editing and print -----------------------------------------------------------------------


def test_an_edited_letter_keeps_all_that_was_not_edited(relapsing: Case) -> None:
    made = letter(relapsing, voice=Voice.FAMILY)
    edited = made.edited({"agreed": "We meet again in May."})
    assert texts(edited) == {**texts(made), "agreed": "We meet again in May."}
    assert made.edited({}) == made


def test_lines_become_sentences_and_lists_in_their_order() -> None:
    text = "One.\n- a\n- b\nTwo.\n\n- c\n"
    assert list(Paragraph(name="x", heading="X", text=text).blocks) == [
        "One.",
        ("a", "b"),
        "Two.",
        ("c",),
    ]


def n_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("voice", Voice)
def test_the_print_is_tagged_for_universal_access_and_short(voice: Voice, relapsing: Case) -> None:
    made = letter_pdf(letter(relapsing, voice=voice, clinic="Clinic\nStreet 1"), on=relapsing.on)
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made
    assert b"2026-06-15" in made
    assert n_pages(made) == 2


def test_the_same_letter_and_day_give_the_same_bytes(undiagnosed: Case) -> None:
    made = letter(undiagnosed, voice=Voice.FAMILY)
    assert letter_pdf(made, on=ON) == letter_pdf(made, on=ON)


@pytest.mark.parametrize("text", [*HOSTILE, "#panic()", "*_`$x$`", "] #let", "- item\n- item"])
def test_no_text_of_a_record_becomes_markup_in_a_letter(
    text: str, make_case: MakeCase, parsed: Parse
) -> None:
    made = letter(make_case(hostile_record(text)), voice=Voice.COLLEAGUE, clinic=text)
    page = parsed(letter_html(made))
    assert page.unbalanced == []
    assert page.tags["script"] == page.tags["img"] == page.tags["svg"] == 0
    assert [a for a in page.attributes if a[1] == "style" or a[1].startswith("on")] == []
    assert n_pages(letter_pdf(made, on=ON)) >= 1


def test_the_preview_holds_all_and_shows_where_there_is_room_to_write(
    relapsing: Case, parsed: Parse
) -> None:
    made = letter(relapsing, voice=Voice.FAMILY, clinic="The clinic\nStreet 1")
    page = parsed(letter_html(made))
    for paragraph in made.paragraphs:
        assert paragraph.heading in page.text
    assert "The clinic" in page.text
    assert page.text.count("Room to write.") == 3
