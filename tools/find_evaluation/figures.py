"""From charts and bands to the figures that the page shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from crmo.knowledge import Knowledge
from tools.find_evaluation.charts import LEAD_DAYS, Chart, Recorded
from tools.find_evaluation.children import CNO
from tools.find_evaluation.shares import ONE_IN, kind_shares, median_of, predictive_value

SHOWN_LEADS = (0, 90, 180, 365, 730)


@frozen(kw_only=True)
class Looked:
    """Charts of one population, and the band that a way of searching puts each into.

    Args:
        charts: all that were searched.
        bands: chart -> place of its band, 0 for the highest; those not proposed are not there.
    """

    charts: Sequence[Chart]
    bands: Mapping[int, int]

    def proposed(self, chart: Chart, place: int) -> bool:
        """Whether a chart is proposed in a band of that place or a higher one."""
        return self.bands.get(chart.chart_id, place + 1) <= place


def at_diagnosis(chart: Chart) -> bool:
    """Whether a chart is what a search would meet: not one from long before the diagnosis."""
    return not chart.lead_days


def counted(
    looked: Looked, wanted: Callable[[Chart], bool], place: int
) -> dict[str, tuple[int, int]]:
    """Return kind -> charts proposed, of how many."""
    n: Counter[str] = Counter()
    proposed: Counter[str] = Counter()
    for chart in looked.charts:
        if wanted(chart):
            n[chart.child.kind] += 1
            proposed[chart.child.kind] += looked.proposed(chart, place)
    return {kind: (proposed[kind], n[kind]) for kind in sorted(n)}


def band_figures(
    cno: Looked, others: Sequence[Looked], recorded: Recorded, place: int, knowledge: Knowledge
) -> dict[str, Any]:
    """Return what a band (and those above it) finds, and at what price.

    Args:
        cno: children with CNO.
        others: children with something else, and healthy ones.
        recorded: how much of their charts is there.
        place: of the band.
        knowledge: the kinds.
    """

    def here(chart: Chart) -> bool:
        return chart.recorded == recorded and at_diagnosis(chart)

    def was_named(chart: Chart) -> bool:
        return here(chart) and chart.child.diagnosed is not None

    def never_named(chart: Chart) -> bool:
        return here(chart) and chart.child.diagnosed is None

    counts: dict[str, tuple[int, int]] = {}
    for looked in others:
        for kind, pair in counted(looked, here, place).items():
            if kind != CNO:
                before = counts.get(kind, (0, 0))
                counts[kind] = before[0] + pair[0], before[1] + pair[1]
    counts |= counted(cno, here, place)
    return {
        "named": counted(cno, was_named, place)[CNO],
        "never_named": counted(cno, never_named, place)[CNO],
        "kinds": counts,
        "value": {
            str(one_in): predictive_value(counts, kind_shares(one_in, knowledge))
            for one_in in ONE_IN
        },
    }


def lead_figures(cno: Looked, recorded: Recorded, place: int) -> dict[str, Any]:
    """Return how long before the diagnosis children with CNO would have been proposed.

    The lead of a child is the longest of `LEAD_DAYS` at which its chart of that day is proposed.
    """
    at: dict[int, list[bool]] = {days: [] for days in LEAD_DAYS}
    longest: dict[int, int] = {}
    delays: dict[int, int] = {}
    for chart in cno.charts:
        if chart.recorded != recorded or chart.lead_days is None:
            continue
        is_proposed = cno.proposed(chart, place)
        at[chart.lead_days].append(is_proposed)
        person = chart.child.person_id
        if is_proposed:
            longest[person] = max(longest.get(person, 0), chart.lead_days)
        if chart.child.onset and chart.child.diagnosed:
            delays[person] = (chart.child.diagnosed - chart.child.onset).days
    return {
        "at": {str(days): (sum(at[days]), len(at[days])) for days in SHOWN_LEADS},
        "median": median_of(list(longest.values())),
        "delay": median_of(list(delays.values())),
    }


def mixed_figures(hospital: Looked, recorded: Recorded, place: int) -> dict[str, tuple[int, int]]:
    """Return kind -> proposed, of how many in one hospital, nothing weighted."""
    return counted(hospital, lambda c: c.recorded == recorded and at_diagnosis(c), place)


def thresholds(
    scores: Sequence[tuple[Chart, float]], wanted_per_10000: Sequence[float], knowledge: Knowledge
) -> list[float]:
    """Return the scores from which on so many of 10,000 children of a hospital are proposed.

    Args:
        scores: charts of one amount of recording, as a search would meet them.
        wanted_per_10000: how many are to be proposed, for each threshold.
        knowledge: the shares of the kinds.
    """
    shares = kind_shares(ONE_IN[0], knowledge)
    n = Counter(chart.child.kind for chart, _ in scores)
    weight: defaultdict[float, float] = defaultdict(float)
    for chart, score in scores:
        weight[score] += 10_000 * shares[chart.child.kind] / n[chart.child.kind]
    found = []
    for wanted in wanted_per_10000:
        total, threshold = 0.0, 2.0
        for score in sorted(weight, reverse=True):
            if total + weight[score] > wanted:
                break
            total, threshold = total + weight[score], score
        found.append(threshold)
    return found
