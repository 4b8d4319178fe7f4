"""Case definitions and charts at random, small enough that everything meets everything.

The codes are few and the days close together, so that ties, partial dates, contradicting limits
and windows that just fit come up all the time.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from crmo.find.definition import CodeRow
from crmo.find.reference import Event, PersonEvents
from crmo.knowledge.case_definition import (
    AgeAtIndex,
    AllOf,
    AnyOf,
    Band,
    CaseDefinition,
    CodeSet,
    Count,
    Criterion,
    Distinct,
    Episodes,
    FollowedBy,
    Index,
    Paired,
    Repeat,
    Select,
    ValueTest,
    Window,
    Without,
)

CODES = (
    CodeRow(code_id=1, system="local", code="pain", concept="bone_pain", concept_kind="concept"),
    CodeRow(code_id=2, system="local", code="ache", concept="bone_pain", concept_kind="concept"),
    CodeRow(code_id=3, system="local", code="limp", concept="limp", concept_kind="concept"),
    CodeRow(code_id=4, system="local", code="odd"),
    CodeRow(code_id=5, system="local", code="crp", concept="crp", concept_kind="analyte"),
    CodeRow(code_id=6, system="local", code="wbc", concept="wbc", concept_kind="analyte"),
    CodeRow(code_id=7, system="local", code="germ"),
    CodeRow(code_id=8, system="local", code="visit", concept="emergency", concept_kind="visit"),
)
SETS = ("set_a", "set_b", "set_c", "set_d")
FIRST_DAY = date(2015, 1, 1)
_DAYS = 60
_LABELS = st.sampled_from(["plain", "two\nlines", "it's; DROP TABLE event; --", ""])


# Charts ------------------------------------------------------------------------------------------


@st.composite
def intervals(draw: st.DrawFn) -> tuple[date | None, date | None]:
    """Exact days mostly; months, years, odd intervals, extremes, and no date at all."""
    day = FIRST_DAY + timedelta(days=draw(st.integers(0, _DAYS)))
    kind = draw(st.integers(0, 11))
    if kind <= 6:
        return day, day
    if kind <= 8:
        return day, day + timedelta(days=draw(st.integers(1, 30)))
    if kind == 9:
        return FIRST_DAY, date(2015, 12, 31)
    if kind == 10:
        return draw(
            st.sampled_from(
                [
                    (date(1, 1, 1), date(1, 1, 1)),
                    (date(9999, 12, 31), date(9999, 12, 31)),
                    (date(1, 1, 1), date(9999, 12, 31)),
                ]
            )
        )
    return None, None


_VALUES = st.sampled_from([None, float("nan"), 0.0, 4.9, 5.0, 10.0, 10.5, 100.0, float("inf")])


@st.composite
def events(draw: st.DrawFn, event_id: int) -> Event:
    d_lo, d_hi = draw(intervals())
    end = None
    if d_hi is not None and d_hi.year < 9000 and draw(st.booleans()):
        end = d_hi + timedelta(days=draw(st.integers(-5, 20))) if d_hi.year > 1 else d_hi
    has_value = draw(st.booleans())
    return Event(
        event_id=event_id,
        code_id=draw(st.sampled_from([row.code_id for row in CODES])),
        state=draw(st.sampled_from(["present"] * 4 + ["absent", "uncertain", "unknown"])),
        d_lo=d_lo,
        d_hi=d_hi,
        e_hi=end,
        value=draw(_VALUES) if has_value else None,
        unit=draw(st.sampled_from([None, "mg/L", "mg/dL", "10*9/L"])) if has_value else None,
        ref_lo=draw(_VALUES) if has_value else None,
        ref_hi=draw(_VALUES) if has_value else None,
        flag=draw(st.sampled_from([None, None, "low", "normal", "high"])),
        value_code_id=draw(st.sampled_from([None, None, 4, 7])),
        site=draw(st.sampled_from([None, "tibia_left", "tibia_right"])),
    )


@st.composite
def people(draw: st.DrawFn) -> tuple[PersonEvents, ...]:
    found = []
    number = 0
    for person_id in range(1, draw(st.integers(1, 5)) + 1):
        n_events = draw(st.integers(0, 9))
        chart = tuple(draw(events(number + each)) for each in range(n_events))
        number += n_events
        born = FIRST_DAY - timedelta(days=draw(st.sampled_from([0, 10, 366, 1461, 3652, 7000])))
        birth = draw(st.sampled_from([(born, born), (born, born + timedelta(30)), (None, None)]))
        found.append(
            PersonEvents(
                person_id=person_id * 1000, birth_lo=birth[0], birth_hi=birth[1], events=chart
            )
        )
    return tuple(found)


def crowd(seed: int, n_people: int = 30) -> tuple[PersonEvents, ...]:
    """Many full charts from one number: quicker than drawing them, but they do not shrink."""
    chance = Random(seed)
    found, number = [], 0
    for person_id in range(1, n_people + 1):
        n_events = chance.randint(4, 16)
        chart = tuple(_random_event(chance, number + each) for each in range(n_events))
        number += n_events
        born = FIRST_DAY - timedelta(days=chance.choice([0, 10, 366, 1461, 3652, 7000]))
        birth = chance.choice([(born, born), (born, born + timedelta(30)), (None, None)])
        found.append(
            PersonEvents(person_id=person_id, birth_lo=birth[0], birth_hi=birth[1], events=chart)
        )
    return tuple(found)


def _random_event(chance: Random, event_id: int) -> Event:
    first = FIRST_DAY + timedelta(days=chance.randint(0, _DAYS))
    last = first + timedelta(days=chance.choice([0, 0, 0, 0, 0, 3, 30]))
    end = first + timedelta(days=chance.randint(-3, 25))
    d_lo, d_hi = (first, last) if chance.random() < 0.95 else (None, None)
    numbers = [None, float("nan"), 4.9, 5.0, 10.0, 10.5]
    return Event(
        event_id=event_id,
        code_id=chance.choice([row.code_id for row in CODES]),
        state=chance.choice(["present"] * 6 + ["absent", "uncertain"]),
        d_lo=d_lo,
        d_hi=d_hi,
        e_hi=chance.choice([None, end]) if d_lo else None,
        value=chance.choice(numbers),
        unit=chance.choice(["mg/L", "mg/L", "mg/dL", None]),
        ref_lo=chance.choice([None, 4.9, 5.0]),
        ref_hi=chance.choice([None, 5.0, 10.0, float("nan")]),
        flag=chance.choice([None, None, "low", "normal", "high"]),
        value_code_id=chance.choice([None, 1, 4, 7]),
        site=chance.choice([None, "tibia_left", "tibia_right", "foot_left"]),
    )


# Definitions -------------------------------------------------------------------------------------


@st.composite
def code_sets(draw: st.DrawFn, name: str) -> CodeSet:
    codes = draw(
        st.lists(st.sampled_from([row.code for row in CODES]), min_size=1, max_size=6, unique=True)
    )
    return CodeSet(id=name, label=draw(_LABELS), codes={"local": tuple(codes)})


@st.composite
def selects(draw: st.DrawFn) -> Select:
    states = draw(st.sampled_from([("present",)] * 3 + [("absent",), ("present", "uncertain")]))
    at_least, below, unit = draw(
        st.sampled_from(
            [(None, None, "")] * 12
            + [(5.0, None, "mg/L"), (0.5, 1.05, "mg/dL"), (None, 10.0, "mg/L")]
        )
    )
    return Select(
        set=draw(st.sampled_from(SETS)),
        states=states,
        value=draw(st.sampled_from([None] * 7 + list(ValueTest))),
        at_least=at_least,
        below=below,
        unit=unit,
        values=draw(st.sampled_from([""] * 16 + list(SETS))),
        sites=draw(st.sampled_from([()] * 8 + [("tibia",), ("tibia_left", "foot")])),
    )


@st.composite
def windows(draw: st.DrawFn) -> Window:
    ends = st.sampled_from([None] * 4 + [-800_000, -30, -10, 0, 5, 30, 4_000_000])
    from_day, to_day = draw(ends), draw(ends)
    if from_day is not None and to_day is not None and from_day > to_day:
        from_day, to_day = to_day, from_day
    return Window(from_day=from_day, to_day=to_day)


_POINTS = st.integers(-12, 12).map(lambda quarters: quarters / 4)
_GAPS = st.tuples(st.integers(0, 20), st.integers(0, 40)).map(lambda two: (two[0], sum(two)))
_SEEN = st.sampled_from([""] * 6 + list(SETS))


@st.composite
def criteria(draw: st.DrawFn, name: str, others: tuple[str, ...]) -> Criterion:
    about = {"id": name, "label": draw(_LABELS), "why": "", "points": draw(_POINTS)}
    dated = {**about, "window": draw(windows()), "seen_by": draw(_SEEN)}
    kinds = [
        st.builds(
            Count,
            **_just(dated),
            of=selects(),
            at_least=st.integers(1, 3),
            distinct=st.sampled_from(Distinct),
        ),
        _GAPS.flatmap(
            lambda gap: st.builds(
                Repeat,
                **_just(dated),
                of=selects(),
                min_days=st.just(gap[0]),
                max_days=st.just(gap[1]),
            )
        ),
        _GAPS.flatmap(
            lambda gap: st.builds(
                FollowedBy,
                **_just(dated),
                first=selects(),
                then=selects(),
                min_days=st.just(gap[0]),
                max_days=st.just(gap[1]),
            )
        ),
        st.builds(
            Paired, **_just(dated), first=selects(), second=selects(), days=st.integers(0, 20)
        ),
        st.builds(
            Episodes,
            **_just(dated),
            of=selects(),
            gap_days=st.integers(0, 20),
            at_least=st.integers(1, 3),
        ),
        st.builds(Without, **_just(dated), of=selects()),
        st.builds(
            AgeAtIndex,
            **_just(about),
            min_years=st.sampled_from([0, 0.1, 1, 4]),
            max_years=st.sampled_from([4.5, 10, 18]),
        ),
    ]
    if others:
        members = st.lists(st.sampled_from(others), min_size=1, max_size=3, unique=True)
        kinds += [
            st.builds(AllOf, **_just(about), of=members),
            st.builds(AnyOf, **_just(about), of=members),
        ]
    return draw(st.one_of(kinds))


def _just(values: dict[str, object]) -> dict[str, st.SearchStrategy[object]]:
    return {name: st.just(value) for name, value in values.items()}


@st.composite
def definitions(draw: st.DrawFn) -> CaseDefinition:
    """A definition of one to six criteria; compounds may stand before what they are made of."""
    names = tuple(f"c{number}" for number in range(draw(st.integers(1, 6))))
    found: dict[str, Criterion] = {}
    for number, name in enumerate(names):
        found[name] = draw(criteria(name, names[:number]))
    order = draw(st.permutations(names))
    some = st.lists(st.sampled_from(names), max_size=2, unique=True)
    limits = sorted(draw(st.sets(_POINTS, min_size=1, max_size=3)), reverse=True)
    first_of = Select(set=draw(st.sampled_from(SETS)))
    return CaseDefinition(
        id="random",
        version=1,
        label=draw(_LABELS),
        purpose="",
        code_sets={name: draw(code_sets(name)) for name in SETS},
        index=Index(
            first_of=draw(st.one_of(st.just(first_of), selects())),
            min_years=draw(st.sampled_from([0, 0.5])),
            max_years=draw(st.sampled_from([1, 10, 18, 3000])),
        ),
        criteria={name: found[name] for name in order},
        require=draw(some),
        exclude=draw(some),
        bands=tuple(
            Band(id=f"band_{number}", label="", at_least=limit)
            for number, limit in enumerate(limits)
        ),
    )
