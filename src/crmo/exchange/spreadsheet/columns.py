"""The sheets of the clinic spreadsheet and their columns, from columns.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from attrs import Factory, frozen

from crmo.exchange.spreadsheet.wording import header_key
from crmo.yaml12 import load


@frozen(kw_only=True)
class Column:
    """One column of a sheet.

    Args:
        name: heading in the template.
        kind: what its cells hold (`date`, `four_state`, `analyte`, …).
        note: what the person who fills it in reads.
        field: field of the entry that it fills.
        words: name of the list in words.yaml, for kind `words`.
        required: whether a row without it is not taken in.
        synonyms: other headings that are understood.
        example: what the example row shows.
        is_last: whether it stands behind the sheet's own columns, and nobody need fill it in.
    """

    name: str
    kind: str
    note: str
    field: str = Factory(lambda self: self.name, takes_self=True)
    words: str = ""
    required: bool = False
    synonyms: tuple[str, ...] = ()
    example: str | float = ""
    is_last: bool = False


@frozen(kw_only=True)
class Sheet:
    """One sheet of the template.

    Args:
        name: of the sheet, and of the CSV file.
        about: what one row holds.
        columns: in order.
        other_names: other names of the sheet that are understood.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    other_names: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column with this name."""
        return next(column for column in self.columns if column.name == name)

    def headings(self) -> Mapping[str, str]:
        """Return what each understood heading means: key of the heading to column name."""
        return _headings(self)


@cache
def sheets() -> Mapping[str, Sheet]:
    """Return every sheet of the template by name, in order."""
    table = load(files("crmo.exchange.spreadsheet") / "columns.yaml")
    raw: dict[str, dict[str, Any]] = {
        name: sheet["columns"] for name, sheet in table["sheets"].items()
    }
    return MappingProxyType(
        {
            name: Sheet(
                name=name,
                about=sheet["about"],
                columns=tuple(_columns(name, raw, table["last_columns"])),
                other_names=tuple(sheet["other_names"]),
            )
            for name, sheet in table["sheets"].items()
        }
    )


def sheet_named(name: str) -> Sheet | None:
    """Return the sheet of this name or other name; None for any other."""
    return sheets().get(_sheet_names().get(header_key(name), ""))


def best_sheet(headings: Iterable[str], names: Sequence[str] = ()) -> tuple[Sheet, int] | None:
    """Return the sheet that most of the headings belong to, and how many do."""
    keys = [header_key(heading) for heading in headings]
    candidates = [sheets()[name] for name in names] if names else sheets().values()
    counted = [(sum(key in sheet.headings() for key in keys), sheet) for sheet in candidates]
    most, sheet = max(counted, key=lambda pair: pair[0])
    return (sheet, most) if most else None


def _columns(
    sheet: str, raw: Mapping[str, Mapping[str, Any]], last: Mapping[str, Any]
) -> Iterable[Column]:
    for name, values in raw[sheet].items():
        told = {**raw[values["like"]][name], **values} if "like" in values else values
        yield _column(name, told, is_last=False)
    if sheet != "patients":
        for name, values in last.items():
            yield _column(name, values, is_last=True)


def _column(name: str, values: Mapping[str, Any], *, is_last: bool) -> Column:
    told = {key: value for key, value in values.items() if key not in {"like", "synonyms"}}
    return Column(name=name, synonyms=tuple(values.get("synonyms", ())), is_last=is_last, **told)


@cache
def _sheet_names() -> Mapping[str, str]:
    return {
        header_key(name): sheet.name
        for sheet in sheets().values()
        for name in (*sheet.other_names, sheet.name)
    }


@cache
def _headings(sheet: Sheet) -> Mapping[str, str]:
    """A column's own name wins over another column's synonym."""
    found: dict[str, str] = {}
    for column in sheet.columns:
        for synonym in column.synonyms:
            found.setdefault(header_key(synonym), column.name)
    return found | {header_key(column.name): column.name for column in sheet.columns}
