from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.workbench.conftest import NOW, example_record, load

from crmo.exchange import read
from crmo.record.json_form import from_json
from crmo.workbench.cohort_page.glance import glance
from crmo.workbench.cohort_page.pictures import bounds_of, step_labels
from crmo.workbench.models import AuditEvent, Child, User
from crmo.workbench.rulebook.in_force import current_knowledge
from crmo.workbench.today.refresh import refresh_child


def packed(response: object) -> zipfile.ZipFile:
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return zipfile.ZipFile(io.BytesIO(content))


def test_children_are_counted_from_their_cards(child: Child) -> None:
    load(example_record("undiagnosed"))
    refresh_child(child)
    counted = glance(on=NOW.date())
    assert (counted.n, counted.n_counted) == (2, 1)
    assert sum(n for *_, n in counted.ages) == 2
    assert counted.places_ever
    assert set(counted.places_active) <= set(counted.places_ever)
    assert all(counted.drugs_now[drug] <= n for drug, n in counted.drugs_ever.items())
    assert sum(counted.flaring.values()) == 1


def test_the_page_shows_the_counts_and_says_what_is_not_computed_yet(
    child: Child, reader: User, client_of: Callable[..., Client]
) -> None:
    load(example_record("undiagnosed"))
    refresh_child(child)
    page = client_of(reader).get(reverse("cohort"))
    assert page.status_code == 200
    assert b"1 of 2 children" in page.content
    assert b"Spreadsheet" not in page.content  # a reader takes nothing away


def test_an_empty_clinic_has_a_page(reader: User, client_of: Callable[..., Client]) -> None:
    assert client_of(reader).get(reverse("cohort")).status_code == 200


@pytest.mark.parametrize("form", ["spreadsheet", "fhir", "records"])
def test_a_download_reads_back_and_is_told_to_the_trail(
    form: str,
    child: Child,
    clinician: User,
    client_of: Callable[..., Client],
    tmp_path: object,
) -> None:
    response = client_of(clinician).post(reverse("cohort_download", args=[form]))
    if form == "spreadsheet":
        sheet = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        (tmp_path / "children.xlsx").write_bytes(sheet)  # type: ignore[operator]
        names = ["children.xlsx"]
    else:
        with packed(response) as archive:
            archive.extractall(tmp_path)  # type: ignore[arg-type]
            names = archive.namelist()
    if form == "records":
        record = from_json((tmp_path / names[0]).read_bytes())  # type: ignore[operator]
        assert len(record.entries) == len(example_record().entries)
    else:
        target = tmp_path / "children.xlsx" if form == "spreadsheet" else tmp_path  # type: ignore[operator]
        (record,) = read(target, knowledge=current_knowledge()).records
        assert len(record.entries) > 50
    event = AuditEvent.objects.get(action="export")
    assert (event.about, event.actor) == (f"cohort.{form}", clinician)
    assert "Example" not in json.dumps(response.headers["Content-Disposition"])


def test_steps_of_the_map_cover_every_count() -> None:
    for most in (1, 2, 3, 7, 40, 5000):
        bounds = bounds_of(most)
        assert len(step_labels(bounds)) == len(bounds) + 1
        assert list(bounds) == sorted(set(bounds))
        assert most < 2 or bounds[-1] <= most
