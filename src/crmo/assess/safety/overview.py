"""What stands in the way of each class of drugs, gate by gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from attrs import frozen

from crmo.assess.answer import answer, any_of, listed, number, shown_unit, verdict_of
from crmo.assess.assessment import Assessment, MissingFact, Reason, Verdict, WhatIf
from crmo.assess.facts import Facts
from crmo.assess.safety.gate import gate, recent_since
from crmo.assess.safety.limit import Found
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
    (labels), and `gates`: one mapping each: `id`, `label`, `severity` (`hard_stop` or
    `caution`), `verdict`, `observed`, `why`, `ask`, `is_verified`, `source` (ids), `entries`.

    Args:
        record: one child.
        knowledge: the rules.
        on: the day of the answer, inclusive.
    """
    return safety_from(Facts(record, knowledge, on))


def safety_from(facts: Facts) -> tuple[Assessment, ...]:
    """Return the same as `safety` from facts that are already indexed."""
    return tuple(_class(facts, rule) for rule in facts.knowledge.rules("safety").values())


@frozen(slots=True)
class _Gate:
    """One gate as the rule states it: what does not depend on the child."""

    row: Mapping[str, Any]
    label: str
    is_hard_stop: bool
    is_verified: bool
    sources: tuple[str, ...]


@lru_cache(maxsize=64)
def _gates(knowledge: Knowledge, rule_id: str) -> tuple[_Gate, ...]:
    return tuple(
        _Gate(
            row,
            gate_label(row),
            row["severity"] == "hard_stop",
            row.get("grade") not in ("memory", "secondary"),
            _sources(row),
        )
        for row in knowledge.rule(rule_id).body["gates"]
    )


def gate_label(row: Mapping[str, Any]) -> str:
    """Return the gate's name with its limit, which an overlay may have changed."""
    limit = row.get("below")
    if limit is None or limit["value"] is None:
        return str(row["label"])
    return f"{row['label']} (below {limit['value']:g} {shown_unit(limit['unit'])})"


def _sources(row: Mapping[str, Any]) -> tuple[str, ...]:
    source = row.get("source", ())
    return (source,) if isinstance(source, str) else tuple(source)


def _class(facts: Facts, rule: Rule) -> Assessment:
    gates = _gates(facts.knowledge, rule.id)
    since = recent_since(facts.on, number(rule.body["recent"]))
    error = number(rule.body.get("conversion_error")) or 0.0
    found = [gate(facts, each.row, since, error) for each in gates]
    both = list(zip(gates, found, strict=True))
    closed = [each for each, f in both if f.truth]
    sorted_out = {
        "hard_stops": tuple(each.label for each in closed if each.is_hard_stop),
        "weigh": tuple(each.label for each in closed if not each.is_hard_stop),
        "not_known": tuple(each.label for each, f in both if f.truth is None),
    }
    return answer(
        rule,
        facts.on,
        verdict_of(any_of(f.truth for f in found)),
        _summary(sorted_out),
        reasons=tuple(_reason(each, f) for each, f in both),
        missing=_all_missing(gates, found),
        details={
            "drug_class": rule.body["drug_class"],
            "in_use": _in_use(facts, rule.body["drug_class"]),
            **sorted_out,
            "gates": tuple(_gate_details(each, f) for each, f in both),
        },
    )


def _in_use(facts: Facts, drug_class: str) -> bool | None:
    running = courses_running(facts)
    return any_of(
        c.runs_on(facts.on) for c in running if belongs_to(facts.knowledge, c, [drug_class])
    )


_LEADS = {"hard_stops": "Stands in the way", "weigh": "To weigh", "not_known": "Not known"}


def _summary(sorted_out: Mapping[str, Iterable[str]]) -> str:
    parts = [
        f"{_LEADS[key]}: {listed(_lowered(label) for label in labels)}."
        for key, labels in sorted_out.items()
        if labels
    ]
    return " ".join(parts) or "Every gate was checked and is clear."


def _lowered(label: str) -> str:
    """Begin with a small letter, except for abbreviations and names of people."""
    keep = label[1:2].isupper() or label[:1].isdigit() or label.startswith(("Majeed", "G6PD"))
    return label if keep else label[:1].lower() + label[1:]


def _reason(each: _Gate, found: Found) -> Reason:
    return Reason(
        criterion=each.row["id"],
        label=each.label,
        verdict=verdict_of(found.truth),
        entries=found.entries,
        observed=found.observed,
        source=each.sources[0] if each.sources else "",
    )


def _all_missing(gates: Sequence[_Gate], found: Sequence[Found]) -> tuple[MissingFact, ...]:
    """Return what was not checked: a closed gate decides, an open one leaves it to the others."""
    n_unknown = sum(f.truth is None for f in found)
    is_closed = any(f.truth for f in found)
    rest = True if is_closed else (None if n_unknown > 1 else False)
    return tuple(
        MissingFact(
            fact=each.row["id"],
            label=each.row.get("ask", each.label),
            what_if=(
                WhatIf(answer=f.answers[0], verdict=Verdict.MET),
                WhatIf(answer=f.answers[1], verdict=verdict_of(rest)),
            ),
        )
        for each, f in zip(gates, found, strict=True)
        if f.truth is None
    )


def _gate_details(each: _Gate, found: Found) -> Mapping[str, object]:
    return {
        "id": each.row["id"],
        "label": each.label,
        "severity": each.row["severity"],
        "verdict": verdict_of(found.truth),
        "observed": found.observed,
        "why": each.row["why"],
        "ask": each.row.get("ask", ""),
        "is_verified": each.is_verified,
        "source": each.sources,
        "entries": found.entries,
    }
