"""The letter with its words marked, and the readings that rest on them, for the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from attrs import evolve, frozen
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crmo.knowledge import Knowledge
from crmo.notes import NoteReading, Role
from crmo.notes.marked_text import look_of, pieces
from crmo.notes.statement import Statement, statements
from crmo.record import ImagingStudy
from crmo.record.difference import Change, EntryDifference
from crmo.record.json_form import entry_from_dict
from crmo.report.html import Html, element, joined
from crmo.report.reading_words import more_words, status_words, what_words
from crmo.workbench.letter_in.beside_known import BesideKnown, decision_on
from crmo.workbench.letter_in.changing_reading import EditField, edit_fields
from crmo.workbench.letter_in.letter_draft import LetterDraft
from crmo.workbench.reading_in.decision import CHOICES, Verb
from crmo.workbench.reading_in.entry_rows import Choice
from crmo.workbench.reading_in.field_words import FieldBeside, fields_beside
from crmo.workbench.reading_in.naming import said
from crmo.workbench.reading_in.words import CHANGES, Words

_ROLES: Mapping[Role, Words] = MappingProxyType(
    {
        Role.TERM: _("what it is about"),
        Role.SITE: _("place"),
        Role.CUE: _("deciding word"),
        Role.VALUE: _("value"),
        Role.DATE: _("date"),
        Role.FEATURE: _("feature"),
        Role.DRUG: _("drug"),
    }
)
_VERBS: Mapping[tuple[bool, Verb], Words] = MappingProxyType(
    {
        # whether it stands against something known
        (False, Verb.TAKE): _("Keep"),
        (False, Verb.BOTH): _("Keep after all"),
        (False, Verb.LEAVE): _("Throw away"),
        (False, Verb.UNDECIDED): _("Not decided"),
        (True, Verb.TAKE): _("Keep instead of ours"),
        (True, Verb.BOTH): _("Keep both"),
        (True, Verb.LEAVE): _("Throw away"),
        (True, Verb.UNDECIDED): _("Not decided"),
    }
)
_HEADINGS: tuple[tuple[str, str | Promise], ...] = (
    ("diagnosis", _("Diagnoses")),
    ("imaging_study", _("Scans")),
    ("finding", _("Symptoms, signs, conditions")),
    ("measurement", _("Values")),
    ("score", _("Scores")),
    ("procedure", _("Procedures")),
    ("treatment_course", _("Treatment")),
    ("encounter", _("Contact")),
)


@frozen(kw_only=True)
class Rest:
    """Some words that a reading rests on.

    Args:
        words: as the letter has them.
        role: what they did.
        rule: id of the rule that read them.
    """

    words: str
    role: Words
    rule: str


@frozen(kw_only=True)
class Part:
    """One statement of a reading: the whole of it, or one place of a scan.

    Args:
        number: of the statement in the letter, from 0.
        lesion: number of the place, or None.
        what: what it is about.
        status: how it stands, or its value.
        look: how its words are marked.
        more: place, day, dose and so on.
        rests: the words it rests on, with their rules.
        first_word: number of the first of them, or None.
        fields: what can be changed.
        is_dropped: whether this place was thrown away.
    """

    number: int
    lesion: int | None
    what: str
    status: str
    look: str
    more: str
    rests: tuple[Rest, ...]
    first_word: int | None
    fields: tuple[EditField, ...]
    is_dropped: bool = False


@frozen(kw_only=True)
class ReadingRow:
    """One reading on the page.

    Args:
        number: its place among the readings, from 0.
        kind: of its entry, as statements call it.
        parts: itself, and for a scan its places.
        change: how it stands to what is known.
        change_words: the same in words.
        tone: of those words.
        choices: what can be decided.
        verb: what holds.
        is_changed: whether a person has changed it.
        was: what the rules had read, if so.
        known: what the nearest known entry says.
        beside: field by field, for one that stands against it.
    """

    number: int
    kind: str
    parts: tuple[Part, ...]
    change: Change
    change_words: Words
    tone: str
    choices: tuple[Choice, ...]
    verb: Verb
    is_changed: bool
    was: str
    known: str
    beside: tuple[FieldBeside, ...]


@frozen(kw_only=True)
class MarkedLetter:
    """The letter and its readings.

    Args:
        text: the letter with its words marked.
        groups: the readings under their headings.
    """

    text: Html
    groups: tuple[tuple[str | Promise, tuple[ReadingRow, ...]], ...]


def marked_letter(letter: LetterDraft, stands: BesideKnown, knowledge: Knowledge) -> MarkedLetter:
    """Return a letter for the page.

    Args:
        letter: with its readings.
        stands: the readings beside what is known.
        knowledge: gives ids their names.
    """
    reading = letter.note_reading()
    told = list(_numbered(reading, knowledge))
    text, first_words = _text(reading, told)
    rows = [
        _row(n, letter, each, [one for one in told if one.reading == n], first_words, stands)
        for n, each in enumerate(stands.entries)
    ]
    found = []
    for kind, heading in _HEADINGS:
        of_kind = tuple(row for row in rows if row.kind == kind)
        if of_kind:
            found.append((heading, of_kind))
    return MarkedLetter(text=text, groups=tuple(found))


@frozen(kw_only=True)
class _Told:
    statement: Statement
    number: int
    reading: int
    lesion: int | None
    more: str


def _numbered(reading: NoteReading, knowledge: Knowledge) -> Iterator[_Told]:
    """Yield each statement with the reading, and the place of a scan, that it is of."""
    number = 0
    for n, read in enumerate(reading.entries):
        lesion = 0
        made = statements(evolve(reading, entries=(read,)), knowledge)
        for each in made or ():
            is_place = each.kind == "lesion"
            yield _Told(
                statement=each,
                number=number,
                reading=n,
                lesion=lesion if is_place else None,
                more=more_words(each, knowledge),
            )
            lesion += is_place
            number += 1


def _text(reading: NoteReading, told: list[_Told]) -> tuple[Html, dict[int, int]]:
    """Return the marked text, and the number of the first marked word of each statement."""
    shown: list[Html] = []
    first: dict[int, int] = {}
    by_number = {each.number: each for each in told}
    plain = [each.statement for each in told]
    for n, piece in enumerate(pieces(reading, plain)):
        words = reading.text[piece.start : piece.end]
        if not piece.look:
            shown.append(joined([words]))
            continue
        for number in piece.statements:
            first.setdefault(number, n)
        shown.append(_piece(n, words, piece.look, [by_number[each] for each in piece.statements]))
    return joined(shown), first


def _piece(n: int, words: str, look: str, told: list[_Told]) -> Html:
    if not told:
        title = gettext("not understood")
        return element("mark", words, class_=f"read is-{look}", title=title)
    says = "; ".join(_says(each.statement) for each in told)
    mark = element("mark", words, class_=f"read is-{look}")
    parts = " ".join(str(each.number) for each in told)
    return element(
        "a",
        mark,
        href=f"#part-{told[0].number}",
        id=f"word-{n}",
        class_="to-part",
        title=says,
        data_parts=parts,
    )


def _says(statement: Statement) -> str:
    status = status_words(statement)
    return f"{what_words(statement)}: {status}" if status else what_words(statement)


def _row(
    n: int,
    letter: LetterDraft,
    each: EntryDifference,
    told: list[_Told],
    first_words: Mapping[int, int],
    stands: BesideKnown,
) -> ReadingRow:
    reading = letter.readings[n]
    decision = decision_on(reading, each)
    is_rival = each.change in (Change.CONFLICTS, Change.CORRECTS)
    known = stands.known_entry(each.known[0]) if each.known else None
    words, tone = CHANGES[each.change]
    verbs = CHOICES[each.change]
    choices = (*verbs, Verb.UNDECIDED) if verbs and Verb.UNDECIDED not in verbs else verbs
    return ReadingRow(
        number=n,
        kind=str(reading.plain["kind"]),
        parts=tuple(_part(one, letter, first_words) for one in told),
        change=each.change,
        change_words=words,
        tone=tone,
        choices=tuple(
            Choice(value=str(verb), words=_VERBS[(is_rival, verb)], is_chosen=verb is decision.verb)
            for verb in choices
        ),
        verb=decision.verb,
        is_changed=reading.is_changed,
        was=said(entry_from_dict(reading.was)) if reading.was else "",
        known=said(known) if known and each.change is not Change.NEW else "",
        beside=tuple(fields_beside(known, each.entry, frozenset(each.fields)))
        if known and is_rival
        else (),
    )


def _part(told: _Told, letter: LetterDraft, first_words: Mapping[int, int]) -> Part:
    reading, statement = letter.readings[told.reading], told.statement
    entry = reading.entry
    lesion = told.lesion if isinstance(entry, ImagingStudy) else None
    rests = [
        Rest(
            words=" ".join(letter.text[mark.start : mark.end].split()),
            role=_ROLES[mark.role],
            rule=mark.rule,
        )
        for mark in statement.evidence
    ]
    return Part(
        number=told.number,
        lesion=lesion,
        what=what_words(statement),
        status=status_words(statement),
        look=look_of(statement),
        more=told.more,
        rests=tuple(dict.fromkeys(rests)),
        first_word=first_words.get(told.number),
        fields=tuple(edit_fields(entry, lesion)),
        is_dropped=lesion is not None and lesion in reading.dropped,
    )
