"""Read the profile of a kind from the knowledge, and refuse what it cannot mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from attrs import fields
from cattrs import BaseValidationError, Converter, transform_error

from crmo.errors import KnowledgeError
from crmo.knowledge import Knowledge
from crmo.simulate.others.profile import Profile, Start
from crmo.simulate.others.spread import FiveNumbers, always

_ORIGIN = frozenset({"source", "grade", "decision", "note", "unit"})
_SHARES = frozenset(
    {
        "share",
        "female",
        "both_sides",
        "felt",
        "settles",
        "flares_in",
        "flares_within_a_year",
        "abnormal",
        "begins",
        "left_out",
        "share_marked",
        "replaces",
        "before_work_up",
        "first_visit",
        "radiograph_after_trauma",
    }
)


@lru_cache(maxsize=256)
def profile_of(kind: str, knowledge: Knowledge) -> Profile:
    """Return what makes a child one of a kind.

    Args:
        kind: id in the knowledge's virtual kinds.
        knowledge: the knowledge, perhaps with an overlay.

    Raises:
        KnowledgeError: there is no such kind; a key is not known or lacking; a share is not one.
    """
    if kind not in knowledge.virtual_kinds:
        raise KnowledgeError(
            "There is no such kind of virtual children.",
            where="virtual_kinds",
            came=kind,
            expected=f"one of {', '.join(knowledge.virtual_kinds)}",
        )
    return read_profile(knowledge.virtual_kinds[kind].profile, where=f"virtual kind {kind}")


def read_profile(raw: Mapping[str, Any], *, where: str) -> Profile:
    """Return a profile from what the YAML file gives.

    Args:
        raw: the profile with its sources and decisions, which are left out here.
        where: what to name in an error.

    Raises:
        KnowledgeError: a key is not known or lacking; a value has the wrong form.
    """
    values = without_origins(raw)
    for path, problem in _share_problems(values):
        raise _refused(problem, f"{where}, {path}", "a number from 0 to 1")
    try:
        return _CONVERTER.structure(values, Profile)
    except BaseValidationError as error:
        problem = "; ".join(transform_error(error, path="profile"))
        raise _refused(f"The profile has the wrong form: {problem}.", where, _KEYS) from None


def without_origins(value: Any) -> Any:
    """Return plain values: without sources and decisions, `{value: 3, source: x}` as 3."""
    if isinstance(value, Mapping):
        kept = {key: inner for key, inner in value.items() if key not in _ORIGIN}
        if kept.keys() == {"value"} and len(value) > 1:
            return without_origins(kept["value"])
        return {key: without_origins(inner) for key, inner in kept.items()}
    if isinstance(value, list | tuple):
        return [without_origins(inner) for inner in value]
    return value


def _share_problems(value: Any, path: str = "profile") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            is_number = isinstance(inner, int | float) and not isinstance(inner, bool)
            if is_number and key in _SHARES and not 0 <= inner <= 1:
                yield f"{path}.{key}", "A share does not lie from 0 to 1."
            yield from _share_problems(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _share_problems(inner, f"{path}.{position}")


def _refused(problem: str, where: str, expected: str) -> KnowledgeError:
    return KnowledgeError(
        problem,
        where=where,
        expected=expected,
        todo="Correct the file of this kind in knowledge/virtual_kinds.",
    )


def _number(value: Any, _: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("not a number")
    return float(value)


def _five_numbers(value: Any, _: Any) -> FiveNumbers:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return always(float(value))
    names = tuple(field.name for field in fields(FiveNumbers) if field.init)
    if isinstance(value, list):
        if len(value) != len(names):
            raise ValueError("not five numbers")
        value = dict(zip(names, value, strict=True))
    if not isinstance(value, Mapping) or set(value) != set(names):
        raise ValueError(f"not {', '.join(names)}")
    return FiveNumbers(**{name: _number(value[name], float) for name in names})


def _yes_or_no(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not true or false")
    return value


def _converter() -> Converter:
    made = Converter(forbid_extra_keys=True)
    made.register_structure_hook(float, _number)
    made.register_structure_hook(bool, _yes_or_no)
    made.register_structure_hook(FiveNumbers, _five_numbers)
    made.register_structure_hook(Start, lambda value, _: Start(value))
    return made


_CONVERTER = _converter()
_KEYS = f"keys of {', '.join(field.name for field in fields(Profile))}"
