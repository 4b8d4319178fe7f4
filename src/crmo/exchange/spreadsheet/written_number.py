"""Numbers as people write them: decimal commas, comparators, thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from crmo.errors import InvalidValueError
from crmo.exchange.spreadsheet.cell import CellValue
from crmo.record import Quantity

_SIGN = r"(?:<=|>=|<|>|≤|≥)?\s*[-+]?"
_COMMA = re.compile(rf"\s*{_SIGN}(?:0,\d+|\d+,(?:\d{{1,2}}|\d{{4,}}))(?!\d)", re.ASCII)
_POINT = re.compile(rf"\s*{_SIGN}(?:0\.\d+|\d+\.(?:\d{{1,2}}|\d{{4,}}))(?!\d)", re.ASCII)
_THREE = re.compile(rf"\s*{_SIGN}[1-9]\d{{0,2}}([.,])\d{{3}}\s*\Z", re.ASCII)
_GROUPED = re.compile(rf"\s*{_SIGN}[1-9]\d{{0,2}}(?:([.,' ])\d{{3}})(?:\1\d{{3}})+\s*\Z", re.ASCII)
_WITH_UNIT = re.compile(
    rf"\s*({_SIGN}\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)(?![eE][-+]?\d)\s*([^\d\s<>=.,].*)\Z",
    re.ASCII | re.DOTALL,
)
_TWO_NUMBERS = re.compile(r"\s*\d+(?:[.,]\d+)?\s*(?:[-\u2013\u2014]|to|bis)\s*\d", re.ASCII)
_LONGEST_MARKED = 40
# `12*`, `12 \u2191`, `12 mg/l (H)`; letters only in brackets, where they are no unit.
_MARKED = re.compile(
    r"(?P<number>[^*\u2191\u2193()]*\d[^*\u2191\u2193()]*?)\s*"
    r"(?:(?P<arrow>[*\u2191\u2193])|[(\[](?P<letter>[HhLl*+\u2191\u2193])[)\]])\s*\Z",
)


@frozen
class ReadNumber:
    """What a cell means as a number.

    Args:
        quantity: number and comparator without unit, or None when it is none.
        unit: what stood behind the number in the same cell.
        code: kind of the remark to make, or empty.
        message: its words.
        mark: the sign beside the number by which a laboratory points at it: `*`, `↑`, `h`.
    """

    quantity: Quantity | None
    unit: str = ""
    code: str = ""
    message: str = ""
    mark: str = ""


@frozen
class NumberStyle:
    """What a comma and a point mean in the numbers of one file.

    Args:
        has_commas: whether a number shows that a comma is the decimal sign.
        has_points: whether a number shows that a point is.
    """

    has_commas: bool = False
    has_points: bool = False

    @classmethod
    def learnt_from(cls, texts: Iterable[str]) -> NumberStyle:
        """Return the style that the unambiguous numbers of a file show."""
        commas = points = False
        for text in texts:
            commas = commas or bool(_COMMA.match(text))
            points = points or bool(_POINT.match(text))
        return cls(commas, points)

    def read(self, value: CellValue) -> ReadNumber:
        """Return what a cell means as a number; a unit in the same cell is split off."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return ReadNumber(Quantity(value=value))
        text = str(value).strip()
        if _TWO_NUMBERS.match(text):
            message = "this is a range and not one number."
            return ReadNumber(None, "", "number-range", message)
        marked = _MARKED.match(text) if len(text) <= _LONGEST_MARKED else None
        if marked:
            text = marked["number"]
        mark = (marked["arrow"] or marked["letter"]).lower() if marked else ""
        match = _WITH_UNIT.match(text)
        number, unit = (match[1], match[2].strip()) if match else (text, "")
        read = self._plain(number)
        return ReadNumber(read.quantity, unit, read.code, read.message, mark)

    def _plain(self, text: str) -> ReadNumber:
        if match := _GROUPED.match(text):
            whole = text.replace(match[1], "")
            return ReadNumber(Quantity.parse(whole), "", "number-grouped", "read as thousands.")
        if match := _THREE.match(text):
            return self._three_digits(text, match[1])
        try:
            return ReadNumber(Quantity.parse(text))
        except InvalidValueError:
            return ReadNumber(None)

    def _three_digits(self, text: str, sign: str) -> ReadNumber:
        """Read `1.234` or `1,234` as the other numbers of the file show, if they agree."""
        is_decimal = self.has_commas if sign == "," else not self.has_commas or self.has_points
        is_thousands = self.has_points if sign == "," else self.has_commas
        if is_decimal and not is_thousands:
            return ReadNumber(Quantity.parse(text.replace(",", ".")))
        if is_thousands and not is_decimal:
            message = "read as thousands, as other numbers of this file show."
            return ReadNumber(Quantity.parse(text.replace(sign, "")), "", "number-grouped", message)
        message = "a decimal sign or a thousands separator: it cannot be told. Write 1234 or 1.2."
        return ReadNumber(None, "", "number-ambiguous", message)
