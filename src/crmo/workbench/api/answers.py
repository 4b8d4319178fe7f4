"""The forms of what the interface takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field


class Problem(Schema):
    """What was wrong, the same for every address."""

    error: str
    where: str = ""
    expected: str = ""
    todo: str = ""


class ChildRow(Schema):
    """One child of the list."""

    key: UUID
    number: str
    name: str
    birth_date: str
    sex: str
    n_entries: int
    head: int = Field(description="Rises with every statement about the child.")


class ChildList(Schema):
    """Some children, and where the list goes on."""

    children: list[ChildRow]
    next: UUID | None = Field(description="Give it as `after` for the rest; null at the end.")


class NewPatient(Schema):
    """Who a new child is."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=200, description="The hospital's number.")
    name: str = Field(default="", max_length=500)
    birth_date: str | None = Field(
        default=None, pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", description="As far as known."
    )
    sex: str = Field(default="unknown", pattern="^(female|male|other|unknown)$")


class NewEntries(Schema):
    """Entries to append, in the form of the published record schema."""

    model_config = ConfigDict(extra="forbid")

    entries: list[dict[str, Any]] = Field(min_length=1, max_length=500)
    source: str = Field(default="", max_length=200, description="Where they come from.")
    head: int | None = Field(
        default=None,
        description="The child's head as last read; refused with 409 if there is news since.",
    )


class Appended(Schema):
    """What was appended."""

    key: UUID
    head: int
    entries: list[str] = Field(description="Ids of the entries.")


class ReasonAnswer(Schema):
    """One criterion."""

    criterion: str
    label: str
    verdict: str
    observed: str
    entries: list[str]


class RuleAnswer(Schema):
    """One rule's answer."""

    kind: str
    rule: str
    title: str
    version: str
    is_verified: bool
    is_overridden: bool
    verdict: str
    summary: str
    reasons: list[ReasonAnswer]
    missing: list[str]
    cautions: list[str]
    sources: list[str]


class ChildAnswers(Schema):
    """All answers about a child on a day."""

    key: UUID
    on: date
    head: int
    knowledge: str = Field(description="Version of the knowledge the answers were made with.")
    headline: str
    answers: list[RuleAnswer]
