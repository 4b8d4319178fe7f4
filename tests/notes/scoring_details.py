"""Parts of a row that are scored apart: dose, dates, size, the place of a finding.

Each detail is a share: of the required gold rows that tell it, how many are answered by a row of
the reading that agrees in the main thing and in the detail too. There is no precision: a reading
may know more than the gold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.notes.scoring_gold import GoldNote
from tests.notes.scoring_measures import SAME_UNIT

Row = Mapping[str, Any]
Rows = Mapping[str, list[dict[str, Any]]]
Agree = Callable[[Row, Row], bool]

WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")
ROUTES = {"po", "sc", "iv", "im", "oral", "orally", "subcutaneous", "subcutaneously"}


def details(note: GoldNote, read: Rows) -> dict[str, tuple[int, int]]:
    """Return for each detail how many gold rows have it right, and how many tell it."""
    return {name: _shared(note, read, *rule) for name, rule in _DETAILS.items()}


def _shared(note: GoldNote, read: Rows, kind: str, key: str, agree: Agree) -> tuple[int, int]:
    gold = [row for row in note.rows(kind) if key in row and not row.get("optional")]
    if kind == "treatments":
        gold = [row for row in gold if row["status"] not in {"planned", "declined"}]
    right = sum(any(agree(row, one) for one in read[kind]) for row in gold)
    return right, len(gold)


def _same_lesion(gold: Row, read: Row) -> bool:
    return read["site"] in _any(gold, "site") and read["status"] in _any(gold, "status")


def _size(gold: Row, read: Row) -> bool:
    return _same_lesion(gold, read) and read["size_mm"] == gold["size_mm"]


def _scan_date(gold: Row, read: Row) -> bool:
    return _same_lesion(gold, read) and bool(read["on"] == gold["on"])


def _lab_date(gold: Row, read: Row) -> bool:
    units = [SAME_UNIT.get(one, one) for one in _any(gold, "unit")]
    same = read["analyte"] == gold["analyte"] and read["value"] == gold.get("value")
    return same and SAME_UNIT.get(read["unit"], read["unit"]) in units and read["on"] == gold["on"]


def _dose(gold: Row, read: Row) -> bool:
    return read["drug"] == gold["drug"] and any(
        same_dose(one, read["dose"]) for one in _any(gold, "dose")
    )


def _until(gold: Row, read: Row) -> bool:
    return bool(read["drug"] == gold["drug"] and read["until"] == gold["until"])


def _since(gold: Row, read: Row) -> bool:
    return bool(read["drug"] == gold["drug"] and read["on"] == gold["on"])


def _place(gold: Row, read: Row) -> bool:
    same = read["concept"] in _any(gold, "concept") and read["status"] in _any(gold, "status")
    return same and read["site"] in _any(gold, "site")


def same_dose(gold: str, read: str) -> bool:
    """Whether two doses tell the same numbers, and one has all the words of the other.

    The route is not part of a dose.
    """
    one, other = (WORD.findall(text.lower()) for text in (gold, read))
    words, others = set(one) - ROUTES, set(other) - ROUTES
    numbers, other_numbers = ([word for word in text if word[0].isdigit()] for text in (one, other))
    return bool(others) and numbers == other_numbers and (words <= others or others <= words)


def _any(row: Row, key: str) -> list[Any]:
    return [row.get(key), *row.get(f"or_{key}", ())]


_DETAILS: dict[str, tuple[str, str, Agree]] = {
    "size of a lesion": ("lesions", "size_mm", _size),
    "date of a scan": ("lesions", "on", _scan_date),
    "place of a finding": ("findings", "site", _place),
    "date of a laboratory value": ("labs", "on", _lab_date),
    "dose as told": ("treatments", "dose", _dose),
    "start of a treatment": ("treatments", "on", _since),
    "end of a treatment": ("treatments", "until", _until),
}
