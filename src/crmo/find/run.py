"""One run of case finding: events, answers, sample, candidates, worklist, numbers.

Every step is finished or not there; a run that was ended goes on where it was (`run_state`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import define, field, frozen

from crmo import __version__
from crmo.errors import MissingExtraError
from crmo.find.candidates.write import CANDIDATES, write_candidates
from crmo.find.claimed_folder import (
    check_folder,
    day_of_run,
    only_run,
    refuse_if_reviewed,
)
from crmo.find.database import opened_database
from crmo.find.found_cases import FoundCases
from crmo.find.overview import Overview, overview_of
from crmo.find.privacy.pseudonyms import PseudonymKey, open_key
from crmo.find.request import Engine, Hooks, Request
from crmo.find.run_state import RunState, digest_of
from crmo.find.worklist.hit import Hit
from crmo.find.worklist.others import NOBODY, Sampled
from crmo.find.worklist.sampled_step import OTHERS_FILES, drawn, kept_sample
from crmo.find.worklist.write import WORKLIST_FILES, bare_hits, pseudonyms_of, write_worklist
from crmo.find.written import for_owner_alone
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition

if TYPE_CHECKING:
    from crmo.find.events import EventTable

ANSWERS = "answers"


@frozen(kw_only=True)
class Finished:
    """A run that came to its end.

    Args:
        overview: its numbers.
        hits: the persons proposed, in the order of the worklist, without evidence.
        others: persons drawn who were not proposed.
        state: for the steps that follow (report, manifest).
    """

    overview: Overview
    hits: tuple[Hit, ...]
    others: Sampled
    state: RunState


@contextmanager
def case_finding(
    request: Request, definition: CaseDefinition, knowledge: Knowledge, hooks: Hooks
) -> Iterator[Finished]:
    """Run, and hold the folder until the caller has written what follows.

    Args:
        request: where and how.
        definition: whom to propose.
        knowledge: what codes mean.
        hooks: who is told.

    Raises:
        UserError: the folder, the source or the key cannot be used.
    """
    check_folder(request.out)
    state = RunState(folder=request.out, on_step=hooks.on_step)
    state.begin()
    with for_owner_alone(), only_run(request.out):
        state.clear_away()
        yield _Run(request, definition, knowledge, hooks, state).finish()


@define
class _Run:
    request: Request
    definition: CaseDefinition
    knowledge: Knowledge
    hooks: Hooks
    state: RunState
    key: PseudonymKey = field(init=False)

    def finish(self) -> Finished:
        """Do what is not done yet, step by step."""
        self.key = open_key(self.request.key_path)
        on = day_of_run(self.request.out, self._asked(), self.request.on)
        table = self._events()
        code_ids = {
            name: tuple(table.code_ids(code_set, self.knowledge))
            for name, code_set in self.definition.code_sets.items()
        }
        made_from = self._made_from(table, code_ids)
        if self.state.was_made_otherwise("answers", made_from):
            refuse_if_reviewed(
                self.request.out, "the records, or crmo, have changed since this run"
            )
        cases = self._answers(table, made_from)
        others = self._others(table, cases, code_ids, made_from)
        notes = self._candidates(table, cases, others, code_ids, made_from)
        self._worklist(table, cases, others, notes, made_from)
        hits = bare_hits(self.request.out, table, cases, self.definition, self.key, **self._machine)
        overview = overview_of(
            self.request.out,
            table,
            cases,
            self.definition,
            hits,
            code_ids,
            source=self.request.source_name,
            engine=self.request.engine,
            on=on,
            version=__version__,
            n_notes=notes["n_notes"],
            n_notes_unreadable=notes["n_unreadable"],
            n_with_notes=len(notes["words"].keys() & {hit.pseudonym for hit in hits}),
            n_others=len(others.pseudonyms),
            **self._machine,
        )
        return Finished(overview=overview, hits=hits, others=others, state=self.state)

    @property
    def _machine(self) -> dict[str, Any]:
        return {"memory_limit": self.request.memory_limit, "threads": self.request.threads}

    def _asked(self) -> dict[str, Any]:
        """Return what is asked, without what only decides how quickly it is answered."""
        request = self.request
        return {
            "source": _name_of(request.source),
            "events": str(request.events.resolve()) if request.events else None,
            "definition": digest_of(repr(self.definition)),
            "engine": str(request.engine),
            "key": self.key.fingerprint,
            "others": request.sample_others,
            "cohort": request.cohort_id,
            "notes": request.read_text is not None,
            "on": request.on.isoformat() if request.is_on_told else None,
        }

    def _events(self) -> EventTable:
        from crmo.find.events import EventTable, build_events

        request = self.request
        if request.source is None:
            table = EventTable.open(request.events_folder)
            is_done = True
            self.hooks.on_step("events", is_done)
            return table
        before = _manifest_digest(request.events_folder)
        table = build_events(
            request.source,
            request.events_folder,
            self.knowledge,
            mapping=request.mapping,
            progress=self.hooks.progress,
            **self._machine,
        )
        after = _manifest_digest(request.events_folder)
        self.hooks.on_step("events", before == after)
        return table

    def _made_from(
        self, table: EventTable, code_ids: Mapping[str, tuple[int, ...]]
    ) -> dict[str, Any]:
        return {
            "version": __version__,
            "table": _manifest_digest(table.folder),
            "code_ids": code_ids,
            "knowledge": repr(self.knowledge.overlays),
            **self._asked(),
        }

    def _answers(self, table: EventTable, made_from: Mapping[str, Any]) -> FoundCases:
        folder = self.request.out / ANSWERS

        def work() -> Mapping[str, Any]:
            found = _engine_of(self.request, self.hooks)(
                self.definition, table, folder, self.knowledge
            )
            return {"hits": found.n_hits}

        self.state.done("answers", made_from, work, files=[ANSWERS])
        return FoundCases.open(folder)

    def _others(
        self,
        table: EventTable,
        cases: FoundCases,
        code_ids: Mapping[str, tuple[int, ...]],
        made_from: Mapping[str, Any],
    ) -> Sampled:
        if not self.request.sample_others:
            for name in OTHERS_FILES:
                (self.request.out / name).unlink(missing_ok=True)
            return NOBODY
        codes = code_ids[self.definition.index.first_of.set]
        told = self.state.done(
            "others",
            made_from,
            lambda: drawn(self.request, table, cases, self.definition, codes, self.key),
            files=list(OTHERS_FILES),
        )
        return kept_sample(told)

    def _candidates(
        self,
        table: EventTable,
        cases: FoundCases,
        others: Sampled,
        code_ids: Mapping[str, tuple[int, ...]],
        made_from: Mapping[str, Any],
    ) -> Mapping[str, Any]:
        def work() -> Mapping[str, Any]:
            written = write_candidates(
                self.request.out,
                table,
                {**self._pseudonyms(table, cases), **others.pseudonyms},
                _asked_for(self.definition, code_ids),
                self.knowledge,
                read_text=self.request.read_text,
                progress=self.hooks.progress,
                **self._machine,
            )
            return {
                "words": dict(written.words_from_notes),
                "n_notes": written.n_notes,
                "n_unreadable": written.n_unreadable,
            }

        files = [CANDIDATES, "charts.parquet", "notes_evidence.parquet"]
        return self.state.done("candidates", made_from, work, files=files)

    def _pseudonyms(self, table: EventTable, cases: FoundCases) -> dict[int, str]:
        with opened_database(self.request.out, **self._machine) as connection:
            return pseudonyms_of(connection, table, cases, self.key)

    def _worklist(
        self,
        table: EventTable,
        cases: FoundCases,
        others: Sampled,
        notes: Mapping[str, Any],
        made_from: Mapping[str, Any],
    ) -> None:
        def work() -> Mapping[str, Any]:
            self.hooks.progress("worklist", 0.0)
            write_worklist(
                self.request.out,
                table,
                cases,
                self.definition,
                self.knowledge,
                key=self.key,
                cohort_id=self.request.cohort_id,
                others=others,
                from_notes=notes["words"],
                **self._machine,
            )
            return {}

        self.state.done("worklist", made_from, work, files=list(WORKLIST_FILES))


def _name_of(source: Path | str | None) -> str | None:
    """Return what a source is known by; of a database's address, neither user nor password."""
    if not isinstance(source, str):
        return str(source.resolve()) if source else None
    address = urlsplit(source)
    return address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()


