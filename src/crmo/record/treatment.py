"""Courses of treatment as they were given and told."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from crmo.record.checked import a_name, a_word_of, to_partial_date
from crmo.record.entry import Entry
from crmo.record.facts import Fact, FactStatus, to_facts
from crmo.record.partial_date import PartialDate


class StopReason(StrEnum):
    """Why a course ended."""

    NO_EFFECT = "no_effect"
    LOST_EFFECT = "lost_effect"
    ADVERSE_EVENT = "adverse_event"
    REMISSION = "remission"
    COMPLETED = "completed"
    CHOICE = "choice"
    OTHER = "other"
    UNKNOWN = "unknown"


class ToldResponse(StrEnum):
    """The response in the words of whoever wrote the record; not one that crmo derived."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"
    WORSE = "worse"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class TreatmentCourse(Entry):
    """One drug, or class of drugs, from a start to a stop.

    `on` is the start.

    Args:
        drug: id of a drug or drug class in the knowledge (`naproxen`, `tnf_inhibitor`).
        end: last day, or None.
        ongoing: whether it still runs: absent when it has ended, even without a known end.
        dose: as told, kept as text; crmo neither checks nor proposes doses.
        route: as told.
        indication: concept of what it was given for (`bacterial_osteomyelitis`), or empty.
        response: as told.
        sustained: whether a told complete response lasted after the course.
        stop_reason: why it ended.
        adverse_events: four-state events during the course.
    """

    drug: str = field(validator=a_name)
    end: PartialDate | None = field(default=None, converter=to_partial_date)
    ongoing: FactStatus = field(default=FactStatus.UNKNOWN, validator=a_word_of(FactStatus))
    dose: str = ""
    route: str = ""
    indication: str = ""
    response: ToldResponse = field(default=ToldResponse.UNKNOWN, validator=a_word_of(ToldResponse))
    sustained: FactStatus = field(default=FactStatus.UNKNOWN, validator=a_word_of(FactStatus))
    stop_reason: StopReason = field(default=StopReason.UNKNOWN, validator=a_word_of(StopReason))
    adverse_events: tuple[Fact, ...] = field(default=(), converter=to_facts)

    def _check(self) -> None:
        if self.end is None:
            return
        self._require_order("on", "end")
        if self.ongoing is FactStatus.PRESENT:
            self.refuse(
                "a treatment has an end and is said to go on.",
                field="ongoing",
                came=f"end {self.end}, ongoing",
                expected="an end, or that it goes on",
            )
