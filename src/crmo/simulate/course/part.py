"""Some children of a block: the loop is quick with thousands of rows, their stories take room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, fields, has

from crmo.simulate.course.course import Course
from crmo.simulate.onset.onset import Onset

_NO_COLUMNS = {"drugs"}  # names that a column refers to by place


def part_of(onset: Onset, course: Course, rows: slice) -> tuple[Onset, Course]:
    """Return the beginnings and the course of some rows, as if only these had been run.

    Args:
        onset: beginnings of n children.
        course: what became of them.
        rows: the first row and the one after the last; no step.
    """
    first, after, _ = rows.indices(onset.n)
    return _part(onset, onset.n, first, after), _part(course, onset.n, first, after)


def _part(value: Any, n: int, first: int, after: int) -> Any:
    if isinstance(value, np.ndarray):
        return value[first:after] if value.shape[:1] == (n,) else value
    if isinstance(value, Mapping):
        return {name: _part(each, n, first, after) for name, each in value.items()}
    if not has(type(value)):
        return value
    if hasattr(value, "child"):
        return _rows_of_table(value, first, after)
    changed = {
        attribute.name: _part(getattr(value, attribute.name), n, first, after)
        for attribute in fields(type(value))
    }
    return evolve(value, **changed)


def _rows_of_table(table: Any, first: int, after: int) -> Any:
    """Return the rows of a flat table, whose column `child` never falls, for some children."""
    start, stop = np.searchsorted(table.child, [first, after]).tolist()
    changed = {
        attribute.name: _cut(getattr(table, attribute.name), start, stop)
        for attribute in fields(type(table))
        if attribute.name not in _NO_COLUMNS
    }
    return evolve(table, **{**changed, "child": changed["child"] - first})


def _cut(column: Any, start: int, stop: int) -> Any:
    if isinstance(column, Mapping):
        return {name: each[start:stop] for name, each in column.items()}
    return column[start:stop]
