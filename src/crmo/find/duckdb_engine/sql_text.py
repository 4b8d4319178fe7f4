"""Values and names as SQL text: the one place where something of ours becomes part of a statement.

DuckDB reads `0.1` as a decimal, whose sums and comparisons differ from those of floating point;
numbers that are not whole are therefore written with an exponent, which makes them DOUBLE.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

_WIDTH = 80


def literal(value: str | float) -> str:
    """Return a value as a SQL literal.

    Args:
        value: a text, a whole number, or a finite floating point number (DOUBLE in SQL).

    Raises:
        ValueError: the number is NaN or infinite, or the text holds a NUL character.
    """
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("a text for SQL holds a NUL character")
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        raise ValueError("a number for SQL is not finite")
    text = repr(float(value))
    return text if "e" in text else f"{text}e0"


def identifier(name: str) -> str:
    """Return a name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def listed(values: Iterable[str | float]) -> str:
    """Return values as the inside of an IN list, over several lines if they are many."""
    lines = [""]
    for value in values:
        text = literal(value)
        if len(lines[-1]) + len(text) > _WIDTH:
            lines.append("")
        lines[-1] += f"{text}, "
    return "\n        ".join(line.rstrip() for line in lines).removesuffix(",")


def comment(text: str) -> str:
    """Return a text as SQL comment lines; a line break in it cannot end the comment."""
    return "\n".join(f"-- {line}".rstrip() for line in text.splitlines())
