from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from tests.workbench.conftest import NOW, example_record, load

from crmo.record import PartialDate
from crmo.record.pseudonym import moved
from crmo.workbench.models import AuditEvent, Card, Child, User
from crmo.workbench.research.pseudonyms import child_of, hidden, pseudonym_for


def test_a_researcher_s_list_and_page_hold_no_name_and_no_number(
    child: Child, researcher: User, client_of: Callable[..., Client]
) -> None:
    client, card = client_of(researcher), Card.objects.get(child=child)
    pseudonym = pseudonym_for(child).id
    listed = client.get(reverse("research")).content.decode()
    shown = client.get(reverse("research_child", args=[pseudonym]))
    assert shown.status_code == 200
    assert pseudonym in listed
    for told in (listed, shown.content.decode()):
        assert card.name not in told
        assert card.number not in told
        assert str(child.key) not in told
    assert AuditEvent.objects.filter(action="read", child=child.key, actor=researcher).exists()


def test_the_answers_are_those_of_the_last_day_in_moved_time(child: Child) -> None:
    seen = hidden(child, today=NOW.date())
    end = NOW.date() - timedelta(days=seen.pseudonym.days)
    days = [each.on.earliest for each in seen.record.entries if each.on]
    known = [each.recorded_on for each in seen.record.entries if each.recorded_on]
    assert seen.on == max(day for day in (*days, *known) if day <= end)
    assert seen.record.patient.id == seen.pseudonym.id


def test_the_day_it_is_does_not_tell_how_far_dates_were_moved(child: Child) -> None:
    a_week_on = NOW.date() + timedelta(days=7)
    assert hidden(child, today=NOW.date()).on == hidden(child, today=a_week_on).on


def test_the_list_tells_the_moved_year_of_birth(
    child: Child, researcher: User, client_of: Callable[..., Client]
) -> None:
    born = PartialDate.parse(Card.objects.get(child=child).birth_date)
    (row,) = client_of(researcher).get(reverse("research")).context["rows"]
    assert row.born == str(moved(born, pseudonym_for(child).days).year)


def test_a_pseudonym_leads_to_its_child_and_no_other(child: Child) -> None:
    other = load(example_record("undiagnosed"))
    assert child_of(pseudonym_for(other).id) == other
    with pytest.raises(Http404):
        child_of("P-000000000000")


def test_a_download_holds_no_name(
    child: Child, researcher: User, client_of: Callable[..., Client]
) -> None:
    response = client_of(researcher).post(reverse("research_download", args=["records"]))
    packed = io.BytesIO(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    with zipfile.ZipFile(packed) as archive:
        told = "".join(archive.read(name).decode() for name in archive.namelist())
    card = Card.objects.get(child=child)
    assert pseudonym_for(child).id in told
    assert card.name not in told
    assert card.number not in told


@pytest.mark.parametrize("address", ["/today/", "/cohort/", "/audit/", "/people/", "/reading-in/"])
def test_a_researcher_sees_nothing_else(
    address: str, researcher: User, client_of: Callable[..., Client]
) -> None:
    assert client_of(researcher).get(address).status_code == 403


def test_a_researcher_cannot_open_a_child_by_its_key(
    child: Child, researcher: User, client_of: Callable[..., Client]
) -> None:
    assert client_of(researcher).get(f"/children/{child.key}/").status_code in (403, 404)
