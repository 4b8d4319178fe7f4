"""The page on the 42 published cases: every criteria set on every case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from math import sqrt
from pathlib import Path

from attrs import frozen

from crmo import yaml12
from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.criteria import criteria
from crmo.assess.facts import Facts
from crmo.knowledge import load_knowledge
from crmo.record import PatientRecord
from crmo.record.json_form import from_dict

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
ON = date(2020, 12, 31)
Z_95 = 1.959964

# Which label a set is meant to find; the CARRA definitions describe states of known disease.
DIAGNOSTIC_SETS = (
    "eular_acr_2025",
    "bristol_2016",
    "jansson_2007",
    "jansson_2009",
    "nbods_2023",
    "japan_2014",
    "rome_2008",
)
SYMBOLS = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not met",
    Verdict.CANNOT_TELL: "?",
    Verdict.NOT_ELIGIBLE: "not eligible",
    Verdict.EXCLUDED: "excluded",
}

INTRODUCTION = """\
# The criteria on 42 published cases

Forty-two published cases (17 with CNO, 25 with something else) were coded as records from what
their reports say of findings, tests and imaging, never from their answer; decisive results that
came after the first picture were left out. The records are in `tests/cases/`.

How to read the table: a set that says "?" had too little to go by, and says which facts it lacks.
Case reports are short and choose what is striking, so "?" is the usual answer. **The cases were
in view while the rules were written; these figures describe the coding and the rules on known
data. They are not an estimate of accuracy in a clinic.** Classification is not diagnosis.

Two readings of "?" are given. *Decided only* leaves those cases out; *all cases* counts "?" as
not met. Intervals are 95 % Wilson intervals. A set that is meant for a narrower question (NBODS:
against bacterial osteomyelitis only) is held against all mimics here all the same.
"""


@frozen
class Case:
    """One coded case with its label, and the answer of every criteria set on it."""

    id: str
    label: str
    answers: dict[str, Assessment]


def published_cases() -> tuple[Case, ...]:
    """Return every coded case with the answers of all criteria sets."""
    knowledge = load_knowledge()
    labels = yaml12.load(CASES / "labels.yaml")
    cases = []
    for key, label in labels.items():
        answers = criteria(Facts(case_record(key), knowledge, ON))
        cases.append(Case(key, label, {answer.rule: answer for answer in answers}))
    return tuple(cases)


def case_record(key: str) -> PatientRecord:
    """Return the record of one coded case."""
    return from_dict(yaml12.load(CASES / f"{key}.yaml"))


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a proportion; (0, 1) when there is nothing to count."""
    if n == 0:
        return 0.0, 1.0
    share, spread = successes / n, Z_95**2 / n
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def pages() -> dict[str, str]:
    """Return the page docs/reference/published-cases.md."""
    cases = published_cases()
    parts = [INTRODUCTION, _accuracy(cases), _verdicts(cases)]
    return {"reference/published-cases.md": "\n".join(parts)}


def _accuracy(cases: Iterable[Case]) -> str:
    cases = tuple(cases)
    lines = [
        "## Sensitivity and specificity",
        "",
        "| set | sensitivity, decided only | sensitivity, all cases | specificity, decided only "
        "| specificity, all cases | cannot tell |",
        "|---|---|---|---|---|---|",
    ]
    for rule in DIAGNOSTIC_SETS:
        lines.append(_accuracy_row(rule, cases))
    return "\n".join(lines) + "\n"


def _accuracy_row(rule: str, cases: tuple[Case, ...]) -> str:
    with_cno = Counter(c.answers[rule].verdict for c in cases if c.label == "cno")
    without = Counter(c.answers[rule].verdict for c in cases if c.label != "cno")
    unsure = with_cno[Verdict.CANNOT_TELL], without[Verdict.CANNOT_TELL]
    right, correct = with_cno[Verdict.MET], without.total() - without[Verdict.MET] - unsure[1]
    cells = (
        _share(right, with_cno.total() - unsure[0]),
        _share(right, with_cno.total()),
        _share(correct, without.total() - unsure[1]),
        _share(correct + unsure[1], without.total()),
        f"{sum(unsure)} of {len(cases)}",
    )
    return f"| [{rule}](rules/{rule}.md) | " + " | ".join(cells) + " |"


def _share(successes: int, n: int) -> str:
    if n == 0:
        return "none decided"
    low, high = wilson(successes, n)
    return f"{successes}/{n} ({100 * low:.0f} to {100 * high:.0f} %)"


def _verdicts(cases: Iterable[Case]) -> str:
    lines = [
        "## Case by case",
        "",
        "| case | what it was | " + " | ".join(DIAGNOSTIC_SETS) + " |",
        "|---|---|" + "---|" * len(DIAGNOSTIC_SETS),
    ]
    for case in cases:
        verdicts = (SYMBOLS[case.answers[rule].verdict] for rule in DIAGNOSTIC_SETS)
        lines.append(f"| {case.id} | {case.label} | " + " | ".join(verdicts) + " |")
    return "\n".join(lines)
