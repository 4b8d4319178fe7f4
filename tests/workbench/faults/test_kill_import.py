"""The server is killed while it takes a file in: all of it is there, or nothing of it."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from contextlib import closing
from uuid import UUID

import pytest
from tests.workbench.faults.conftest import N_DEEP, N_USUAL, SEED
from tests.workbench.faults.killing import killed_while, verified
from tests.workbench.faults.moments import EVERYTHING, NOTHING, Marks, Spread, Stage, moments
from tests.workbench.faults.truth import Truth
from tests.workbench.reading_in.files import crp, record_of_child
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.prepared_clinic import PASSWORD

from benchmarks.visitor import Answer, Visitor
from crmo.record.json_form import to_dict

N_CHILDREN, N_ENTRIES = 4, 60
N_STATEMENTS = N_CHILDREN * (1 + N_ENTRIES)
# The share of the kills that hit the upload; the others hit the saving.
_UPLOAD = 0.25


def file_with_children(n: int) -> bytes:
    """Return the n-th file: children whom no other file has."""
    records = [
        record_of_child(
            f"F-{n}-{number}",
            *(
                crp(1 + day, f"2025-{1 + day // 28:02}-{1 + day % 28:02}")
                for day in range(N_ENTRIES)
            ),
            name=f"Child {chr(65 + n % 26)}{chr(65 + n // 26)} {chr(65 + number)}",
            born=f"201{number}-0{1 + n % 9}-1{n % 7}",
        )
        for number in range(N_CHILDREN)
    ]
    return json.dumps([to_dict(record) for record in records]).encode()


class Scene:
    """One clinician with files, and a server that does not last.

    Args:
        clinic: whose server it is; not yet open.
        marks: left by its processes.
        truth: of its database.
    """

    def __init__(self, clinic: Clinic, marks: Marks, truth: Truth) -> None:
        self.clinic, self.marks, self.truth = clinic.start(), marks, truth
        self.visitor = Visitor(clinic.port)
        self.visitor.sign_in("clinician", PASSWORD)
        self._n = 0
        self.upload_s, self.save_s = self._measured()

    def round(self, part: float) -> Stage:
        """Take a file in, kill the server meanwhile, open it again, look, and try once more."""
        self._n += 1
        content, before = file_with_children(self._n), self._state()
        if part < _UPLOAD:
            stage = self._killed_while_uploading(content, part / _UPLOAD)
            key = self._key(self._upload(content))
        else:
            key = self._key(self._upload(content))
            stage = self._killed_while_saving(key, (part - _UPLOAD) / (1 - _UPLOAD), before)
        assert self._save(key).status == http.client.FOUND, "the same file again"
        assert self._state() == (before[0] + N_STATEMENTS, before[1] + N_CHILDREN)
        assert self.truth.draft(key) is None
        verified(self.clinic)
        return stage

    def close(self) -> None:
        """Leave."""
        self.visitor.close()

    def _killed_while_uploading(self, content: bytes, part: float) -> Stage:
        before = self._state()
        answer = self._killed(lambda: self._upload(content), part * self.upload_s)
        assert self._state() == before, "an upload changes nothing"
        if answer is not None:
            assert self.truth.draft(self._key(answer)) is not None, "an accepted file was lost"
        return self.marks.stage(is_answered=False)

    def _killed_while_saving(self, key: UUID, part: float, before: tuple[int, int]) -> Stage:
        answer = self._killed(lambda: self._save(key), part * self.save_s)
        assert answer is None or answer.status == http.client.FOUND
        stage = self.marks.stage(is_answered=answer is not None)
        n_statements, n_children = self._state()
        new = (n_statements - before[0], n_children - before[1])
        assert new in ((0, 0), (N_STATEMENTS, N_CHILDREN)), f"half a file, killed {stage}"
        assert not (stage in NOTHING and any(new)), stage
        assert not (stage in EVERYTHING and not all(new)), f"lost: {stage}"
        assert (self.truth.draft(key) is None) == all(new), "the file waits until it is saved"
        events = self.truth.n_events("read_in", f"reading_in:{key}")
        assert events == (N_CHILDREN + 1 if all(new) else 0)
        return stage

    def _killed(self, act: object, after_s: float) -> Answer | None:
        answer = killed_while(
            act, after_s=after_s, clinic=self.clinic, visitor=self.visitor, marks=self.marks  # type: ignore[arg-type]
        )  # fmt: skip
        self.clinic.start()
        return answer

    def _measured(self) -> tuple[float, float]:
        uploads, saves = [], []
        for _ in range(2):
            self._n += 1
            begun = time.perf_counter()
            key = self._key(self._upload(file_with_children(self._n)))
            uploaded = time.perf_counter()
            assert self._save(key).status == http.client.FOUND
            uploads.append(uploaded - begun)
            saves.append(time.perf_counter() - uploaded)
        return statistics.median(uploads), min(saves)

    def _upload(self, content: bytes) -> Answer:
        return self.visitor.post_file("/reading-in/", "files", "records.json", content)

    def _save(self, key: UUID) -> Answer:
        return self.visitor.post(f"/reading-in/{key}/save/", {})

    def _key(self, answer: Answer) -> UUID:
        assert answer.status == http.client.FOUND, answer.text
        return UUID(answer.location.strip("/").split("/")[-1])

    def _state(self) -> tuple[int, int]:
        return self.truth.n_statements(), self.truth.n_children()


@pytest.mark.timeout(900)
def test_a_file_is_taken_in_whole_or_not_at_all(
    clinic: Clinic, marks: Marks, truth: Truth, spread: Spread
) -> None:
    with closing(Scene(clinic, marks, truth)) as scene:
        for part in moments(N_USUAL, seed=SEED, last=1.0):
            spread.add(scene.round(part))


@pytest.mark.deep
@pytest.mark.timeout(3000)
def test_fifty_times(clinic: Clinic, marks: Marks, truth: Truth, spread: Spread) -> None:
    with closing(Scene(clinic, marks, truth)) as scene:
        for part in moments(N_DEEP, seed=SEED + 1, last=1.0):
            spread.add(scene.round(part))
    inside = (Stage.BEGUN, Stage.WRITTEN, Stage.COMMITTING)
    assert sum(spread.stages[each] for each in inside) > 0, "no kill hit a transaction"
