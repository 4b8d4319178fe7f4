"""The page of case definitions: what each asks, on what it rests, and what Circe would lose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crmo.find.circe import cohort_expression
from crmo.find.definition import in_words, index_in_words
from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.case_definition import (
    CRITERION_KINDS,
    CaseDefinition,
    CodeSet,
    Criterion,
    Grade,
)

INTRODUCTION = """\
# Case definitions

Whom `crmo find` proposes, written once for all engines in `src/crmo/knowledge/case_definitions/`.
How to write one of your own: [Write a case definition](../how-to/write-a-case-definition.md).

A definition proposes charts to read.
It diagnoses nobody, and a child that it does not propose may have CRMO all the same.

Each criterion is answered for every child with an index event:

| answer | meaning |
|---|---|
| *yes* | it holds |
| *possible* | it holds for some reading of a date that is known only to the month or year |
| *no* | it does not hold |
| *unknown* | it does not hold, and nothing in the record could have shown it |

Points of what is certain make the score that names the band.
A child is proposed if all that is required is at least possible, nothing that excludes is
certain, and the highest possible score reaches the lowest band.
Days are counted from the index event; a year of age is 365.25 days.
"""

_KINDS = {
    "count": "at least so many events, or different days, sites, codes or kinds",
    "repeat": "two events of one selection, so many days apart",
    "followed_by": "an event, and another of another selection so many days later",
    "paired": "an event, and another of another selection within so many days, before or after",
    "episodes": "at least so many episodes; events no more than the gap apart are one",
    "without": "no event",
    "age_at_index": "the age at the index event",
    "all_of": "all of the named criteria; the weakest of their answers",
    "any_of": "one of the named criteria; the strongest of their answers",
}


def pages() -> dict[str, str]:
    """Return the page docs/reference/case-definitions.md."""
    knowledge = load_knowledge()
    found = list(knowledge.case_definitions.values())
    parts = [INTRODUCTION, _overview(found), _kinds()]
    parts += [_definition(each, knowledge) for each in found]
    return {"reference/case-definitions.md": "\n\n".join(part.strip() for part in parts)}


def _overview(definitions: list[CaseDefinition]) -> str:
    rows = [
        "## All definitions",
        "",
        "| name | proposes | criteria | bands from |",
        "|---|---|---|---|",
    ]
    for each in definitions:
        bands = ", ".join(f"{band.at_least:g}" for band in each.bands)
        link = f"[`{each.id}`](#{each.id})"
        rows.append(f"| {link} | {each.label} | {len(each.criteria)} | {bands} |")
    return "\n".join(rows)


def _kinds() -> str:
    rows = ["## Kinds of criteria", "", "| kind | asks for |", "|---|---|"]
    rows += [f"| `{kind}` | {_KINDS[kind]} |" for kind in CRITERION_KINDS]
    return "\n".join(rows)


def _definition(definition: CaseDefinition, knowledge: Knowledge) -> str:
    base = knowledge.case_definitions.get(definition.extends)
    parts = [
        f"## {definition.id}",
        f"**{definition.label[0].upper()}{definition.label[1:]}** (version {definition.version}). "
        f"{definition.purpose}",
        f"What it rests on: {definition.decision}",
        "\n".join(f"- {caution}" for caution in definition.cautions),
        _frame(definition),
    ]
    if base is not None:
        parts.append(f"It takes over [`{base.id}`](#{base.id}); below is what differs.")
    parts.append(_criteria(definition, base, knowledge))
    parts.append(_code_sets(definition, base))
    n = len(cohort_expression(definition, knowledge).gaps)
    parts.append(
        f"As an OHDSI cohort expression (`crmo.find.circe`) it loses {n} things, each of which is "
        "listed with the export; points, bands, partial dates and evidence are always among them."
    )
    return "\n\n".join(part for part in parts if part)


def _frame(definition: CaseDefinition) -> str:
    rows = [
        f"- Index event: {index_in_words(definition)}.",
        f"- Required: {_named(definition, definition.require)}.",
        f"- Excluded by: {_named(definition, definition.exclude)}.",
    ]
    rows += [
        f"- Band `{band.id}`, from a score of {band.at_least:g}: {band.label}."
        for band in definition.bands
    ]
    return "\n".join(rows)


def _named(definition: CaseDefinition, keys: tuple[str, ...]) -> str:
    return "; ".join(definition.criteria[key].label for key in keys) or "nothing"


def _criteria(definition: CaseDefinition, base: CaseDefinition | None, knowledge: Knowledge) -> str:
    known: Mapping[str, Criterion] = base.criteria if base else {}
    shown = [each for key, each in definition.criteria.items() if known.get(key) != each]
    if not shown:
        return ""
    rows = ["| criterion | points | asks for | why | from |", "|---|---|---|---|---|"]
    for each in shown:
        cells = (
            f"**{each.label}** `{each.id}`",
            f"{each.points:+g}" if each.points else "",
            in_words(each, definition),
            " ".join(part for part in (each.why, each.decision) if part),
            _ground(each, knowledge),
        )
        rows.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    return "\n".join(rows)


def _ground(criterion: Criterion, knowledge: Knowledge) -> str:
    grade = "" if criterion.grade is Grade.JUDGEMENT else "published"
    if not criterion.source:
        return "our judgement"
    source = knowledge.sources[criterion.source]
    link = f"[{source.id}]({source.link or 'sources.md'})"
    ours = "points ours" if criterion.points else ""
    return "; ".join(part for part in (link, grade or ours) if part)


def _cell(text: str) -> str:
    return text.replace("|", "/").strip()


def _code_sets(definition: CaseDefinition, base: CaseDefinition | None) -> str:
    known: Mapping[str, CodeSet] = base.code_sets if base else {}
    shown = [each for key, each in definition.code_sets.items() if known.get(key) != each]
    if not shown:
        return ""
    rows = ["| code set | holds |", "|---|---|"]
    rows += [f"| {each.label} `{each.id}` | {_cell('; '.join(_holds(each)))} |" for each in shown]
    return "\n".join(rows)


def _holds(code_set: CodeSet) -> Iterator[str]:
    for word, named in (
        ("concepts", code_set.concepts),
        ("analytes", code_set.analytes),
        ("drugs", code_set.drugs),
        ("imaging", code_set.modalities),
        ("visits", code_set.visits),
        ("departments", code_set.specialties),
    ):
        if named:
            yield f"{word}: {', '.join(f'`{each}`' for each in named)}"
    for system, codes in code_set.codes.items():
        yield f"{system} {', '.join(codes)}"
    for system, codes in code_set.except_codes.items():
        yield f"but not {system} {', '.join(codes)}"
