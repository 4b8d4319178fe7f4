"""A code set of a case definition is not empty, and names only what exists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from crmo.knowledge.case_definition import CodeSet
from crmo.knowledge.case_definition_inheritance import DefinitionPlace
from crmo.knowledge.check_case_parts import unknown
from crmo.knowledge.check_codes import is_code_form
from crmo.knowledge.codes import CODE_SYSTEMS
from crmo.knowledge.knowledge import Knowledge
from crmo.knowledge.problems import Path, Problem
from crmo.record import Modality

_NAME = re.compile(r"[a-z][a-z0-9_ ]*\Z")
_NUMBER = re.compile(r"[1-9]\d*\Z")
# Beside the code systems: concept ids of an OMOP vocabulary, words of our own record, and codes
# of one hospital.
_OTHER_SYSTEMS = ("omop", "crmo", "local")
_WHOLE_BODY = "whole_body_mri"


def code_set_problems(
    place: DefinitionPlace, code_set: CodeSet, knowledge: Knowledge
) -> Iterator[Problem]:
    """Yield what is wrong with a code set.

    Args:
        place: the definition.
        code_set: the code set.
        knowledge: for concepts, analytes and drugs.
    """
    path = ("code_sets", code_set.id)
    modalities = (*Modality, _WHOLE_BODY)
    drugs = (*knowledge.drugs, *knowledge.drug_classes)
    for key, named, known, what in (
        ("concepts", code_set.concepts, knowledge.concepts, "concept"),
        ("analytes", code_set.analytes, knowledge.analytes, "analyte"),
        ("drugs", code_set.drugs, drugs, "drug"),
        ("modalities", code_set.modalities, modalities, "imaging modality"),
    ):
        for name in named:
            if name not in known:
                yield unknown(place, (*path, key), name, known, what)
    for key, words in (("visits", code_set.visits), ("specialties", code_set.specialties)):
        for word in words:
            if not _NAME.match(word):
                yield place.problem(
                    (*path, key),
                    "this is not a name.",
                    came=word,
                    expected="a word in small letters",
                )
    yield from _code_problems(place, (*path, "codes"), code_set.codes)
    yield from _code_problems(place, (*path, "except_codes"), code_set.except_codes)
    if not _says_anything(code_set):
        yield place.problem(
            path,
            "the code set is empty, so no event can belong to it.",
            expected="concepts, analytes, drugs, modalities, visits, specialties or codes",
            todo="Fill it, or remove it.",
        )


def _says_anything(code_set: CodeSet) -> bool:
    return bool(
        code_set.concepts
        or code_set.analytes
        or code_set.drugs
        or code_set.modalities
        or code_set.visits
        or code_set.specialties
        or any(code_set.codes.values())
    )


def _code_problems(
    place: DefinitionPlace, path: Path, codes: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    systems = (*CODE_SYSTEMS, *_OTHER_SYSTEMS)
    for system, listed in codes.items():
        if system not in systems:
            yield unknown(place, (*path, system), system, systems, "code system")
            continue
        for code in listed:
            if not _has_form(system, code):
                yield place.problem(
                    (*path, system),
                    f"this cannot be a code of {_label(system)}.",
                    came=code,
                    expected="the code as the system writes it, digits in quotation marks",
                    todo="Copy it again.",
                )


def _label(system: str) -> str:
    return CODE_SYSTEMS[system].label if system in CODE_SYSTEMS else system


def _has_form(system: str, code: str) -> bool:
    if system in ("crmo", "local"):
        return bool(code.strip())
    return bool(_NUMBER.match(code)) if system == "omop" else is_code_form(system, code)
