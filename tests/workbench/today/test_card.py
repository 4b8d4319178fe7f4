from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crmo.record import (
    Encounter,
    FactStatus,
    Finding,
    ImagingStudy,
    Modality,
    Patient,
    PatientRecord,
    Sex,
)
from crmo.workbench import clock as workbench_clock
from crmo.workbench.care.erased import erase
from crmo.workbench.ledger import (
    append,
    appointment_statement,
    entry_statement,
    new_child,
    retraction_statement,
    seen_statement,
)
from crmo.workbench.models import Card, Child, User
from crmo.workbench.today import refresh
from crmo.workbench.today.card import card_of
from crmo.workbench.today.morning import Morning
from crmo.workbench.today.refresh import refresh_child, refresh_stale, stale_cards

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def scan(entry_id: str = "scan", on: str = "2026-11-03") -> ImagingStudy:
    return ImagingStudy(id=entry_id, on=on, modality=Modality.MRI)


def newcomer(*entries: Any, source: str = "file") -> Child:
    child = new_child(Patient(id="n-1", name="Nobody Known", sex=Sex.OTHER), by=None, at=NOW)
    told = [entry_statement(entry, source=source) for entry in entries]
    append(child, told, by=None, at=NOW)
    return child


def card(child: Child) -> Card:
    refresh_child(child)
    return Card.objects.get(child=child)


def detail(found: Card) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(found.detail)
    return told


# --- a card holds what the rules say ----------------------------------------------------------


def test_a_card_equals_what_is_computed_anew(child: Child) -> None:
    refresh_child(child)
    kept = Card.objects.filter(child=child).values().get()
    anew = card_of(child, on=TODAY)
    assert {field: kept[field] for field in anew} == anew


def test_the_example_has_the_marks_that_its_page_shows(child: Child) -> None:
    found = card(child)
    rules = {each["rule"]: each["state"] for each in detail(found)["due"]}
    assert rules["due_visit"] == "overdue"
    assert rules["due_mri_follow_up"] == "due"
    assert found.n_overdue == list(rules.values()).count("overdue")
    assert found.n_due == list(rules.values()).count("due")
    assert found.is_flaring is True
    assert [each["start"] for each in detail(found)["flares"]] == ["2025-09-03"]
    assert found.n_active_places == 1
    assert found.is_treated is True
    assert found.last_visit == date(2026, 1, 13)


@pytest.mark.django_db
def test_an_old_red_flag_is_kept_with_its_date_and_not_counted_as_new() -> None:
    told = [
        Finding(id=f"night-{n}", on=on, concept="night_pain", status=FactStatus.PRESENT)
        for n, on in enumerate(("2019-03-01", "2020-04-01"))
    ]
    found = card(newcomer(*told))
    assert found.n_red_flags == 0
    flags = {each["rule"]: each["newest"] for each in detail(found)["flags"]}
    assert flags == {"flag_night_pain": "2020-04-01"}


@pytest.mark.django_db
@pytest.mark.parametrize("on", ["2026-10-01", "2026", None])
def test_a_red_flag_that_may_be_of_the_last_half_year_counts_as_new(on: str | None) -> None:
    told = Finding(id="night", on=on, concept="night_pain", status=FactStatus.PRESENT)
    assert card(newcomer(told)).n_red_flags == 1


def test_safety_bloods_lapse_when_their_interval_is_over(child: Child) -> None:
    assert card(child).n_lapsed_bloods == 0
    with workbench_clock.stopped_at(NOW + timedelta(days=365)):
        assert card(child).n_lapsed_bloods == 1


def test_of_a_child_without_facts_the_card_knows_nothing_and_says_so(db: None) -> None:
    found = card(newcomer())
    assert found.is_flaring is None
    assert found.n_active_places is None
    assert found.last_visit is None
    assert found.is_treated is False


# --- scans ------------------------------------------------------------------------------------


def test_a_new_scan_is_unread_until_somebody_says_so(db: None, clinician: User) -> None:
    child = newcomer(scan())
    assert card(child).n_unread_scans == 1
    append(child, [seen_statement("scan")], by=clinician, at=NOW)
    assert card(child).n_unread_scans == 0


def test_whoever_typed_a_scan_has_read_it(db: None) -> None:
    assert card(newcomer(scan(), source="visit")).n_unread_scans == 0


