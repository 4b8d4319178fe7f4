from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.notes.scoring import Counts, NoteScore, accuracy, as_json, score_note
from tests.notes.scoring_details import same_dose
from tests.notes.scoring_gold import GoldNote

from crmo.knowledge import Knowledge, load_knowledge
from crmo.notes import NoteReading, ReadEntry
from crmo.record.clinical import Certainty, Diagnosis, Finding, Measurement, Procedure, Subject
from crmo.record.entry import Entry
from crmo.record.facts import Fact, FactStatus
from crmo.record.imaging import ImagingStudy, Lesion, LesionStatus, Modality
from crmo.record.quantity import Comparator, Quantity
from crmo.record.treatment import TreatmentCourse

ON = date(2024, 3, 1)
PRESENT, ABSENT = FactStatus.PRESENT, FactStatus.ABSENT


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def gold(**rows: list[dict[str, Any]]) -> GoldNote:
    return GoldNote(
        id="900",
        set="development",
        kind="made_up",
        style="prose",
        dialect="british",
        written_before_rules=True,
        on=ON,
        text="made up",
        gold={kind: tuple(found) for kind, found in rows.items()},
    )


def reading(*entries: Entry) -> NoteReading:
    read = tuple(ReadEntry(entry) for entry in entries)
    return NoteReading(text="made up", document="note", on=ON, entries=read)


def scan(*lesions: tuple[str, str], **more: Any) -> ImagingStudy:
    return ImagingStudy(
        id=more.pop("id", "scan"),
        modality=Modality.MRI,
        lesions=[
            Lesion(bone_unit=site, status=LesionStatus(status), **more) for site, status in lesions
        ],
    )


def counted(score: NoteScore, measure: str) -> tuple[int, int, int]:
    counts = score.counts[measure]
    return counts.right, counts.wrong, counts.missed


def test_a_perfect_reading_has_no_error_in_any_measure(knowledge: Knowledge) -> None:
    note = gold(
        lesions=[
            {"site": "ilium_left", "status": "present", "features": {"marrow_oedema": "present"}},
            {"site": "spine", "status": "absent"},
        ],
        findings=[{"concept": "fever", "status": "absent"}],
        labs=[{"analyte": "crp", "value": 12, "unit": "mg/L"}],
        treatments=[{"drug": "naproxen", "status": "started"}],
        procedures=[
            {"concept": "blood_culture", "status": "present", "results": {"organism": "absent"}}
        ],
        diagnoses=[{"concept": "cno", "certainty": "suspected"}],
        forbidden=[{"kind": "lesion", "site": "ilium_right"}],
    )
    oedema = Lesion(
        bone_unit="ilium_left",
        status=LesionStatus.PRESENT,
        features=[Fact(concept="marrow_oedema", status=PRESENT)],
    )
    spine = Lesion(bone_unit="spine", status=LesionStatus.ABSENT)
    score = score_note(
        note,
        reading(
            ImagingStudy(id="1", modality=Modality.MRI, lesions=[oedema, spine]),
            Finding(id="2", concept="fever", status=ABSENT),
            Measurement(id="3", analyte="crp", quantity=Quantity(value=12, unit="mg/L")),
            TreatmentCourse(id="4", drug="naproxen", ongoing=PRESENT),
            Procedure(
                id="5", concept="blood_culture", results=[Fact(concept="organism", status=ABSENT)]
            ),
            Diagnosis(id="6", concept="cno", certainty=Certainty.SUSPECTED),
        ),
        knowledge,
    )
    assert all(counts.wrong == counts.missed == 0 for counts in score.counts.values())
    assert counted(score, "site with status") == (2, 0, 0)
    assert counted(score, "result of a procedure") == (1, 0, 0)
    assert (score.critical, score.forbidden, score.forbidden_asked) == ((), (), 1)


def test_an_empty_reading_misses_everything_and_says_nothing_wrong(knowledge: Knowledge) -> None:
    note = gold(lesions=[{"site": "ilium_left", "status": "present"}])
    score = score_note(note, reading(), knowledge)
    assert counted(score, "site with status") == (0, 0, 1)
    assert score.counts["site with status"].precision is None
    assert score.critical == ()


def test_a_coarser_site_is_wrong_and_only_the_lenient_figure_takes_it(
    knowledge: Knowledge,
) -> None:
    note = gold(lesions=[{"site": "femur_distal_metaphysis_left", "status": "present"}])
    score = score_note(note, reading(scan(("femur_distal_left", "present"))), knowledge)
    assert counted(score, "site") == (0, 1, 1)
    assert counted(score, "site, lenient") == (1, 0, 0)
    assert score.critical == ()


