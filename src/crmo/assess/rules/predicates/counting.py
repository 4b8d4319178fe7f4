"""How many separate places lesions certainly lie in, when some places are not exact."""

from __future__ import annotations

from collections.abc import Iterable


def fewest_sites(candidates: Iterable[frozenset[str]]) -> int:
    """Return a number of different sites that the lesions certainly occupy.

    Args:
        candidates: for each lesion, the sites it may lie in.

    Returns:
        2 or more only if no single site could hold all lesions. From 3 on it is a safe lower
        bound (lesions whose candidates do not overlap), not always the greatest.
    """
    sets = sorted(set(candidates), key=lambda sites: (len(sites), sorted(sites)))
    if not sets:
        return 0
    taken: set[str] = set()
    apart = 0
    for sites in sets:
        if taken.isdisjoint(sites):
            taken |= sites
            apart += 1
    return max(apart, 1 if frozenset.intersection(*sets) else 2)
