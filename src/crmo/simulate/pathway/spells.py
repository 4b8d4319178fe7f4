"""When and where there is something to be found: what pictures and needles can come upon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.onset import BONE_UNITS, NEVER, Onset

if TYPE_CHECKING:
    from crmo.simulate.course.bouts import BoutTable

# What stays in a bone and is seen without MRI.
_ON_A_RADIOGRAPH = ("sclerosis", "hyperostosis", "height_loss")


class Spell(NamedTuple):
    """A time in which a place is ill, as far as the way to the diagnosis needs to know.

    Attributes:
        site: bone unit or partial site.
        first_day: ordinal day.
        last_day: ordinal day; `NEVER` if it has not ended.
        is_felt: whether it hurts or swells.
        shows_from: ordinal day from which a radiograph shows destruction or new bone there,
            `NEVER` if it does not.
    """

    site: str
    first_day: int
    last_day: int = NEVER
    is_felt: bool = True
    shows_from: int = NEVER

    def is_active_on(self, day: int) -> bool:
        """Whether the place is ill on a day."""
        return self.first_day <= day <= self.last_day


def spells_of(onset: Onset, bouts: BoutTable | None) -> list[tuple[Spell, ...]]:
    """Return the spells of each child of a block that began by its diagnosis, the earliest first.

    Args:
        onset: the beginnings.
        bouts: what became of the lesions; without it those of the beginning are all taken as
            active from the first symptom on.
    """
    if bouts is None:
        return [_from_the_beginning(onset, row) for row in range(onset.n)]
    wanted = np.flatnonzero(bouts.first_day <= onset.diagnosed[bouts.child])
    last = bouts.last_day[wanted]
    shows = _shows_from([bouts.feature_day[name][wanted] for name in _ON_A_RADIOGRAPH])
    spells: list[list[Spell]] = [[] for _ in range(onset.n)]
    columns = zip(
        bouts.child[wanted].tolist(),
        bouts.unit[wanted].tolist(),
        bouts.first_day[wanted].tolist(),
        np.where(last < 0, NEVER, last).tolist(),
        bouts.is_felt[wanted].tolist(),
        shows.tolist(),
        strict=True,
    )
    for child, unit, *about in columns:
        spells[child].append(Spell(BONE_UNITS[unit], *about))
    return [tuple(found) for found in spells]


def active_day(spells: Sequence[Spell], day: int, earliest: int, latest: int) -> int | None:
    """Return the wanted day if one of the spells is active then, else the nearest earlier or later.

    Args:
        spells: places that are wanted ill.
        day: the wanted day, from `earliest` to `latest`.
        earliest: first day that is possible.
        latest: last day that is possible.

    Returns:
        The last such day up to the wanted one, or the first after it, or None without any.
    """
    before = [
        min(spell.last_day, day)
        for spell in spells
        if spell.first_day <= day and spell.last_day >= earliest
    ]
    if before:
        return max(before)
    return min(
        (spell.first_day for spell in spells if day < spell.first_day <= latest), default=None
    )


def _from_the_beginning(onset: Onset, row: int) -> tuple[Spell, ...]:
    first, felt = int(onset.onset[row]), onset.is_felt[row].tolist()
    units = onset.units_of(row)
    return tuple(
        Spell(unit, first, is_felt=is_felt) for unit, is_felt in zip(units, felt, strict=False)
    )


def _shows_from(days: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the earliest of the days, `NEVER` where there is none; a day below 0 is none."""
    found: NDArray[np.int64] = np.where(days[0] < 0, NEVER, days[0])
    for day in days[1:]:
        found = np.minimum(found, np.where(day < 0, NEVER, day))
    return found