def test_a_wrong_status_keeps_the_site_and_loses_the_rest(knowledge: Knowledge) -> None:
    note = gold(lesions=[{"site": "ilium_left", "status": "uncertain"}])
    score = score_note(note, reading(scan(("ilium_left", "present"))), knowledge)
    assert counted(score, "site") == (1, 0, 0)
    assert counted(score, "site with status") == (0, 1, 1)
    assert score.critical == ()


@pytest.mark.parametrize("status", ["absent", "healed"])
def test_a_lesion_present_where_the_note_denies_it_is_critical(
    knowledge: Knowledge, status: str
) -> None:
    note = gold(lesions=[{"site": "spine", "status": status}])
    score = score_note(note, reading(scan(("vertebra_t1", "present"))), knowledge)
    assert score.critical == ("present where denied: vertebra_t1",)


def test_a_lesion_that_another_row_tells_as_present_is_not_denied(knowledge: Knowledge) -> None:
    note = gold(
        lesions=[
            {"site": "femur_left", "status": "absent"},
            {"site": "femur_diaphysis_left", "status": "present"},
        ]
    )
    score = score_note(note, reading(scan(("femur_diaphysis_left", "present"))), knowledge)
    assert score.critical == ()


@pytest.mark.parametrize("read", ["tibia_distal_right", "tibia_distal_metaphysis_right"])
def test_the_mirror_image_of_a_gold_site_is_a_wrong_side(knowledge: Knowledge, read: str) -> None:
    note = gold(lesions=[{"site": "tibia_distal_left", "status": "present"}])
    score = score_note(note, reading(scan((read, "present"))), knowledge)
    assert score.critical == (f"wrong side: {read}",)


def test_a_side_that_the_note_does_not_tell_is_a_wrong_side(knowledge: Knowledge) -> None:
    note = gold(lesions=[{"site": "tibia_distal", "status": "present"}])
    score = score_note(note, reading(scan(("tibia_distal_left", "present"))), knowledge)
    assert score.critical == ("wrong side: tibia_distal_left",)


def test_a_place_the_gold_does_not_know_at_all_is_no_wrong_side(knowledge: Knowledge) -> None:
    note = gold(lesions=[{"site": "tibia_distal_left", "status": "present"}])
    score = score_note(note, reading(scan(("ulna_distal_right", "present"))), knowledge)
    assert score.critical == ()
    assert counted(score, "site") == (0, 1, 1)


def test_what_an_addendum_corrects_does_not_count(knowledge: Knowledge) -> None:
    note = gold(lesions=[{"site": "ilium_left", "status": "present"}])
    first = scan(("ilium_right", "present"), id="first")
    second = ImagingStudy(
        id="second",
        modality=Modality.MRI,
        supersedes="first",
        lesions=[Lesion(bone_unit="ilium_left", status=LesionStatus.PRESENT)],
    )
    score = score_note(note, reading(first, second), knowledge)
    assert counted(score, "site with status") == (1, 0, 0)
    assert score.critical == ()


def test_a_finding_of_the_family_given_to_the_child_is_critical(knowledge: Knowledge) -> None:
    note = gold(findings=[{"concept": "psoriasis", "status": "present", "about": "family"}])
    child = Finding(id="1", concept="psoriasis", status=PRESENT)
    family = Finding(id="1", concept="psoriasis", status=PRESENT, about=Subject.FAMILY)
    wrong = score_note(note, reading(child), knowledge)
    assert wrong.critical == ("of the family, given to the child: psoriasis",)
    assert counted(wrong, "finding with status") == (0, 1, 1)
    assert counted(score_note(note, reading(family), knowledge), "finding with status") == (1, 0, 0)


def test_a_denied_finding_read_as_present_is_critical(knowledge: Knowledge) -> None:
    note = gold(findings=[{"concept": "fever", "status": "absent"}])
    score = score_note(note, reading(Finding(id="1", concept="fever", status=PRESENT)), knowledge)
    assert score.critical == ("present where denied: fever",)


def test_a_past_finding_is_answered_by_one_with_an_end_and_not_by_one_without(
    knowledge: Knowledge,
) -> None:
    note = gold(findings=[{"concept": "fever", "status": "past"}])
    over = Finding(id="1", concept="fever", status=PRESENT, until="2024-01")
    runs = Finding(id="1", concept="fever", status=PRESENT)
    assert counted(score_note(note, reading(over), knowledge), "finding with status") == (1, 0, 0)
    assert counted(score_note(note, reading(runs), knowledge), "finding with status") == (0, 1, 1)


