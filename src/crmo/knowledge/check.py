"""Check the knowledge: `python -m crmo.knowledge.check [OVERLAY]`.

Numbers have sources, sources have a DOI or a PubMed number, rules say what they are and name
only what exists, codes and units are well formed, and no name or code means two things.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from crmo.errors import InvalidValueError, KnowledgeError
from crmo.knowledge.analytes import Analyte
from crmo.knowledge.check_case_definitions import case_definition_problems
from crmo.knowledge.check_codes import code_problems
from crmo.knowledge.check_headers import reference_of_source_problems, rule_problems
from crmo.knowledge.check_likelihoods import likelihood_problems
from crmo.knowledge.check_numbers import borrowed_problems, number_problems
from crmo.knowledge.check_references import parent_problems, reference_problems
from crmo.knowledge.files import TABLES, knowledge_files
from crmo.knowledge.knowledge import Knowledge
from crmo.knowledge.layers import Layers
from crmo.knowledge.problems import Problem, places
from crmo.record.units import convert, is_ucum

_WITH_CODES = ("concepts", "analytes", "drugs", "drug_classes", "instruments")
_WITH_PARENTS = ("concepts", "drugs", "drug_classes")
_VIRTUAL = ("natural_history", "virtual_kinds", "published_quantities")
_LIKELIHOODS = (
    "likelihoods",
    "likelihood_features",
    "likelihood_groups",
    "likelihood_tests",
    "likelihood_model",
)
_WITH_NUMBERS = (*_WITH_CODES, "population", "statements", *_VIRTUAL, *_LIKELIHOODS)
_VALUES = ("sources", *_WITH_NUMBERS)


def problems(layers: Layers) -> Iterator[Problem]:
    """Yield everything that is wrong, in the order of the tables.

    Args:
        layers: the shipped files, with an overlay or without.

    Raises:
        KnowledgeError: a file cannot be read at all.
    """
    _read_all(layers)
    for place in places(layers, "sources"):
        yield from reference_of_source_problems(place)
    for place in places(layers, "rules"):
        yield from rule_problems(place)
        yield from number_problems(place, "body")
        yield from reference_problems(place)
    yield from borrowed_problems(layers, "rules")
    for table in _WITH_NUMBERS:
        yield from borrowed_problems(layers, table)
        for place in places(layers, table):
            yield from number_problems(place)
    yield from borrowed_problems(layers, "case_definitions")
    for find in (
        _build_problems,
        _form_problems,
        _meaning_problems,
        likelihood_problems,
        case_definition_problems,
    ):
        found = list(find(layers))
        yield from found
        if found:  # what comes next relies on this
            return


def _read_all(layers: Layers) -> None:
    for file in (*layers.shipped, *layers.overlay):
        _ = file.content
    for file in layers.overlay:
        _ = file.overlay_remarks
    for table in TABLES:
        layers.table(table)


def require_sound(layers: Layers) -> None:
    """Raise the first problem of the knowledge, if there is one.

    Raises:
        KnowledgeError: file, line, what came, what was expected, what to do.
    """
    for problem in problems(layers):
        raise problem.to_error()


def _build_problems(layers: Layers) -> Iterator[Problem]:
    knowledge = Knowledge(layers)
    for table in _VALUES:
        try:
            getattr(knowledge, table)
        except KnowledgeError as error:
            yield Problem(
                where=error.where, problem=error.problem, expected=error.expected, todo=error.todo
            )


def _form_problems(layers: Layers) -> Iterator[Problem]:
    for table in _WITH_CODES:
        for place in places(layers, table):
            yield from code_problems(place)
    for table in _WITH_PARENTS:
        for place in places(layers, table):
            yield from parent_problems(place)


def _meaning_problems(layers: Layers) -> Iterator[Problem]:
    knowledge = Knowledge(layers)
    yield from _clash_problems(layers, knowledge)
    yield from _unit_problems(layers, knowledge)


def _clash_problems(layers: Layers, knowledge: Knowledge) -> Iterator[Problem]:
    todo = "Keep it where it is exactly right, and remove it from the other."
    words = (
        ("concepts", knowledge.concept_words),
        ("analytes", knowledge.analyte_words),
        ("drugs", knowledge.drug_words),
        ("instruments", knowledge.instrument_words),
    )
    for table, names in words:
        for name, first, second in names.clashes:
            yield Problem(
                where=layers.where(table, (second,)),
                problem=f"one name means both {first} and {second}.",
                came=name,
                expected="a name that means one thing",
                todo=todo,
            )
    codes = (
        ("concepts", knowledge.concept_codes),
        ("analytes", knowledge.loinc_codes),
        ("drugs", knowledge.drug_codes),
    )
    for table, index in codes:
        for system, code, first, second in index.clashes:
            yield Problem(
                where=layers.where(table, (second,)),
                problem=f"one code of {system} means both {first} and {second}.",
                came=code,
                expected="a code that means one thing",
                todo=todo,
            )


def _unit_problems(layers: Layers, knowledge: Knowledge) -> Iterator[Problem]:
    for analyte in knowledge.analytes.values():
        for unit in (analyte.unit, *analyte.accepted_units):
            if unit is not None and not _is_usable(analyte, unit):
                yield Problem(
                    where=layers.where("analytes", (analyte.id, "accepted_units")),
                    problem=f"{analyte.id}: this unit is not UCUM or cannot be converted.",
                    came=unit,
                    expected=f"a UCUM unit that can be converted to {analyte.unit}",
                    todo="Correct the unit, or put it under `other_units:` with a factor.",
                )


def _is_usable(analyte: Analyte, unit: str) -> bool:
    if not is_ucum(unit):
        return False
    try:
        convert(1.0, unit, str(analyte.unit), analyte.molar_mass_g_per_mol)
    except InvalidValueError:
        return False
    return True


def main(arguments: Sequence[str]) -> int:
    """Check the shipped knowledge, or an overlay on top of it, and say what was found.

    Args:
        arguments: nothing, or the folder of an overlay.

    Returns:
        0 when all is well, else the exit code of a knowledge error.
    """
    shipped = knowledge_files(files("crmo.knowledge"))
    try:
        overlay = knowledge_files(Path(arguments[0])) if arguments else ()
        layers = Layers(shipped, overlay)
        found = list(problems(layers))
    except KnowledgeError as error:
        sys.stderr.write(f"{error.explain()}\n")
        return KnowledgeError.exit_code
    for problem in found:
        sys.stderr.write(f"{problem}\n")
    counts = ", ".join(f"{len(layers.table(table))} {table}" for table in sorted(TABLES))
    n = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    sys.stdout.write(f"{n} in {counts}.\n")
    return KnowledgeError.exit_code if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
