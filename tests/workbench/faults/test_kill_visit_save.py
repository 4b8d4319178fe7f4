"""The server is killed while it saves a visit: all of the visit is there, or nothing of it."""

from __future__ import annotations

import http.client
import statistics
import time
from contextlib import closing
from uuid import UUID, uuid4

import pytest
from tests.workbench.faults.conftest import N_DEEP, N_USUAL, SEED
from tests.workbench.faults.killing import killed_while, verified
from tests.workbench.faults.moments import EVERYTHING, NOTHING, Marks, Spread, Stage, moments
from tests.workbench.faults.truth import Truth
from tests.workbench.faults.visits import Form, opened_form
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.prepared_clinic import PASSWORD

from benchmarks.visitor import Visitor

_WARM = 4


class Scene:
    """One clinician at one child, and a server that does not last.

    Args:
        clinic: whose server it is; not yet open.
        marks: left by its processes.
        truth: of its database.
    """

    def __init__(self, clinic: Clinic, marks: Marks, truth: Truth) -> None:
        self.clinic, self.marks, self.truth = clinic.start(), marks, truth
        self.child = UUID(clinic.children["relapsing"])
        self.visitor = Visitor(clinic.port)
        self.visitor.sign_in("clinician", PASSWORD)
        self._n = 0
        self.duration_s, self.n_entries = self._measured()
        self.accepted: list[UUID] = []

    def round(self, part: float) -> Stage:
        """Save a visit, kill the server meanwhile, open it again and look."""
        form = self._form()
        assert form.keep(self.visitor).status == http.client.OK
        before = self.truth.n_statements(self.child)
        self._n_written = self.truth.n_events("write", "visit.%")
        answer = killed_while(
            lambda: form.save(self.visitor), after_s=part * self.duration_s,
            clinic=self.clinic, visitor=self.visitor, marks=self.marks,
        )  # fmt: skip
        assert answer is None or answer.status == http.client.FOUND
        stage = self.marks.stage(is_answered=answer is not None)
        self.clinic.start()
        self._look(form, stage, before)
        assert form.save(self.visitor).status == http.client.FOUND, "the same draft again"
        assert self.truth.n_statements(self.child) == before + self.n_entries
        assert self.truth.n_visits(form.key) == 1
        self.accepted.append(form.key)
        verified(self.clinic)
        return stage

    def close(self) -> None:
        """Leave."""
        self.visitor.close()

    def _look(self, form: Form, stage: Stage, before: int) -> None:
        """Look that all or nothing was written, as the stage says, and the draft with it."""
        n_new = self.truth.n_statements(self.child) - before
        assert n_new in (0, self.n_entries), f"half a visit: {n_new}, killed {stage}"
        assert self.truth.n_visits(form.key) == (n_new > 0)
        assert not (stage in NOTHING and n_new), stage
        assert not (stage in EVERYTHING and not n_new), f"lost: {stage}"
        draft = self.truth.draft(form.key)
        assert draft is not None
        assert draft[0] == ("second_thought" if n_new else "visit")
        assert form.fields["note"] in draft[1]
        written = self.truth.n_events("write", "visit.%")
        assert written == self._n_written + (n_new > 0), "the audit says what was done"
        assert all(self.truth.n_visits(key) == 1 for key in self.accepted)

    def _measured(self) -> tuple[float, int]:
        """Return how long a save takes and how many statements it makes."""
        seconds, before = [], self.truth.n_statements(self.child)
        for _ in range(_WARM):
            form = self._form()
            form.keep(self.visitor)
            begun = time.perf_counter()
            assert form.save(self.visitor).status == http.client.FOUND
            seconds.append(time.perf_counter() - begun)
        n_new = self.truth.n_statements(self.child) - before
        assert n_new % _WARM == 0
        return statistics.median(seconds), n_new // _WARM

    def _form(self) -> Form:
        self._n += 1
        note = f"visit {self._n} of this test"
        return opened_form(self.visitor, self.child, uuid4(), crp=self._n, note=note)


@pytest.mark.timeout(900)
def test_a_visit_is_written_whole_or_not_at_all(
    clinic: Clinic, marks: Marks, truth: Truth, spread: Spread
) -> None:
    with closing(Scene(clinic, marks, truth)) as scene:
        for part in moments(N_USUAL, seed=SEED):
            spread.add(scene.round(part))


@pytest.mark.deep
@pytest.mark.timeout(3000)
def test_fifty_times(clinic: Clinic, marks: Marks, truth: Truth, spread: Spread) -> None:
    with closing(Scene(clinic, marks, truth)) as scene:
        for part in moments(N_DEEP, seed=SEED + 1):
            spread.add(scene.round(part))
    inside = (Stage.BEGUN, Stage.WRITTEN, Stage.COMMITTING)
    assert sum(spread.stages[each] for each in inside) > 0, "no kill hit a transaction"
    assert spread.stages.total() > spread.stages[Stage.ANSWERED] + spread.stages[Stage.BEFORE]
