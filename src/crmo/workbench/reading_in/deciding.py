"""Decisions as a form sends them, put into the draft."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext

from crmo.record.difference import Change, EntryDifference
from crmo.workbench.access.children import children_of
from crmo.workbench.models import User
from crmo.workbench.reading_in.comparison import Compared, compare, count
from crmo.workbench.reading_in.decision import CHOICES, Decision, Verb
from crmo.workbench.reading_in.file_draft import FileChild, FileDraft, Who

_VERB = re.compile(r"verb-(\d{1,6})\Z")
_LONGEST_REASON = 500
# What a button for many does, and to which.
AT_ONCE: Mapping[str, tuple[Change, Verb]] = {
    "take-new": (Change.NEW, Verb.TAKE),
    "leave-new": (Change.NEW, Verb.LEAVE),
    "take-corrects": (Change.CORRECTS, Verb.TAKE),
    "leave-corrects": (Change.CORRECTS, Verb.LEAVE),
    "take-conflicts": (Change.CONFLICTS, Verb.TAKE),
    "leave-conflicts": (Change.CONFLICTS, Verb.LEAVE),
    "both-conflicts": (Change.CONFLICTS, Verb.BOTH),
}


def default_reason(file: FileDraft) -> str:
    """Return the reason of a correction where the person gives none."""
    return gettext("According to the file %(file)s") % {"file": file.source}


def decide(child: FileChild, form: Mapping[str, str], *, reason: str) -> Compared:
    """Put what a form decides about a child's entries into the draft.

    A decision on an entry that stands otherwise now than it did on the page is passed over; the
    page then shows it as it stands.

    Args:
        child: changed.
        form: `verb-<n>`, `under-<n>`, `instead-<n>`, `why-<n>` by the entry's number;
            `field-<name>`; `back-<id of a known entry>`; `at-once` with `kind`.
        reason: why one entry takes the place of another, where the form does not say.
    """
    compared = compare(child)
    entries = compared.difference.entries
    for name, value in form.items():
        found = _VERB.match(name)
        if found and int(found[1]) < len(entries):
            _decide_one(child, int(found[1]), entries[int(found[1])], value, form, reason)
    _decide_others(child, compared, form)
    if form.get("at-once") in AT_ONCE:
        change, verb = AT_ONCE[form["at-once"]]
        _decide_many(child, entries, change, verb, kind=form.get("kind", ""), reason=reason)
    count(child, compared)
    return compared


def decide_everywhere(file: FileDraft, at_once: str) -> None:
    """Decide on many entries of all children that are not left out.

    Args:
        file: changed.
        at_once: one of `AT_ONCE`; anything else changes nothing.
    """
    if at_once not in AT_ONCE:
        return
    change, _ = AT_ONCE[at_once]
    for child in file.children:
        if child.who in (Who.KNOWN, Who.NEW) and child.counts.get(change):
            decide(child, {"at-once": at_once}, reason=default_reason(file))


def _decide_one(
    child: FileChild,
    number: int,
    each: EntryDifference,
    value: str,
    form: Mapping[str, str],
    reason: str,
) -> None:
    allowed = {str(verb) for verb in CHOICES[each.change]}
    if value not in allowed or form.get(f"under-{number}") != each.change:
        return
    verb = Verb(value)
    if verb is not Verb.TAKE or each.change is Change.NEW:
        child.decisions[each.entry.id] = Decision(verb=verb, under=each.change)
        return
    place = form.get(f"instead-{number}", "0")
    chosen = (
        int(place) if place.isdecimal() and len(place) < 6 and int(place) < len(each.known) else 0
    )
    told = form.get(f"why-{number}", "").strip()[:_LONGEST_REASON]
    child.decisions[each.entry.id] = Decision(
        verb=verb, under=each.change, instead_of=each.known[chosen], reason=told or reason
    )


def _decide_many(
    child: FileChild,
    entries: tuple[EntryDifference, ...],
    change: Change,
    verb: Verb,
    *,
    kind: str,
    reason: str,
) -> None:
    is_in_place = verb is Verb.TAKE and change is not Change.NEW
    for each in entries:
        if each.change is change and kind in ("", type(each.entry).__name__):
            child.decisions[each.entry.id] = Decision(
                verb=verb,
                under=change,
                instead_of=each.known[0] if is_in_place else "",
                reason=reason if is_in_place else "",
            )


def _decide_others(child: FileChild, compared: Compared, form: Mapping[str, str]) -> None:
    allowed = {str(Verb.TAKE): Verb.TAKE, str(Verb.LEAVE): Verb.LEAVE}
    for field in compared.difference.demographics:
        verb = allowed.get(form.get(f"field-{field.field}", ""))
        if verb is not None:
            child.fields[field.field] = verb
    for aside in compared.difference.set_aside:
        for known in aside.known if aside.is_retracted else ():
            verb = allowed.get(form.get(f"back-{known}", ""))
            if verb is not None:
                child.withdrawals[known] = verb


def choose(file: FileDraft, number: int, told: str, *, by: User) -> None:
    """Say whose the entries of a child are; what was decided under another child is forgotten.

    Args:
        file: changed.
        number: of the child, from 0.
        told: `new`, `skip`, `undecided`, or the key of a known child.
        by: chooses among the children whom they may see.
    """
    child = file.children[number]
    before = (child.who, child.chosen)
    if told in (Who.NEW, Who.SKIP, Who.UNDECIDED):
        child.who, child.chosen = Who(told), None
    elif (key := _key(told)) is not None and children_of(by).filter(key=key).exists():
        child.who, child.chosen = Who.KNOWN, key
    if (child.who, child.chosen) != before:
        child.forget_comparison()


def _key(told: str) -> UUID | None:
    try:
        return UUID(told)
    except ValueError:
        return None


def count_children(file: FileDraft, heads: Mapping[UUID, int]) -> bool:
    """Count what each child brings, where that is not known or has changed since.

    Args:
        file: changed.
        heads: newest statement about each known child, by key.

    Returns:
        Whether anything had to be counted.
    """
    stale = [
        child
        for child in file.children
        if child.who is Who.KNOWN and child.head != heads.get(child.chosen or UUID(int=0), 0)
    ]
    for child in stale:
        count(child, compare(child))
    fresh = [child for child in file.children if child.who is Who.NEW and not child.counts]
    for child in fresh:
        child.counts = {str(Change.NEW): child.n_current}
        child.standing = {str(Verb.TAKE): child.n_current}
        child.head = 0
    return bool(stale or fresh)
