"""Which of the sites of one place a feature is told of: "on the right only", "in the latter"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crmo.notes.context import Place
from crmo.notes.lesions.links import Link
from crmo.notes.mention import Mention
from crmo.notes.places.compose import base_of_site
from crmo.notes.places.lent import side_of

_MAY_ALLOT = re.compile(r"\b(?:former|latter|only|alone|sided)\b")
# "erosions on the right only", "erosions only on the right"
_ON_ONE_SIDE = re.compile(
    r"[ ]+(?:(?:is|are|was|were|seen|present|noted|visible)[ ]+)*(?:(?P<only>only|solely)[ ]+)?"
    r"on[ ]the[ ](?P<side>left|right)(?:[ ](?:side))?(?P<after>[ ]+(?:only|alone|side only))?\b"
)
_OF_ONE = re.compile(
    r"[^,;.:]{0,24}?[ ](?:at|in|of|on|within|for|involving)[ ]the[ ](?P<which>former|latter)\b"
)
_ONE_WITH = re.compile(
    r"\bthe[ ](?P<which>former|latter)[ ](?:also[ ]|only[ ]|now[ ])?(?:with|shows?|has|having|"
    r"demonstrates?|displays?)[ ](?:[a-z]+[ ]){0,3}$"
)
# "left-sided periosteal reaction"
_SIDED = re.compile(r"\b(?P<side>left|right)[ -]sided[ ](?:[a-z]+[ ]){0,2}$")
_BEFORE = 60  # characters from "the latter with" to the feature


def allotted(folded: str, span: tuple[int, int], links: Sequence[Link]) -> Iterator[Link]:
    """Yield the links of a statement, parted where a feature is told of some of the sites.

    Args:
        folded: the folded note.
        span: the statement.
        links: its places with what is told of each.
    """
    if not _MAY_ALLOT.search(folded, *span):
        yield from links
        return
    before: Link | None = None
    for each in links:
        common: list[Mention] = []
        apart: list[tuple[Place, Mention]] = []
        for feature in each.features:
            sites = _sites_of(folded, span, feature, each, before)
            if sites is None:
                common.append(feature)
            else:
                apart.append((Place(each.place.start, each.place.end, sites, ()), feature))
        if common or not apart:
            yield Link(each.place, tuple(common))
        yield from (Link(place, (feature,)) for place, feature in apart)
        before = each


def _sites_of(
    folded: str, span: tuple[int, int], feature: Mention, link: Link, before: Link | None
) -> tuple[str, ...] | None:
    """Return the sites that a feature is told of; None if it is told of all."""
    on_side = _ON_ONE_SIDE.match(folded, feature.end, span[1])
    if on_side and (on_side["only"] or on_side["after"]):
        there = tuple(site for site in link.place.sites if side_of(site) == on_side["side"])
        return there if there and len(there) < len(link.place.sites) else None
    sided = _SIDED.search(folded, max(span[0], feature.start - _BEFORE), feature.start)
    if sided and feature.start > link.place.end:
        there = tuple(site for site in link.place.sites if side_of(site) == sided["side"])
        return there if there and len(there) < len(link.place.sites) else None
    named = _OF_ONE.match(folded, feature.end, span[1]) or _ONE_WITH.search(
        folded, max(span[0], feature.start - _BEFORE), feature.start
    )
    if named is None or feature.start < link.place.end:
        return None
    groups = _groups(link.place.sites)
    if len(groups) == 1 and before is not None:
        groups = [*_groups(before.place.sites)[-1:], *groups]
    if len(groups) != 2:
        return None
    return groups[0] if named["which"] == "former" else groups[1]


def _groups(sites: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the sites of a place bone by bone, in the order told."""
    if len(sites) == 2:
        return [(site,) for site in sites]
    found: dict[frozenset[str], list[str]] = {}
    for site in sites:
        found.setdefault(base_of_site(site), []).append(site)
    return [tuple(each) for each in found.values()]
