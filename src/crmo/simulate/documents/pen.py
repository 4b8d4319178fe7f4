"""The pen that one document is written with: its house style, its words, its luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from crmo.record import PartialDate, PatientRecord, Quantity, Sex
from crmo.simulate.chance import Luck
from crmo.simulate.documents.amounts import converted, printable_unit, printed, spoken
from crmo.simulate.documents.dates import since, written
from crmo.simulate.documents.house_style import HouseStyle, spelled_for
from crmo.simulate.documents.marked import (
    Filling,
    Key,
    Marked,
    Piece,
    Pieces,
    Template,
    listed,
)
from crmo.simulate.documents.site_words import Wording, site_words
from crmo.simulate.documents.vocabulary import Vocabulary, Words

Item = TypeVar("Item")

_PERSONS = {
    Sex.FEMALE: {"he": "she", "his": "her", "him": "her", "he_is": "she is"},
    Sex.MALE: {"he": "he", "his": "his", "him": "him", "he_is": "he is"},
}
_SPOKEN_SIGNS = {"<": "less than", "<=": "at most", ">=": "at least", ">": "more than"}
_CHILD = {"he": "the child", "his": "the child's", "him": "the child", "he_is": "the child is"}
_LISTS = {"prose": (", ", " and ", " or "), "plain": (", ",) * 3, "slash": (", ",) * 3}


class Pen:
    """Writes clauses for one document.

    Args:
        style: house style in one spelling.
        words: vocabulary in the same spelling.
        luck: of this document.
        record: of the child.
        day: of the document.
    """

    def __init__(
        self,
        style: HouseStyle,
        words: Vocabulary,
        luck: Luck,
        record: PatientRecord,
        day: date,
    ) -> None:
        self.style, self.words, self.luck = style, words, luck
        self.record, self.day = record, day
        self.date_keys: list[Key] = []
        self._iso_day = day.isoformat()
        self.person = _PERSONS.get(record.patient.sex, _CHILD)
        self.yes: str
        self.no: str
        self.yes, self.no = luck.one_of(style.extra["ticks"])
        self.date_form = luck.one_of(style.layout.date)
        self.unit_choice = luck.uniform()
        self.side_after = style.layout.side_after

    def say(self, name: str, cue: Sequence[Key] = (), /, **slots: Filling) -> Pieces:
        """Return one of the house's wordings, filled; `cue` is told by its words in [ ]."""
        template = self.one_of(self.style.phrases[name])
        return template.fill(slots, tuple(cue), self.person)

    def one_of(self, items: Sequence[Item]) -> Item:
        """Return one of the items; luck is only asked where there is a choice."""
        return items[0] if len(items) == 1 else self.luck.one_of(items)

    def fill(self, template: Template, cue: Sequence[Key], slots: Mapping[str, Filling]) -> Pieces:
        """Return a wording, filled; the child's pronouns need not be given."""
        return template.fill(slots, tuple(cue), self.person)

    def noun(self, words: Words) -> str:
        """Return one of the nouns, abbreviated where the house abbreviates."""
        return self.one_of(words.short if self.style.layout.short else words.say)

    def named(self, table: str, word_id: str, *keys: Key) -> Marked:
        """Return a noun that tells something."""
        return Marked(self.noun(self.words.words(table, word_id)), keys)

    def verbs(self, noun: str) -> dict[str, Filling]:
        """Return `is` and `was` in the number of a noun."""
        head = noun.split(" on ", maxsplit=1)[0].split(" of ", maxsplit=1)[0]
        is_many = head.endswith("s") and not head.endswith(("ss", "is", "us"))
        return {
            "is": "are" if is_many else "is",
            "was": "were" if is_many else "was",
            "has": "have" if is_many else "has",
        }

    def listed(self, items: Sequence[Sequence[Piece]], *, denied: bool = False) -> Pieces:
        """Return items in the house's manner of listing; `or` joins what is denied."""
        between, last, last_denied = _LISTS[self.style.layout.lists]
        return listed(items, between, last_denied if denied else last)

    def of_text(self, text: str) -> str:
        """Return free text of the record in one line and in this spelling; may be empty."""
        return spelled_for(" ".join(text.split()), self.style.dialect)

    # --- sites ------------------------------------------------------------------------------

    def site_wording(self, site: str) -> Wording:
        """Return one of the ways to name a place."""
        words = site_words(site)
        if self.style.layout.short:
            return self.one_of(words.short)
        last = self.luck.happens(self.side_after)
        return self.one_of(words.after if last else words.full)

    def site(self, site: str, *keys: Key) -> Pieces:
        """Return a place with its article, as it stands in a sentence."""
        wording = self.site_wording(site)
        return [self.article(wording), Marked(wording.text, keys)]

    def article(self, wording: Wording) -> str:
        """Return the article before a place, if the house uses articles."""
        return "" if self.style.layout.bare else wording.article

    # --- dates ------------------------------------------------------------------------------

    def date(self, day: PartialDate, form: str | None = None) -> str:
        """Return a date in the form that this document keeps to."""
        return written(day, form or self.date_form, self.style.dialect)

    def dated(self, day: PartialDate, *keys: tuple[str, str]) -> Marked:
        """Return a date that tells parts of entries.

        Args:
            day: the date.
            keys: entry and part for each.
        """
        return Marked(self.date(day), tuple(Key(entry, part, str(day)) for entry, part in keys))

    def is_today(self, day: PartialDate | None) -> bool:
        """Whether a date is the document's own."""
        return day is not None and day.is_day and day.earliest == self.day

    def today(self, *entries: str) -> None:
        """Let the date in the heading tell the date of entries."""
        self.date_keys += [Key(entry, "on", self._iso_day) for entry in entries]

    def since(self, start: PartialDate | None, *entries: str) -> Pieces:
        """Return ` since March`, ` for three months`; empty without a start or one to come."""
        if start is None or start.latest > self.day or self.is_today(start):
            return []
        kind, words, told = since(start, self.day, self.luck, self._span)
        keys = tuple(Key(entry, "since", told) for entry in entries)
        slot = "span" if kind == "since_span" else "date"
        mark: Pieces = [Marked(words or self.date(start), keys)]
        return self.say(kind, **{slot: mark})

    def _span(self, months: int) -> str:
        """Return a number of months: `three months`, `3/12`, `3 mo`."""
        if self.style.layout.short:
            return f"{months} mo" if self.style.dialect == "en_US" else f"{months}/12"
        return f"{spoken(str(months))} month{'s' * (months > 1)}"

    # --- numbers ----------------------------------------------------------------------------

    def number(self, number: str) -> str:
        """Return a number in figures, or in words where the house dictates."""
        return spoken(number) if self.style.layout.spelled else number

    def unit(self, code: str) -> str:
        """Return a unit as this document spells it throughout."""
        words = self.words
        spellings = words.spoken_unit(code) if self.style.layout.spelled else words.unit(code)
        return spellings[int(self.unit_choice * len(spellings))]

    def in_unit(self, analyte: str, value: float, unit: str) -> tuple[str, str] | None:
        """Return a value as the country's laboratory prints it, and its UCUM unit."""
        return _in_unit(self.words, analyte, value, unit)

    def quantity(self, analyte: str, quantity: Quantity, entry: str) -> Pieces | None:
        """Return a value with comparator and unit; None for one that nobody would print."""
        told = self.in_unit(analyte, quantity.value, quantity.unit or "")
        if told is None:
            return None
        number, unit = told
        pieces: Pieces = []
        if quantity.comparator is not None:
            is_spoken = self.style.layout.spelled
            sign = quantity.comparator.value
            words = _SPOKEN_SIGNS[sign] if is_spoken else sign
            pieces += [Marked(words, (Key(entry, "comparator"),)), " " if is_spoken else ""]
        pieces.append(Marked(self.number(number), (Key(entry, "value", number),)))
        if unit:
            space = "" if unit == "%" else " "
            pieces += [space, Marked(self.unit(unit), (Key(entry, "unit", unit),))]
        return pieces


@lru_cache(maxsize=65536, typed=True)
def _in_unit(words: Vocabulary, analyte: str, value: float, unit: str) -> tuple[str, str] | None:
    known = words.knowledge.analytes.get(analyte)
    wanted = printable_unit(known, unit, words.wanted_unit(analyte))
    if wanted != unit and known is not None:
        number = converted(value, unit, wanted, known.molar_mass_g_per_mol)
        if number is not None:
            return number, wanted
    number = printed(value)
    return None if number is None else (number, unit)
