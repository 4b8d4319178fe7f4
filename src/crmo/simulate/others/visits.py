"""The visits that a disease leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmo.simulate.child import Visit
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.occasions import Occasions
from crmo.simulate.others.order import in_order
from crmo.simulate.others.profile import Care

MOST_VISITS = 80  # of one child
_FLARE_SEEN_DAYS = 7  # after it begins


def visits_of(
    draws: Draws, care: Care, occasions: Sequence[Occasions], missed: float
) -> list[tuple[Visit, ...]]:
    """Return the visits of each child, in order.

    Args:
        draws: their luck.
        care: where they go.
        occasions: their days.
        missed: share of planned visits that are missed.
    """
    seen = [draws.happens(f"route/{name}", share).tolist() for name, share in care.route.items()]
    attended = (draws.uniforms("attends", MOST_VISITS) >= missed).tolist()
    made = []
    for row, child in enumerate(occasions):
        route = [name for name, has in zip(care.route, seen, strict=True) if has[row]]
        visits = list(_before(care, child, route or list(care.route)[:1]))
        planned = list(_planned(care, child))[: MOST_VISITS - len(route) - 9]
        visits.extend(
            Visit(day=on, department=care.department, is_attended=attended[row][place])
            for place, on in enumerate(planned)
        )
        visits.extend(_unplanned(care, child))
        made.append(in_order(visits, child.until, lambda visit: visit.day))
    return made


def _before(care: Care, child: Occasions, route: list[str]) -> Iterator[Visit]:
    gap = (child.referred - child.first) / len(route)
    for place, name in enumerate(route):
        yield Visit(day=child.first + int(gap * place), department=name, is_planned=place > 0)
    if child.referred < child.diagnosed:
        yield Visit(day=child.referred, department=care.department)
    yield Visit(day=child.diagnosed, department=care.department)


def _planned(care: Care, child: Occasions) -> Iterator[int]:
    last = child.diagnosed
    for after in care.follow_up_days:
        last = child.diagnosed + int(after)
        yield last
    every = int(care.follow_up_every_days)
    while every > 0 and last + every <= child.until:
        last += every
        yield last


def _unplanned(care: Care, child: Occasions) -> Iterator[Visit]:
    if care.follow_up_every_days > 0:
        for start in child.flares:
            if start > child.diagnosed:
                yield Visit(
                    day=start + _FLARE_SEEN_DAYS, department=care.department, is_planned=False
                )
    for name, day, _ in child.symptoms:
        if name in care.brings:
            yield Visit(day=day, department=care.brings[name], is_planned=False)
