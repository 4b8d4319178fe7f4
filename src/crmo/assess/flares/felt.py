"""What the record tells of complaints around a relapse that MRI showed."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.assess.answer import counted, listed, number, spoken, told
from crmo.assess.facts import Facts
from crmo.assess.flares.clinical import clinical_flares
from crmo.assess.lesions.complaints import Complaint, complaints_at, told_complaint
from crmo.assess.lesions.timeline import PlaceState, PlaceTimeline
from crmo.assess.measures import Point, points
from crmo.record import FactStatus, PartialDate


def how_it_was_felt(
    facts: Facts,
    on: PartialDate,
    end: PartialDate | None,
    back: Sequence[tuple[PlaceTimeline, PlaceState]],
) -> tuple[bool | None, str]:
    """Return whether a relapse was silent when it was seen, and a sentence on complaints.

    Args:
        facts: the record on a day.
        on: date of the MRI that shows the relapse.
        end: date of the MRI that shows it gone, or None.
        back: the places concerned, each with its state on that MRI.

    Returns:
        True when every place was said to cause no complaint, and neither a flare in the clinic
        nor a complaint at these places is recorded within the window of the rule; False when
        one of these is; None when nobody wrote it down. The sentence is true of the record in
        each case and never says more than that.
    """
    window = number(facts.knowledge.rules("flare")["radiological_relapse"].body["clinical_window"])
    days = window or 0.0
    told_there = _told_there(facts, on, end, back, days)
    near = [c for c in told_there if _is_near(c.on, on, days)]
    worse = any(_is_near(flare.start, on, days) for flare in clinical_flares(facts).flares)
    said = [state.clinically_active for _line, state in back]
    if worse or near or FactStatus.PRESENT in said:
        silent: bool | None = False
    else:
        silent = True if all(status is FactStatus.ABSENT for status in said) else None
    parts = [_lead(silent, n=len(back), worse=worse, days=days), _at_the_time(facts, on, days)]
    if told_there:
        when = "" if near else "later "
        parts.append(f"{when}told at {_places(len(back))}: {_listed(facts, told_there)}")
    words = "; ".join(part for part in parts if part)
    return silent, f"{words[0].upper()}{words[1:]}." if words else ""


def _lead(silent: bool | None, *, n: int, worse: bool, days: float) -> str:  # noqa: FBT001
    """Say what was told of the places themselves; three-valued."""
    if silent:
        return f"no complaint told at {_places(n)} then, no worsening recorded within {days:g} days"
    if silent is None:
        return "whether it was felt is not recorded"
    return f"worsening in the clinic within {days:g} days" if worse else ""


def _places(n: int) -> str:
    return "this place" if n == 1 else "these places"


def _told_there(
    facts: Facts,
    on: PartialDate,
    end: PartialDate | None,
    back: Sequence[tuple[PlaceTimeline, PlaceState]],
    days: float,
) -> list[Complaint]:
    """Return the complaints at the places, from shortly before the MRI until the end."""
    found = {
        each.finding.id: each
        for line, _state in back
        for each in complaints_at(facts, line.place)
        if (on.earliest - each.on.latest).days <= days
        and (end is None or each.on.earliest <= end.latest)
    }
    return sorted(found.values(), key=lambda c: (c.on.earliest, c.on.latest, c.finding.id))


def _is_near(day: PartialDate, on: PartialDate, days: float) -> bool:
    low, high = day.days_until(on)
    return -days <= low and high <= days


def _at_the_time(facts: Facts, on: PartialDate, days: float) -> str:
    """Say what pain and the number of active lesions were around the MRI."""
    pain = _nearest(points(facts, "pain"), on, days)
    count = _nearest(points(facts, "clinical_lesion_count"), on, days)
    parts = []
    if pain:
        parts.append(f"pain {told(pain.value)}/10 ({spoken(pain.on)})")
    if count and count.value.low:
        lesions = counted(count.value.low, "clinically active lesion")
        least = "" if count.value.is_exact else "at least "
        parts.append(f"{least}{lesions} ({spoken(count.on)})")
    return f"at the time {listed(parts)}" if parts else ""


def _nearest(found: Sequence[Point], on: PartialDate, days: float) -> Point | None:
    near = [point for point in found if _is_near(point.on, on, days)]
    return min(
        near, key=lambda point: (abs(point.on.days_until(on)[0]), point.first_day), default=None
    )


def _listed(facts: Facts, found: Sequence[Complaint]) -> str:
    return listed(dict.fromkeys(told_complaint(facts, each) for each in found))