def test_optional_rows_and_alternatives_are_never_an_error(knowledge: Knowledge) -> None:
    note = gold(
        findings=[
            {"concept": "bone_pain", "status": "present", "or_concept": ["limb_pain"]},
            {"concept": "fatigue", "status": "present", "optional": True},
        ]
    )
    both = [
        Finding(id=concept, concept=concept, status=PRESENT)
        for concept in ("bone_pain", "limb_pain", "fatigue")
    ]
    for read in (both[:1], both[1:2], both):
        score = score_note(note, reading(*read), knowledge)
        assert counted(score, "finding with status") == (1, 0, 0)


def test_a_parent_concept_is_only_right_in_the_lenient_figure(knowledge: Knowledge) -> None:
    note = gold(findings=[{"concept": "night_pain", "status": "present"}])
    score = score_note(note, reading(Finding(id="1", concept="pain", status=PRESENT)), knowledge)
    assert counted(score, "finding with status") == (0, 1, 1)
    assert counted(score, "finding with status, lenient") == (1, 0, 0)


@pytest.mark.parametrize(
    ("quantity", "right"),
    [
        (Quantity(value=3.4, unit="mg/dL", comparator=Comparator.LESS), True),
        (Quantity(value=3.4, unit="mg/dL"), False),
        (Quantity(value=34, unit="mg/L", comparator=Comparator.LESS), False),
        (Quantity(value=3.4, comparator=Comparator.LESS), False),
    ],
)
def test_a_value_is_right_with_its_unit_and_comparator_as_told(
    knowledge: Knowledge, quantity: Quantity, right: bool
) -> None:
    note = gold(labs=[{"analyte": "crp", "value": 3.4, "unit": "mg/dL", "comparator": "<"}])
    lab = Measurement(id="1", analyte="crp", quantity=quantity)
    expected = (1, 0, 0) if right else (0, 1, 1)
    score = score_note(note, reading(lab), knowledge)
    assert counted(score, "laboratory value with unit") == expected


def test_two_ways_of_writing_one_unit_agree(knowledge: Knowledge) -> None:
    note = gold(labs=[{"analyte": "platelets", "value": 402, "unit": "10*9/L"}])
    lab = Measurement(id="1", analyte="platelets", quantity=Quantity(value=402, unit="10*3/uL"))
    score = score_note(note, reading(lab), knowledge)
    assert counted(score, "laboratory value with unit") == (1, 0, 0)


@pytest.mark.parametrize("status", ["planned", "declined"])
def test_a_drug_that_is_only_planned_must_not_come_out(knowledge: Knowledge, status: str) -> None:
    note = gold(
        treatments=[{"drug": "adalimumab", "status": status}],
        forbidden=[{"kind": "treatment", "drug": "adalimumab", "status": "ongoing"}],
    )
    course = TreatmentCourse(id="1", drug="adalimumab", ongoing=PRESENT)
    score = score_note(note, reading(course), knowledge)
    assert counted(score, "treatment with status") == (0, 1, 0)
    assert len(score.forbidden) == 1
    assert counted(score_note(note, reading(), knowledge), "treatment with status") == (0, 0, 0)


def test_a_stopped_drug_read_as_running_is_wrong(knowledge: Knowledge) -> None:
    note = gold(treatments=[{"drug": "methotrexate", "status": "stopped"}])
    runs = TreatmentCourse(id="1", drug="methotrexate", ongoing=PRESENT)
    over = TreatmentCourse(id="1", drug="methotrexate", end="2023-09")
    score = score_note(note, reading(runs), knowledge)
    assert counted(score, "treatment with status") == (0, 1, 1)
    score = score_note(note, reading(over), knowledge)
    assert counted(score, "treatment with status") == (1, 0, 0)


def test_forbidding_lesions_altogether_forbids_every_lesion(knowledge: Knowledge) -> None:
    note = gold(forbidden=[{"kind": "lesion"}])
    assert score_note(note, reading(scan(("sacrum", "absent"))), knowledge).forbidden
    assert not score_note(note, reading(), knowledge).forbidden


def test_a_forbidden_result_is_looked_for_in_its_procedure(knowledge: Knowledge) -> None:
    note = gold(
        forbidden=[{"kind": "procedure", "concept": "bone_culture", "result": "sterile_culture"}]
    )
    pending = Procedure(id="1", concept="bone_culture")
    sterile = Procedure(
        id="1",
        concept="bone_culture",
        results=[Fact(concept="sterile_culture", status=PRESENT)],
    )
    assert not score_note(note, reading(pending), knowledge).forbidden
    assert score_note(note, reading(sterile), knowledge).forbidden


