"""What brings every child to a doctor now and then: infections, injuries, vaccinations."""

from __future__ import annotations

import numpy as np
from attrs import define, field, frozen

from crmo.knowledge import ConceptKind, Knowledge
from crmo.record import Certainty, Modality
from crmo.simulate.child import Belief, Condition, Sampling, Scan, Visit
from crmo.simulate.others.draws import Draws, index_at
from crmo.simulate.others.illness import DAYS_A_YEAR, Days, Illness
from crmo.simulate.others.profile import Contacts

MOST_CONTACTS = 12
_INJURED = tuple(
    f"{part}_{side}"
    for part in ("wrist", "ankle", "forearm", "knee", "foot", "hand", "elbow", "lower_leg")
    for side in ("left", "right")
)
_ELSEWHERE = "general practice"
_STRAY_DAYS = 28  # how long a stray diagnosis stands before it is dropped


@define
class EverydayContacts:
    """What one child's contacts for other reasons leave behind, in the order of their days."""

    visits: list[Visit] = field(factory=list)
    conditions: list[Condition] = field(factory=list)
    samplings: list[Sampling] = field(factory=list)
    scans: list[Scan] = field(factory=list)
    beliefs: list[Belief] = field(factory=list)
    blood: list[tuple[int, str, float]] = field(factory=list)  # day, analyte, raised value


@frozen
class _Reason:
    concept: str
    department: str
    is_procedure: bool
    is_injury: bool


def contacts_of(illness: Illness, knowledge: Knowledge) -> list[EverydayContacts]:
    """Return the contacts of each child for other reasons, at most `MOST_CONTACTS`.

    The first lies on the day of the first symptom or contact; the gaps are exponential.
    """
    contacts = illness.profile.contacts
    if contacts is None:
        return [EverydayContacts()] * illness.n
    span = (illness.onset, illness.until)
    return everyday_contacts(contacts, illness.draws, span, knowledge, at_once=True)


def everyday_contacts(
    contacts: Contacts,
    draws: Draws,
    span: tuple[Days, Days],
    knowledge: Knowledge,
    *,
    at_once: bool,
) -> list[EverydayContacts]:
    """Return the contacts of children for infections, injuries, vaccinations.

    Args:
        contacts: how often, and what for.
        draws: the children's luck.
        span: first and last day on which there can be one, each of shape (n,).
        knowledge: what holds the reasons.
        at_once: whether the first lies on the first day.
    """
    first_day, until = span
    gaps = np.floor(draws.waits("contact_gap", MOST_CONTACTS) * (DAYS_A_YEAR / contacts.per_year))
    if at_once:
        gaps[:, 0] = 0
    days = first_day[:, None] + np.cumsum(gaps.astype(np.int64), axis=1)
    which = index_at(
        draws.uniforms("contact_reason", MOST_CONTACTS), list(contacts.reasons.values())
    )
    reasons = [_reason(concept, contacts, knowledge) for concept in contacts.reasons]
    luck = draws.uniforms("contact_site", MOST_CONTACTS).tolist()
    stray = draws.some_or_none("stray", contacts.stray_diagnoses)
    seen = (days <= until[:, None]).sum(axis=1).tolist()
    raised = _raised(draws, contacts)
    made = []
    for row, (all_days, chosen, last) in enumerate(
        zip(days.tolist(), which.tolist(), until.tolist(), strict=True)
    ):
        on = all_days[: seen[row]]
        why = [reasons[reason] for reason in chosen[: seen[row]]]
        child = EverydayContacts(
            visits=[
                Visit(day=day, department=reason.department, is_planned=False)
                for day, reason in zip(on, why, strict=True)
            ]
        )
        for place, (day, reason) in enumerate(zip(on, why, strict=True)):
            _add(child, reason, day, last, luck[row][place], contacts)
            for analyte, values in raised.get(reason.concept, ()):
                if values[row][place] > 0:
                    child.blood.append((day, analyte, values[row][place]))
        if stray[row] and on:
            _add_stray(child, stray[row], on[0], last)
        made.append(child)
    return made


def _raised(draws: Draws, contacts: Contacts) -> dict[str, list[tuple[str, list[list[float]]]]]:
    """Return by reason, analyte, child and contact what a value is raised to; 0 where it is not."""
    made: dict[str, list[tuple[str, list[list[float]]]]] = {}
    for reason, analytes in contacts.blood.items():
        for analyte, raised in analytes.items():
            purpose = f"contact_blood/{reason}/{analyte}"
            is_raised = draws.uniforms(purpose, MOST_CONTACTS) < raised.share
            value = raised.value.at(draws.uniforms(f"{purpose}/far", MOST_CONTACTS))
            values = np.where(is_raised, value, 0.0).round(3).tolist()
            made.setdefault(reason, []).append((analyte, values))
    return made


def _reason(concept: str, contacts: Contacts, knowledge: Knowledge) -> _Reason:
    return _Reason(
        concept,
        contacts.departments.get(concept, _ELSEWHERE),
        knowledge.concepts[concept].kind is ConceptKind.PROCEDURE,
        concept == "trauma",
    )


def _add(
    child: EverydayContacts, reason: _Reason, day: int, until: int, chance: float, said: Contacts
) -> None:
    if reason.is_procedure:
        child.samplings.append(Sampling(day=day, concept=reason.concept))
        return
    site = None
    if reason.is_injury:
        # One number for both: the part below the share is even again when spread out.
        share = said.radiograph_after_trauma
        is_xrayed = chance < share
        rest = chance / share if is_xrayed else (chance - share) / (1.0 - share)
        site = _INJURED[min(int(rest * len(_INJURED)), len(_INJURED) - 1)]
        if is_xrayed:
            child.scans.append(Scan(day=day, modality=Modality.RADIOGRAPH, sites=(site,)))
    end = day + int(said.lasts_days)
    child.conditions.append(
        Condition(
            concept=reason.concept,
            first_day=day,
            last_day=end if end <= until else None,
            site=site,
        )
    )


def _add_stray(child: EverydayContacts, concept: str, day: int, until: int) -> None:
    end = day + _STRAY_DAYS
    child.beliefs.append(
        Belief(
            concept=concept,
            certainty=Certainty.SUSPECTED,
            first_day=day,
            last_day=end if end <= until else None,
        )
    )
