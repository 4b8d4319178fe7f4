"""`crmo assess`: what the rules make of each child, in the terminal or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from rich.markup import escape

from crmo.assess import PatientAssessment, assess
from crmo.assess.assessment import Assessment, Verdict
from crmo.cli.json_output import as_json
from crmo.cli.readings import read_all, tell
from crmo.cli.terminal import output, table
from crmo.errors import UserError
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import PatientRecord
from crmo.report.words import interval_words, verdict_words

STYLES = {
    Verdict.MET: "bold",
    Verdict.NOT_MET: "",
    Verdict.CANNOT_TELL: "italic",
    Verdict.NOT_ELIGIBLE: "dim",
    Verdict.EXCLUDED: "bold",
}


def assess_all(
    files: Sequence[Path],
    *,
    on: date,
    rule: str | None,
    json: bool,
    overlay: Path | None,
) -> int:
    """Assess every child in the files; return the exit code."""
    knowledge = load_knowledge(overlay)
    if rule is not None:
        knowledge.rule(rule)
    collected = []
    for _path, reading in read_all(files, knowledge, on=on):
        if not json:
            tell(reading)
        for record in reading.records:
            assessment = assess(record, knowledge, on=on)
            if json:
                collected.append(_json(record, assessment, rule))
            else:
                _show(record, assessment, knowledge, rule)
    if json:
        _print_json(collected)
    return 0


def _json(record: PatientRecord, assessment: PatientAssessment, rule: str | None) -> object:
    answers = [a for a in assessment.all_assessments if rule in (None, a.rule)]
    return {
        "patient": record.patient.id,
        "headline": assessment.headline,
        "assessments": as_json(answers),
    }


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def _show(
    record: PatientRecord, assessment: PatientAssessment, knowledge: Knowledge, rule: str | None
) -> None:
    out = output()
    out.print(f"\n[bold]{escape(record.patient.name or record.patient.id)}[/bold]")
    out.print(escape(assessment.headline))
    if rule is not None:
        _show_rule(assessment, knowledge, rule)
        return
    for title, part in (
        ("Criteria", assessment.criteria),
        ("Red flags raised", _met(assessment.red_flags)),
        ("Due", _met(assessment.due)),
        ("Standing in the way of a drug", _met(assessment.safety)),
    ):
        _show_table(title, part)
    out.print("\nAn aid to thinking, not a diagnosis. No red flag is not reassurance.")


def _met(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    return tuple(a for a in assessments if a.verdict is Verdict.MET)


def _show_table(title: str, assessments: Sequence[Assessment]) -> None:
    rows = table("rule", "answer", "in short", title=title)
    for a in assessments:
        answer = verdict_words(a.verdict)
        if a.value is not None:
            answer += f" ({interval_words(a.value, a.unit)})"
        mark = "" if a.is_verified else " [dim](unverified)[/dim]"
        rows.add_row(
            escape(a.title) + mark, f"[{STYLES[a.verdict] or 'none'}]{answer}[/]", escape(a.summary)
        )
    output().print()
    output().print(rows if assessments else f"[bold]{title}[/bold]: none")


def _show_rule(assessment: PatientAssessment, knowledge: Knowledge, rule: str) -> None:
    found = [a for a in assessment.all_assessments if a.rule == rule]
    if not found:
        raise UserError(
            "this rule gave no answer for this child.",
            where=rule,
            todo="It speaks only when its occasion arises, such as a drug being given.",
        )
    for answer in found:
        _show_reasons(answer, knowledge)


def _show_reasons(answer: Assessment, knowledge: Knowledge) -> None:
    out = output()
    out.print(f"\n[bold]{escape(answer.title)}[/bold]: {verdict_words(answer.verdict)}")
    if answer.summary:
        out.print(escape(answer.summary))
    for reason in answer.reasons:
        seen = f" ({escape(reason.observed)})" if reason.observed else ""
        out.print(f"  {verdict_words(reason.verdict):<12} {escape(reason.label)}{seen}")
    for missing in answer.missing:
        out.print(f"  not known    {escape(missing.label)}")
        for case in missing.what_if:
            out.print(f"               {escape(case.answer)}: {verdict_words(case.verdict)}")
    for caution in answer.cautions:
        out.print(f"  [dim]{escape(caution)}[/dim]")
    for source in answer.sources:
        out.print(f"  [dim]Source: {escape(knowledge.sources[source].citation)}[/dim]")