@pytest.mark.parametrize(
    ("concept", "status", "right"),
    [
        ("sterile_culture", PRESENT, True),
        ("bacterial_growth", ABSENT, True),
        ("bacterial_growth", PRESENT, False),
    ],
)
def test_a_sterile_culture_may_be_told_as_no_growth(
    knowledge: Knowledge, concept: str, status: FactStatus, right: bool
) -> None:
    note = gold(
        procedures=[
            {
                "concept": "blood_culture",
                "status": "present",
                "results": {"sterile_culture": "present"},
            }
        ]
    )
    culture = Procedure(
        id="1", concept="blood_culture", results=[Fact(concept=concept, status=status)]
    )
    score = score_note(note, reading(culture), knowledge)
    expected = (1, 0, 0) if right else (0, 1, 1)
    assert counted(score, "result of a procedure") == expected


def test_precision_recall_and_f1_are_what_they_are_called() -> None:
    counts = Counts(right=6, wrong=2, missed=6)
    assert counts.precision == pytest.approx(0.75)
    assert counts.recall == pytest.approx(0.5)
    assert counts.f1 == pytest.approx(0.6)
    assert Counts().f1 is None


def made_up_scores(*f1s: tuple[int, int, int]) -> list[NoteScore]:
    return [
        NoteScore(
            id=str(index),
            counts={"site": Counts(*counts)},
            critical=("x",),
            forbidden=(),
            forbidden_asked=2,
            missed={},
            wrong={},
            details={"dose as told": (1, 2)},
        )
        for index, counts in enumerate(f1s)
    ]


def test_totals_add_notes_up_and_the_interval_holds_the_figure() -> None:
    result = accuracy(made_up_scores((5, 1, 0), (1, 3, 2), (4, 0, 1), (2, 0, 0)))
    (figure,) = result.figures
    assert figure.counts == Counts(12, 4, 3)
    assert (result.notes, result.critical, result.forbidden_asked) == (4, 4, 8)
    assert figure.low is not None
    assert figure.high is not None
    assert figure.counts.f1 is not None
    assert figure.low < figure.counts.f1 < figure.high


def test_notes_that_all_score_alike_leave_no_uncertainty() -> None:
    (figure,) = accuracy(made_up_scores(*[(3, 1, 0)] * 6)).figures
    assert figure.low == figure.high == figure.counts.f1


def test_the_interval_is_the_same_for_the_same_seed_and_moves_with_another() -> None:
    scores = made_up_scores((5, 1, 0), (1, 3, 2), (4, 0, 1), (2, 0, 9), (0, 1, 4))
    assert accuracy(scores) == accuracy(scores)
    assert accuracy(scores) != accuracy(scores, seed=6)


def test_figures_are_told_as_plain_numbers() -> None:
    told = as_json(accuracy(made_up_scores((1, 1, 0))))
    assert told["figures"][0]["f1"] == pytest.approx(0.6667)
    assert (told["notes"], told["forbidden_asked"]) == (1, 2)
    assert told["details"] == {"dose as told": [1, 2]}


@pytest.mark.parametrize(
    ("gold_dose", "read_dose", "same"),
    [
        ("250 mg BD", "250 mg bd", True),
        ("15 mg weekly", "15mg weekly", True),
        ("25 mg PO TID", "25 mg TID", True),
        ("15 mg weekly", "15 mg", True),
        ("15 mg weekly", "10 mg weekly", False),
        ("40 mg every 2 weeks", "40 mg", False),
        ("15 mg weekly", "", False),
    ],
)
def test_a_dose_is_right_with_all_its_numbers(gold_dose: str, read_dose: str, same: bool) -> None:
    assert same_dose(gold_dose, read_dose) is same


def test_details_ask_for_the_main_thing_and_the_detail(knowledge: Knowledge) -> None:
    note = gold(
        lesions=[{"site": "sacrum", "status": "present", "size_mm": 9}],
        treatments=[
            {"drug": "naproxen", "status": "stopped", "until": "2024-01"},
            {"drug": "anakinra", "status": "planned", "until": "2024-01"},
        ],
    )
    small = scan(("sacrum", "present"), size_mm=9)
    grown = scan(("sacrum", "present"), size_mm=14)
    over = TreatmentCourse(id="1", drug="naproxen", end="2024-01")
    right = score_note(note, reading(small, over), knowledge).details
    assert (right["size of a lesion"], right["end of a treatment"]) == ((1, 1), (1, 1))
    wrong = score_note(note, reading(grown), knowledge).details
    assert (wrong["size of a lesion"], wrong["end of a treatment"]) == ((0, 1), (0, 1))
