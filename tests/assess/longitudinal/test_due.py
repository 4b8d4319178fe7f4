"""What is due, what is overdue, and what has no sourced interval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.assess.longitudinal.children import (
    NO,
    UNKNOWN,
    child,
    diagnosis,
    drug,
    facts,
    finding,
    lab,
    procedure,
    score,
    study,
    visit,
)

from crmo.assess.assessment import Assessment
from crmo.assess.due.overview import due_from
from crmo.assess.months import months_after
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import Certainty, Encounter, Entry

START = "2023-01-10"
BLOODS = ("haemoglobin", "alt", "creatinine")


def items(
    *entries: Entry | list[Entry], on: str, knowledge: Knowledge | None = None
) -> dict[str, Assessment]:
    return {a.rule: a for a in due_from(facts(child(*entries), on, knowledge))}


def window(found: Assessment) -> tuple[object, object, object, object]:
    return tuple(found.details[key] for key in ("due_from", "due_to", "overdue_days", "state"))  # type: ignore[return-value]


def bloods(day: str) -> list[Entry]:
    return [lab(name, day, 10.0) for name in BLOODS]


# calendar -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-11-15", 3, "2024-02-15"),
        ("2023-01-15", -3, "2022-10-15"),
        ("2023-12-31", 12, "2024-12-31"),
        ("9999-12-31", 3, "9999-12-31"),
        ("0001-01-01", -3, "0001-01-01"),
    ],
)
def test_months_are_counted_on_the_calendar(day: str, months: int, expected: str) -> None:
    assert months_after(date.fromisoformat(day), months).isoformat() == expected


# who ----------------------------------------------------------------------------------------------


def test_nothing_is_due_for_a_child_without_the_diagnosis() -> None:
    assert items(visit(START, pain=1), on="2024-01-01") == {}
    excluded = diagnosis(START, certainty=Certainty.EXCLUDED)
    assert items(excluded, on="2024-01-01") == {}


def test_a_diagnosis_that_was_excluded_later_no_longer_counts() -> None:
    pair = [diagnosis("2022-01-01"), diagnosis("2023-01-01", certainty=Certainty.EXCLUDED)]
    assert items(*pair, on="2024-01-01") == {}
    assert items(*reversed([diagnosis("2023-06-01"), pair[1]]), on="2024-01-01")


def test_a_suspected_disease_is_followed_too() -> None:
    found = items(diagnosis(START, certainty=Certainty.SUSPECTED), on="2024-01-01")
    assert "suspected" in str(found["due_visit"].details["why"])


def test_safety_bloods_depend_on_the_drug_and_not_on_the_diagnosis() -> None:
    assert list(items(drug("methotrexate", START), on="2024-01-01")) == ["due_bloods_methotrexate"]
    assert items(drug("methotrexate", START, "2023-06-01"), on="2024-01-01") == {}


def test_a_course_that_may_still_run_is_followed() -> None:
    assert "due_bloods_methotrexate" in items(
        drug("methotrexate", START, ongoing=UNKNOWN), on="2024-01-01"
    )


def test_coxibs_are_followed_as_the_nsaids_they_are() -> None:
    assert "due_bloods_nsaid" in items(drug("celecoxib", START), on="2024-01-01")


@pytest.mark.parametrize(
    ("stopped", "due_from"),
    [
        ("2024-06-10", "2023-09-01"),  # changed on the day: six months after the last bloods
        ("2024-06-09", "2023-09-01"),
        ("2023-12-31", "2024-12-10"),  # a new start after months without: from there
    ],
)
def test_changing_the_drug_of_a_class_puts_its_bloods_off_no_further(
    stopped: str, due_from: str
) -> None:
    found = items(
        drug("naproxen", START, end=stopped),
        drug("indometacin", "2024-06-10"),
        bloods("2023-03-01"),
        on="2024-06-10",
    )["due_bloods_nsaid"]
    assert found.details["due_from"] == due_from


def test_the_spine_is_followed_only_where_it_was_involved() -> None:
    known = [diagnosis(START), *visit("2023-06-01", pain=1)]
    assert "due_spine" not in items(
        *known, study("2023-02-01", ["calcaneus_left"]), on="2024-01-01"
    )
    assert "due_spine" in items(*known, study("2023-02-01", ["vertebra_t8"]), on="2024-01-01")


# safety bloods ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "state", "verdict"),
    [
        ("2023-02-09", "later", "not_met"),
        ("2023-02-10", "due", "met"),
        ("2023-03-10", "due", "met"),
        ("2023-03-11", "overdue", "met"),
    ],
)
def test_methotrexate_bloods_are_first_due_after_one_to_two_months(
    on: str, state: str, verdict: str
) -> None:
    found = items(drug("methotrexate", START), on=on)["due_bloods_methotrexate"]
    assert (found.verdict, found.details["state"]) == (verdict, state)
    assert found.details["last_on"] is None
    assert window(found)[:2] == ("2023-02-10", "2023-03-10")
    assert found.details["overdue_days"] == (1 if state == "overdue" else 0)


def test_bloods_of_the_day_of_the_start_are_not_the_first_ones_on_the_drug() -> None:
    found = items(drug("methotrexate", START), bloods(START), on="2023-03-11")
    assert found["due_bloods_methotrexate"].details["state"] == "overdue"


def test_later_bloods_follow_the_last_ones_after_three_to_four_months() -> None:
    found = items(drug("methotrexate", START), bloods("2023-02-20"), on="2023-06-21")
    assert window(found["due_bloods_methotrexate"]) == ("2023-05-20", "2023-06-20", 1, "overdue")


def test_the_part_done_longest_ago_decides() -> None:
    some = [
        lab("haemoglobin", "2023-06-01", 120.0),
        lab("alt", "2023-02-20", 20.0),
        lab("creatinine", "2023-06-01", 40.0),
    ]
    found = items(drug("methotrexate", START), some, on="2023-06-21")["due_bloods_methotrexate"]
    assert found.details["last_on"] == "2023-02-20"
    assert [r.verdict for r in found.reasons] == ["not_met", "met", "not_met"]
    parts = {p["id"]: p["last_on"] for p in found.details["parts"]}  # type: ignore[union-attr]
    assert parts == {"blood_count": "2023-06-01", "liver": "2023-02-20", "kidney": "2023-06-01"}


def test_one_of_several_tests_is_enough_for_a_part() -> None:
    some = [
        lab("platelets", "2023-02-20", 300.0),
        lab("ast", "2023-02-20", 20.0),
        lab("egfr", "2023-02-20", 100.0),
    ]
    assert (
        items(drug("methotrexate", START), some, on="2023-03-01")["due_bloods_methotrexate"].verdict
        == "not_met"
    )


def test_a_part_never_done_is_told_as_not_on_record_here() -> None:
    found = items(drug("methotrexate", START), [lab("alt", "2023-02-20", 20.0)], on="2023-04-01")
    answer = found["due_bloods_methotrexate"]
    assert "not on record: blood count and kidney test" in answer.summary
    assert "elsewhere" in answer.cautions[-1]


@pytest.mark.parametrize(
    ("name", "rule", "due_from", "due_to", "verified"),
    [
        ("naproxen", "due_bloods_nsaid", "2023-07-10", "2024-01-10", True),
        ("sulfasalazine", "due_bloods_sulfasalazine", "2023-02-10", "2023-03-10", True),
        ("leflunomide", "due_bloods_leflunomide", "2023-02-10", "2023-03-10", False),
        ("adalimumab", "due_bloods_tnf_inhibitor", "2024-01-10", "2024-01-10", False),
        ("anakinra", "due_bloods_other_biologic", "2023-02-10", "2023-03-10", False),
        ("tofacitinib", "due_bloods_other_biologic", "2023-02-10", "2023-03-10", False),
    ],
)
def test_intervals_of_each_drug(
    name: str, rule: str, due_from: str, due_to: str, verified: bool
) -> None:
    found = items(drug(name, START), on="2023-01-20")[rule]
    assert window(found)[:2] == (due_from, due_to)
    assert found.is_verified == verified
    assert found.details["interval_source"] == ("onel_2022",)


def test_a_course_without_a_start_has_no_date_to_count_from() -> None:
    found = items(drug("methotrexate", None), on="2023-06-01")["due_bloods_methotrexate"]
    assert (found.verdict, found.details["state"]) == ("cannot_tell", "no_interval")


def test_a_vague_start_widens_the_window() -> None:
    found = items(drug("methotrexate", "2023-01"), on="2023-06-01")["due_bloods_methotrexate"]
    assert window(found)[:2] == ("2023-02-01", "2023-03-31")


# before a bisphosphonate --------------------------------------------------------------------------

NEEDED = ("calcium", "phosphate", "alp", "alt", "creatinine", "vitamin_d", "pth")


@pytest.mark.parametrize(
    ("day", "verdict"),
    [("2022-10-09", "cannot_tell"), ("2022-10-10", "not_met"), (START, "not_met")],
)
def test_bloods_before_the_first_infusion_may_be_three_months_old(day: str, verdict: str) -> None:
    done = [lab(name, day, 1.0) for name in NEEDED]
    found = items(drug("zoledronic_acid", START), done, on="2023-01-20")
    assert found["due_bloods_before_bisphosphonate"].verdict == verdict


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        (procedure("dental_review", "2022-12-01"), "not_met"),
        (Encounter(id="d", on="2022-12-01", department="Dentistry"), "not_met"),
        (
            Encounter(id="d", on="2022-12-01", department="surgery", reason="dental review"),
            "not_met",
        ),
        (Encounter(id="d", on="2022-12-01", department="accidental injuries"), "met"),
        (Encounter(id="d", on="2021-12-01", department="Dentistry"), "met"),
    ],
)
def test_dental_review_before_a_bisphosphonate(entry: Entry, verdict: str) -> None:
    found = items(drug("zoledronic_acid", START), entry, on="2023-01-20")
    assert found["due_dental_before_bisphosphonate"].verdict == verdict


# MRI ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2023-04-09", "later"),
        ("2023-04-10", "due"),
        ("2023-07-10", "due"),
        ("2023-07-11", "overdue"),
    ],
)
def test_mri_is_due_three_to_six_months_after_a_start(on: str, state: str) -> None:
    found = items(diagnosis(), drug("naproxen", START), on=on)["due_mri_after_change"]
    assert found.details["state"] == state
    assert found.sources == ("hofmann_2017",)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2023-01-20", "overdue"),
        ("2023-03-09", "overdue"),
        ("2023-03-10", "done"),
        ("2023-06-01", "done"),
    ],
)
def test_an_mri_right_after_the_start_is_the_picture_before_treatment(day: str, state: str) -> None:
    found = items(diagnosis(), drug("naproxen", START), study(day), on="2023-08-01")
    assert found["due_mri_after_change"].details["state"] == state


def test_the_latest_start_counts() -> None:
    found = items(
        diagnosis(),
        drug("naproxen", START),
        study("2023-05-01"),
        drug("adalimumab", "2023-06-01"),
        on="2023-07-01",
    )
    assert window(found["due_mri_after_change"])[:2] == ("2023-09-01", "2023-12-01")


def test_a_radiograph_is_no_mri() -> None:
    from crmo.record import Modality

    film = study("2023-05-01", modality=Modality.RADIOGRAPH)
    found = items(diagnosis(), drug("naproxen", START), film, on="2023-08-01")
    assert found["due_mri_after_change"].details["state"] == "overdue"


# visits -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visits", "due_from"),
    [
        ([], "2023-02-10"),
        ([START], "2023-02-10"),
        (["2023-02-08"], "2023-04-10"),
        (["2023-03-31"], "2023-07-10"),
        (["2023-07-20"], "2024-01-10"),
        (["2023-02-08", "2026-12-20"], "2028-01-10"),
    ],
)
def test_the_next_visit_is_that_of_the_protocol(visits: list[str], due_from: str) -> None:
    seen = [entry for day in visits for entry in visit(day)]
    found = items(diagnosis(), drug("naproxen", START), seen, on="2026-12-31")["due_visit"]
    assert found.details["due_from"] == due_from


def test_after_the_last_visit_of_the_protocol_that_of_adults_stands_in() -> None:
    known = [diagnosis(), drug("naproxen", START), visit("2028-01-05")]
    found = items(*known, on="2030-02-01")["due_visit"]
    assert (found.details["due_from"], found.details["due_to"]) == ("2029-01-05", "2030-01-05")
    assert (found.verdict, found.details["state"]) == ("met", "overdue")
    assert found.details["interval_source"] == ("winter_2024",)
    assert found.details["interval_grade"] == "secondary"


def test_a_visit_elsewhere_is_not_one_in_rheumatology() -> None:
    other = Encounter(id="v", on="2023-02-08", department="orthopaedics")
    unnamed = Encounter(id="v", on="2023-02-08")
    for entry, expected in ((other, "2023-02-10"), (unnamed, "2023-04-10")):
        found = items(diagnosis(), drug("naproxen", START), entry, on="2023-06-01")
        assert found["due_visit"].details["due_from"] == expected


# at each visit, yearly, without interval ----------------------------------------------------------


def test_what_belongs_to_each_visit_is_due_when_the_last_visit_passed_it_over() -> None:
    known = [diagnosis(), study("2023-02-01", ["vertebra_t8"]), *visit("2023-06-01")]
    looked = finding("kyphosis", "2023-06-01", NO)
    not_looked = finding("kyphosis", "2023-06-01", UNKNOWN)
    assert items(*known, looked, on="2023-08-01")["due_spine"].verdict == "not_met"
    assert items(*known, not_looked, on="2023-08-01")["due_spine"].verdict == "met"
    assert items(*known[:2], on="2023-08-01")["due_spine"].verdict == "cannot_tell"


def test_vaccinations_are_reviewed_every_year() -> None:
    reviewed = procedure("vaccination_review", "2023-01-10")
    for on, verdict in (("2024-01-09", "not_met"), ("2024-01-10", "met")):
        assert (
            items(diagnosis("2020-01-01"), reviewed, on=on)["due_vaccination_review"].verdict
            == verdict
        )


@pytest.mark.parametrize(
    "rule",
    ["due_eyes", "due_physiotherapy", "due_psychosocial", "due_bloods_each_bisphosphonate_cycle"],
)
def test_items_without_a_sourced_interval_are_listed_and_not_dated(rule: str) -> None:
    found = items(diagnosis(), drug("zoledronic_acid", START), on="2024-01-01")[rule]
    assert (found.verdict, found.is_verified) == ("cannot_tell", False)
    assert window(found) == (None, None, 0, "no_interval")
    assert "no sourced interval" in found.summary


def test_a_clinic_can_fill_in_an_interval(overlaid: Callable[[str], Knowledge]) -> None:
    knowledge = overlaid(
        "  - id: due_eyes\n    body:\n      interval:\n"
        "        every: {from: 12, to: 12, grade: confirmed, decision: our own protocol}\n"
    )
    found = items(diagnosis(START), on="2024-02-01", knowledge=knowledge)["due_eyes"]
    assert (found.details["state"], found.details["overdue_days"]) == ("overdue", 22)
    assert found.is_overridden
    assert found.details["interval_decision"] == "our own protocol"


def test_every_item_names_its_source_its_reason_and_its_parts() -> None:
    everything = items(
        diagnosis(),
        drug("zoledronic_acid", START),
        drug("methotrexate", START),
        study("2023-02-01", ["vertebra_t8"]),
        visit("2023-03-01"),
        on="2024-01-01",
    )
    sources = load_knowledge().sources
    for found in everything.values():
        assert found.details["why"]
        assert found.details["parts"]
        assert found.details["interval_source"] or found.details["interval_decision"]
        assert set(found.details["interval_source"]) <= set(sources)  # type: ignore[call-overload]


def test_growth_needs_height_and_leg_length() -> None:
    done = [lab("height", "2023-06-01", 140.0)]
    assert (
        items(diagnosis(START), done, on="2024-01-11")["due_growth"].details["state"] == "overdue"
    )
    done.append(lab("leg_length_difference", "2023-06-01", 0.5))
    assert items(diagnosis(START), done, on="2023-11-30")["due_growth"].details["state"] == "later"


# honesty ------------------------------------------------------------------------------------------


def test_an_open_relapse_without_treatment_has_no_date_in_the_protocol() -> None:
    known = [diagnosis("2022-01-10"), study("2022-12-12"), study("2024-05-22", ["vertebra_t6"])]
    seen = visit("2024-05-20")
    found = items(*known, seen, on="2024-06-15")["due_visit"]
    assert (found.verdict, found.details["due_from"]) == ("cannot_tell", None)
    assert "open relapse (since 22 May 2024" in found.summary
    treated = items(*known, seen, drug("naproxen", "2024-06-01"), on="2024-06-15")["due_visit"]
    assert "next date of the study protocol 1 July 2024" in treated.summary


def test_a_date_of_the_protocol_is_not_told_as_time_to_wait() -> None:
    found = items(diagnosis(), drug("naproxen", START), visit("2023-02-08"), on="2023-03-01")
    assert not any("not due before" in item.summary for item in found.values())


def test_a_told_number_of_mri_lesions_is_an_mri_that_was_done() -> None:
    told = score("mri_lesion_count", "2023-05-20", 4)
    found = items(diagnosis(), drug("naproxen", START), told, on="2023-06-01")
    assert found["due_mri_follow_up"].details["last_on"] == "2023-05-20"


def test_what_belonged_before_the_first_infusion_is_not_overdue_for_ever() -> None:
    found = items(drug("zoledronic_acid", START), on="2024-01-20")
    item = found["due_bloods_before_bisphosphonate"]
    assert (item.verdict, item.details["overdue_days"]) == ("cannot_tell", 0)
    assert "not on record before that" in item.summary


def test_liver_tests_before_a_bisphosphonate_are_more_than_alkaline_phosphatase() -> None:
    parts = items(drug("zoledronic_acid", START), on="2023-01-20")[
        "due_bloods_before_bisphosphonate"
    ].reasons
    assert "liver" in [part.criterion for part in parts]
    cycle = items(drug("zoledronic_acid", START), on="2023-01-20")[
        "due_bloods_each_bisphosphonate_cycle"
    ].reasons
    assert {"phosphate", "alp"} <= {part.criterion for part in cycle}


def test_infection_is_looked_for_before_a_tnf_inhibitor() -> None:
    rule = "due_infection_screen_before_tnf_inhibitor"
    tests = [
        procedure(name, "2022-12-01") for name in ("tuberculosis_screen", "hepatitis_b_screen")
    ]
    assert items(drug("adalimumab", START), tests, on="2023-02-01")[rule].verdict == "not_met"
    assert items(drug("adalimumab", START), tests[:1], on="2023-02-01")[rule].verdict == "met"


def test_a_glucocorticoid_asks_for_its_own_follow_up() -> None:
    found = items(drug("prednisone", START), on="2023-02-01")["due_glucocorticoid_follow_up"]
    assert (found.verdict, found.is_verified) == ("cannot_tell", False)
