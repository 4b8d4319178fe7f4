"""Everything that the page is made from, worked out anew from fixed seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo.find.events import EventTable
from crmo.find.found_cases import FoundCases
from crmo.knowledge import Knowledge
from crmo.simulate import mix_of
from tools.find_evaluation import model
from tools.find_evaluation.charts import (
    HEALTHY,
    Chart,
    Recorded,
    charts_of,
    whole_charts,
    write_charts,
)
from tools.find_evaluation.children import CNO, Population, population
from tools.find_evaluation.figures import (
    Looked,
    at_diagnosis,
    band_figures,
    counted,
    lead_figures,
    mixed_figures,
    thresholds,
)
from tools.find_evaluation.missed import missed_figures
from tools.find_evaluation.proposed import (
    RECORDED,
    RIVALS,
    SHIPPED,
    bands_of,
    definition_of,
    places,
    run_on,
)

SIZES = {
    "cno": 1200,
    "mimics": 2400,
    "hospital": 40_000,
    "train_cno": 800,
    "train_mimics": 1600,
    "train_hospital": 8000,
}
SEEDS = {name: 7001 + number for number, name in enumerate(SIZES)}
MODEL = "boosted_trees"
MATCHED = "suspected_crmo"


@frozen(kw_only=True)
class Charted:
    """The charts of a population, and their events."""

    name: str
    charts: tuple[Chart, ...]
    table: EventTable


@frozen(kw_only=True)
class Bench:
    """What all parts of the evaluation share.

    Args:
        folder: for files that nobody keeps.
        knowledge: what crmo knows.
    """

    folder: Path
    knowledge: Knowledge

    def population(self, name: str) -> Population:
        """Return the virtual children of one name."""
        return population(
            name,
            self._mix(name.removeprefix("train_")),
            n=SIZES[name],
            seed=SEEDS[name],
            folder=self.folder,
            knowledge=self.knowledge,
        )

    def _mix(self, name: str) -> str:
        if name != "mimics":
            return f"{CNO}:1" if name == "cno" else name
        shares = mix_of("referrals", self.knowledge).shares
        return ",".join(
            f"{kind}:{share}" for kind, share in shares.items() if kind not in {CNO, *HEALTHY}
        )

    def charted(self, name: str, *, lead: bool = False) -> Charted:
        """Return the charts of a population as a search would meet them."""
        people = self.population(name)
        charts = charts_of(people, lead=lead)
        folder = self.folder / f"{name}-charts"
        return Charted(
            name=name,
            charts=charts,
            table=write_charts(people, charts, folder, self.knowledge),
        )

    def run(self, name: str, charted: Charted) -> FoundCases:
        """Run a definition over charts."""
        definition = definition_of(name, self.knowledge)
        folder = self.folder / f"{charted.name}-{name}"
        return run_on(definition, charted.table, folder, self.knowledge)


def results(folder: Path, knowledge: Knowledge) -> dict[str, Any]:
    """Return sensitivity, predictive value, lead time, what is missed, and the rivals' figures.

    Args:
        folder: for files that nobody keeps; some 2 GB.
        knowledge: what crmo knows.
    """
    bench = Bench(folder=folder, knowledge=knowledge)
    cno = bench.charted("cno", lead=True)
    others = [bench.charted("mimics"), bench.charted("hospital")]
    found: dict[str, Any] = {"sizes": SIZES, "seeds": SEEDS, "searches": {}}
    for name in (*SHIPPED, *RIVALS):
        found["searches"][name] = _definition(bench, name, cno, others)
    found["searches"][MODEL] = _model(bench, cno, others, found["searches"][MATCHED])
    found["whole_charts"] = _whole(bench)
    return found


def _definition(bench: Bench, name: str, cno: Charted, others: Sequence[Charted]) -> dict[str, Any]:
    definition = definition_of(name, bench.knowledge)
    at = places(definition)
    cases = bench.run(name, cno)
    looked = [
        _looked(cno, cases, at),
        *(_looked(each, bench.run(name, each), at) for each in others),
    ]
    missed = [
        chart
        for chart in cno.charts
        if chart.recorded == Recorded.EVERYTHING and at_diagnosis(chart)
    ]
    return {
        "label": definition.label,
        "version": definition.version,
        "bands": {band: _figures(looked, place, bench.knowledge) for band, place in at.items()},
        "missed": missed_figures(definition, cases, missed, bands_of(cases)),
    }


def _looked(charted: Charted, cases: FoundCases, at: Mapping[str, int]) -> Looked:
    bands = {chart: at[band] for chart, band in bands_of(cases).items()}
    return Looked(charts=charted.charts, bands=bands)


def _figures(looked: Sequence[Looked], place: int, knowledge: Knowledge) -> dict[str, Any]:
    cno, *others = looked
    return {
        recorded.name: {
            **band_figures(cno, others, recorded, place, knowledge),
            "lead": lead_figures(cno, recorded, place),
            "hospital": mixed_figures(others[-1], recorded, place),
        }
        for recorded in Recorded
    }


def _model(
    bench: Bench, cno: Charted, others: Sequence[Charted], matched: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the figures of boosted trees that propose as many charts as a definition."""
    train = [bench.charted(name) for name in ("train_cno", "train_mimics", "train_hospital")]
    bands = list(matched["bands"])
    found: dict[str, dict[str, Any]] = {band: {} for band in bands}
    for recorded in Recorded:
        charts = [_of(each, recorded) for each in (cno, *others)]
        scored = _scored(train, (cno, *others), charts, recorded)
        wanted = [
            matched["bands"][band][recorded.name]["value"]["500"]["proposed_per_10000"]
            for band in bands
        ]
        met = [c for each in charts for c in each if _counts(c, each is charts[-1])]
        limits = thresholds([(c, scored[id(c)]) for c in met], wanted, bench.knowledge)
        for band, limit in zip(bands, limits, strict=True):
            looked = [
                Looked(charts=own, bands={c.chart_id: 0 for c in own if scored[id(c)] >= limit})
                for own in charts
            ]
            found[band][recorded.name] = _figures_of(looked, recorded, bench.knowledge)
    return {"label": "boosted trees on counts of codes", "bands": found}


