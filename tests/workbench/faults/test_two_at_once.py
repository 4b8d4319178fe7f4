"""Two clinicians enter visits of one child at the same time: nothing is lost, both see all."""

from __future__ import annotations

import http.client
import threading
from uuid import UUID, uuid4

import pytest
from tests.workbench.faults.killing import verified
from tests.workbench.faults.truth import Truth
from tests.workbench.faults.visits import Form, opened_form
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.prepared_clinic import PASSWORD

from benchmarks.visitor import Visitor

N_BROWSERS, N_VISITS = 8, 4
_MOST_TRIES = 60


class Person:
    """Somebody who enters visits one after the other, and reads what others did in between.

    Args:
        clinic: open.
        name: to sign in with.
        number: of the browser.
    """

    def __init__(self, clinic: Clinic, name: str, number: int) -> None:
        self.visitor = Visitor(clinic.port)
        self.visitor.sign_in(name, PASSWORD)
        self.child = UUID(clinic.children["relapsing"])
        self.number, self.n_told = number, 0
        self.saved: list[Form] = []
        self.faults: list[str] = []

    def work(self) -> None:
        for n in range(N_VISITS):
            form = self._saved(uuid4(), f"visit {n} at browser {self.number}")
            if form is not None:
                self.saved.append(form)

    def _saved(self, key: UUID, note: str) -> Form | None:
        """Return a visit that was saved; told of others' entries, read them and save again."""
        for _ in range(_MOST_TRIES):
            form = opened_form(self.visitor, self.child, key, crp=self.number + 1, note=note)
            answer = form.save(self.visitor)
            if answer.status == http.client.FOUND:
                return form
            if answer.status != http.client.UNPROCESSABLE_ENTITY:
                self.faults.append(f"{answer.status}")
                return None
            self.n_told += 1
        self.faults.append("it was never this one's turn")
        return None


@pytest.mark.timeout(900)
def test_nothing_is_lost_and_both_see_all(clinic: Clinic, truth: Truth) -> None:
    clinic.start()
    people = [Person(clinic, ("clinician", "colleague")[n % 2], n) for n in range(N_BROWSERS)]
    child = people[0].child
    before = truth.n_statements(child)
    threads = [threading.Thread(target=each.work) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [fault for each in people for fault in each.faults] == []
    forms = [form for each in people for form in each.saved]
    assert len(forms) == N_BROWSERS * N_VISITS
    assert [truth.n_visits(form.key) for form in forms] == [1] * len(forms)
    n_new = truth.n_statements(child) - before
    assert n_new % len(forms) == 0, "every visit has as many statements as the others"
    assert n_new >= 10 * len(forms)
    assert sum(each.n_told for each in people) > 0, "nobody met anybody"
    for each in people[:2]:
        for form in forms:
            page = each.visitor.get(f"/children/{child}/visit/{form.key}/written/")
            assert page.status == http.client.OK
    for each in people:
        each.visitor.close()
    verified(clinic)
