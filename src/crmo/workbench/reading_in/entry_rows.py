"""The entries of one child of a file as they stand on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from crmo.record import Entry
from crmo.record.difference import Change, EntryDifference
from crmo.report.words import date_words
from crmo.workbench.reading_in.comparison import Compared
from crmo.workbench.reading_in.decision import CHOICES, Decision, Verb, decision_on, has_lapsed
from crmo.workbench.reading_in.field_words import FieldBeside, fields_beside
from crmo.workbench.reading_in.naming import kind_said, said
from crmo.workbench.reading_in.words import CHANGES, VERBS, Words

# What asks for a decision comes first.
ORDER = (
    Change.CONFLICTS,
    Change.CORRECTS,
    Change.NEW,
    Change.ALREADY_CORRECTED,
    Change.SAME,
)


@frozen(kw_only=True)
class KnownBeside:
    """A known entry beside one that came in.

    Args:
        entry_id: its id.
        words: what it says.
        on: its date in words.
        fields: field by field, for the nearest one only.
    """

    entry_id: str
    words: str
    on: str
    fields: tuple[FieldBeside, ...] = ()


@frozen(kw_only=True)
class Choice:
    """One thing that can be decided on an entry.

    Args:
        value: what the form sends: a verb, or `take:` and the number of the known entry.
        words: what it says.
        is_chosen: whether it holds now.
    """

    value: str
    words: Words
    is_chosen: bool


@frozen(kw_only=True)
class EntryRow:
    """One entry of a file.

    Args:
        number: its place among the entries of the file's child, from 0.
        kind: its kind in a word.
        words: what it says.
        note: free text of the entry.
        on: its date in words.
        origin: place in the file.
        change: how it stands to what is known.
        change_words: the same in words.
        tone: of those words.
        known: known entries beside it, the nearest first.
        choices: what can be decided.
        reason: why it takes the place of another.
        takes_place: whether it can take the place of another.
        has_lapsed: whether a decision on it no longer holds.
        is_waiting: whether somebody must decide.
    """

    number: int
    kind: str
    words: str
    note: str
    on: str
    origin: str
    change: Change
    change_words: Words
    tone: str
    known: tuple[KnownBeside, ...]
    choices: tuple[Choice, ...]
    reason: str
    takes_place: bool
    has_lapsed: bool
    is_waiting: bool


def entry_rows(
    numbered: Sequence[tuple[int, EntryDifference]],
    compared: Compared,
    decisions: Mapping[str, Decision],
) -> list[EntryRow]:
    """Return the rows of some entries.

    Args:
        numbered: the entries with their numbers.
        compared: gives the known ones.
        decisions: those taken so far, by entry id.
    """
    known = compared.known_entries()
    return [_row(number, each, known, decisions) for number, each in numbered]


def _row(
    number: int,
    each: EntryDifference,
    known: Mapping[str, Entry],
    decisions: Mapping[str, Decision],
) -> EntryRow:
    decision = decision_on(each, decisions)
    words, tone = CHANGES[each.change]
    source = each.entry.source
    return EntryRow(
        number=number,
        kind=kind_said(each.entry),
        words=said(each.entry),
        note=each.entry.note,
        on=date_words(each.entry.on),
        origin="" if source is None else source.locator,
        change=each.change,
        change_words=words,
        tone=tone,
        known=_known(each, known),
        choices=tuple(_choices(each, decision)),
        reason=decision.reason,
        takes_place=each.change in (Change.CONFLICTS, Change.CORRECTS),
        has_lapsed=has_lapsed(each, decisions),
        is_waiting=decision.verb is Verb.UNDECIDED,
    )


def _known(each: EntryDifference, known: Mapping[str, Entry]) -> tuple[KnownBeside, ...]:
    beside = []
    for place, name in enumerate(each.known):
        entry = known.get(name)
        if entry is None:
            continue
        is_compared = place == 0 and each.change in (Change.CONFLICTS, Change.CORRECTS)
        fields = fields_beside(entry, each.entry, frozenset(each.fields)) if is_compared else ()
        beside.append(
            KnownBeside(
                entry_id=name, words=said(entry), on=date_words(entry.on), fields=tuple(fields)
            )
        )
    return tuple(beside)


def _choices(each: EntryDifference, decision: Decision) -> list[Choice]:
    found = []
    for verb in CHOICES[each.change]:
        is_chosen = verb is decision.verb
        found.append(Choice(value=str(verb), words=VERBS[(each.change, verb)], is_chosen=is_chosen))
    return found
