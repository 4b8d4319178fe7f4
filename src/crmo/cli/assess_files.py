"""`crmo assess`: what the rules make of each child, in the terminal or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from crmo.assess import PatientAssessment, assess
from crmo.assess.assessment import Assessment, Kind, Verdict
from crmo.cli.json_output import as_json
from crmo.cli.readings import read_all, tell
from crmo.cli.terminal import output, plain, table
from crmo.errors import UserError
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import PatientRecord
from crmo.report.words import interval_words, verdict_words

# JSON escapes the first 32 characters by itself; these command a terminal, too.
_CONTROL = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
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
            tell(reading, rest="`crmo open` shows them on the page")
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
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    print(_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _show(
    record: PatientRecord, assessment: PatientAssessment, knowledge: Knowledge, rule: str | None
) -> None:
    out = output()
    out.print(f"\n[bold]{plain(record.patient.name or record.patient.id)}[/bold]")
    out.print(plain(assessment.headline))
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
        answer = str(a.details["state"]) if a.kind is Kind.DUE else verdict_words(a.verdict)
        if a.value is not None:
            answer += f" ({interval_words(a.value, a.unit)})"
        mark = "" if a.is_verified else " [dim](unverified)[/dim]"
        rows.add_row(
            plain(a.title) + mark, f"[{STYLES[a.verdict] or 'none'}]{answer}[/]", plain(a.summary)
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
    out.print(f"\n[bold]{plain(answer.title)}[/bold]: {verdict_words(answer.verdict)}")
    if answer.summary:
        out.print(plain(answer.summary))
    for reason in answer.reasons:
        seen = f" ({plain(reason.observed)})" if reason.observed else ""
        out.print(f"  {verdict_words(reason.verdict):<12} {plain(reason.label)}{seen}")
    for missing in answer.missing:
        out.print(f"  not known    {plain(missing.label)}")
        for case in missing.what_if:
            out.print(f"               {plain(case.answer)}: {verdict_words(case.verdict)}")
    for caution in answer.cautions:
        out.print(f"  [dim]{plain(caution)}[/dim]")
    for source in answer.sources:
        out.print(f"  [dim]Source: {plain(knowledge.sources[source].citation)}[/dim]")
