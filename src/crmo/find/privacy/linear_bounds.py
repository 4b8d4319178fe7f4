"""How large a hidden count can be, told by sums that are shown: linear programming, exactly.

Small and plain: the simplex method with fractions and Bland's rule, so that it ends and rounds
nothing. The tables of one report are a few dozen cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

Number = int | Fraction
"""Whole as long as it can be: nearly all sums of counts stay so, and fractions are slow."""
Row = Mapping[str, int]
"""Coefficients of hidden cells; the sum with these is a number that is known."""


def is_at_least_possible(
    cell: str, limit: int, rows: Sequence[tuple[Row, int]], known: Mapping[str, int]
) -> bool:
    """Whether a hidden cell could be as large as a limit, for all that the sums say.

    Args:
        cell: of which it is asked.
        limit: that it should be able to reach.
        rows: equations over hidden cells, each of which is 0 or more.
        known: true values of the cells; only used to begin with, never to decide.

    Returns:
        Whether some solution of the equations gives the cell `limit` or more.
    """
    if known[cell] >= limit:
        return True
    rows = _linked(cell, rows)
    if not rows:
        return True
    return _maximum(cell, rows, limit) >= limit


def _linked(cell: str, rows: Sequence[tuple[Row, int]]) -> list[tuple[Row, int]]:
    """Return the equations that have to do with a cell, over however many others."""
    reached, found = {cell}, [False] * len(rows)
    grows = True
    while grows:
        grows = False
        for at, (row, _) in enumerate(rows):
            if not found[at] and reached & row.keys():
                found[at], grows = True, True
                reached |= row.keys()
    return [row for at, row in enumerate(rows) if found[at]]


def _maximum(cell: str, rows: Sequence[tuple[Row, int]], enough: int) -> Number:
    """Return the largest value of a cell, or a value of at least `enough` found on the way."""
    names = sorted({name for row, _ in rows for name in row})
    width = len(names) + len(rows)  # with one helper for each equation
    table: list[list[Number]] = []
    for at, (row, total) in enumerate(rows):
        sign = -1 if total < 0 else 1
        line: list[Number] = [sign * row.get(name, 0) for name in names]
        line.extend(int(other == at) for other in range(len(rows)))
        table.append([*line, sign * total])
    basis = [len(names) + at for at in range(len(rows))]
    helpers: list[Number] = [*(0 for _ in names), *(-1 for _ in rows)]
    _climb(table, basis, helpers, width, None)
    _drive_out(table, basis, len(names))
    goal: list[Number] = [0] * width
    goal[names.index(cell)] = 1
    return _climb(table, basis, goal, len(names), enough)


def _climb(
    table: list[list[Number]],
    basis: list[int],
    goal: list[Number],
    width: int,
    enough: int | None,
) -> Number:
    """Improve the goal until nothing helps any more, or until it is enough; return its value."""
    while True:
        value = sum((goal[b] * row[-1] for b, row in zip(basis, table, strict=True)), 0)
        if enough is not None and value >= enough:
            return value
        column = next((c for c in range(width) if _gain(table, basis, goal, c) > 0), None)
        if column is None:
            return value
        ratios = [
            (Fraction(row[-1]) / row[column], basis[at], at)
            for at, row in enumerate(table)
            if row[column] > 0
        ]
        if not ratios:
            return enough if enough is not None else value  # nothing holds it back
        _pivot(table, basis, min(ratios)[2], column)


def _gain(table: list[list[Number]], basis: list[int], goal: list[Number], column: int) -> Number:
    if column in basis:
        return 0
    lost = sum((goal[b] * row[column] for b, row in zip(basis, table, strict=True)), 0)
    return goal[column] - lost


def _pivot(table: list[list[Number]], basis: list[int], at: int, column: int) -> None:
    by = table[at][column]
    if by != 1:
        table[at] = [-entry if by == -1 else Fraction(entry) / by for entry in table[at]]
    for other, row in enumerate(table):
        if other != at and row[column]:
            factor = row[column]
            table[other] = [a - factor * b for a, b in zip(row, table[at], strict=True)]
    basis[at] = column


def _drive_out(table: list[list[Number]], basis: list[int], n_names: int) -> None:
    """Take the helpers out of the basis; an equation that says nothing new is dropped."""
    for at in range(len(table) - 1, -1, -1):
        if basis[at] < n_names:
            continue
        column = next((c for c in range(n_names) if table[at][c]), None)
        if column is None:
            del table[at], basis[at]
        else:
            _pivot(table, basis, at, column)
