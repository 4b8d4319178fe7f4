"""The tables of OMOP CDM 5.4: columns, their types, what is required."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from crmo.errors import MissingExtraError
from crmo.yaml12 import load

if TYPE_CHECKING:
    import pyarrow as pa

_LENGTH = re.compile(r"varchar\((\d+)\)")
# Our ids are beyond what 32 bits can hold; concept ids, years, months and days are not.
_ROW_ID = re.compile(r"(?<!concept)_id\Z")


@frozen(kw_only=True)
class Column:
    """One column.

    Args:
        name: `condition_start_date`.
        type: as the specification writes it: `integer`, `varchar(50)`, `date`.
        required: whether it may not be empty.
    """

    name: str
    type: str
    required: bool

    @property
    def is_row_id(self) -> bool:
        """Whether it holds the id of a row, which needs 64 bits here."""
        return self.type == "integer" and _ROW_ID.search(self.name) is not None

    @property
    def max_length(self) -> int | None:
        """The most characters, or None."""
        match = _LENGTH.match(self.type)
        return int(match[1]) if match else None


@frozen(kw_only=True)
class Table:
    """One table.

    Args:
        name: `condition_occurrence`.
        columns: in the order of the specification.
    """

    name: str
    columns: tuple[Column, ...]
    by_name: Mapping[str, Column] = field(init=False)

    @by_name.default
    def _by_name(self) -> Mapping[str, Column]:
        return MappingProxyType({column.name: column for column in self.columns})


@cache
def tables() -> Mapping[str, Table]:
    """Return every table that is written, by name."""
    raw: dict[str, dict[str, str]] = load(files(__package__) / "cdm_tables.yaml")
    return MappingProxyType({name: _table(name, columns) for name, columns in raw.items()})


def _table(name: str, columns: Mapping[str, str]) -> Table:
    made = (
        Column(name=key, type=text.removesuffix(" required"), required=text.endswith("required"))
        for key, text in columns.items()
    )
    return Table(name=name, columns=tuple(made))


@cache
def arrow_schema(name: str) -> pa.Schema:
    """Return a table's columns as Arrow types; what is required may not be null.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    arrow = pyarrow_module()
    return arrow.schema(
        [
            arrow.field(column.name, _arrow_type(arrow, column), nullable=not column.required)
            for column in tables()[name].columns
        ]
    )


def _arrow_type(arrow: Any, column: Column) -> Any:
    if column.type == "integer":
        return arrow.int64() if column.is_row_id else arrow.int32()
    if column.type == "numeric":
        return arrow.float64()
    if column.type == "date":
        return arrow.date32()
    return arrow.timestamp("us") if column.type == "datetime" else arrow.string()


def pyarrow_module() -> Any:
    """Return pyarrow, which is imported only when a table is made.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtraError(
            "OMOP tables are written as Parquet, which needs pyarrow; it is not installed.",
            expected="the extra `simulate`",
            todo='Install it with: pip install "crmo[simulate]"',
        ) from None
    return pa
