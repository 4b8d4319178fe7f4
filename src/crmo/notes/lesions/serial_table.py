"""Tables with a line for each place and a column for each date: "site | Jun 21 | Jul 22"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from crmo.notes.context import DateMention, NoteContext, Place, Sentence
from crmo.notes.lesions.column_table import CELL, HEADS_PLACES
from crmo.notes.lesions.gather import Study
from crmo.notes.lesions.grid import SIGNS, Sign, meaning_of
from crmo.notes.lesions.scans import Scan
from crmo.notes.lesions.verdict import Verdict
from crmo.notes.reading import Mark, Role
from crmo.record import PartialDate

_LEAST_DATES = 2
_CENTURY = 2000
_YEAR_AFTER = re.compile(r"[-'][ ]?(?P<year>\d\d)(?![\d/.-])")
_PARTED = re.compile(r"\||\t|[ ]{2,}")


class SerialTable:
    """The tables of a note that follow each place from scan to scan.

    Args:
        context: the note.
    """

    def __init__(self, context: NoteContext) -> None:
        self._context = context
        self._scans: list[Scan] = []
        self._paragraph = -1

    def read(self, sentence: Sentence, scan: Scan, study_of: Callable[[Scan], Study]) -> bool:
        """Take in a line; return whether it was one of such a table.

        Args:
            sentence: the line.
            scan: what the table is about: how the pictures were made.
            study_of: gives what is gathered about a scan.
        """
        folded = self._context.folded
        if not _PARTED.search(folded, sentence.start, sentence.end):
            return False
        cells = [match.span() for match in CELL.finditer(folded, sentence.start, sentence.end)]
        if len(cells) <= _LEAST_DATES:
            return False
        if HEADS_PLACES.match(folded[slice(*cells[0])]):
            return self._begin(sentence, scan, cells)
        if sentence.paragraph != self._paragraph or len(cells) != len(self._scans) + 1:
            return False
        places = self._context.places_in(*cells[0])
        for (start, end), one in zip(cells[1:], self._scans, strict=True):
            sign = self._sign(start, end)
            if sign is not None and sign.status is not None:
                said = Verdict(sign.status, dict(sign.features), (_mark(start, end),))
                for place in places:
                    list(study_of(one).add(sentence, _plain(place), said, None))
        return bool(places)

    def _begin(self, sentence: Sentence, scan: Scan, cells: Sequence[tuple[int, int]]) -> bool:
        dates = [self._context.dates_in(*cell) for cell in cells[1:]]
        self._scans, self._paragraph = [], -1
        if not all(len(told) == 1 for told in dates):
            return False
        self._paragraph = sentence.paragraph
        self._scans = [
            Scan(start + 1, scan.modality, scan.whole_body, self._day(told[0]), start, end)
            for (start, end), told in zip(cells[1:], dates, strict=True)
        ]
        return True

    def _day(self, told: DateMention) -> PartialDate:
        """`Jun-21` above a column is a month of a year."""
        year = _YEAR_AFTER.match(self._context.folded, told.end)
        year = year or _YEAR_AFTER.search(self._context.folded, told.start, told.end)
        if year is None or told.date.day is not None or told.date.month is None:
            return told.date
        return PartialDate(_CENTURY + int(year["year"]), told.date.month)

    def _sign(self, start: int, end: int) -> Sign | None:
        word = self._context.folded[start:end]
        return Sign(SIGNS[word], {}) if word in SIGNS else meaning_of(self._context, start, end)


def _plain(place: Place) -> Place:
    marks = tuple(
        Mark(place.start, place.end, Role.SITE, "lesions:table", site) for site in place.sites
    )
    return Place(place.start, place.end, place.sites, marks)


def _mark(start: int, end: int) -> Mark:
    return Mark(start, end, Role.VALUE, "lesions:table", "")
