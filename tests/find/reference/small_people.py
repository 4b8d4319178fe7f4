"""Small definitions and people for tests of what each kind of criterion means.

Days are counted from DAY_0; every code set has one code, with the number given in CODES.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import count
from types import MappingProxyType
from typing import Any

from crmo.find.answer import Holds, PersonAnswer
from crmo.find.definition import CodeRow, CodeTable
from crmo.find.reference import Event, PersonEvents, answer_person
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import (
    Band,
    CaseDefinition,
    CodeSet,
    Count,
    Criterion,
    Index,
    Select,
    selections,
)

DAY_0 = date(2015, 6, 1)
BIRTH = date(2005, 6, 1)
CODES: Mapping[str, int] = MappingProxyType({"pain": 1, "drug": 2, "crp": 3, "organism": 4})
ROWS = (
    CodeRow(code_id=1, system="local", code="p", concept="bone_pain", concept_kind="concept"),
    CodeRow(code_id=2, system="local", code="d", concept="naproxen", concept_kind="drug"),
    CodeRow(code_id=3, system="loinc", code="1988-5", concept="crp", concept_kind="analyte"),
    CodeRow(code_id=4, system="local", code="o", concept="organism", concept_kind="concept"),
    CodeRow(code_id=5, system="local", code="q", concept="back_pain", concept_kind="concept"),
    CodeRow(code_id=6, system="local", code="z"),
)
SETS = MappingProxyType(
    {
        "index": CodeSet(id="index", label="index", codes={"local": ("i",)}),
        "pain": CodeSet(id="pain", label="pain", concepts=("pain",)),
        "drug": CodeSet(id="drug", label="drug", drugs=("nsaid",)),
        "crp": CodeSet(id="crp", label="crp", analytes=("crp",)),
        "organism": CodeSet(id="organism", label="germ", concepts=("organism",)),
        "any": CodeSet(
            id="any", label="any", concepts=("pain", "organism"), codes={"local": ("z", "i")}
        ),
    }
)
INDEX_ROW = CodeRow(code_id=9, system="local", code="i")
INDEX_EVENT = 1000
_ids = count(1)


def at(
    day: int | None,
    last: int | None = None,
    *,
    code: str = "pain",
    event_id: int | None = None,
    **more: Any,
) -> Event:
    """An event on a day, between two days, or (None) without a date."""
    numbers = {**CODES, "index": 9, "back": 5, "other": 6}
    low = None if day is None else DAY_0 + timedelta(days=day)
    high = low if last is None else DAY_0 + timedelta(days=last)
    return Event(
        event_id=next(_ids) if event_id is None else event_id,
        code_id=numbers[code],
        d_lo=low,
        d_hi=high,
        **more,
    )


def definition_of(*criteria: Criterion, **more: Any) -> CaseDefinition:
    """A definition with the given criteria, an index code of its own, and a band at nought."""
    index = Index(first_of=Select(set="index"), max_years=18)
    told: dict[str, Any] = {
        "index": index,
        "bands": (Band(id="all", label="all", at_least=0),),
        **more,
    }
    return CaseDefinition(
        id="small",
        version=1,
        label="small",
        purpose="test",
        code_sets=SETS,
        criteria={each.id: each for each in criteria},
        **told,
    )


def answer_of(
    definition: CaseDefinition,
    events: Iterable[Event],
    *,
    index: Event | None = None,
    **birth: Any,
) -> PersonAnswer | None:
    """What the reference says of a child with an index event on day 0 and these events."""
    first = index or at(0, code="index", event_id=INDEX_EVENT)
    dates: dict[str, Any] = {"birth_lo": BIRTH, "birth_hi": BIRTH, **birth}
    person = PersonEvents(person_id=1, events=(first, *events), **dates)
    return answer_person(definition, codes_of(tuple(selections(definition))), person)


@cache
def codes_of(selects: tuple[Select, ...]) -> CodeTable:
    """The codes as a definition with these selections sees them."""
    asked = (Count(id=f"c{n}", label="l", why="w", of=each) for n, each in enumerate(selects))
    return CodeTable.of(definition_of(*asked), (*ROWS, INDEX_ROW), load_knowledge())


def holds(criterion: Criterion, *events: Event, **more: Any) -> Holds:
    """How one criterion holds."""
    found = answer_of(definition_of(criterion), events, **more)
    assert found is not None
    return found.answers[0]


def evidence(criterion: Criterion, *events: Event, **more: Any) -> dict[tuple[str, int], bool]:
    """The evidence of one criterion: (role, event) -> certain."""
    found = answer_of(definition_of(criterion), events, **more)
    assert found is not None
    return {
        (row.role, row.event_id): row.is_certain for row in found.evidence if row.criterion == 0
    }
