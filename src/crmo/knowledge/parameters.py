"""Numbers of the natural history: what virtual patients are made from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from crmo.errors import InvalidValueError
from crmo.knowledge.concepts import to_tuple
from crmo.knowledge.immutable import immutable


class Role(StrEnum):
    """How a number of the natural history came to its value."""

    PUBLISHED = "published"
    FITTED = "fitted"
    ASSUMPTION = "assumption"


@frozen(kw_only=True)
class Parameter:
    """One number, list of numbers, or table of weights.

    Args:
        id: name within its group.
        value: a number, a yes or no, a word, a tuple of numbers, or a mapping from ids to numbers.
        unit: UCUM, or words in braces; empty for shares and weights.
        means: what it says about children, in words.
        role: published (taken over from the source), fitted (chosen so that published quantities
            come out, named in `fitted_to`), or assumption (nobody has measured it).
        source: id of the source of a published number, else empty.
        grade: confirmed, secondary, derived or memory; empty without a source.
        decision: why this value, for fitted numbers and assumptions.
        fitted_to: ids of the published quantities that it was fitted to.

    Raises:
        InvalidValueError: the role and the origin do not go together.
    """

    id: str
    value: Any = field(converter=immutable)
    unit: str = ""
    means: str
    role: Role = field(converter=Role)
    source: str = ""
    grade: str = ""
    decision: str = ""
    fitted_to: tuple[str, ...] = field(default=(), converter=to_tuple)

    def __attrs_post_init__(self) -> None:
        is_published = self.role is Role.PUBLISHED
        if is_published != bool(self.source) or is_published == bool(self.decision):
            raise self._unfounded("a published number has a source, any other a decision.")
        if (self.role is Role.FITTED) != bool(self.fitted_to):
            raise self._unfounded("a fitted number, and no other, says what it was fitted to.")

    def _unfounded(self, problem: str) -> InvalidValueError:
        return InvalidValueError(
            problem,
            where=f"parameter {self.id}",
            expected="role published with source; fitted with decision and fitted_to; assumption"
            " with decision",
            todo="Correct the role, or give its origin.",
        )


def _to_parameters(entries: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Parameter]:
    return MappingProxyType({key: Parameter(id=key, **entry) for key, entry in entries.items()})


@frozen(kw_only=True)
class ParameterGroup:
    """The numbers of one part of the natural history.

    Args:
        id: `lesions`, `pain`, `choice_of_treatment`.
        label: the part in words.
        parameters: its numbers by id.
        note: what to bear in mind.
    """

    id: str
    label: str
    parameters: Mapping[str, Parameter] = field(converter=_to_parameters)
    note: str = ""
