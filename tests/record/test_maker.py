"""What `maker_of` makes is what the constructor makes, and what one refuses the other refuses."""

from __future__ import annotations

import copy
import math
import pickle
from datetime import date, datetime
from typing import Any

import pytest
from attrs import NOTHING, fields, frozen
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from crmo.record import (
    Diagnosis,
    Document,
    Encounter,
    Fact,
    FactStatus,
    Finding,
    Flag,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    PartialDate,
    Procedure,
    Quantity,
    Score,
    Source,
    Subject,
    ToldResponse,
    TreatmentCourse,
)
from crmo.record.maker import maker_of

KINDS = (
    Diagnosis,
    Document,
    Encounter,
    Fact,
    Finding,
    ImagingStudy,
    Lesion,
    Measurement,
    Procedure,
    Score,
    TreatmentCourse,
)
MAKERS = {kind: maker_of(kind) for kind in KINDS}
_FACT = Fact(concept="lysis", status=FactStatus.PRESENT)
_SITE = "femur_left"

# Right and wrong values of every kind that a field may hold; most are wrong for most fields.
VALUES: tuple[Any, ...] = (
    None,
    "",
    "  ",
    "crp",
    "2024-02-30",
    "2024-05",
    _SITE,
    "no_such_site",
    0,
    3,
    -1,
    11.0,
    0.0,
    7.5,
    True,
    math.nan,
    math.inf,
    10**400,
    (),
    [],
    (_FACT,),
    [_FACT],
    ("STIR",),
    (_FACT, "STIR"),
    (Lesion(bone_unit=_SITE, status=LesionStatus.PRESENT),),
    PartialDate(2024, 5, 17),
    PartialDate(2020),
    date(2024, 5, 17),
    datetime(2024, 5, 17, 12, 0),  # noqa: DTZ001 -- a time stamp as files hold it
    Source(document="letter.txt"),
    Quantity(value=3.0, unit="mg/L"),
    FactStatus.PRESENT,
    FactStatus.ABSENT,
    Flag.HIGH,
    Subject.FAMILY,
    LesionStatus.HEALED,
    Modality.MRI,
    ToldResponse.NONE,
)
PLAIN: dict[str, Any] = {
    "id": "a",
    "concept": "fever",
    "status": FactStatus.PRESENT,
    "analyte": "crp",
    "instrument": "pain",
    "value": 3.0,
    "modality": Modality.MRI,
    "drug": "naproxen",
    "bone_unit": _SITE,
}


def _outcome(make: Any, values: dict[str, Any]) -> object:
    try:
        return make(**values)
    except Exception as error:  # noqa: BLE001 -- whatever it is, both must raise the same
        return type(error), str(error)


def _needed(kind: Any) -> dict[str, Any]:
    needed = [each.name for each in fields(kind) if each.default is NOTHING]
    values = {name: PLAIN[name] for name in needed}
    if kind is Lesion:
        values["status"] = LesionStatus.PRESENT
    return values


@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_a_maker_does_what_the_constructor_does(data: st.DataObject, kind: Any) -> None:
    names = [each.name for each in fields(kind)]
    changed = data.draw(st.dictionaries(st.sampled_from(names), st.sampled_from(VALUES)))
    values = {**_needed(kind), **changed}
    assert repr(_outcome(MAKERS[kind], values)) == repr(_outcome(kind, values))


@pytest.mark.parametrize("kind", KINDS)
def test_each_single_value_is_let_in_or_refused_alike(kind: Any) -> None:
    n_refused = 0
    for each in fields(kind):
        for value in VALUES:
            values = {**_needed(kind), each.name: value}
            made = _outcome(MAKERS[kind], values)
            assert repr(made) == repr(_outcome(kind, values))
            n_refused += isinstance(made, tuple)
    assert n_refused > 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_is_of_the_class_and_frozen(kind: Any) -> None:
    values = _needed(kind)
    made, usual = MAKERS[kind](**values), kind(**values)
    assert type(made) is kind
    assert made == usual
    assert hash(made) == hash(usual)
    assert pickle.loads(pickle.dumps(made)) == copy.copy(made) == usual
    with pytest.raises(FrozenInstanceError):
        setattr(made, next(iter(values)), "b")


def test_a_check_that_is_not_known_is_never_skipped() -> None:
    def _never(*_: object) -> None:
        raise ValueError

    from attrs import field

    @frozen(kw_only=True)
    class Unusual:
        size: float = field(validator=_never)

    with pytest.raises(TypeError, match="size"):
        maker_of(Unusual)
