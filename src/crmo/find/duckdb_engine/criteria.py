"""One criterion as two steps: the events it rests on, and what it answers.

`evidence_<id>` has one row per event that takes part: person_id, event_id, role, is_certain, and
what the kind counts. `answer_<id>` has one row per person for whom the criterion is not what it is
without any event: `holds` is one of LEVELS, so that all_of is the least and any_of the
greatest of levels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from crmo.find.duckdb_engine.counting import count, without
from crmo.find.duckdb_engine.days import window_in_words
from crmo.find.duckdb_engine.episodes import age_at_index, episodes
from crmo.find.duckdb_engine.levels import answer_table, evidence_table
from crmo.find.duckdb_engine.pairs import followed_by, paired, repeat
from crmo.find.duckdb_engine.selections import SelectionSql
from crmo.find.duckdb_engine.stage import Stage, stage
from crmo.knowledge.case_definition import (
    AgeAtIndex,
    Count,
    Criterion,
    Episodes,
    FollowedBy,
    Paired,
    Repeat,
    Without,
)

_KINDS: Mapping[type[Criterion], Callable[..., tuple[str, str]]] = MappingProxyType(
    {
        Count: count,
        Without: without,
        Repeat: repeat,
        FollowedBy: followed_by,
        Paired: paired,
        Episodes: episodes,
        AgeAtIndex: age_at_index,
    }
)


def criterion_stages(criterion: Criterion, selected: SelectionSql) -> Iterator[Stage]:
    """Yield the steps of a criterion; none for those made of other criteria.

    Args:
        criterion: of any kind.
        selected: where its selections are to be found.
    """
    build = _KINDS.get(type(criterion))
    if build is None:
        return
    evidence, answer = build(criterion, selected)
    when = "" if isinstance(criterion, AgeAtIndex) else f" ({window_in_words(criterion.window)})"
    yield stage(evidence_table(criterion), f"{criterion.label}{when}", evidence)
    yield stage(answer_table(criterion), f"{criterion.label}: the answer", answer)
