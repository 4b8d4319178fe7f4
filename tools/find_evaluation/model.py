"""The rival that learns: trees boosted on counts of codes, trained on other virtual children."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.find.events import EventTable
from tools.find_evaluation.charts import Chart
from tools.find_evaluation.children import CNO

Floats = NDArray[np.float32]
_SEED = 2026
_COUNTED = """
WITH counted AS (
  SELECT e.person_id, k.kind || ' ' || coalesce(k.concept, k.code) || ' ' || e.state AS feature,
    count(*) AS n
  FROM read_parquet($1) e JOIN read_parquet($2) k USING (code_id)
  WHERE NOT coalesce(k.concept, '') = 'cno'
  GROUP BY ALL
)
SELECT person_id, feature, n FROM counted ORDER BY person_id, feature
"""
_AGED = """
SELECT person_id, date_diff('day', any_value(birth_lo), max(d_lo)) / 365.25,
  any_value(sex) = 'female'
FROM read_parquet($1) AS event JOIN read_parquet($2) AS person USING (person_id)
GROUP BY person_id ORDER BY person_id
"""


@frozen(kw_only=True)
class Counted:
    """Counts of codes of some charts.

    Args:
        charts: one for each row.
        names: name of each column.
        counts: how often, shape (charts, names).
    """

    charts: tuple[Chart, ...]
    names: tuple[str, ...]
    counts: Floats

    def truth(self) -> NDArray[np.bool_]:
        """Return whether each chart is of a child with CNO."""
        return np.array([chart.child.kind == CNO for chart in self.charts])


def counted(
    table: EventTable, charts: Sequence[Chart], names: Sequence[str] | None = None
) -> Counted:
    """Return the counts of codes of charts; the code of CNO itself is left out.

    Args:
        table: the charts' events.
        charts: those wanted.
        names: columns of the model, or None to take those that occur.
    """
    events = str(table.events / "*.parquet")
    rows = duckdb.execute(_COUNTED, [events, str(table.codes)]).fetchall()
    wanted = tuple(names) if names else ("age", "girl", *sorted({row[1] for row in rows}))
    column = {name: place for place, name in enumerate(wanted)}
    row_of = {chart.chart_id: place for place, chart in enumerate(charts)}
    counts = np.zeros((len(charts), len(wanted)), dtype=np.float32)
    counts[:, 0] = np.nan
    for person, feature, n in rows:
        if person in row_of and feature in column:
            counts[row_of[person], column[feature]] = n
    for person, age, is_girl in duckdb.execute(_AGED, [events, str(table.persons)]).fetchall():
        if person in row_of:
            counts[row_of[person], :2] = age, bool(is_girl)
    return Counted(charts=tuple(charts), names=wanted, counts=counts)


def trained(parts: Sequence[Counted]) -> Any:
    """Return a model that learned which charts are of children with CNO.

    Args:
        parts: charts with the same columns.
    """
    from sklearn.ensemble import (  # type: ignore[import-untyped]
        HistGradientBoostingClassifier,
    )

    model = HistGradientBoostingClassifier(random_state=_SEED, early_stopping=False, max_iter=150)
    return model.fit(
        np.vstack([part.counts for part in parts]), np.concatenate([p.truth() for p in parts])
    )


def scores(model: Any, part: Counted) -> dict[int, float]:
    """Return chart -> probability that the model gives to CNO."""
    found = model.predict_proba(part.counts)[:, 1]
    return {chart.chart_id: float(p) for chart, p in zip(part.charts, found, strict=True)}