def _of(charted: Charted, recorded: Recorded) -> list[Chart]:
    return [chart for chart in charted.charts if chart.recorded == recorded]


def _counts(chart: Chart, is_of_hospital: bool) -> bool:  # noqa: FBT001
    """Whether a chart is met; of children with CNO there are enough outside the hospital."""
    return at_diagnosis(chart) and not (is_of_hospital and chart.child.kind == CNO)


def _scored(
    train: Sequence[Charted],
    tables: Sequence[Charted],
    charts: Sequence[Sequence[Chart]],
    recorded: Recorded,
) -> dict[int, float]:
    """Return the identity of each chart -> what a model trained on others gives it."""
    names = sorted({
        name for each in train for name in model.counted(each.table, _of(each, recorded)).names
    } - {"age", "girl"})  # fmt: skip
    columns = ("age", "girl", *names)
    learned = model.trained(
        [model.counted(each.table, _of(each, recorded), columns) for each in train]
    )
    found: dict[int, float] = {}
    for each, own in zip(tables, charts, strict=True):
        given = model.scores(learned, model.counted(each.table, own, columns))
        found |= {id(chart): given[chart.chart_id] for chart in own}
    return found


def _figures_of(
    looked: Sequence[Looked], recorded: Recorded, knowledge: Knowledge
) -> dict[str, Any]:
    cno, *others = looked
    return {
        **band_figures(cno, others, recorded, 0, knowledge),
        "lead": lead_figures(cno, recorded, 0),
        "hospital": mixed_figures(others[-1], recorded, 0),
    }


def _whole(bench: Bench) -> dict[str, Any]:
    """Return what is found in whole charts, the diagnosis among them."""
    found: dict[str, Any] = {}
    for name, people in _everybody(bench):
        charts = whole_charts(people)
        table = write_charts(people, charts, bench.folder / f"{name}-whole", bench.knowledge)
        charted = Charted(name=f"{name}-whole", charts=charts, table=table)
        for asked in (RECORDED, *RIVALS):
            at = places(definition_of(asked, bench.knowledge))
            looked = _looked(charted, bench.run(asked, charted), at)
            for band, place in at.items():
                own = found.setdefault(asked, {}).setdefault(band, {})
                own[name] = {
                    "named": counted(looked, lambda c: c.child.diagnosed is not None, place),
                    "never_named": counted(looked, lambda c: c.child.diagnosed is None, place),
                }
    return found


def _everybody(bench: Bench) -> Iterator[tuple[str, Population]]:
    for name in ("cno", "mimics", "hospital"):
        yield name, bench.population(name)
