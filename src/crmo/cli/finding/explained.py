"""A definition as plain text, for the terminal and for the folder of a run."""

from __future__ import annotations

from textwrap import fill

from crmo.find.definition import in_words, index_in_words, role_in_words
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition, Criterion

_WIDTH = 96


def definition_text(definition: CaseDefinition, knowledge: Knowledge) -> str:
    """Return what a definition asks, why, and what it rests on."""
    lines = [
        f"{definition.label} ({definition.id}, version {definition.version})",
        "",
        _wrapped(definition.purpose),
        "",
        _wrapped(f"First event: {index_in_words(definition)}."),
        "",
        "Criteria",
    ]
    for criterion in definition.criteria.values():
        lines += ["", *_criterion(criterion, definition, knowledge)]
    lines += ["", "Bands"]
    lines += [f"  {band.at_least:g} points or more: {band.label}" for band in definition.bands]
    if definition.cautions:
        lines += [
            "",
            "To be borne in mind",
            *(_wrapped(f"- {c}", "  ") for c in definition.cautions),
        ]
    return "\n".join(lines) + "\n"


def _criterion(criterion: Criterion, definition: CaseDefinition, knowledge: Knowledge) -> list[str]:
    role = role_in_words(criterion, definition)
    lines = [_wrapped(f"{criterion.label} [{role}]", "  ", hanging="    ")]
    lines.append(_wrapped(in_words(criterion, definition), "    "))
    standing = "judgement"
    if criterion.source:
        source = knowledge.sources.get(criterion.source)
        told = (source.citation or source.guideline) if source else criterion.source
        standing = f"{criterion.grade}; {told}"
    lines.append(_wrapped(f"Why: {criterion.why} ({standing})", "    "))
    return lines


def _wrapped(text: str, indent: str = "", *, hanging: str | None = None) -> str:
    return fill(
        text,
        width=_WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
