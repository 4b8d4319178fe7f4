"""Lesions on MRI that are said to cause no complaint."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from crmo.assess.answer import answer, capitalised, listed, spoken, verdict_of
from crmo.assess.assessment import Assessment, Reason
from crmo.assess.facts import Facts
from crmo.assess.lesions.complaints import Complaint, complaints_since, told_complaint
from crmo.assess.lesions.index import active_places, counts, mri_views
from crmo.assess.lesions.timeline import MRI_TRACK, PlaceState, PlaceTimeline
from crmo.knowledge import Rule
from crmo.record import FactStatus, Interval


@frozen(slots=True)
class _Shown:
    """A place with a lesion on its latest MRI, and what is told of complaints there.

    Attributes:
        line: the place.
        state: its latest definite MRI state.
        told: complaints that may belong to it.
    """

    line: PlaceTimeline
    state: PlaceState
    told: Sequence[Complaint]

    @property
    def is_silent(self) -> bool | None:
        """Whether it causes no complaint; None when nobody said, or the record disagrees."""
        felt = self.state.clinically_active.truth
        if felt is None or (not felt and self.told):
            return None
        return not felt


def silent(facts: Facts, rule: Rule) -> Assessment:
    """Return whether a lesion on MRI is said to cause no complaint."""
    shown = [
        _Shown(line, state, complaints_since(facts, line.place, state.on))
        for line in active_places(facts)
        if (state := line.latest(MRI_TRACK)) is not None
    ]
    quiet = [each for each in shown if each.is_silent]
    unknown = [each for each in shown if each.is_silent is None]
    truth = True if quiet else (None if unknown or not _saw_all(facts) else False)
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        _words(facts, shown, quiet),
        value=Interval(len(quiet), len(quiet) + len(unknown)),
        unit="1",
        reasons=tuple(_reason(facts, each) for each in shown),
        details={"places": tuple(each.line.place.id for each in quiet)},
    )


def _saw_all(facts: Facts) -> bool:
    """Whether the latest MRI looked at the whole skeleton and left nothing in doubt."""
    views = mri_views(facts)
    return bool(views) and counts(facts)[views[-1].study.id].present.is_exact


def _words(facts: Facts, shown: Sequence[_Shown], quiet: Sequence[_Shown]) -> str:
    if not shown:
        return "No active lesion is known from MRI."
    parts = []
    if quiet:
        parts.append(f"Seen on MRI and said to cause no complaint: {listed(map(_seen, quiet))}.")
    disputed = [each for each in shown if each.told and each.is_silent is None]
    parts += [_disputed(facts, each) for each in disputed]
    open_ones = [each for each in shown if each.is_silent is None and not each.told]
    if open_ones and not quiet:
        parts.append("Whether the lesions on MRI cause complaints is not recorded.")
    if not parts:
        parts.append("Every lesion listed on MRI is said to cause complaints.")
        if not _saw_all(facts):
            parts.append("There may be others: MRI did not settle the whole skeleton.")
    return " ".join(parts)


def _seen(shown: _Shown) -> str:
    return f"{shown.line.place.label} ({spoken(shown.state.on)})"


def _disputed(facts: Facts, shown: _Shown) -> str:
    on, complaint = spoken(shown.state.on), told_complaint(facts, shown.told[-1])
    place = capitalised(shown.line.place.label)
    if shown.state.clinically_active is FactStatus.ABSENT:
        return f"{place}: said to cause no complaint ({on}), but the record tells of {complaint}."
    return f"{place}: not told with the MRI ({on}); the record tells of {complaint}."


def _reason(facts: Facts, shown: _Shown) -> Reason:
    words = {True: "clinically inactive", False: "clinically active", None: "activity not recorded"}
    observed = words[shown.is_silent]
    if shown.is_silent is None and shown.told:
        said = "clinically inactive" if shown.state.clinically_active.truth is False else ""
        observed = "; ".join(filter(None, (said, told_complaint(facts, shown.told[-1]))))
    return Reason(
        criterion=shown.line.place.id,
        label=shown.line.place.label,
        verdict=verdict_of(shown.is_silent),
        entries=(shown.state.study, *(c.finding.id for c in shown.told[-1:])),
        observed=observed,
    )
