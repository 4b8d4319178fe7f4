"""Where an event must lie to be selected."""

from __future__ import annotations

from functools import cache

from crmo.anatomy import all_sites, groups, resolve_site
from crmo.knowledge.case_definition import Select


def sites_of(select: Select) -> tuple[str, ...]:
    """Return every site at which an event of a selection may lie, in the order of their ids.

    A site belongs if it lies within the named sites and groups for certain: every bone unit that
    it may be is one of theirs. A `foot` is not in `metatarsal`, a `metatarsal_1_left` is.

    Args:
        select: a selection whose sites exist; without any, nothing is asked and () is returned.
    """
    return _within(select.sites)


@cache
def _within(named: tuple[str, ...]) -> tuple[str, ...]:
    units = {
        unit.id
        for name in named
        for unit in (groups()[name] if name in groups() else resolve_site(name)).units
    }
    return tuple(
        sorted(
            key for key, site in all_sites().items() if {unit.id for unit in site.units} <= units
        )
    )
