"""The answer of a rule on one record on one day, as a value that explains itself.

Words, HTML, PDF and FHIR are made from these values in one place; nothing parses text back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from attrs import field, frozen

from crmo.record import Interval


class Verdict(StrEnum):
    """What a rule says."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"
    NOT_ELIGIBLE = "not_eligible"
    EXCLUDED = "excluded"


class Kind(StrEnum):
    """Which question an assessment answers."""

    CRITERIA = "criteria"
    RED_FLAG = "red_flag"
    ACTIVITY = "activity"
    RESPONSE = "response"
    LESIONS = "lesions"
    COURSE = "course"
    FLARE = "flare"
    TREATMENT = "treatment"
    DUE = "due"
    SAFETY = "safety"


@frozen(kw_only=True)
class Reason:
    """One criterion of a rule and what the record says of it.

    Args:
        criterion: id of the criterion within its rule.
        label: the criterion in plain words, from the knowledge.
        verdict: MET, NOT_MET or CANNOT_TELL.
        entries: ids of the record entries it rests on.
        observed: what was seen, in short words made from values ("CRP 12 mg/L on 2024-05-03").
        points: points it gives, as an interval when not certain, or None for unscored rules.
        source: id of the source of this criterion when it differs from the rule's.
    """

    criterion: str
    label: str
    verdict: Verdict
    entries: tuple[str, ...] = ()
    observed: str = ""
    points: Interval | None = None
    source: str = ""


@frozen(kw_only=True)
class WhatIf:
    """One answer that a missing fact could have, and the verdict it would lead to."""

    answer: str
    verdict: Verdict
    value: Interval | None = None


@frozen(kw_only=True)
class MissingFact:
    """A fact the record does not hold and the rule would like to know.

    Args:
        fact: id of the fact (`crp`, `bone_biopsy`, `fever`).
        label: the question in plain words.
        what_if: what each possible answer would make of the verdict.
    """

    fact: str
    label: str
    what_if: tuple[WhatIf, ...] = ()

    def could_change(self, verdict: Verdict) -> bool:
        """Whether some answer, alone, leads to another verdict than the given one."""
        return any(case.verdict is not verdict for case in self.what_if)


@frozen(kw_only=True)
class Assessment:
    """A rule's answer on one record on one day.

    Args:
        kind: which question it answers.
        rule: id of the rule in the knowledge.
        title: the rule's name for people.
        version: the rule's version.
        is_verified: False when the rule's text could not be checked against its source.
        is_overridden: True when a local overlay changed the rule.
        sources: ids of sources in the knowledge.
        on: the day of the answer.
        verdict: MET, NOT_MET, CANNOT_TELL, NOT_ELIGIBLE or EXCLUDED.
        summary: one plain sentence made from the values.
        value: score or measure as an interval, or None.
        unit: unit of `value`, if any.
        reasons: one per criterion, in the rule's order.
        missing: facts not known; those that could change the verdict first.
        entries: ids of all record entries used.
        details: further values that belong to the kind (documented by the function).
        cautions: limits that every page must show with the answer.
    """

    kind: Kind
    rule: str
    title: str
    version: str
    is_verified: bool
    is_overridden: bool = False
    sources: tuple[str, ...] = ()
    on: date
    verdict: Verdict
    summary: str = ""
    value: Interval | None = None
    unit: str = ""
    reasons: tuple[Reason, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    entries: tuple[str, ...] = ()
    details: Mapping[str, object] = field(factory=lambda: MappingProxyType({}))
    cautions: tuple[str, ...] = ()
