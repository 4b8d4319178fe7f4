"""What an engine says of a person: answers, score, evidence. The reference and DuckDB agree on it.

An engine writes three Parquet files, each sorted by its first columns:

- `hits.parquet`: person_id, index_event_id, index_lo, index_hi, age_days_lo, age_days_hi,
  score_lo, score_hi, score_open, band, band_possible.
- `answers.parquet`: person_id, criterion (position in the definition, from 0), answer, points.
- `evidence.parquet`: person_id, criterion (-1: the index event), event_id, role, is_certain.

and `attrition.json`: persons with an event at all, with an index event, after each `require`, after
each `exclude`, at or above each band; and per criterion how many of the persons with an index event
answer yes, possible, no, unknown.

Scores. `score_lo`: points of criteria that hold for certain (a negative one that is possible
counts too); `score_hi`: the highest score that some reading of the dates gives; `score_open`: the
highest score if what cannot be seen (unknown) held as well. `band`: by score_lo; empty below the
lowest. `band_possible`: by score_hi.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class Holds(StrEnum):
    """Whether a criterion holds."""

    YES = "yes"
    POSSIBLE = "possible"
    NO = "no"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class EvidenceRow:
    """One event that a criterion rests on.

    Args:
        criterion: its position in the definition; -1 for the index event.
        event_id: the event.
        role: `index`, `of`, `first`, `then` or `second`.
        is_certain: False if it fits only for some reading of the dates.
    """

    criterion: int
    event_id: int
    role: str
    is_certain: bool


@frozen(kw_only=True)
class PersonAnswer:
    """What a definition says of one person with an index event.

    Args:
        person_id: the person.
        is_hit: whether the person is proposed.
        index_event_id: the index event.
        answers: one per criterion, in the order of the definition.
        score_lo: see above.
        score_hi: see above.
        score_open: see above.
        evidence: ordered by criterion, role and event.
    """

    person_id: int
    is_hit: bool
    index_event_id: int
    answers: tuple[Holds, ...]
    score_lo: float
    score_hi: float
    score_open: float
    evidence: tuple[EvidenceRow, ...]
