"""Leaves about symptoms, signs, associated conditions and diseases."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from attrs import frozen

from crmo.assess.facts import Facts, Statement
from crmo.assess.rules.leaf import ChoiceQuestion, Seen
from crmo.assess.rules.words import concept_label, concept_question, listed, on_day, sentence
from crmo.record import FactStatus, Subject

_STATUS_WORDS = {
    FactStatus.PRESENT: "present",
    FactStatus.ABSENT: "absent",
    FactStatus.NOT_LOOKED_FOR: "not looked for",
    FactStatus.UNKNOWN: "not known",
}
DISEASE_ANSWERS = ("confirmed", "excluded")


class When(StrEnum):
    """Which statements about a finding count."""

    EVER = "ever"
    LATEST = "latest"


@frozen(kw_only=True, cache_hash=True)
class FindingLeaf:
    """Whether a finding is there, or was ever there.

    Findings and diagnoses both count: a confirmed diagnosis is a present finding.

    Args:
        finding: the concept; kinds of it count.
        about: the patient or the family.
        when: ever on or before the day, or as last stated.
        besides: kinds of the concept that do not count.
        is_disease: whether the question is one of diagnosis: confirmed or excluded.
        ask: the question, if the concept's own is not apt.
    """

    finding: str
    about: Subject = Subject.PATIENT
    when: When = When.EVER
    besides: tuple[str, ...] = ()
    is_disease: bool = False
    ask: str = ""

    def look(self, facts: Facts) -> Seen:
        """Return whether it is present, with the statements that say so."""
        present, absent = facts.statements(self.finding, self.about, besides=self.besides)
        truth = self._truth(present, absent)
        deciding = present if truth else absent
        if truth is None:
            deciding = (*present, *absent)
        return Seen(
            truth=truth,
            entries=tuple(statement.entry.id for statement in deciding),
            observed=self._words(facts, deciding),
            question=self._question(facts) if truth is None else None,
        )

    def _truth(self, present: Sequence[Statement], absent: Sequence[Statement]) -> bool | None:
        if self.when is When.LATEST and present and absent:
            last_present = any(_none_later(s, absent) for s in present)
            last_absent = any(_none_later(s, present) for s in absent)
            return None if last_present and last_absent else last_present
        return True if present else (False if absent else None)

    def _question(self, facts: Facts) -> ChoiceQuestion:
        is_family = self.about is Subject.FAMILY
        own = self._own_question(facts)
        options = DISEASE_ANSWERS if self.is_disease else ("yes", "no")
        return ChoiceQuestion(
            key=f"finding:{self.about}:{self.finding}:{self.when}:{','.join(self.besides)}",
            fact=f"family_{self.finding}" if is_family else self.finding,
            label=self.ask or (f"In the family: {own}" if is_family else own),
            options=options,
            means_yes=frozenset(options[:1]),
        )

    def _own_question(self, facts: Facts) -> str:
        if self.is_disease:
            return (
                f"{sentence(concept_label(facts.knowledge, self.finding))}: confirmed or excluded?"
            )
        return concept_question(facts.knowledge, self.finding)

    def _words(self, facts: Facts, deciding: Sequence[Statement]) -> str:
        whose = "in the family: " if self.about is Subject.FAMILY else ""
        if deciding:
            return whose + listed(
                deciding,
                lambda s: (
                    f"{concept_label(facts.knowledge, s.entry.concept)} "
                    f"{self._status_words(s.status)}{on_day(s.entry)}"
                ),
            )
        return f"{whose}{concept_label(facts.knowledge, self.finding)} not recorded"

    def _status_words(self, status: FactStatus) -> str:
        if self.is_disease and status is FactStatus.PRESENT:
            return DISEASE_ANSWERS[0]
        if self.is_disease and status is FactStatus.ABSENT:
            return DISEASE_ANSWERS[1]
        return _STATUS_WORDS[status]


def _none_later(statement: Statement, others: Sequence[Statement]) -> bool:
    """Whether no other statement is certainly later; undated statements are not."""
    day = statement.entry.on
    return not any(
        day is not None and other.entry.on is not None and other.entry.on.is_after(day)
        for other in others
    )
