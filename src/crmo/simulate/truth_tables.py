"""The truth about virtual children as tables, to be written beside what a hospital would hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmo.simulate.child import STEP_DAYS, VirtualChild

if TYPE_CHECKING:
    import pyarrow as pa

_EPOCH = 719_163  # ordinal of 1970-01-01, from which Arrow counts days

Row = tuple[Any, ...]


@frozen
class TruthTable:
    """One table: its columns, and the rows that a child adds to it.

    Args:
        columns: name -> Arrow type by name (`int64`, `string`, `date32`, `float64`, `bool_`,
            `string*` for a list of texts).
        rows: yields the rows of one child, values in the order of the columns.
    """

    columns: Mapping[str, str]
    rows: Callable[[VirtualChild], Iterator[Row]]

    def schema(self) -> pa.Schema:
        """Return the Arrow schema."""
        import pyarrow as pa

        return pa.schema([(name, _arrow_type(kind)) for name, kind in self.columns.items()])

    def batch(self, children: Iterable[VirtualChild]) -> pa.RecordBatch:
        """Return the rows of several children, in their order."""
        import pyarrow as pa

        rows = [row for child in children for row in self.rows(child)]
        values = zip(*rows, strict=True) if rows else ((),) * len(self.columns)
        arrays = [
            pa.array(column, _arrow_type(kind))
            for column, kind in zip(values, self.columns.values(), strict=True)
        ]
        return pa.record_batch(arrays, schema=self.schema())


def _arrow_type(kind: str) -> pa.DataType:
    import pyarrow as pa

    made: pa.DataType = getattr(pa, kind.rstrip("*"))()
    return pa.list_(made) if kind.endswith("*") else made


def _day(ordinal: int | None) -> int | None:
    return None if ordinal is None else ordinal - _EPOCH


def _children(child: VirtualChild) -> Iterator[Row]:
    yield (
        child.number, child.kind, child.sex.value, _day(child.born), _day(child.onset),
        _day(child.diagnosed), _day(child.until), child.leaves, child.pattern,
        [name for name, is_so in child.traits.items() if is_so], list(child.family),
        list(child.incidental), child.height_z,
    )  # fmt: skip


def _bouts(child: VirtualChild) -> Iterator[Row]:
    for bout in child.bouts:
        yield (
            child.number, bout.bone_unit, _day(bout.first_day), _day(bout.last_day), bout.is_felt,
            bout.size_mm, list(bout.features), [day - _EPOCH for day in bout.features.values()],
        )  # fmt: skip


def _conditions(child: VirtualChild) -> Iterator[Row]:
    for it in child.conditions:
        yield child.number, it.concept, it.site, _day(it.first_day), _day(it.last_day)


def _treatments(child: VirtualChild) -> Iterator[Row]:
    for it in child.treatments:
        yield (
            child.number, it.drug, _day(it.start), _day(it.stop), it.indication,
            it.response.value, it.stop_reason.value, list(it.adverse_events),
        )  # fmt: skip


def _visits(child: VirtualChild) -> Iterator[Row]:
    for it in child.visits:
        yield child.number, _day(it.day), it.department, it.is_attended, it.is_planned


def _scans(child: VirtualChild) -> Iterator[Row]:
    for it in child.scans:
        yield child.number, _day(it.day), it.modality.value, it.whole_body, list(it.sites)


def _samplings(child: VirtualChild) -> Iterator[Row]:
    for it in child.samplings:
        found = [name for name, was_found in it.results.items() if was_found]
        yield child.number, _day(it.day), it.concept, it.site, list(it.results), found


def _beliefs(child: VirtualChild) -> Iterator[Row]:
    for it in child.beliefs:
        yield child.number, it.concept, it.certainty.value, _day(it.first_day), _day(it.last_day)


def _states(child: VirtualChild) -> Iterator[Row]:
    for name, values in child.states.values.items():
        yield child.number, name, _day(child.states.first_day), STEP_DAYS, list(values)


TRUTH_TABLES: Mapping[str, TruthTable] = MappingProxyType(
    {
        "children": TruthTable(
            {
                "child": "int64", "kind": "string", "sex": "string", "born": "date32",
                "onset": "date32", "diagnosed": "date32", "until": "date32", "leaves": "string",
                "pattern": "string", "traits": "string*", "family": "string*",
                "incidental": "string*", "height_z": "float64",
            },
            _children,
        ),
        "bouts": TruthTable(
            {
                "child": "int64", "bone_unit": "string", "first_day": "date32",
                "last_day": "date32", "is_felt": "bool_", "size_mm": "float64",
                "feature": "string*", "feature_from": "date32*",
            },
            _bouts,
        ),
        "conditions": TruthTable(
            {
                "child": "int64", "concept": "string", "site": "string", "first_day": "date32",
                "last_day": "date32",
            },
            _conditions,
        ),
        "treatments": TruthTable(
            {
                "child": "int64", "drug": "string", "start": "date32", "stop": "date32",
                "indication": "string", "response": "string", "stop_reason": "string",
                "adverse_events": "string*",
            },
            _treatments,
        ),
        "visits": TruthTable(
            {
                "child": "int64", "day": "date32", "department": "string",
                "is_attended": "bool_", "is_planned": "bool_",
            },
            _visits,
        ),
        "scans": TruthTable(
            {
                "child": "int64", "day": "date32", "modality": "string", "whole_body": "bool_",
                "sites": "string*",
            },
            _scans,
        ),
        "samplings": TruthTable(
            {
                "child": "int64", "day": "date32", "concept": "string", "site": "string",
                "looked_for": "string*", "found": "string*",
            },
            _samplings,
        ),
        "beliefs": TruthTable(
            {
                "child": "int64", "concept": "string", "certainty": "string",
                "first_day": "date32", "last_day": "date32",
            },
            _beliefs,
        ),
        "states": TruthTable(
            {
                "child": "int64", "name": "string", "first_day": "date32", "step_days": "int64",
                "values": "float64*",
            },
            _states,
        ),
    }
)  # fmt: skip


def truth_batches(children: Iterable[VirtualChild]) -> dict[str, pa.RecordBatch]:
    """Return the truth about several children, table by table.

    Raises:
        ModuleNotFoundError: pyarrow is not installed.
    """
    several = tuple(children)
    return {name: table.batch(several) for name, table in TRUTH_TABLES.items()}
