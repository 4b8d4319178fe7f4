"""Findings, imaging features, diseases, procedures, results and events, with their codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from attrs import Factory, field, frozen


class ConceptKind(StrEnum):
    """What sort of thing a concept is."""

    FINDING = "finding"
    FEATURE = "feature"
    DISEASE = "disease"
    PROCEDURE = "procedure"
    RESULT = "result"
    EVENT = "event"


def to_tuple(values: Iterable[Any] | None) -> tuple[Any, ...]:
    """Return a list from YAML as a tuple; nothing becomes an empty one.

    Raises:
        TypeError: it is a single text instead of a list, or holds anything but text.
    """
    if isinstance(values, str):
        raise TypeError("a list in brackets is expected where a single word stands")
    found = tuple(values or ())
    if not all(isinstance(value, str) for value in found):
        raise TypeError("a list holds a number or nothing where a text is expected")
    return found


def _named_codes(
    systems: Mapping[str, Mapping[str, str]] | None,
) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType(
        {
            system: MappingProxyType({code: name or "" for code, name in codes.items()})
            for system, codes in (systems or {}).items()
        }
    )


def _is_range(system: str, code: str) -> bool:
    return system.startswith("icd10") and "-" in code


def _empty() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({})


@frozen(kw_only=True)
class Concept:
    """One thing that a record can state and a rule can ask for.

    Args:
        id: `bone_pain`.
        kind: finding, feature, disease, procedure, result or event.
        label: what a doctor calls it.
        plain_label: what a family calls it.
        parents: ids of the wider concepts it is a kind of.
        ask: the question to put when a record does not say; empty if none was written.
        note: what must be known of it or of its codes.
        synonyms: other exact names.
        named_codes: system -> code -> name in that system; these are written on export.
        named_unverified_codes: the same, believed right but not seen there; only read.
        named_read_codes: the same, old or narrower codes; only read.
    """

    id: str
    kind: ConceptKind = field(converter=ConceptKind)
    label: str
    plain_label: str = Factory(lambda self: self.label, takes_self=True)
    parents: tuple[str, ...] = field(default=(), converter=to_tuple)
    ask: str = ""
    note: str = ""
    synonyms: tuple[str, ...] = field(default=(), converter=to_tuple)
    named_codes: Mapping[str, Mapping[str, str]] = field(
        factory=_empty, converter=_named_codes, alias="codes"
    )
    named_unverified_codes: Mapping[str, Mapping[str, str]] = field(
        factory=_empty, converter=_named_codes, alias="unverified_codes"
    )
    named_read_codes: Mapping[str, Mapping[str, str]] = field(
        factory=_empty, converter=_named_codes, alias="read_codes"
    )

    @property
    def codes(self) -> Mapping[str, tuple[str, ...]]:
        """System -> codes that were seen there; see `code_to_write` for export."""
        return MappingProxyType(
            {system: tuple(codes) for system, codes in self.named_codes.items()}
        )

    def code_to_write(self, system: str) -> str | None:
        """Return the code to export in a system, or None; ranges of codes cannot be written."""
        codes = self.named_codes.get(system, {})
        return next((code for code in codes if not _is_range(system, code)), None)

    def all_codes(self) -> Iterable[tuple[str, str]]:
        """Yield (system, code) of every code that is understood when read."""
        for group in (self.named_codes, self.named_unverified_codes, self.named_read_codes):
            for system, codes in group.items():
                yield from ((system, code) for code in codes)

    def is_verified_code(self, system: str, code: str) -> bool:
        """Whether the code was seen in its system and is neither old nor narrower."""
        return code in self.named_codes.get(system, {})
