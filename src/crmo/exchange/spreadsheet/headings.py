"""Find out which sheet a table is, and which of its columns are ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from crmo.exchange.reading import Level, Remark
from crmo.exchange.spreadsheet.cell import Table, text_of
from crmo.exchange.spreadsheet.columns import Sheet, best_sheet, sheet_named
from crmo.exchange.spreadsheet.intake import Intake
from crmo.exchange.spreadsheet.row import Row
from crmo.exchange.spreadsheet.wording import header_key

# A title may stand above the headings.
_MOST_ROWS_ABOVE = 10
_RESULTS = frozenset({"value", "flag", "result_text"})


class Found:
    """A table that is one of our sheets.

    Args:
        table: as it stands in the file.
        sheet: which one it is.
        heading_row: place of the headings among the table's rows.
    """

    def __init__(self, table: Table, sheet: Sheet, heading_row: int) -> None:
        self.table = table
        self.sheet = sheet
        self._heading_row = heading_row

    @cached_property
    def _headings(self) -> list[str]:
        return [text_of(cell) for cell in self.table.rows[self._heading_row][1]]

    @cached_property
    def _ours(self) -> Mapping[int, str]:
        """Our columns by their place; a column's own name wins over a synonym beside it."""
        keys = [header_key(heading) for heading in self._headings]
        known = self.sheet.headings()
        own = {header_key(column.name) for column in self.sheet.columns}
        found: dict[int, str] = {}
        for place in sorted(range(len(keys)), key=lambda at: keys[at] not in own):
            name = known.get(keys[place])
            if name is not None and name not in found.values():
                found[place] = name
        return found

    @cached_property
    def _others(self) -> Mapping[int, str]:
        """Columns that are not ours by their place."""
        told = enumerate(self._headings)
        return {place: text for place, text in told if text and place not in self._ours}

    @cached_property
    def _formulas(self) -> Mapping[int, list[int]]:
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.table.formulas):
            found.setdefault(row, []).append(column)
        return found

    def texts_of_kind(self, *kinds: str) -> Iterator[str]:
        """Yield the texts in the columns of some kinds, to learn how the file writes them."""
        wanted = [at for at, name in self._ours.items() if self.sheet.column(name).kind in kinds]
        for _, cells in self.table.rows[self._heading_row + 1 :]:
            for at in wanted:
                if at < len(cells) and isinstance(cells[at], str):
                    yield str(cells[at])

    def rows(self, intake: Intake) -> Iterator[Row]:
        """Yield the rows below the headings."""
        for number, cells in self.table.rows[self._heading_row + 1 :]:
            told = {at: value for at, value in enumerate(cells) if value is not None}
            ours = {name: told.pop(at) for at, name in self._ours.items() if at in told}
            extra = {self._others.get(at, f"column {at + 1}"): each for at, each in told.items()}
            row = Row(intake, self.sheet, self.table.name, number, ours, extra, self.table.day_zero)
            self._remark_on_formulas(row)
            yield row

    def remark_on_headings(self, intake: Intake) -> None:
        """Remark on what stands above the headings, and on columns too many or too few."""
        where = f"{intake.document}, sheet {self.table.name}"
        if self._heading_row:
            lines = (cells for _, cells in self.table.rows[: self._heading_row])
            came = " / ".join(" ".join(filter(None, map(text_of, cells))) for cells in lines)
            message = "these rows stand above the headings; not read."
            intake.remark(
                Remark(level=Level.NOTE, where=where, message=message, came=came, code="rows-above")
            )
        for heading in self._others.values():
            kept = "not taken in" if self.sheet.name == "patients" else "kept in the notes"
            message = f"the column {heading!r} is not one of ours; {kept}."
            intake.remark(
                Remark(level=Level.NOTE, where=where, message=message, code="column-unknown")
            )
        for column in self.sheet.columns:
            if column.required and column.name not in self._ours.values():
                message = f"there is no column {column.name!r}, which every row needs."
                intake.remark(
                    Remark(level=Level.ERROR, where=where, message=message, code="column-missing")
                )

        if self.sheet.name == "labs" and _RESULTS.isdisjoint(self._ours.values()):
            message = "there is no column 'value' (nor 'flag' or 'result_text') to read results in."
            intake.remark(
                Remark(level=Level.ERROR, where=where, message=message, code="column-missing")
            )

    def _remark_on_formulas(self, row: Row) -> None:
        for column in self._formulas.get(row.row_number, ()):
            name = self._ours.get(column - 1)
            if name is not None and not row.is_broken(name):
                message = "a formula; the value that was last computed was used."
                row.remark(Level.NOTE, "formula", message, name)


def is_about_the_sheets(table: Table) -> bool:
    """Whether a table is one of the template's own pages that nobody fills in."""
    return header_key(table.name) in {"readme", "lists"}


def found_sheet(table: Table) -> Found | None:
    """Return which of our sheets a table is, by its name, or else by its headings.

    A sheet of another name needs three headings of ours, the child's number among them.
    """
    if is_about_the_sheets(table):
        return None
    named = sheet_named(table.name)
    for place, (_, cells) in enumerate(table.rows[:_MOST_ROWS_ABOVE]):
        headings = [text_of(cell) for cell in cells if cell is not None]
        best = best_sheet(headings, (named.name,) if named else ())
        if best is None:
            continue
        known = best[0].headings()
        has_number = "patient_id" in {known.get(header_key(each)) for each in headings}
        if best[1] >= 2 and (named or (best[1] >= 3 and has_number)):
            return Found(table, best[0], place)
    return None
