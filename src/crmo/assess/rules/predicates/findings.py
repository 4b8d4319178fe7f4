"""Leaves about symptoms, signs, associated conditions and diseases."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.rules.leaf import ChoiceQuestion, Seen
from crmo.assess.rules.words import concept_label, concept_question, listed, on_day, sentence
from crmo.assess.statements import Statement
from crmo.knowledge import Knowledge
from crmo.record import Certainty, Diagnosis, FactStatus, Subject

_STATUS_WORDS = {
    FactStatus.PRESENT: "present",
    FactStatus.ABSENT: "absent",
    FactStatus.NOT_LOOKED_FOR: "not looked for",
    FactStatus.UNKNOWN: "not known",
}
_IN_FAMILY = "in the family: "
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
        within_days: how old the last statement may be; None for any age.
        is_disease: whether the question is one of diagnosis: confirmed or excluded.
        ask: the question, if the concept's own is not apt.
    """

    finding: str
    about: Subject = Subject.PATIENT
    when: When = When.EVER
    besides: tuple[str, ...] = ()
    within_days: int | None = None
    is_disease: bool = False
    ask: str = ""

    def look(self, facts: Facts) -> Seen:
        """Return whether it is present, with the statements that say so."""
        present, absent = facts.statements(self.finding, self.about, besides=self.besides)
        if not present and not absent:
            return self._unsettled(facts)
        truth = self._truth(present, absent)
        deciding = present if truth else absent
        if truth is None:
            deciding = (*present, *absent)
        if self.within_days is not None and not any(self._is_recent(s, facts) for s in deciding):
            return self._out_of_date(facts, deciding)
        return Seen(
            truth=truth,
            entries=tuple(statement.entry.id for statement in deciding),
            observed=self._words(facts, deciding),
            question=self._question(facts.knowledge) if truth is None else None,
        )

    def _truth(self, present: Sequence[Statement], absent: Sequence[Statement]) -> bool | None:
        if self.when is When.LATEST and present and absent:
            last_present = any(_none_later(s, absent) for s in present)
            last_absent = any(_none_later(s, present) for s in absent)
            return None if last_present and last_absent else last_present
        return True if present else (False if absent else None)

    def _is_recent(self, statement: Statement, facts: Facts) -> bool:
        day = statement.entry.on
        return day is not None and (facts.on - day.earliest).days <= (self.within_days or 0)

    def _out_of_date(self, facts: Facts, statements: Sequence[Statement]) -> Seen:
        """Return that what was last stated is too old to be called present today."""
        last = statements[-1]
        words = self._statement_words(last, facts.knowledge, "last recorded as ")
        return Seen(
            truth=None,
            entries=(last.entry.id,),
            observed=f"{words}, not in the last {self.within_days} days",
            question=self._question(facts.knowledge),
        )

    def _unsettled(self, facts: Facts) -> Seen:
        """Return that it was suspected, or asked for without an answer, if it was."""
        unsettled = facts.unsettled(self.finding, self.about, besides=self.besides)
        if not unsettled:
            return self._not_recorded(facts.knowledge)
        return Seen(
            truth=None,
            entries=tuple(statement.entry.id for statement in unsettled),
            observed=self._words(facts, unsettled),
            question=self._question(facts.knowledge),
        )

    @lru_cache(maxsize=1024)  # noqa: B019 - leaves are few, live as long as the knowledge
    def _not_recorded(self, knowledge: Knowledge) -> Seen:
        """The commonest answer by far, made once."""
        label = concept_label(knowledge, self.finding)
        whose = _IN_FAMILY if self.about is Subject.FAMILY else ""
        return Seen(
            truth=None,
            observed=f"{whose}{label} not recorded",
            question=self._question(knowledge),
        )

    def _question(self, knowledge: Knowledge) -> ChoiceQuestion:
        is_family = self.about is Subject.FAMILY
        own = self._own_question(knowledge)
        options = DISEASE_ANSWERS if self.is_disease else ("yes", "no")
        return ChoiceQuestion(
            key=("finding", self.about, self.finding, self.when, self.within_days, self.besides),
            fact=f"family_{self.finding}" if is_family else self.finding,
            label=self.ask or (f"In the family: {own}" if is_family else own),
            options=options,
            means_yes=frozenset(options[:1]),
        )

    def _own_question(self, knowledge: Knowledge) -> str:
        if self.is_disease:
            label = concept_label(knowledge, self.finding)
            return f"{sentence(label)}: confirmed or excluded?"
        return concept_question(knowledge, self.finding)

    def _words(self, facts: Facts, deciding: Sequence[Statement]) -> str:
        whose = _IN_FAMILY if self.about is Subject.FAMILY else ""
        return whose + listed(deciding, lambda s: self._statement_words(s, facts.knowledge))

    def _statement_words(
        self, statement: Statement, knowledge: Knowledge, before_status: str = ""
    ) -> str:
        entry = statement.entry
        label = concept_label(knowledge, entry.concept)
        if isinstance(entry, Diagnosis) and entry.certainty is Certainty.SUSPECTED:
            return f"{label} suspected{on_day(entry)}, neither confirmed nor excluded"
        return f"{label} {before_status}{self._status_words(statement.status)}{on_day(entry)}"

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
