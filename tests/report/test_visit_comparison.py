"""Two visits side by side, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from tests.assess.longitudinal.children import (
    NO,
    child,
    drug,
    finding,
    lab,
    study,
    visit,
)

from crmo.errors import InvalidValueError
from crmo.record import Entry, FactStatus, PatientRecord, StopReason
from crmo.report.case import Case
from crmo.report.visit_comparison import visit_comparison

Parse = Callable[[str], Any]
MakeCase = Callable[[PatientRecord], Case]
A, B = date(2024, 1, 10), date(2024, 6, 10)


@pytest.fixture
def drawn(make_case: MakeCase) -> Callable[..., str]:
    def draw(*entries: Entry | list[Entry]) -> str:
        return str(visit_comparison(make_case(child(*entries)), A, B))

    return draw


def rows_of(html: str) -> dict[str, list[str]]:
    """Return the cells of each line by what it is about."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html)
    plain = re.compile(r"<[^>]+>")
    return {
        plain.sub("|", what).split("|")[0].strip(): [
            " ".join(plain.sub(" ", cell).split()) for cell in re.findall(r"<td.*?</td>", rest)
        ]
        for what, rest in rows
    }


def test_a_change_is_told_with_its_size_and_never_judged(drawn: Callable[..., str]) -> None:
    html = drawn(
        visit("2024-01-10", pain=6, crp=4, chaq=1), visit("2024-06-10", pain=2.5, crp=9, chaq=1)
    )
    rows = rows_of(html)
    assert rows["Pain"] == ["6", "2.5", "fell by 3.5"]
    assert rows["CRP"] == ["4 mg/L", "9 mg/L", "rose by 5 mg/L"]
    assert rows["CHAQ"] == ["1", "1", "unchanged"]
    assert "0 to 10, lower is better" in html
    assert "improved" not in html
    assert "About 5 months apart. Pain fell by 3.5; CRP rose by 5 mg/L." in html


def test_what_one_day_lacks_is_not_recorded_and_the_last_value_is_told_with_its_date(
    drawn: Callable[..., str],
) -> None:
    html = drawn(visit("2024-01-10", pain=6), visit("2024-03-01", pain=3), visit("2024-06-10"))
    assert rows_of(html)["Pain"] == ["6", "not recorded last: 3 on 1 Mar 2024", "cannot tell"]


def test_what_neither_day_recorded_is_named_in_one_line(drawn: Callable[..., str]) -> None:
    html = drawn(visit("2024-01-10", pain=6), visit("2024-06-10", pain=6))
    assert "Recorded on neither day: Patient or parent global, Physician global, CHAQ" in html


def test_a_value_outside_the_laboratorys_range_is_said_to_be(drawn: Callable[..., str]) -> None:
    html = drawn(lab("esr", "2024-01-10", 30), lab("esr", "2024-06-10", 10))
    assert rows_of(html)["ESR"] == [
        "30 mm/h, outside the laboratory's range",
        "10 mm/h",
        "fell by 20 mm/h",
    ]


def test_signs_are_new_gone_still_there_or_open(drawn: Callable[..., str]) -> None:
    shin, heel = "tibia_distal_metaphysis_right", "calcaneus_left"
    rows = rows_of(
        drawn(
            finding("tenderness", "2024-01-10", site=shin),
            finding("tenderness", "2024-06-10", NO),
            finding("swelling", "2024-01-10", NO),
            finding("swelling", "2024-06-10", site=heel),
            finding("warmth", "2024-01-10", site=heel),
            finding("warmth", "2024-06-10", FactStatus.NOT_LOOKED_FOR, site=heel),
        )
    )
    assert rows["Bone tenderness: right shin bone, growth zone near the ankle"][-1] == "gone"
    assert rows["Local swelling: left heel bone"][-1] == "new"
    warmth = "Warmth over a bone: left heel bone"
    assert rows[warmth] == ["present", "not looked for", "cannot tell"]


def test_drugs_are_started_stopped_with_reason_or_both_in_between(
    drawn: Callable[..., str],
) -> None:
    rows = rows_of(
        drawn(
            drug("naproxen", "2023-12-01", "2024-02-01", stop_reason=StopReason.NO_EFFECT),
            drug("methotrexate", "2024-03-01", "2024-05-01"),
            drug("adalimumab", "2024-05-05"),
        )
    )
    assert rows["Naproxen"] == ["running", "not running", "stopped 1 Feb 2024: no effect"]
    assert rows["Methotrexate"][-1] == "started 1 Mar 2024 and stopped 1 May 2024"
    assert rows["Adalimumab"][-1] == "started 5 May 2024"


def test_places_on_mri_carry_the_date_of_the_scan(drawn: Callable[..., str]) -> None:
    html = drawn(study("2023-12-01", ["vertebra_t8"]), study("2024-05-01", ["calcaneus_left"]))
    rows = rows_of(html)
    assert rows["Chest vertebra T8"] == ["lesion (1 Dec 2023)", "clear (1 May 2024)", "healed"]
    assert rows["Left heel bone"] == ["clear (1 Dec 2023)", "lesion (1 May 2024)", "new"]


def test_a_place_of_one_old_scan_is_not_called_persistent(drawn: Callable[..., str]) -> None:
    rows = rows_of(drawn(study("2023-12-01", ["vertebra_t8"])))
    assert rows["Chest vertebra T8"][-1] == "no MRI in between spoke of it"


def test_two_empty_days_are_told_to_be_empty(drawn: Callable[..., str]) -> None:
    html = drawn()
    assert "Nothing recorded on both went up or down." in html
    assert "Active on MRI: no MRI by either day" in html


def test_numbers_lead_to_histories_where_there_are_any(relapsing: Case, parsed: Parse) -> None:
    without = parsed(visit_comparison(relapsing, date(2023, 12, 12), date(2026, 1, 13)))
    assert without.links == []
    case = evolve(relapsing, entry_link=lambda entry: f"/history/{entry}/")
    links = parsed(visit_comparison(case, date(2023, 12, 12), date(2026, 1, 13))).links
    assert "/history/pain-2026-01/" in links
    assert {link.removeprefix("/history/").rstrip("/") for link in links} <= set(case.by_id)


def test_the_part_is_whole_and_needs_nothing_inline(relapsing: Case, parsed: Parse) -> None:
    page = parsed(visit_comparison(relapsing, date(2023, 12, 12), date(2026, 1, 13)))
    assert page.unbalanced == []
    assert [a for a in page.attributes if a[1] == "style" or a[1].startswith("on")] == []


def test_the_same_day_twice_is_refused(relapsing: Case) -> None:
    with pytest.raises(InvalidValueError):
        visit_comparison(relapsing, A, A)
