"""One table or resource type of a source, in the form in which all of them become events."""

from __future__ import annotations

from attrs import frozen

from crmo.errors import UserError

# event_id: kind of table, file, row in the file, event of the row. A row has at most 256 events.
_TABLE_BIT, _FILE_BIT, _ROW_BIT = 57, 41, 8
MOST_FILES = 1 << (_TABLE_BIT - _FILE_BIT)
MOST_EVENTS_OF_A_ROW = 1 << _ROW_BIT
_VISIT_BIT = 62
LATER_VISITS = "later_visits"  # row_id of encounters whose key an earlier one has


@frozen(kw_only=True)
class SourceTable:
    """What is needed to make events of a table.

    Args:
        name: table or resource type (`measurement`).
        number: its place among the tables of its form, from 1 to 31.
        rows: query that yields `row_id` (see `row_id`), `person_key`, `source_id`, `d_lo`,
            `d_hi`, `e_hi`, `value`, `ref_lo`, `ref_hi`, `visit_key`, `n_unusable` (dates that were
            told and could not be used) and the columns of its wording, which begin with `w_`.
        wording: names of these columns.
        date_column: name of the date, for remarks.
        has_number_keys: whether `source_id` and `person_key` are whole numbers.
        is_of_visits: whether its rows are encounters, to which others point by their key.
    """

    name: str
    number: int
    rows: str
    wording: tuple[str, ...]
    date_column: str = "date"
    has_number_keys: bool = False
    is_of_visits: bool = False

    @property
    def source_table(self) -> str:
        """The table or resource type itself, where this is a part of it."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """The hash of the wording, in SQL."""
        return f"hash({', '.join(self.wording)})"


def row_id(file: str, row: str) -> str:
    """Return SQL for the place of a row: number of the file, number in the file."""
    return f"(({file})::BIGINT << {_FILE_BIT}) | (({row})::BIGINT << {_ROW_BIT})"


def require_files(table: str, n_files: int) -> None:
    """Refuse a table in more files than event ids can tell apart.

    Raises:
        UserError: there are too many.
    """
    if n_files > MOST_FILES:
        raise UserError(
            "the table lies in too many files.",
            where=table,
            expected=f"at most {MOST_FILES:,} files",
            todo="Join the files into fewer.",
        )


def event_id(table: SourceTable) -> str:
    """Return SQL for the id of an event of a row.

    An encounter has the id that its key tells, unless an earlier one has the same key.
    """
    own = f"({table.number}::BIGINT << {_TABLE_BIT}) | r.row_id | m.part"
    if not table.is_of_visits:
        return own
    return (
        f"CASE WHEN m.is_visit AND r.row_id NOT IN (SELECT row_id FROM {LATER_VISITS}) "
        f"THEN {visit_event_id('r.visit_key')} ELSE {own} END"
    )


def visit_event_id(key: str) -> str:
    """Return SQL for the event id of an encounter, known from its key alone.

    So that an event can point at its encounter without a search. Whole numbers are kept; the
    hash of anything else is told apart by a further bit.
    """
    return (
        f"CASE WHEN {key} IS NULL THEN NULL "
        f"WHEN TRY_CAST({key} AS BIGINT) BETWEEN 0 AND 2305843009213693951 "
        f"THEN (1::BIGINT << {_VISIT_BIT}) | TRY_CAST({key} AS BIGINT) "
        f"ELSE (3::BIGINT << {_VISIT_BIT - 1}) | (hash({key}::VARCHAR) >> 3)::BIGINT END"
    )
