"""What every reader returns: the records, and remarks on what it could not understand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from attrs import field, frozen

from crmo.record import PatientRecord


class Level(StrEnum):
    """How much a remark matters."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


_MOST_CAME = 120


def shortened(text: str, limit: int = _MOST_CAME) -> str:
    """Return what came, cut short where it is too long for a line on a page or screen."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


@frozen(kw_only=True)
class Remark:
    """Something a reader noticed and did not pass over in silence.

    Args:
        level: note (kept, or of no concern here), warning (kept, not computed with), error
            (could not be taken into a record).
        where: file, resource, sheet, row and column.
        message: what happened and what to do, without any value of the patient's.
        came: the value as it came, for the screen only; never logged. Shortened to a line.
        code: short id of the kind of remark (`unit-missing`), for counting.
    """

    level: Level
    where: str
    message: str
    came: str = field(default="", converter=shortened)
    code: str = ""


@frozen(kw_only=True)
class Reading:
    """The outcome of reading one file or folder.

    Args:
        source: the name of what was read.
        format: what it turned out to be (`FHIR R4 Bundle`, `clinic spreadsheet`).
        records: one per patient.
        remarks: in the order of the source.
        understood: how many resources or rows of which kind became entries.
        ignored: how many were left aside with a remark.
        not_understood: how many could not be read.
    """

    source: str
    format: str
    records: tuple[PatientRecord, ...] = ()
    remarks: tuple[Remark, ...] = ()
    understood: Counter[str] = field(factory=Counter)
    ignored: Counter[str] = field(factory=Counter)
    not_understood: Counter[str] = field(factory=Counter)


def count_by_code(remarks: Iterable[Remark]) -> Counter[tuple[Level, str]]:
    """Return how often each kind of remark occurs, for the short report on the terminal."""
    return Counter((remark.level, remark.code) for remark in remarks)
