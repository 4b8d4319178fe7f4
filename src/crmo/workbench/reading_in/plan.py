"""What saving a file would append for one child."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen

from crmo.record import Entry, Patient, PatientRecord, Retraction
from crmo.record.difference import Change, EntryDifference
from crmo.workbench.ledger import (
    Statement,
    entry_statement,
    new_entry_id,
    patient_statement,
    retraction_statement,
)
from crmo.workbench.models import EntryContent
from crmo.workbench.reading_in.comparison import Compared
from crmo.workbench.reading_in.decision import Decision, Verb, decision_on
from crmo.workbench.reading_in.file_draft import FileChild

# Ids of readers are kept where they are plain: a later version of the file finds its entry by them.
_PLAIN_ID = re.compile(r"[\w.:/()+ -]{1,120}")


@frozen(kw_only=True)
class Plan:
    """What would be appended for one child.

    Args:
        statements: in order.
        n_new: entries that nothing known rivals.
        n_corrected: entries that take the place of known ones.
        n_beside: entries put beside what they contradict.
        n_left: entries that somebody left out.
        n_undecided: entries that wait.
        n_known: entries that are known already.
        n_fields: fields of who the child is that change.
        n_withdrawn: known entries that are taken back.
    """

    statements: tuple[Statement, ...]
    n_new: int = 0
    n_corrected: int = 0
    n_beside: int = 0
    n_left: int = 0
    n_undecided: int = 0
    n_known: int = 0
    n_fields: int = 0
    n_withdrawn: int = 0


def plan_of(child: FileChild, compared: Compared, *, source: str, today: date) -> Plan:
    """Return what saving would append for a child of a file.

    Args:
        child: with its decisions.
        compared: the same child beside what is known now.
        source: where the statements come from, in a few words.
        today: no entry may claim to have been known later.
    """
    decided = [(each, decision_on(each, child.decisions)) for each in compared.difference.entries]
    entries = list(_taken(decided, compared, source=source, today=today))
    changed = _patient(child, compared)
    withdrawn = list(_withdrawals(child, compared))
    statements = [
        *([patient_statement(changed, source=source)] if changed else []),
        *entries,
        *withdrawn,
    ]
    return Plan(statements=tuple(statements), **_counts(decided, child, compared))


def _counts(
    decided: list[tuple[EntryDifference, Decision]], child: FileChild, compared: Compared
) -> dict[str, Any]:
    def n(*verbs: Verb, of: tuple[Change, ...] = tuple(Change)) -> int:
        return sum(each.change in of and told.verb in verbs for each, told in decided)

    rivals = (Change.CORRECTS, Change.CONFLICTS)
    not_known = tuple(change for change in Change if change is not Change.SAME)
    return {
        "n_new": n(Verb.TAKE, of=(Change.NEW,)),
        "n_corrected": n(Verb.TAKE, of=rivals),
        "n_beside": n(Verb.BOTH),
        "n_left": n(Verb.LEAVE, of=not_known),
        "n_undecided": n(Verb.UNDECIDED),
        "n_known": compared.difference.counts[Change.SAME],
        "n_fields": len(_fields_taken(child, compared)),
        "n_withdrawn": sum(1 for _ in _withdrawals(child, compared)),
    }


# entries ---------------------------------------------------------------------------------------


def _taken(
    decided: list[tuple[EntryDifference, Decision]],
    compared: Compared,
    *,
    source: str,
    today: date,
) -> Iterator[Statement]:
    taken = {
        each.entry.id: (each, told) for each, told in decided if told.verb in (Verb.TAKE, Verb.BOTH)
    }
    history = {} if compared.child else _history(compared.incoming, set(taken))
    ids = _ids(compared, (*history, *taken))
    for entry in compared.incoming.entries:
        if entry.id not in taken and entry.id not in history:
            continue
        older, reason = "", ""
        if entry.id in taken:
            older, reason = _corrected(*taken[entry.id])
        if not older and entry.supersedes in history:
            older = ids[entry.supersedes or ""]
        yield entry_statement(
            _as_appended(entry, ids[entry.id], older, today), source=source, reason=reason
        )
    retracted = {each.entry: each for each in compared.incoming.retractions}
    yield from (_taken_back(retracted[name], ids) for name in history if name in retracted)


def _corrected(each: EntryDifference, told: Decision) -> tuple[str, str]:
    """Return which known entry an entry takes the place of, and why; empty for none."""
    if told.verb is not Verb.TAKE or each.change not in (Change.CORRECTS, Change.CONFLICTS):
        return "", ""
    return told.instead_of or each.known[0], told.reason


def _history(incoming: PatientRecord, taken: set[str]) -> dict[str, Entry]:
    """Return what a new child's file has itself corrected or taken back, as far as it belongs.

    A correction brings what it corrected along; what was taken back comes with its retraction.
    """
    entries = {entry.id: entry for entry in incoming.entries}
    current = {entry.id for entry in incoming.current}
    found: dict[str, Entry] = {}
    roots = [entry for entry in incoming.entries if entry.id in taken or entry.id not in current]
    withdrawn = {each.entry for each in incoming.retractions}
    for entry in roots:
        if entry.id not in taken and entry.id not in withdrawn:
            continue
        if entry.id in withdrawn:
            found[entry.id] = entry
        older = entry.supersedes
        while older is not None and older not in found and older not in taken:
            found[older] = entries[older]
            older = entries[older].supersedes
    return found


def _ids(compared: Compared, names: tuple[str, ...]) -> dict[str, str]:
    """Return for each entry of the file the id under which it is appended."""
    used: set[str] = set()
    if compared.child is not None:
        used = set(
            EntryContent.objects.filter(child=compared.child).values_list("entry_id", flat=True)
        )
    return {
        name: name if name not in used and _PLAIN_ID.fullmatch(name) else new_entry_id()
        for name in names
    }


def _as_appended(entry: Entry, entry_id: str, older: str, today: date) -> Entry:
    known_on = entry.recorded_on
    return evolve(
        entry,
        id=entry_id,
        supersedes=older or None,
        recorded_on=None if known_on is None or known_on > today else known_on,
    )


def _taken_back(retraction: Retraction, ids: Mapping[str, str]) -> Statement:
    return retraction_statement(ids[retraction.entry], retraction.reason)


# who the child is, and what the file takes back --------------------------------------------------


def _fields_taken(child: FileChild, compared: Compared) -> tuple[str, ...]:
    """Return the fields that the file's child fills or changes; what only adds is taken."""
    taken = []
    for each in compared.difference.demographics:
        default = Verb.LEAVE if each.is_contradiction else Verb.TAKE
        if child.fields.get(each.field, default) is Verb.TAKE:
            taken.append(each.field)
    return tuple(taken) if compared.child is not None else ()


def _patient(child: FileChild, compared: Compared) -> Patient | None:
    fields = _fields_taken(child, compared)
    if not fields:
        return None
    told = compared.incoming.patient
    return evolve(compared.known.patient, **{name: getattr(told, name) for name in fields})


def _withdrawals(child: FileChild, compared: Compared) -> Iterator[Statement]:
    """Yield a retraction for each known entry that the file takes back, if somebody said so."""
    if compared.child is None:
        return
    current = {entry.id for entry in compared.known.current}
    for each in compared.difference.set_aside:
        for known in each.known if each.is_retracted else ():
            if child.withdrawals.get(known) is Verb.TAKE and known in current:
                yield retraction_statement(known, each.reason)