def test_a_scan_of_years_ago_is_no_news(db: None) -> None:
    assert card(newcomer(scan(on="2024-01-01"))).n_unread_scans == 0


def test_a_scan_taken_back_is_not_waited_for(db: None) -> None:
    child = newcomer(scan())
    append(child, [retraction_statement("scan", "another child's")], by=None, at=NOW)
    assert card(child).n_unread_scans == 0


def test_having_read_can_be_taken_back(db: None, clinician: User) -> None:
    child = newcomer(scan())
    links = append(child, [seen_statement("scan")], by=clinician, at=NOW)
    assert card(child).n_unread_scans == 0
    told = links[0].content.entry_id
    append(child, [retraction_statement(told, "the wrong scan")], by=clinician, at=NOW)
    assert card(child).n_unread_scans == 1


# --- appointments -----------------------------------------------------------------------------


def test_the_next_appointment_is_the_first_that_stands_today_or_later(db: None) -> None:
    child = newcomer()
    past, soon, later = (NOW + timedelta(days=n) for n in (-1, 3, 9))
    links = append(
        child, [appointment_statement(at) for at in (later, past, soon)], by=None, at=NOW
    )
    assert card(child).next_appointment == soon
    append(child, [retraction_statement(links[2].content.entry_id, "ill")], by=None, at=NOW)
    assert card(child).next_appointment == later


def test_an_appointment_of_this_morning_is_still_of_today(db: None) -> None:
    child = newcomer()
    at = NOW - timedelta(hours=1)
    append(child, [appointment_statement(at)], by=None, at=NOW)
    assert card(child).next_appointment == at


# --- refreshing -------------------------------------------------------------------------------


def is_stale(child: Child) -> bool:
    return stale_cards(Morning.now()).filter(child=child).exists()


def test_a_card_goes_stale_with_the_day_the_record_and_the_rules(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh_child(child)
    assert not is_stale(child)
    with workbench_clock.stopped_at(NOW + timedelta(days=1)):
        assert is_stale(child)
    append(child, [entry_statement(Encounter(id="new", on="2026-11-21"))], by=None, at=NOW)
    assert is_stale(child)
    refresh_child(child)
    assert not is_stale(child)
    assert stale_cards(Morning(today=TODAY, version="other rules")).filter(child=child).exists()


def test_stale_cards_are_computed_those_who_come_first_before_the_others(db: None) -> None:
    first, second = (new_child(Patient(id=f"n-{n}"), by=None, at=NOW) for n in (1, 2))
    append(second, [appointment_statement(NOW + timedelta(days=1))], by=None, at=NOW)
    refresh_child(second)
    with workbench_clock.stopped_at(NOW + timedelta(hours=20)):
        assert refresh_stale(limit=1) == 1
        assert not is_stale(second)
        assert is_stale(first)
        assert refresh_stale(limit=10) == 1
        assert refresh_stale(limit=10) == 0


def test_cards_that_were_dropped_are_made_again(child: Child) -> None:
    refresh_child(child)
    before = Card.objects.filter(child=child).values().get()
    Card.objects.all().delete()
    assert refresh_stale() == 1
    assert Card.objects.filter(child=child).values().get() == before


def test_an_older_answer_does_not_replace_a_newer_one(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = card_of(child, on=TODAY)
    append(child, [entry_statement(scan())], by=None, at=NOW)
    refresh_child(child)
    monkeypatch.setattr(refresh, "card_of", lambda child, on: older)
    assert refresh_child(child) is False
    assert Card.objects.get(child=child).n_unread_scans == 1


def test_a_child_erased_while_its_card_was_computed_gets_none(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = card_of(child, on=TODAY)

    def slow(child: Child, *, on: date) -> dict[str, Any]:
        erase(child, reason="asked by the family", by=None, at=NOW)
        return made

    monkeypatch.setattr(refresh, "card_of", slow)
    assert refresh_child(child) is False
    assert not Card.objects.filter(child=child).exists()


def test_a_record_that_cannot_be_put_together_is_said_so_once(
    child: Child, record: PatientRecord, people: Callable[..., User]
) -> None:
    wrong = entry_statement(Encounter(id="x", on="2026-11-01", supersedes="nothing"))
    append(child, [wrong], by=None, at=NOW)
    assert detail(card(child)) == {"cannot_be_computed": True}
    assert refresh_stale() == 0
