"""What stands in the way of each class of drugs, gate by gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crmo.assess.answer import answer, any_of, listed, number, shown_unit, verdict_of
from crmo.assess.assessment import Assessment, MissingFact, Reason, WhatIf
from crmo.assess.facts import Facts
from crmo.assess.safety.gate import Found, gate, recent_since
from crmo.assess.treatments.courses import belongs_to, courses_running
from crmo.knowledge import Knowledge, Rule
from crmo.record import PatientRecord


def safety(record: PatientRecord, knowledge: Knowledge, *, on: date) -> tuple[Assessment, ...]:
    """Return, for each class of drugs, what stands in the way. A dose is never offered.

    One assessment per class, whether or not the child takes the drug. MET: at least one gate
    stands in the way or calls for weighing. NOT_MET: every gate was checked and is clear, which
    is no advice to treat. CANNOT_TELL: something was not checked. Each reason is a gate with its
    own verdict, MET meaning that it stands in the way.

    Details: `drug_class`, `in_use` (True, False, None), `hard_stops`, `weigh` and `not_known`
    (labels), and `gates`: one mapping each: `id`, `label`, `severity` (`hard_stop` or `caution`),
    `verdict`, `observed`, `why`, `ask`, `is_verified`, `source` (ids), `entries`.

    Args:
        record: one child.
        knowledge: the rules.
        on: the day of the answer, inclusive.
    """
    return safety_from(Facts(record, knowledge, on))


def safety_from(facts: Facts) -> tuple[Assessment, ...]:
    """Return the same as `safety` from facts that are already indexed."""
    return tuple(_class(facts, rule) for rule in facts.knowledge.rules("safety").values())


def _class(facts: Facts, rule: Rule) -> Assessment:
    rows: Sequence[Mapping[str, Any]] = rule.body["gates"]
    since = recent_since(facts.on, number(rule.body["recent"]))
    found = [gate(facts, row, since) for row in rows]
    truth = any_of(f.truth for f in found)
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        _summary(rows, found),
        reasons=tuple(_reason(row, f) for row, f in zip(rows, found, strict=True)),
        missing=tuple(_missing(rows[i], found, i) for i, f in enumerate(found) if f.truth is None),
        details={
            "drug_class": rule.body["drug_class"],
            "in_use": _in_use(facts, rule.body["drug_class"]),
            "hard_stops": _labels(rows, found, truth=True, severity="hard_stop"),
            "weigh": _labels(rows, found, truth=True, severity="caution"),
            "not_known": _labels(rows, found, truth=None),
            "gates": tuple(_gate_details(row, f) for row, f in zip(rows, found, strict=True)),
        },
    )


def _in_use(facts: Facts, drug_class: str) -> bool | None:
    running = courses_running(facts)
    return any_of(
        c.runs_on(facts.on) for c in running if belongs_to(facts.knowledge, c, [drug_class])
    )


def _labels(
    rows: Sequence[Mapping[str, Any]],
    found: Sequence[Found],
    *,
    truth: bool | None,
    severity: str = "",
) -> tuple[str, ...]:
    return tuple(
        _label(row)
        for row, f in zip(rows, found, strict=True)
        if f.truth is truth and severity in ("", row["severity"])
    )


def _label(row: Mapping[str, Any]) -> str:
    """Return the gate's name with its limit, which an overlay may have changed."""
    limit = row.get("below")
    if limit is None or limit["value"] is None:
        return str(row["label"])
    return f"{row['label']} (below {limit['value']:g} {shown_unit(limit['unit'])})"


def _summary(rows: Sequence[Mapping[str, Any]], found: Sequence[Found]) -> str:
    parts = []
    for lead, truth, severity in (
        ("Stands in the way", True, "hard_stop"),
        ("To weigh", True, "caution"),
        ("Not known", None, ""),
    ):
        labels = _labels(rows, found, truth=truth, severity=severity)
        if labels:
            parts.append(f"{lead}: {listed(_lowered(label) for label in labels)}.")
    return " ".join(parts) or "Every gate was checked and is clear."


def _lowered(label: str) -> str:
    """Begin with a small letter, except for abbreviations and names of people."""
    keep = label[1:2].isupper() or label[:1].isdigit() or label.startswith(("Majeed", "G6PD"))
    return label if keep else label[:1].lower() + label[1:]


def _reason(row: Mapping[str, Any], found: Found) -> Reason:
    return Reason(
        criterion=row["id"],
        label=_label(row),
        verdict=verdict_of(found.truth),
        entries=found.entries,
        observed=found.observed,
        source=(_sources(row) or ("",))[0],
    )


def _sources(row: Mapping[str, Any]) -> tuple[str, ...]:
    source = row.get("source", ())
    return (source,) if isinstance(source, str) else tuple(source)


def _missing(row: Mapping[str, Any], found: Sequence[Found], index: int) -> MissingFact:
    others = [f.truth for i, f in enumerate(found) if i != index]
    closing, opening = found[index].answers
    return MissingFact(
        fact=row["id"],
        label=row.get("ask", row["label"]),
        what_if=(
            WhatIf(answer=closing, verdict=verdict_of(any_of((*others, True)))),
            WhatIf(answer=opening, verdict=verdict_of(any_of((*others, False)))),
        ),
    )


def _gate_details(row: Mapping[str, Any], found: Found) -> Mapping[str, object]:
    return {
        "id": row["id"],
        "label": _label(row),
        "severity": row["severity"],
        "verdict": verdict_of(found.truth),
        "observed": found.observed,
        "why": row["why"],
        "ask": row.get("ask", ""),
        "is_verified": row.get("grade") not in ("memory", "secondary"),
        "source": _sources(row),
        "entries": found.entries,
    }
