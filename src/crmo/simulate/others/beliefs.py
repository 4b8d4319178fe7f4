"""What the doctors thought the disease was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crmo.knowledge import Knowledge
from crmo.record import Certainty
from crmo.simulate.child import Belief
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.illness import NEVER
from crmo.simulate.others.occasions import Occasions
from crmo.simulate.others.order import in_order
from crmo.simulate.others.profile import Care


class First(NamedTuple):
    """The wrong first diagnosis of one child, empty if there was none, and its last day."""

    concept: str
    last_day: int


def held_first(draws: Draws, care: Care, occasions: Sequence[Occasions]) -> list[First]:
    """Return the wrong first diagnosis of each child.

    It is given up where the work-up begins, unless it is suspected there too.
    """
    wrong = draws.some_or_none("wrong", care.wrong)
    suspected = _suspected(draws, care)
    made = []
    for row, child in enumerate(occasions):
        stays = suspected.get(wrong[row])
        goes_on = (stays is not None and stays[row]) or child.referred <= child.first
        made.append(First(wrong[row], child.diagnosed if goes_on else child.referred))
    return made


def beliefs_of(
    draws: Draws,
    care: Care,
    occasions: Sequence[Occasions],
    first: Sequence[First],
    disease: str,
    knowledge: Knowledge,
) -> list[tuple[Belief, ...]]:
    """Return the beliefs about each child, in order.

    Args:
        draws: their luck.
        care: what is believed how often.
        occasions: their days.
        first: their wrong first diagnoses.
        disease: concept of the right diagnosis, or empty.
        knowledge: which diseases are kinds of others.
    """
    suspected = _suspected(draws, care)
    right = _wider(disease, knowledge)
    made = []
    for row, child in enumerate(occasions):
        known, until = child.diagnosed, child.until
        wrong = first[row]
        thought = [(wrong.concept, child.first, wrong.last_day)] if wrong.concept else []
        since = child.first if care.work_up_days is None else child.referred
        thought += [
            (name, since, known)
            for name, has in suspected.items()
            if has[row] and name != wrong.concept
        ]
        held = [
            _belief(name, Certainty.SUSPECTED, start, end, until) for name, start, end in thought
        ]
        held += [
            _belief(name, Certainty.EXCLUDED, known, NEVER, until)
            for name, _, _ in thought
            if name not in right
        ]
        if disease:
            held.append(_belief(disease, Certainty.CONFIRMED, known, NEVER, until))
        made.append(in_order(held, until, lambda belief: belief.first_day))
    return made


def _suspected(draws: Draws, care: Care) -> dict[str, list[bool]]:
    return {
        concept: draws.happens(f"suspected/{concept}", share).tolist()
        for concept, share in care.suspected.items()
    }


def _wider(disease: str, knowledge: Knowledge) -> frozenset[str]:
    """Return a disease and every wider word for it."""
    found: set[str] = set()
    ahead = [disease] if disease else []
    while ahead:
        concept = ahead.pop()
        found.add(concept)
        ahead.extend(knowledge.concepts[concept].parents)
    return frozenset(found)


def _belief(concept: str, certainty: Certainty, start: int, end: int, until: int) -> Belief:
    return Belief(
        concept=concept,
        certainty=certainty,
        first_day=start,
        last_day=end if end <= until else None,
    )
