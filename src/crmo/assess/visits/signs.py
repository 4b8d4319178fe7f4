"""What hurt, was tender or swollen, and where, on two days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.record import FactStatus, Finding, Subject

# What a child tells or a hand finds at a place.
SIGNS = (
    "bone_pain",
    "joint_pain",
    "tenderness",
    "swelling",
    "warmth",
    "local_inflammation",
)


@frozen(kw_only=True)
class SignChange:
    """One complaint or sign at one place.

    Attributes:
        concept: the finding (`tenderness`).
        site: id of the place; empty for "anywhere".
        earlier: what was said on the earlier day; None if nothing was.
        later: what was said on the later day; None if nothing was.
        earlier_severity: 0 to 10, or None.
        later_severity: 0 to 10, or None.
        entries: ids of the findings.
    """

    concept: str
    site: str
    earlier: FactStatus | None
    later: FactStatus | None
    earlier_severity: float | None = None
    later_severity: float | None = None
    entries: tuple[str, ...] = ()


def sign_changes(facts: Facts, earlier: date, later: date) -> tuple[SignChange, ...]:
    """Return the complaints and signs told on either day, by sign and then by place.

    A sign said to be absent without a place is absent at every place, and so are the kinds of
    it. What one of the days does not speak of stays open: silence is no examination.
    """
    before, after = _told(facts, earlier), _told(facts, later)
    order = {sign: n for n, sign in enumerate(_concepts(facts))}
    keys = sorted(
        before.keys() | after.keys(), key=lambda key: (order[key[0]], bool(key[1]), key[1])
    )
    return tuple(_change(facts, key, before, after) for key in keys)


_Key = tuple[str, str]
_Told = dict[_Key, list[Finding]]
# What is said of one place twice on a day: the gravest counts.
_GRAVITY = (FactStatus.PRESENT, FactStatus.UNKNOWN, FactStatus.NOT_LOOKED_FOR, FactStatus.ABSENT)


def _concepts(facts: Facts) -> tuple[str, ...]:
    """Return the signs, each followed by its kinds."""
    known = facts.knowledge
    every = (kind for sign in SIGNS for kind in (sign, *sorted(known.descendants(sign))))
    return tuple(dict.fromkeys(every))


def _told(facts: Facts, day: date) -> _Told:
    wanted, found = frozenset(_concepts(facts)), _Told()
    for finding in facts.all_findings:
        is_patient = finding.about is Subject.PATIENT and finding.concept in wanted
        if is_patient and finding.on and finding.on.is_day and finding.on.earliest == day:
            found.setdefault((finding.concept, finding.site or ""), []).append(finding)
    return found


def _change(facts: Facts, key: _Key, before: _Told, after: _Told) -> SignChange:
    return SignChange(
        concept=key[0],
        site=key[1],
        earlier=_status(facts, key, before),
        later=_status(facts, key, after),
        earlier_severity=_severity(before.get(key, ())),
        later_severity=_severity(after.get(key, ())),
        entries=tuple(f.id for told in (before, after) for f in told.get(key, ())),
    )


def _status(facts: Facts, key: _Key, told: _Told) -> FactStatus | None:
    here = {finding.status for finding in told.get(key, ())}
    if here:
        return next(status for status in _GRAVITY if status in here)
    concept, site = key
    for wider in sorted(facts.knowledge.ancestors(concept)):
        for place in {site, ""}:
            said = {finding.status for finding in told.get((wider, place), ())}
            if said == {FactStatus.ABSENT}:
                return FactStatus.ABSENT
    return None


def _severity(found: Iterable[Finding]) -> float | None:
    return max((f.severity for f in found if f.severity is not None), default=None)
