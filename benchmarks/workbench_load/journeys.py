"""What a clinician does all day; each step timed from asking to the last byte."""

from __future__ import annotations

import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID, uuid4

from attrs import field, frozen

from benchmarks.visitor import Answer, Visitor

WORKLIST, COLD, WARM, SAVE = "the worklist", "a child's page", "the same again", "a visit saved"
FORM, WRITTEN = "the form of a visit", "what was written"
HEALTH, STATIC = "floor: /healthz", "floor: a static file"
_STATIC = "/static/crmo/tokens.css"
_FILTERS = ("week", "flaring", "unread", "overdue", "bloods", "flags", "long")
_ORDERS = ("coming", "name", "overdue", "places", "last_visit", "age")
_WORDS = ("an", "mar", "li", "el", "so", "ben", "a b", "sim-00", "no", "ka")
_PLACES = ("vertebra_t8", "vertebra_t9", "clavicle_left", "tibia_right", "tibia_left", "sacrum")
_HEAD = re.compile(r'name="head" value="(\d+)"')
_DAY = re.compile(r'name="on"[^>]* value="([^"]+)"')
# How often each journey is taken, of a hundred.
SHARES: Mapping[str, int] = {"worklist": 45, "child": 30, "visit": 15, "floor": 10}


@frozen
class Timed:
    """Seconds that each kind of step took, and what went wrong."""

    seconds: dict[str, list[float]] = field(factory=lambda: defaultdict(list))
    faults: list[str] = field(factory=list)

    def add(self, other: Timed) -> None:
        """Take in what another has measured."""
        for name, found in other.seconds.items():
            self.seconds[name].extend(found)
        self.faults.extend(other.faults)


class Clinician:
    """One person at one browser.

    Args:
        port: of the server.
        children: all there are.
        who: name and password.
        seed: of what this person happens to do.
        think_s: mean time between two steps; 0 for none.
    """

    def __init__(
        self,
        port: int,
        children: Sequence[UUID],
        who: tuple[str, str],
        *,
        seed: int,
        think_s: float,
    ) -> None:
        self._visitor = Visitor(port, is_packed=True)
        self._children, self._think_s = children, think_s
        self._chance = random.Random(seed)
        self.timed = Timed()
        self._visitor.sign_in(*who)

    def work(self, until: float) -> None:
        """Go from step to step until a moment of the monotonic clock."""
        journeys: dict[str, Callable[[], None]] = {
            "worklist": self._worklist,
            "child": self._child,
            "visit": self._visit,
            "floor": self._floor,
        }
        # Nobody begins at the same moment as all others.
        time.sleep(self._chance.random() * self._think_s)
        while time.monotonic() < until:
            (name,) = self._chance.choices(list(SHARES), weights=list(SHARES.values()))
            journeys[name]()

    def close(self) -> None:
        """Leave."""
        self._visitor.close()

    def _step(self, name: str, ask: Callable[[], Answer], *right: int) -> Answer:
        begun = time.perf_counter()
        answer = ask()
        self.timed.seconds[name].append(time.perf_counter() - begun)
        if answer.status not in (right or (200,)):
            self.timed.faults.append(f"{name}: {answer.status}")
        if self._think_s:
            time.sleep(self._chance.uniform(0.5, 1.5) * self._think_s)
        return answer

    def _worklist(self) -> None:
        kind = self._chance.choice(("plain", "filter", "sort", "search"))
        if kind == "search":
            words = {"q": self._chance.choice(_WORDS), "sort": "coming"}
            self._step(WORKLIST, lambda: self._visitor.post("/today/", words))
            return
        query = {
            "plain": "",
            "filter": f"?filter={self._chance.choice(_FILTERS)}&sort=coming",
            "sort": f"?sort={self._chance.choice(_ORDERS)}",
        }[kind]
        self._step(WORKLIST, lambda: self._visitor.get(f"/today/{query}"))

    def _child(self) -> None:
        path = f"/children/{self._chance.choice(self._children)}/"
        self._step(COLD, lambda: self._visitor.get(path))
        self._step(WARM, lambda: self._visitor.get(path))

    def _visit(self) -> None:
        child = self._chance.choice(self._children)
        page = self._step(FORM, lambda: self._visitor.get(f"/children/{child}/visit/new/")).unpacked
        head, on = _HEAD.search(page), _DAY.search(page)
        if head is None or on is None:
            self.timed.faults.append("the form could not be read")
            return
        told = self._told(on[1], head[1])
        path = f"/children/{child}/visit/{uuid4()}/"
        # 422: somebody else stated something about this child meanwhile, and is read first.
        saved = self._step(SAVE, lambda: self._visitor.post(path, told), 302, 422)
        if saved.location:
            self._step(WRITTEN, lambda: self._visitor.get(saved.location))

    def _told(self, on: str, head: str) -> dict[str, str]:
        """Return a form as it is filled in on an ordinary day: about two dozen entries."""
        told = {"act": "save", "on": on, "head": head, "contact": "visit", "note": "A usual visit."}
        told |= {"lab:crp": str(self._chance.randint(1, 40)), "lab:esr": "14", "lab:alt": "22"}
        told |= {"score:pain": str(self._chance.randint(0, 10)), "finding:fever": "absent"}
        told |= {f"tender:{place}": "present" for place in _PLACES}
        return told | {f"hurts:{place}": "absent" for place in _PLACES}

    def _floor(self) -> None:
        self._step(HEALTH, lambda: self._visitor.get("/healthz"))
        self._step(STATIC, lambda: self._visitor.get(_STATIC))
