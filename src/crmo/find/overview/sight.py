"""What a definition could see in these data: code sets, units, ranges, unknown codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from crmo.find.candidates.chart import Table
from crmo.find.duckdb_engine.run_definition import parquet_of
from crmo.find.duckdb_engine.sql_text import literal
from crmo.knowledge.case_definition import CaseDefinition, Select, ValueTest

_MOST_CODES = 100


@frozen(kw_only=True)
class SetInSight:
    """What the data hold of one code set.

    Args:
        id: of the code set.
        label: in words.
        n_codes: how many different codes of the data belong to it.
        n_events: how many events.
        n_persons: how many persons have one.
        n_undated: of these, without any day.
        n_values: of these, with a number.
        n_without_unit: numbers without a unit that was understood.
        n_without_range: numbers with neither reference limits nor a mark of the laboratory.
        asks_range: whether a criterion holds its values against their range.
        criteria: ids of the criteria that ask for it; `index` for the index event.
    """

    id: str
    label: str
    n_codes: int
    n_events: int
    n_persons: int
    n_undated: int
    n_values: int
    n_without_unit: int
    n_without_range: int
    asks_range: bool
    criteria: tuple[str, ...]


@frozen(kw_only=True)
class UnknownCode:
    """A code of the data of which crmo does not know what it means."""

    kind: str
    system: str
    code: str
    label: str
    n_events: int


@frozen(kw_only=True)
class NotUnderstood:
    """Codes without a meaning.

    Args:
        n_codes: how many different ones, by kind.
        n_events: how many events have them, by kind.
        n_all_events: how many events there are at all, by kind.
        most_frequent: those met most often.
    """

    n_codes: Mapping[str, int]
    n_events: Mapping[str, int]
    n_all_events: Mapping[str, int]
    most_frequent: tuple[UnknownCode, ...]


@frozen(kw_only=True)
class CountedRemark:
    """What the reader of the source noticed, and how often."""

    level: str
    where: str
    what: str
    message: str
    n: int


def sets_in_sight(
    connection: Any,
    table: Table,
    definition: CaseDefinition,
    code_ids: Mapping[str, Sequence[int]],
) -> tuple[SetInSight, ...]:
    """Return what the data hold of each code set of a definition.

    Args:
        connection: of DuckDB.
        table: the events.
        definition: whose code sets.
        code_ids: code set -> its codes in these data.
    """
    counted = _counted(connection, table, sorted({i for ids in code_ids.values() for i in ids}))
    persons = _persons(connection, table, code_ids)
    found = []
    for set_id, code_set in definition.code_sets.items():
        rows = [counted[code] for code in code_ids[set_id] if code in counted]
        sums = [sum(column) for column in zip(*rows, strict=True)] or [0] * 5
        asked = _asked_by(definition, set_id)
        found.append(
            SetInSight(
                id=set_id,
                label=code_set.label,
                n_codes=len(rows),
                n_events=sums[0],
                n_persons=persons.get(set_id, 0),
                n_undated=sums[1],
                n_values=sums[2],
                n_without_unit=sums[3],
                n_without_range=sums[4],
                asks_range=any(isinstance(each.value, ValueTest) for _, each in asked),
                criteria=tuple(dict.fromkeys(name for name, _ in asked))
                + _seen_by(definition, set_id),
            )
        )
    return tuple(found)


def _counted(connection: Any, table: Table, codes: list[int]) -> dict[int, tuple[int, ...]]:
    listed = ", ".join(str(int(code)) for code in codes) or "NULL"
    rows = connection.execute(
        "SELECT code_id, count(*), count(*) FILTER (d_lo IS NULL), count(value), "
        "count(value) FILTER (unit IS NULL), "
        "count(value) FILTER (ref_lo IS NULL AND ref_hi IS NULL AND flag IS NULL) "
        f"FROM {parquet_of(table.events)} WHERE code_id IN ({listed}) GROUP BY code_id"
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def _persons(
    connection: Any, table: Table, code_ids: Mapping[str, Sequence[int]]
) -> dict[str, int]:
    """Return code set -> how many persons have an event of it; none for a set without codes."""
    pairs = [(name, int(code)) for name, ids in code_ids.items() for code in ids]
    if not pairs:
        return {}
    listed = ", ".join(f"({literal(name)}, {code})" for name, code in pairs)
    rows = connection.execute(
        f"SELECT set_id, count(DISTINCT person_id) FROM {parquet_of(table.events)} "
        f"JOIN (VALUES {listed}) asked (set_id, code_id) USING (code_id) GROUP BY set_id"
    ).fetchall()
    return dict(rows)


def _asked_by(definition: CaseDefinition, set_id: str) -> list[tuple[str, Select]]:
    found = [("index", definition.index.first_of)]
    for criterion in definition.criteria.values():
        for name in ("of", "first", "then", "second"):
            select = getattr(criterion, name, None)
            if isinstance(select, Select):
                found.append((criterion.id, select))
    return [(name, select) for name, select in found if select.set == set_id]


def _seen_by(definition: CaseDefinition, set_id: str) -> tuple[str, ...]:
    asked = {name for name, _ in _asked_by(definition, set_id)}
    return tuple(
        criterion.id
        for criterion in definition.criteria.values()
        if criterion.seen_by == set_id and criterion.id not in asked
    )


def not_understood(connection: Any, table: Table, asked_for: Iterable[int] = ()) -> NotUnderstood:
    """Return the codes of the data without a meaning, those met most often by name.

    Args:
        connection: of DuckDB.
        table: the events.
        asked_for: codes that the definition itself names; they need no meaning beside.
    """
    codes = parquet_of(table.codes)
    listed = ", ".join(str(int(code)) for code in sorted(set(asked_for))) or "-1"
    unknown = f"concept IS NULL AND coalesce(how, '') = '' AND code_id NOT IN ({listed})"
    totals = connection.execute(
        f"SELECT kind, count(*) FILTER ({unknown}), "
        f"coalesce(sum(n_events) FILTER ({unknown}), 0), coalesce(sum(n_events), 0) "
        f"FROM {codes} GROUP BY kind ORDER BY kind"
    ).fetchall()
    rows = connection.execute(
        "SELECT kind, coalesce(system, 'local'), coalesce(code, ''), coalesce(label, ''), n_events "
        f"FROM {codes} WHERE {unknown} ORDER BY n_events DESC, code_id LIMIT {_MOST_CODES}"
    ).fetchall()
    return NotUnderstood(
        n_codes={kind: n for kind, n, _, _ in totals},
        n_events={kind: int(n) for kind, _, n, _ in totals},
        n_all_events={kind: int(n) for kind, _, _, n in totals},
        most_frequent=tuple(
            UnknownCode(kind=kind, system=system, code=code, label=label, n_events=n)
            for kind, system, code, label, n in rows
        ),
    )


def counted_remarks(connection: Any, table: Table) -> tuple[CountedRemark, ...]:
    """Return the remarks of the reader, the gravest and most frequent first."""
    if not table.remarks.exists():
        return ()
    rows = connection.execute(
        "SELECT level, where_, what, message, n "
        f"FROM {parquet_of(table.remarks)} ORDER BY "
        "CASE level WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, n DESC, where_, what"
    ).fetchall()
    return tuple(
        CountedRemark(level=level, where=where or "", what=what, message=message, n=n)
        for level, where, what, message, n in rows
    )
