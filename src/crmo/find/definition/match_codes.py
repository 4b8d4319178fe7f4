"""Which codes of a source belong to a code set: decided here, for every engine alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from attrs import field, frozen

from crmo.find.definition.value_limits import Limits, value_limits
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition, CodeSet, Select, selections
from crmo.knowledge.codes import CODE_SYSTEMS, spelled
from crmo.knowledge.concepts import to_tuple

ANY = "any"
OWN = "crmo"  # as a code system: the code is an id of ours
_RANGE = re.compile(r"([A-Z]\d\d)-([A-Z]\d\d)\Z")
_LENGTH_OF_CATEGORY = 3


@frozen(kw_only=True)
class CodeRow:
    """One row of `codes.parquet`: a code that occurs, and what crmo understands by it.

    Args:
        code_id: the number that stands for it in the events.
        system: code system as in `crmo.knowledge.codes`, `omop`, `crmo` (our own ids) or `local`.
        code: the code as it came.
        concept: id of our concept, analyte, drug, modality, ..., or None.
        concept_kind: concept, analyte, drug, modality, visit, specialty, or None.
        also: `system:code` of the same thing in other systems; `crmo:id` is a further meaning.
    """

    code_id: int
    system: str
    code: str
    concept: str | None = None
    concept_kind: str | None = None
    also: tuple[str, ...] = field(default=(), converter=to_tuple)


def matching_code_ids(
    code_set: CodeSet, rows: Iterable[CodeRow], knowledge: Knowledge
) -> tuple[int, ...]:
    """Return the numbers of the codes that belong to a code set, in ascending order.

    A row belongs if one of its codes is listed under `codes` and not under `except_codes`; or if
    none of its codes is under `except_codes` and one of these holds:

    - its concept is one of `concepts`, or a kind of one (`concepts.parents`); an imaging modality
      counts as the procedure of the same id;
    - its analyte is one of `analytes`;
    - its drug is one of `drugs`, or belongs to a class among them;
    - its modality is one of `modalities`, or a kind of one (`whole_body_mri` is an `mri`);
    - it is a kind of encounter named in `visits`, or any where `any` stands there;
    - its department is one of `specialties`.

    The codes of a row are its own and those of the same thing in other systems (`also`). Listed
    is the same code, in a hierarchical system (ICD-10, ICD-10-CM, ATC) also a longer one that
    begins with it, and for a range such as `C00-C97` whatever lies in its categories.

    Args:
        code_set: from a definition.
        rows: the codes that occur in the source.
        knowledge: for what is a kind of what.
    """
    return tuple(sorted(row.code_id for row in rows if _belongs(code_set, row, knowledge)))


def _belongs(code_set: CodeSet, row: CodeRow, knowledge: Knowledge) -> bool:
    own = _own_codes(row)
    left = [each for each in own if not _is_listed(each, code_set.except_codes)]
    if any(_is_listed(each, code_set.codes) for each in left):
        return True
    return len(left) == len(own) and _has_meaning(code_set, row, knowledge)


def _has_meaning(code_set: CodeSet, row: CodeRow, knowledge: Knowledge) -> bool:
    meanings = [] if row.concept is None else [(row.concept_kind, row.concept)]
    meanings += [
        (kind, name)
        for system, name in _own_codes(row)
        if system == OWN
        for kind in ("concept", "analyte", "drug")
    ]
    return any(_is_meant(code_set, kind, name, knowledge) for kind, name in meanings)


def _is_meant(code_set: CodeSet, kind: str | None, name: str, knowledge: Knowledge) -> bool:
    match kind:
        case "concept" | "modality":
            wanted = (*code_set.concepts, *code_set.modalities)
            return any(knowledge.is_a(name, wider) for wider in wanted)
        case "analyte":
            return name in code_set.analytes
        case "drug":
            return any(knowledge.is_a(name, wider) for wider in code_set.drugs)
        case "visit":
            return name in code_set.visits or ANY in code_set.visits
        case "specialty":
            return name in code_set.specialties
    return False


def _own_codes(row: CodeRow) -> tuple[tuple[str, str], ...]:
    others = (text.partition(":") for text in row.also)
    return ((row.system, row.code), *((system, code) for system, _, code in others))


def _is_listed(own: tuple[str, str], codes: Mapping[str, tuple[str, ...]]) -> bool:
    system, code = own
    return any(is_code_within(system, code, listed) for listed in codes.get(system, ()))


def is_code_within(system: str, code: str, listed: str) -> bool:
    """Whether a code is the listed one or, in a hierarchical system, lies below it.

    Args:
        system: our short name of the system of both.
        code: the code as it came, with or without dot.
        listed: a code, or a range of ICD categories (`C00-C97`).
    """
    if system not in CODE_SYSTEMS:
        return code.strip() == listed.strip()
    known = spelled(system, code)
    if not CODE_SYSTEMS[system].is_hierarchical:
        return known == spelled(system, listed)
    limits = _RANGE.match(listed.strip().upper())
    if limits:
        return limits[1] <= known[:_LENGTH_OF_CATEGORY] <= limits[2]
    return known.startswith(spelled(system, listed))


@frozen
class CodeTable:
    """The codes of a source, seen by one definition.

    Args:
        code_ids: code set id -> numbers of the codes that belong to it.
        concepts: number of a code -> id of what it means, for those that are understood.
        limits: selection and number of a code -> limits of the value, where it has some.
    """

    code_ids: Mapping[str, frozenset[int]]
    concepts: Mapping[int, str]
    limits: Mapping[tuple[Select, int], Limits]

    @classmethod
    def of(
        cls, definition: CaseDefinition, rows: Iterable[CodeRow], knowledge: Knowledge
    ) -> CodeTable:
        """Match every code set of a definition with the codes of a source.

        Args:
            definition: its code sets.
            rows: the codes that occur in the source.
            knowledge: for what is a kind of what.
        """
        rows = tuple(rows)
        sets = {
            key: frozenset(matching_code_ids(code_set, rows, knowledge))
            for key, code_set in definition.code_sets.items()
        }
        concepts = {row.code_id: row.concept for row in rows if row.concept is not None}
        return cls(
            MappingProxyType(sets),
            MappingProxyType(concepts),
            MappingProxyType(dict(_limits(definition, rows, sets, knowledge))),
        )


def _limits(
    definition: CaseDefinition,
    rows: Iterable[CodeRow],
    sets: Mapping[str, frozenset[int]],
    knowledge: Knowledge,
) -> Iterator[tuple[tuple[Select, int], Limits]]:
    analytes = {row.code_id: row.concept for row in rows if row.concept_kind == "analyte"}
    for select in selections(definition):
        for code_id in sets[select.set]:
            limits = value_limits(select, analytes.get(code_id), knowledge)
            if limits is not None:
                yield (select, code_id), limits
