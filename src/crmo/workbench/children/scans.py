"""Which scans nobody of the clinic has said to have read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from attrs import frozen

from crmo.record import ImagingStudy, PatientRecord
from crmo.workbench.ledger import Kind, Row

IMAGING = "imaging_study"
# Older pictures come with a history that is read in; nobody would call them news.
NEWS_FOR = timedelta(days=183)
# Whoever typed a scan's findings has read them.
BY_HAND = frozenset({"visit", "correction"})


@frozen(kw_only=True)
class UnreadScan:
    """A scan that nobody has said to have read.

    Args:
        study: the scan.
        sequence: its place in the ledger.
    """

    study: ImagingStudy
    sequence: int


def unread_scans(record: PatientRecord, told: Iterable[Row], *, on: date) -> tuple[UnreadScan, ...]:
    """Return the scans of the half year before a day that nobody has said to have read.

    A scan entered by hand counts as read by whoever entered it. One that was corrected by a file
    counts as unread again.

    Args:
        record: the child's.
        told: statements of the kinds `imaging_study`, `seen` and `retraction`.
        on: the day, inclusive.
    """
    rows = list(told)
    taken_back = {row.payload["entry"] for row in rows if row.kind == Kind.RETRACTION}
    read = {
        row.payload["entry"]
        for row in rows
        if row.kind == Kind.SEEN and row.entry_id not in taken_back
    }
    stated = {row.entry_id: row for row in rows if row.kind == IMAGING}
    return tuple(
        UnreadScan(study=study, sequence=stated[study.id].sequence)
        for study in record.as_of(on).of_kind(ImagingStudy)
        if study.id in stated
        and study.id not in read
        and stated[study.id].source not in BY_HAND
        and _is_news(study, on)
    )


def _is_news(study: ImagingStudy, on: date) -> bool:
    """Whether a scan may be of the half year before a day; an undated one by its recording."""
    if study.on is None:
        return study.recorded_on is None or study.recorded_on >= on - NEWS_FOR
    return study.on.earliest <= on and study.on.latest >= on - NEWS_FOR
