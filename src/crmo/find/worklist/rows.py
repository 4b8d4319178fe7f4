"""The rows of the worklist, the key, the cohort table and the evidence, out of hits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from crmo.find.answer import Holds
from crmo.find.candidates.dates import days_words
from crmo.find.candidates.event_words import dated_words, value_words, what_words
from crmo.find.worklist.hit import Hit, Support
from crmo.knowledge import Knowledge

# A person reads a line of the worklist in one look; the evidence file has the rest.
_MOST_EVIDENCE = 5
_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)

WORKLIST_COLUMNS = {
    "rank": "int32",
    "pseudonym": "string",
    "band": "string",
    "band_possible": "string",
    "score_certain": "float64",
    "score_possible": "float64",
    "score_if_unseen_held": "float64",
    "age_at_index_years_lo": "float64",
    "age_at_index_years_hi": "float64",
    "sex": "string",
    "index_date": "string",
    "first_date": "date32",
    "last_date": "date32",
    "criteria_met": "string",
    "criteria_possible": "string",
    "criteria_not_seen": "string",
    "top_evidence": "string",
    "n_evidence": "int32",
    "from_notes": "string",
}
COHORT_COLUMNS = {
    "cohort_definition_id": "int64",
    "subject_id": "int64",
    "cohort_start_date": "date32",
    "cohort_end_date": "date32",
}
EVIDENCE_COLUMNS = {
    "pseudonym": "string",
    "criterion": "string",
    "criterion_in_words": "string",
    "answer": "string",
    "role": "string",
    "is_certain": "bool",
    "event_id": "int64",
    "day_lo": "date32",
    "day_hi": "date32",
    "day": "string",
    "what": "string",
    "value": "string",
    "site": "string",
    "state": "string",
    "kind": "string",
    "code_system": "string",
    "code": "string",
    "code_label": "string",
    "source_table": "string",
    "source_id": "string",
}
KEY_COLUMNS = {"pseudonym": "string", "source_person": "string", "person_id": "int64"}


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits by score, the highest first; equal scores by pseudonym, which is random."""
    return sorted(hits, key=lambda h: (-h.score_lo, -h.score_hi, -h.score_open, h.pseudonym))


def worklist_row(rank: int, hit: Hit, top_evidence: str, from_notes: str) -> tuple[Any, ...]:
    """Return the line of one hit; the columns are those of `WORKLIST_COLUMNS`."""
    low, high = hit.age_years or (None, None)
    return (
        rank,
        hit.pseudonym,
        hit.band,
        hit.band_possible,
        hit.score_lo,
        hit.score_hi,
        hit.score_open,
        None if low is None else round(low, 2),
        None if high is None else round(high, 2),
        hit.person.sex,
        days_words(hit.index_lo, hit.index_hi),
        hit.person.seen_lo,
        hit.person.seen_hi,
        _labels(hit, Holds.YES),
        _labels(hit, Holds.POSSIBLE),
        _labels(hit, Holds.UNKNOWN),
        top_evidence,
        len(hit.evidence),
        from_notes,
    )


def _labels(hit: Hit, holds: Holds) -> str:
    """Return the criteria that give points, the most first."""
    told = [answer.criterion for answer in hit.of(holds) if answer.criterion.points]
    told.sort(key=lambda criterion: -criterion.points)
    return "; ".join(
        criterion.label if criterion.points > 0 else f"against: {criterion.label}"
        for criterion in told
    )


def top_evidence_words(hit: Hit, knowledge: Knowledge) -> str:
    """Return the first event of each criterion that holds, those with most points first."""
    points = {answer.criterion.id: abs(answer.criterion.points) for answer in hit.answers}
    first: dict[str, Support] = {}
    for support in hit.evidence:
        if support.answer in (Holds.YES, Holds.POSSIBLE) or support.role == "index":
            first.setdefault(support.criterion, support)
    ranked = sorted(first.values(), key=lambda each: -points.get(each.criterion, 0.0))
    words = dict.fromkeys(dated_words(each.event, knowledge) for each in ranked)
    return "; ".join(list(words)[:_MOST_EVIDENCE])


def key_row(hit: Hit) -> tuple[str, str, int]:
    """Return whose pseudonym it is."""
    return hit.pseudonym, hit.person.source_person, hit.person.person_id


def cohort_rows(hits: Sequence[Hit], cohort_id: int) -> list[tuple[int, int, date, date]]:
    """Return the lines of the OHDSI cohort table.

    A line begins on the first possible day of the index event and ends on the last day that the
    data know of the person. `subject_id` is the source's own number of the person where all have
    one, so that it joins with PERSON; else the row of the event table.
    """
    is_numbered = all(_NUMBER.fullmatch(hit.person.source_person) for hit in hits)
    return [
        (
            cohort_id,
            int(hit.person.source_person) if is_numbered else hit.person.person_id,
            hit.index_lo,
            max(hit.person.seen_hi or hit.index_hi, hit.index_lo),
        )
        for hit in hits
    ]


def evidence_rows(hit: Hit, knowledge: Knowledge) -> Iterable[tuple[Any, ...]]:
    """Yield a line for each event that a criterion rests on."""
    for support in hit.evidence:
        event = support.event
        yield (
            hit.pseudonym,
            support.criterion,
            support.label,
            support.answer,
            support.role,
            support.is_certain,
            event.event_id,
            event.d_lo,
            event.d_hi,
            days_words(event.d_lo, event.d_hi),
            what_words(event, knowledge),
            value_words(event),
            event.site,
            event.state,
            event.kind,
            event.system,
            event.code,
            event.label,
            event.source_table,
            event.source_id,
        )
