"""What a reviewer sees of a candidate: events, notes and record; no score, band or criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crmo.assess import assess
from crmo.errors import UserError
from crmo.record import Document, PatientRecord
from crmo.record.json_form import from_json
from crmo.report.html import Html, joined
from crmo.report.page_parts import patient_page_parts
from crmo.report.words import date_words, sex_words
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.review.run import Run
from crmo.workbench.rulebook.in_force import current_knowledge, knowledge_version

# Parts of the patient page that tell what was recorded. Criteria, red flags and what is due would
# tell the reviewer what the machine makes of it.
SECTIONS = ("lesions", "time", "treatments", "growth", "entries")
MOST_DAYS = 400
_KEPT: Recent[tuple[Path, str, str, str, int], Shown] = Recent(size=30)


@frozen(kw_only=True)
class Asked:
    """Something that has to do with the question.

    Args:
        what: in words.
        n: how often.
        first: day of the first, in words.
        last: day of the last, in words.
    """

    what: str
    n: int
    first: str
    last: str


@frozen(kw_only=True)
class Day:
    """What happened on a day: words, and whether they have to do with the question."""

    day: str
    events: tuple[tuple[str, bool], ...]


@frozen(kw_only=True)
class Note:
    """A note or report.

    Args:
        day: in words.
        title: what it is called.
        text: all of it.
    """

    day: str
    title: str
    text: str


@frozen(kw_only=True)
class Shown:
    """All that a reviewer sees.

    Args:
        who: sex and birth date, as the record under the pseudonym tells them.
        asked: what has to do with the question, the most frequent first.
        days: all events, day by day.
        n_more: how many events are left out of `days`.
        notes: texts.
        record: parts of the patient page of the core; empty if the record cannot be read.
    """

    who: str
    asked: tuple[Asked, ...]
    days: tuple[Day, ...]
    n_more: int
    notes: tuple[Note, ...]
    record: Html


def shown_candidate(run: Run, pseudonym: str) -> Shown:
    """Return what is shown of a candidate of the run.

    Args:
        run: which.
        pseudonym: one of its candidates; nothing else may come here.
    """
    path = run.folder / "candidates" / f"{pseudonym}.json"
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    key = (path, get_language() or "", knowledge_version(), pseudonym, stamp)
    return _KEPT.get(key, lambda: _made(run, path, pseudonym))


def _made(run: Run, path: Path, pseudonym: str) -> Shown:
    rows = _chart(run.folder, pseudonym)
    record = _record(path)
    return Shown(
        who=_who(record) if record else "",
        asked=_asked(row for row in rows if row["asked_for"]),
        days=_days(rows[:MOST_DAYS]),
        n_more=max(0, len(rows) - MOST_DAYS),
        notes=_notes(record) if record else (),
        record=_parts(run, record) if record else Html(""),
    )


def _chart(folder: Path, pseudonym: str) -> Sequence[Mapping[str, Any]]:
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "charts.parquet", filters=[("pseudonym", "=", pseudonym)])
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def _record(path: Path) -> PatientRecord | None:
    try:
        return from_json(path.read_bytes())
    except (OSError, UserError):
        return None


def _who(record: PatientRecord) -> str:
    born = record.patient.birth_date
    told = [sex_words(record.patient.sex, is_adult=False)]
    if born:
        told.append(_("born %(day)s") % {"day": date_words(born)})
    return ", ".join(told)


def _asked(rows: Iterable[Mapping[str, Any]]) -> tuple[Asked, ...]:
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(row["what"], []).append(row["day"] or "")
    found = []
    for what, days in groups.items():
        dated = [day for day in days if day] or [""]
        found.append(Asked(what=what, n=len(days), first=dated[0], last=dated[-1]))
    return tuple(sorted(found, key=lambda each: -each.n))


def _days(rows: Iterable[Mapping[str, Any]]) -> tuple[Day, ...]:
    days: dict[str, dict[str, bool]] = {}
    for row in rows:
        told = days.setdefault(row["day"] or "", {})
        told[row["what"]] = told.get(row["what"], False) or bool(row["asked_for"])
    return tuple(Day(day=day, events=tuple(told.items())) for day, told in days.items())


def _notes(record: PatientRecord) -> tuple[Note, ...]:
    return tuple(
        Note(day=date_words(each.on) if each.on else "", title=each.title, text=each.text)
        for each in record.entries
        if isinstance(each, Document) and each.text
    )


def _parts(run: Run, record: PatientRecord) -> Html:
    knowledge = current_knowledge()
    answers = assess(record, knowledge, on=run.on)
    parts = patient_page_parts(record, answers, knowledge, on=run.on)
    return joined(each.html for each in parts.sections if each.name in SECTIONS)
