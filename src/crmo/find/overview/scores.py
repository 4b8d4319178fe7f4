"""How the scores of the persons proposed are spread, band by band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from attrs import frozen

from crmo.find.worklist.hit import Hit
from crmo.knowledge.case_definition import CaseDefinition

_MOST_BINS = 24


@frozen(kw_only=True)
class ScoreBin:
    """Certain scores from `low` up to below `high`.

    Args:
        low: included.
        high: excluded.
        band: id of the band that the whole bin lies in; empty below the lowest.
        n: how many persons.
    """

    low: float
    high: float
    band: str
    n: int


@frozen(kw_only=True)
class BandCount:
    """How many persons a band has.

    Args:
        id: of the band.
        label: in words.
        at_least: its lowest score.
        n_certain: persons whose certain score is in it.
        n_possible: persons below every band for certain, whose highest possible score is in it.
    """

    id: str
    label: str
    at_least: float
    n_certain: int
    n_possible: int


def band_counts(definition: CaseDefinition, hits: Sequence[Hit]) -> tuple[BandCount, ...]:
    """Return how many persons each band has; together they are all persons proposed."""
    return tuple(
        BandCount(
            id=band.id,
            label=band.label,
            at_least=band.at_least,
            n_certain=sum(hit.band == band.id for hit in hits),
            n_possible=sum(not hit.band and hit.band_possible == band.id for hit in hits),
        )
        for band in definition.bands
    )


def score_bins(definition: CaseDefinition, hits: Sequence[Hit]) -> tuple[ScoreBin, ...]:
    """Return the histogram of the certain scores; each band's limit is the edge of a bin."""
    if not hits:
        return ()
    limits = sorted(band.at_least for band in definition.bands)
    low = math.floor(min([*limits, *(hit.score_lo for hit in hits)]))
    high = math.floor(max([*limits, *(hit.score_lo for hit in hits)])) + 1
    width = max(1, math.ceil((high - low) / _MOST_BINS))
    steps = {float(low + at * width) for at in range(math.ceil((high - low) / width) + 1)}
    edges = sorted(steps | set(limits))
    return tuple(
        ScoreBin(
            low=left,
            high=right,
            band=_band_at(definition, left),
            n=sum(left <= hit.score_lo < right for hit in hits),
        )
        for left, right in pairwise(edges)
    )


def _band_at(definition: CaseDefinition, score: float) -> str:
    return next((band.id for band in definition.bands if score >= band.at_least), "")
