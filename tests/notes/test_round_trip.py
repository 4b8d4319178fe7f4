"""Reports of virtual children in every house style, read back, and changed in ways that matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest
from tests.notes.test_same_rows import american, other_side, swapped

from crmo.knowledge import load_knowledge
from crmo.notes.pipeline import read_note
from crmo.record import ImagingStudy, PatientRecord
from crmo.simulate import Parameters, Plan, mix_of, observe, simulate_children
from crmo.simulate.documents import STYLES, said, write_documents

KNOWLEDGE = load_knowledge()
PARAMETERS = Parameters.of(KNOWLEDGE)
Rows = frozenset[tuple[str, str]]

# What a reader must reach in each style, of the sites that a report tells with their status.
_AIM = 0.97
_FEW, _MANY = 12, 150  # children


class Report(NamedTuple):
    """One report, what it tells and what was read of it."""

    text: str
    on: date
    told: Rows
    read: Rows


def _rows(record: PatientRecord) -> Rows:
    return frozenset(
        (lesion.bone_unit, str(lesion.status))
        for entry in record.entries
        if isinstance(entry, ImagingStudy)
        for lesion in entry.lesions
    )


def _read(text: str, on: date) -> Rows:
    reading = read_note(text, KNOWLEDGE, on=on)
    return frozenset(
        (lesion.bone_unit, str(lesion.status))
        for read in reading.entries
        if isinstance(read.entry, ImagingStudy)
        for lesion in read.entry.lesions
    )


@cache
def records(children: int, seed: int) -> tuple[PatientRecord, ...]:
    plan = Plan(n=children, seed=seed, mix=mix_of("cno", KNOWLEDGE), until=date(2026, 1, 1))
    return tuple(
        observe(child, PARAMETERS, KNOWLEDGE)
        for child in simulate_children(plan, KNOWLEDGE, PARAMETERS)
    )


def reports(children: int, style: str, seed: int = 11) -> Iterator[Report]:
    for child, record in enumerate(records(children, seed)):
        for written in write_documents(record, KNOWLEDGE, seed=seed, child=child, style=style):
            if written.kind == "imaging_report":
                told = _rows(said(written, record))
                yield Report(written.text, written.on, told, _read(written.text, written.on))


def f1(found: list[Report]) -> float:
    right = sum(len(each.told & each.read) for each in found)
    wrong = sum(len(each.read - each.told) for each in found)
    missed = sum(len(each.told - each.read) for each in found)
    return 2 * right / (2 * right + wrong + missed)


def sides_wrong(found: list[Report]) -> list[str]:
    """Sites read on one side that the report tells on the other side only."""
    wrong = []
    for each in found:
        told = {site for site, _ in each.told}
        for site in {site for site, _ in each.read} - told:
            if other_side(site) != site and other_side(site) in told:
                wrong.append(site)
    return wrong


def _check_style(style: str, children: int) -> None:
    found = list(reports(children, style))
    assert f1(found) >= _AIM
    assert sides_wrong(found) == []


@pytest.mark.parametrize("style", STYLES)
def test_reports_of_every_house_style_read_back_to_their_sites(style: str) -> None:
    _check_style(style, _FEW)


@pytest.mark.deep
@pytest.mark.parametrize("style", STYLES)
def test_a_thousand_reports_of_every_house_style_read_back(style: str) -> None:
    _check_style(style, _MANY)


# --- changes -----------------------------------------------------------------------------


def _unrelated_sentence(text: str) -> str:
    return re.sub(r"(?<=[a-z]\.) (?=[A-Z][a-z])", " The bus was late. ", text, count=2)


def _with_dashes(text: str) -> str:
    return text.replace("-", "\u2013")


def _without_wrapping(text: str) -> str:
    return re.sub(r"(?<=[a-z,]{2})\n(?=[a-z])", " ", text)


def _bulleted(text: str) -> str:
    return text.replace("\n- ", "\n\u2022 ")


UNCHANGING: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "American spelling": american,
    "en dashes": _with_dashes,
    "no wrapping": _without_wrapping,
    "other bullets": _bulleted,
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "an unrelated sentence": _unrelated_sentence,
}
# Capitals hide whether a line goes on; every other change must change nothing or nearly so.
_RARELY = 0.04


def _changed(style: str, children: int, change: Callable[[str], str]) -> tuple[int, int]:
    found = list(reports(children, style))
    return sum(_read(change(each.text), each.on) != each.read for each in found), len(found)


@pytest.mark.deep
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("change", UNCHANGING)
def test_what_is_no_change_of_meaning_changes_hardly_any_reading(change: str, style: str) -> None:
    changed, of = _changed(style, _MANY // 2, UNCHANGING[change])
    assert changed <= _RARELY * of


@pytest.mark.parametrize("change", UNCHANGING)
def test_what_is_no_change_of_meaning_changes_no_reading_of_a_few(change: str) -> None:
    changed, of = _changed("structured_report", _FEW, UNCHANGING[change])
    assert changed <= _RARELY * of


def _swap(style: str, children: int) -> list[str]:
    return [
        each.text
        for each in reports(children, style)
        if _read(swapped(each.text), each.on)
        != {(other_side(site), status) for site, status in each.read}
    ]


@pytest.mark.parametrize("style", [style for style in STYLES if style != "dictated"])
def test_swapping_left_and_right_swaps_every_side(style: str) -> None:
    assert _swap(style, _FEW // 2) == []


@pytest.mark.deep
@pytest.mark.parametrize("style", STYLES)
def test_swapping_left_and_right_of_many_swaps_every_side(style: str) -> None:
    assert _swap(style, _MANY // 2) == []


_SEEN = re.compile(r"\b(?:bone )?marrow (?:oedema|edema)\b|(?<!like )\bhigh STIR signal\b")


def _denied(text: str) -> str:
    return _SEEN.sub(lambda match: f"no {match[0]}", text)


@pytest.mark.parametrize("style", ["bullets", "structured_report", "prose"])
def test_a_denied_sight_never_makes_more_lesions(style: str) -> None:
    for each in reports(_FEW, style):
        there = {site for site, status in each.read if status in ("present", "uncertain")}
        after = _read(_denied(each.text), each.on)
        assert {site for site, status in after if status == "present"} <= there
