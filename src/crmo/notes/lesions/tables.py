"""From the cells of a table to what a scan tells."""

from __future__ import annotations

from collections.abc import Iterable

from crmo.notes.context import Place, Sentence
from crmo.notes.lesions.column_table import Row
from crmo.notes.lesions.gather import Study
from crmo.notes.lesions.grid import Cell
from crmo.notes.lesions.verdict import Verdict
from crmo.notes.reading import Mark, Role


def take_cells(study: Study, cells: Iterable[Cell]) -> None:
    """Add the answers of a line to what its scan tells."""
    for cell in cells:
        if cell.sign.status is None:
            continue
        mark = Mark(*cell.span, Role.VALUE, "lesions:table", cell.site)
        marks = tuple(Mark(m.start, m.end, m.role, m.rule, cell.site) for m in cell.place.marks[:1])
        place = Place(cell.place.start, cell.place.end, (cell.site,), marks)
        said = Verdict(cell.sign.status, dict(cell.sign.features), (mark,))
        list(study.add(cell.sentence, place, said, cell.size))


def take_rows(sentence: Sentence, study: Study, rows: Iterable[Row]) -> None:
    """Add what a line under headings tells to its scan."""
    for row in rows:
        if row.status is None:
            continue
        place = row.place
        marks = tuple(
            Mark(place.start, place.end, Role.SITE, "lesions:table", site) for site in place.sites
        )
        mark = Mark(*row.span, Role.VALUE, "lesions:table", "")
        said = Verdict(row.status, dict(row.features), (mark,))
        place = Place(place.start, place.end, place.sites, marks)
        list(study.add(sentence, place, said, row.size))
