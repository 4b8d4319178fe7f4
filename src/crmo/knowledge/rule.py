"""A rule: one piece of medical knowledge with id, version, status and source."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from crmo.knowledge.concepts import to_tuple


class RuleKind(StrEnum):
    """Which question a rule answers."""

    CRITERIA = "criteria"
    RED_FLAG = "red_flag"
    ACTIVITY = "activity"
    RESPONSE = "response"
    COURSE = "course"
    FLARE = "flare"
    DUE = "due"
    SAFETY = "safety"
    LESIONS = "lesions"
    TREATMENT = "treatment"


class RuleStatus(StrEnum):
    """Whether the rule was compared with the text of its source."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


@frozen(kw_only=True)
class Rule:
    """One rule as it stands in a knowledge file.

    Args:
        id: unique among all rules (`bristol_2016`).
        kind: which question it answers.
        title: its name for people.
        version: version of our wording of it.
        status: verified or unverified against the source's text.
        sources: ids of entries in `Knowledge.sources`.
        note: what must still be checked, and other remarks on the wording.
        cautions: limits that every page must show with an answer.
        body: what the rule says; its shape belongs to its kind. Deeply immutable.
        is_overridden: True when a local overlay changed or added the rule.
        file: the knowledge file it stands in, from the knowledge folder or the overlay.
    """

    id: str
    kind: RuleKind = field(converter=RuleKind)
    title: str
    version: str = field(converter=str)
    status: RuleStatus = field(converter=RuleStatus)
    sources: tuple[str, ...] = field(converter=to_tuple)
    note: str = ""
    cautions: tuple[str, ...] = field(default=(), converter=to_tuple)
    body: Mapping[str, Any]
    is_overridden: bool = False
    file: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether the rule was compared with the text of its source."""
        return self.status is RuleStatus.VERIFIED
