"""One row of a sheet, cell by cell, with a remark on everything that is not plain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from crmo.errors import InvalidValueError
from crmo.exchange.reading import Level, Remark
from crmo.exchange.spreadsheet.cell import Broken, CellValue, text_of
from crmo.exchange.spreadsheet.columns import Sheet
from crmo.exchange.spreadsheet.intake import Intake, RowNotTakenError
from crmo.exchange.spreadsheet.lookups import Meaning
from crmo.exchange.spreadsheet.wording import word
from crmo.record import Fact, FactStatus, PartialDate, Source

Words = TypeVar("Words", bound=StrEnum)
_NOT_READ = "this is not understood; kept in the note."
_NOT_KNOWN = "not known to crmo under this name; kept in these words, and no rule computes with it."


class Row:
    """One row.

    Args:
        intake: what the whole file gives.
        sheet: the sheet's columns.
        title: the sheet's name in the file.
        row_number: row number in the file.
        cells: what stands under each column of ours.
        extra: what stands under headings that are not ours.
        day_zero: the day that numbers count from.
    """

    def __init__(
        self,
        intake: Intake,
        sheet: Sheet,
        title: str,
        row_number: int,
        cells: Mapping[str, CellValue],
        extra: Mapping[str, CellValue],
        day_zero: date,
    ) -> None:
        self.intake = intake
        self.sheet = sheet
        self._title = title
        self.row_number = row_number
        self.day_zero = day_zero
        self._cells = cells
        self._told: set[tuple[str, str]] = set()
        self._kept = [f"{heading}: {text_of(value)}" for heading, value in extra.items() if value]

    # --- remarks ---------------------------------------------------------------------------

    @property
    def where(self) -> str:
        """The row's place, for messages."""
        return f"{self.intake.document}, sheet {self._title}, row {self.row_number}"

    @property
    def source(self) -> Source:
        """The row's place, for entries."""
        locator = f"sheet {self._title} row {self.row_number}"
        return Source(document=self.intake.document, locator=locator)

    def remark(self, level: Level, code: str, message: str, column: str = "") -> None:
        """Note something about the row or one of its cells."""
        if (code, column) in self._told and code == "cell-broken":
            return
        self._told.add((code, column))
        where = f"{self.where}, column {column}" if column else self.where
        came = "" if self.is_broken(column) else self.raw(column)
        remark = Remark(level=level, where=where, message=message, came=came, code=code)
        self.intake.remark(remark, self.sheet.name, column)

    def remark_came(self, level: Level, code: str, message: str, came: str) -> None:
        """Note something about words that stand in no column of ours."""
        self.intake.remark(
            Remark(level=level, where=self.where, message=message, came=came, code=code),
            self.sheet.name,
        )

    def refuse(self, code: str, message: str, column: str = "") -> NoReturn:
        """Note why the row is not taken in.

        Raises:
            RowNotTakenError: always.
        """
        self.remark(Level.ERROR, code, f"row not taken in: {message}", column)
        raise RowNotTakenError

    def remark_on_refusal(self, error: InvalidValueError) -> None:
        """Note that the row was not taken in, because its entry would hold an impossible value."""
        named = (each.name for each in self.sheet.columns if each.field == error.field)
        parts = (error.problem, f"Expected: {error.expected}.", error.todo)
        message = f"row not taken in: {' '.join(part for part in parts if part)}"
        self.remark(Level.ERROR, "value-impossible", message, next(named, ""))

    def keep_words(self, column: str) -> None:
        """Keep what stands in a cell in the note, because no field can hold it."""
        self._kept.append(f"{column}: {self.raw(column)}")

    # --- cells -----------------------------------------------------------------------------

    def raw(self, column: str) -> str:
        """Return a cell as a person sees it."""
        return text_of(self._cells.get(column))

    def cell(self, column: str) -> CellValue:
        """Return a cell as it stands there."""
        return self._cells.get(column)

    def is_broken(self, column: str) -> bool:
        """Whether a cell shows an error or was never computed."""
        return isinstance(self._cells.get(column), Broken)

    def text(self, column: str) -> str:
        """Return a cell as text; a cell that shows an error is empty."""
        value = self._cells.get(column)
        if isinstance(value, Broken):
            self.remark(Level.WARNING, "cell-broken", f"{value.why}; left out.", column)
            return ""
        return text_of(value)

    def required(self, column: str) -> str:
        """Return the text of a cell that must not be empty.

        Raises:
            RowNotTakenError: it is empty or shows an error.
        """
        value = self._cells.get(column)
        if isinstance(value, Broken):
            self.refuse("cell-broken", f"{value.why}.", column)
        return text_of(value) or self.refuse("cell-empty", "this cell must be filled in.", column)

    def note(self) -> str:
        """Return the note, with all that no other field could hold."""
        return "; ".join(part for part in (self.text("note"), *self._kept) if part)

    def partial_date(self, column: str, *, must_be_read: bool = False) -> PartialDate | None:
        """Return a date, or None for an empty cell or one that is no date, kept in the note.

        Args:
            column: the column's name.
            must_be_read: whether the row would mislead without the date.

        Raises:
            RowNotTakenError: the cell holds something else, and must be read.
        """
        value = self._cells.get(column)
        if value is None:
            return None
        read = self.intake.dates.read(value, self.day_zero)
        if read.date is None:
            if must_be_read:
                self.refuse(read.code, read.message, column)
            message = f"{read.message} Kept without this date; the cell is kept in the note."
            self.remark(Level.WARNING, read.code, message, column)
            self.keep_words(column)
            return None
        if read.code:
            level = Level.WARNING if read.code == "date-ambiguous" else Level.NOTE
            self.remark(level, read.code, read.message, column)
        if read.code == "date-ambiguous":
            self.keep_words(column)
        return read.date

    def day(self, column: str) -> date | None:
        """Return a whole day, or None for an empty cell or a vaguer date."""
        found = self.partial_date(column)
        if found is not None and not found.is_day:
            self.remark(Level.WARNING, "day-needed", "a whole day is needed; left out.", column)
            self.keep_words(column)
            return None
        return None if found is None else found.earliest

    def number(self, column: str) -> float | None:
        """Return a plain number, or None for an empty cell or one that holds something else."""
        value = self._cells.get(column)
        if value is None:
            return None
        read = self.intake.numbers.read(value) if not isinstance(value, Broken) else None
        quantity = read.quantity if read else None
        if read is None or quantity is None or quantity.comparator or read.unit:
            message = (read and read.message) or "this is not a plain number; kept in the note."
            self.remark(Level.WARNING, "number-not-read", message, column)
            self.keep_words(column)
            return None
        if read.code:
            self.remark(Level.NOTE, read.code, read.message, column)
        return quantity.value

    def four_state(self, column: str, otherwise: FactStatus = FactStatus.UNKNOWN) -> FactStatus:
        """Return one of the four states; `otherwise` for an empty cell."""
        return self._status(column, self._cells.get(column), otherwise)

    def _status(self, column: str, value: CellValue, otherwise: FactStatus) -> FactStatus:
        if value is None:
            return otherwise
        if isinstance(value, bool):
            return FactStatus.PRESENT if value else FactStatus.ABSENT
        found = word("four_state", text_of(value), tuple(FactStatus))
        if found.value is not None:
            return FactStatus(found.value)
        message = (
            "this can mean yes or no; read as unknown."
            if found.is_ambiguous
            else ("neither yes, no, n.d. nor ?; read as unknown and kept in the note.")
        )
        self.remark(Level.WARNING, "state-not-read", message, column)
        self.keep_words(column)
        return FactStatus.UNKNOWN

    def word(self, column: str, words: type[Words]) -> Words | None:
        """Return a word of a closed list; None for an empty cell or a word that is not in it."""
        text = self.text(column)
        if not text:
            return None
        found = word(self.sheet.column(column).words, text, tuple(words))
        if found.value is not None:
            return words(found.value)
        self.remark(
            Level.WARNING, "word-not-read", f"{_NOT_READ} One of: {', '.join(words)}.", column
        )
        self.keep_words(column)
        return None

    def required_word(self, column: str, words: type[Words]) -> Words:
        """Return a word of a closed list that must be there.

        Raises:
            RowNotTakenError: the cell is empty or holds another word.
        """
        text = self.required(column)
        found = word(self.sheet.column(column).words, text, tuple(words))
        if found.value is None:
            self.refuse("word-not-read", f"this is none of {', '.join(words)}.", column)
        return words(found.value)

    def meaning(self, column: str) -> Meaning:
        """Return what the words of a lookup column mean.

        Raises:
            RowNotTakenError: the cell is empty.
        """
        meaning = self.intake.lookups.meaning(self.sheet.column(column).kind, self.required(column))
        if not meaning.is_known:
            self.remark(Level.WARNING, "name-not-known", _NOT_KNOWN, column)
        return meaning

    def facts(self, column: str) -> list[Fact]:
        """Return the facts of `abscess: no; mass: yes`; a name without answer is present."""
        found: list[Fact] = []
        for part in self.text(column).split(";"):
            name, _, answer = part.rpartition(":") if ":" in part else (part, "", "yes")
            if name.strip():
                status = self._status(column, answer.strip() or None, FactStatus.UNKNOWN)
                fact, is_known = self.intake.lookups.fact(name.strip(), status)
                found.append(fact)
                if not is_known:
                    self.remark(Level.WARNING, "name-not-known", _NOT_KNOWN, column)
        return found

    def common(self, **more: Any) -> dict[str, Any]:
        """Return what every entry of this row has: id, date known, source, note."""
        own = self.text("entry_id")
        return {
            "id": own or f"{self.sheet.name}-{self.row_number}",
            "recorded_on": self.day("recorded_on"),
            "source": self.source,
            **more,
            "note": self.note(),
        }
