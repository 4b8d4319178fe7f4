"""The evaluation of case finding: what is cut from a chart, and how shares are weighted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from tests.find.hand_made_table import three_children

from crmo.find.events import EventTable
from crmo.knowledge import load_knowledge
from tools.find_evaluation.charts import Chart, Recorded, charts_of, write_charts
from tools.find_evaluation.children import CNO, Child, Population
from tools.find_evaluation.figures import Looked, lead_figures, thresholds
from tools.find_evaluation.shares import kind_shares, median_of, predictive_value


def child(person_id: int, kind: str, diagnosed: date | None = None) -> Child:
    return Child(
        person_id=person_id, kind=kind, onset=None, diagnosed=diagnosed,
        first_seen=date(2020, 1, 1), last_seen=date(2021, 1, 1),
    )  # fmt: skip


def chart(number: int, of: Child, lead_days: int | None = None) -> Chart:
    return Chart(
        chart_id=number, child=of, cut=None, recorded=Recorded.EVERYTHING, lead_days=lead_days
    )


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> EventTable:
    folder = tmp_path_factory.mktemp("table") / "events"
    three_children(folder).write()
    found = EventTable(folder)
    if not found.ancestors.exists():
        duckdb.sql("SELECT 0 AS code_id, '' AS system, '' AS code WHERE false").write_parquet(
            str(found.ancestors)
        )
    return found


def days(table: EventTable) -> list[date | None]:
    rows = duckdb.execute(
        "SELECT d_hi FROM read_parquet($1) ORDER BY d_hi", [str(table.events / "*.parquet")]
    ).fetchall()
    return [row[0] for row in rows]


def test_nothing_of_the_day_of_the_cut_or_later_is_left(table: EventTable, tmp_path: Path) -> None:
    files = str(table.events / "*.parquet") if table.events.is_dir() else str(table.events)
    ((person, cut, n),) = duckdb.execute(
        "SELECT person_id, max(d_lo), count(*) FROM read_parquet($1) WHERE d_lo IS NOT NULL "
        "GROUP BY ALL ORDER BY count(DISTINCT d_lo) DESC, person_id LIMIT 1", [files],
    ).fetchall()  # fmt: skip
    own = child(person, CNO, diagnosed=cut)
    people = Population(name="x", table=table, children=(own,))
    charts = charts_of(people, (Recorded.EVERYTHING,), lead=False)
    assert [each.cut for each in charts] == [cut]
    left = days(write_charts(people, charts, tmp_path / "charts", load_knowledge()))
    assert 0 < len(left) < n
    assert all(day is not None and day < cut for day in left)


def test_less_is_left_where_less_is_recorded(table: EventTable, tmp_path: Path) -> None:
    people = Population(
        name="x", table=table, children=tuple(child(n, "healthy") for n in (1, 2, 3))
    )
    n_left = []
    for recorded in Recorded:
        charts = charts_of(people, (recorded,))
        made = write_charts(people, charts, tmp_path / recorded.name, load_knowledge())
        n_left.append(len(days(made)))
    assert n_left == sorted(n_left)
    assert n_left[0] < n_left[-1]


def test_a_mimic_is_cut_by_luck_that_is_always_the_same() -> None:
    people = [child(n, "leukaemia", date(2020, 6, 1)) for n in range(200)]
    population = Population(name="x", table=EventTable(Path("x")), children=tuple(people))
    first, again = (charts_of(population, (Recorded.EVERYTHING,)) for _ in range(2))
    assert [each.cut for each in first] == [each.cut for each in again]
    n_before = sum(each.cut == date(2020, 6, 1) for each in first)
    assert 70 < n_before < 130
    assert all(date(2020, 1, 1) < each.cut <= date(2021, 1, 2) for each in first if each.cut)


def test_the_shares_of_all_kinds_are_one() -> None:
    shares = kind_shares(20_000, load_knowledge())
    assert sum(shares.values()) == pytest.approx(1)
    assert shares[CNO] == pytest.approx(1 / 20_000)


def test_the_predictive_value_weighs_by_how_common_a_kind_is() -> None:
    """Half of 1 in 100 found, 1 in 99 of the others: one of three proposed has CNO."""
    counts = {CNO: (50, 100), "healthy": (10, 990)}
    found = predictive_value(counts, {CNO: 0.01, "healthy": 0.99})
    assert found["value"] == pytest.approx(1 / 3, abs=0.02)
    assert found["low"] < 1 / 3 < found["high"]
    assert found["proposed_per_10000"] == pytest.approx(150)


def test_none_of_many_is_not_taken_as_none_ever() -> None:
    found = predictive_value({CNO: (9, 10), "healthy": (0, 1000)}, {CNO: 0.001, "healthy": 0.999})
    assert found["low"] < found["value"] < found["high"] < 1
    assert found["low"] < 0.3


def test_the_lead_is_the_longest_at_which_a_child_is_proposed() -> None:
    own = child(1, CNO, date(2020, 6, 1))
    charts = [chart(n, own, lead) for n, lead in enumerate((0, 90, 180, 365, 730))]
    found = lead_figures(Looked(charts=charts, bands={0: 0, 2: 0}), Recorded.EVERYTHING, 0)
    assert found["median"]["median"] == 180
    assert found["at"]["90"] == (0, 1)


def test_a_threshold_proposes_no_more_than_was_asked() -> None:
    charts = [chart(1, child(1, CNO)), chart(2, child(2, "healthy")), chart(3, child(3, "healthy"))]
    scored = list(zip(charts, (0.9, 0.5, 0.1), strict=True))
    share = kind_shares(500, load_knowledge())[CNO] * 10_000
    assert thresholds(scored, [share + 1, share - 1], load_knowledge()) == [0.9, 2.0]


def test_the_median_has_limits_and_nothing_has_none() -> None:
    assert median_of([]) == {"n": 0}
    found = median_of([1, 2, 3, 4, 100])
    assert found["median"] == 3
    assert found["low"] <= 3 <= found["high"]