def _asked_for(
    definition: CaseDefinition, code_ids: Mapping[str, tuple[int, ...]]
) -> dict[int, str]:
    """Return code -> code sets that it belongs to, in words."""
    found: dict[int, list[str]] = {}
    for name, codes in code_ids.items():
        for code in codes:
            found.setdefault(code, []).append(definition.code_sets[name].label)
    return {code: "; ".join(labels) for code, labels in found.items()}


def _manifest_digest(folder: Any) -> str:
    path = folder / "manifest.json"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _engine_of(request: Request, hooks: Hooks) -> Any:
    """Return a function (definition, table, folder, knowledge) -> FoundCases."""
    machine: dict[str, Any] = {"memory_limit": request.memory_limit, "threads": request.threads}
    if request.engine is Engine.DUCKDB:
        from crmo.find.duckdb_engine import run_definition

        return lambda *asked: run_definition(*asked, progress=hooks.progress, **machine)
    if request.engine is Engine.SPARK:
        return _spark(request, hooks, machine)
    from crmo.find.reference_run import run_reference

    return lambda *asked: run_reference(*asked, progress=hooks.progress)


def _spark(request: Request, hooks: Hooks, machine: Mapping[str, Any]) -> Any:
    from importlib.util import find_spec

    if find_spec("pyspark") is None:
        raise MissingExtraError(
            "the Spark engine needs pyspark, which is not installed.",
            todo='Install it: pip install "crmo[spark]", or leave --engine out.',
        )
    from crmo.find.spark_engine import run_definition

    return lambda *asked: run_definition(
        *asked, master=request.master, progress=hooks.progress, **machine
    )
