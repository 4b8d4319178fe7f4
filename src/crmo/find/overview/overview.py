"""All numbers of one run, gathered once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo.find.candidates.chart import Table
from crmo.find.database import opened_database
from crmo.find.found_cases import FoundCases
from crmo.find.overview.people import (
    SEXES,
    UNKNOWN,
    age_group,
    age_group_names,
    ages_of_all,
    counted,
    group_of_years,
    sexes_of_all,
)
from crmo.find.overview.scores import BandCount, ScoreBin, band_counts, score_bins
from crmo.find.overview.sight import (
    CountedRemark,
    NotUnderstood,
    SetInSight,
    counted_remarks,
    not_understood,
    sets_in_sight,
)
from crmo.find.worklist.hit import Hit
from crmo.knowledge.case_definition import CaseDefinition


@frozen(kw_only=True)
class Overview:
    """What a run found.

    Args:
        definition: what was asked.
        source: name of what was searched, without its path.
        engine: what ran it.
        on: the day of the run, as told.
        version: of crmo.
        attrition: counts of `attrition.json`.
        bands: how many persons each band has.
        bins: histogram of the certain scores.
        sex_of_hits: by sex.
        sex_of_all: the same of everybody.
        age_of_hits: by age group, on the last day the data know of the person.
        age_of_all: the same of everybody.
        age_at_index: of the persons proposed, on the day of the first event.
        sets: what the data hold of each code set.
        unknown: codes without a meaning.
        remarks: of the reader.
        n_notes: notes read.
        n_notes_unreadable: notes that could not be read.
        n_with_notes: persons to whom their notes added something.
        n_others: persons drawn who were not proposed.
    """

    definition: CaseDefinition
    source: str
    engine: str
    on: date
    version: str
    attrition: Mapping[str, Any]
    bands: tuple[BandCount, ...]
    bins: tuple[ScoreBin, ...]
    sex_of_hits: Mapping[str, int]
    sex_of_all: Mapping[str, int]
    age_of_hits: Mapping[str, int]
    age_of_all: Mapping[str, int]
    age_at_index: Mapping[str, int]
    sets: tuple[SetInSight, ...]
    unknown: NotUnderstood
    remarks: tuple[CountedRemark, ...]
    n_notes: int = 0
    n_notes_unreadable: int = 0
    n_with_notes: int = 0
    n_others: int = 0

    @property
    def n_hits(self) -> int:
        """How many persons are proposed."""
        return int(self.attrition["hits"])

    @property
    def unseen(self) -> tuple[SetInSight, ...]:
        """Code sets without any event in these data."""
        return tuple(each for each in self.sets if not each.n_events)


def overview_of(
    folder: Path,
    table: Table,
    cases: FoundCases,
    definition: CaseDefinition,
    hits: Sequence[Hit],
    code_ids: Mapping[str, Sequence[int]],
    *,
    source: str,
    engine: str,
    on: date,
    version: str,
    memory_limit: str = "4GB",
    threads: int = 0,
    **notes: int,
) -> Overview:
    """Return the numbers of a run.

    Args:
        folder: for the overflow of DuckDB.
        table: the events.
        cases: what the engine said.
        definition: what was asked.
        hits: the persons proposed.
        code_ids: code set -> its codes in these data.
        source: name of what was searched.
        engine: what ran it.
        on: day of the run.
        version: of crmo.
        memory_limit: of DuckDB.
        threads: of DuckDB.
        **notes: the numbers of `Overview` that tell of notes and of the sample.
    """
    with opened_database(folder, memory_limit=memory_limit, threads=threads) as connection:
        return Overview(
            definition=definition,
            source=source,
            engine=engine,
            on=on,
            version=version,
            attrition=cases.attrition,
            bands=band_counts(definition, hits),
            bins=score_bins(definition, hits),
            sex_of_hits=counted(SEXES, Counter(hit.person.sex for hit in hits), rest=UNKNOWN),
            sex_of_all=sexes_of_all(connection, table),
            age_of_hits=_ages(hits),
            age_of_all=ages_of_all(connection, table),
            age_at_index=_ages_at_index(hits),
            sets=sets_in_sight(connection, table, definition, code_ids),
            unknown=not_understood(connection, table, chain.from_iterable(code_ids.values())),
            remarks=counted_remarks(connection, table),
            **notes,
        )


def _ages(hits: Sequence[Hit]) -> Mapping[str, int]:
    groups = Counter(age_group(hit.person.birth_hi, hit.person.seen_hi) for hit in hits)
    return counted(age_group_names(), groups)


def _ages_at_index(hits: Sequence[Hit]) -> Mapping[str, int]:
    groups = Counter(group_of_years(hit.age_years[0] if hit.age_years else None) for hit in hits)
    return counted(age_group_names(), groups)
