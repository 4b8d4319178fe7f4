"""What a comparison found, as it is kept in docs/explanation/simulated-vs-published.json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crmo.simulate.agreement import Row

FILE = (
    Path(__file__).resolve().parent.parent.parent
    / "docs"
    / "explanation"
    / "simulated-vs-published.json"
)
_DIGITS = 6  # significant; enough to see a change, few enough to read


def row_of(row: Row) -> dict[str, Any]:
    """Return a row as plain values."""
    return {
        "id": row.quantity.id,
        "simulated": _rounded(row.simulated.value),
        "n": row.simulated.n,
        "standard_error": _rounded(row.simulated.standard_error),
        "low": _rounded(row.interval.low),
        "high": _rounded(row.interval.high),
        "how": row.interval.how,
        "lies_inside": row.lies_inside,
    }


def rows_of(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows as plain values, in their order."""
    return [row_of(row) for row in rows]


def rounded(values: Mapping[str, float]) -> dict[str, float]:
    """Return numbers with as many digits as are kept."""
    return {key: _rounded(value) for key, value in values.items()}


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def read(path: Path = FILE) -> dict[str, Any]:
    """Return the results that are kept.

    Args:
        path: the file.
    """
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def write(results: Mapping[str, Any], path: Path = FILE) -> None:
    """Keep results: one line per row, so that a change can be read.

    Args:
        results: plain values.
        path: the file.
    """
    parts = []
    for key, value in results.items():
        if isinstance(value, list):
            lines = ",\n".join(f"    {json.dumps(one, ensure_ascii=False)}" for one in value)
            parts.append(f"  {json.dumps(key)}: [\n{lines}\n  ]")
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8", newline="\n")
