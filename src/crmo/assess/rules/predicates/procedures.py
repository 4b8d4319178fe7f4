"""Leaves about biopsies, cultures and marrow: what one and the same sample showed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.rules.expression import conjunction, disjunction, negation
from crmo.assess.rules.leaf import ChoiceQuestion, Seen
from crmo.assess.rules.words import concept_label, concept_question, joined, listed, on_day
from crmo.record import FactStatus, Procedure, TreatmentCourse

ANTIBIOTICS_AT_SAMPLING = "antibiotics_at_sampling"
CULTURE_RESULTS = frozenset({"bacterial_growth", "organism"})
OPPOSITES = {"sterile_culture": frozenset({"bacterial_growth"})}


@frozen(kw_only=True, cache_hash=True)
class SampleShows:
    """Whether some sample showed all of some results, one of some, and none of others.

    All must hold for one and the same sample. Whether antibiotics were being taken when the
    sample was taken is read from the sample's own results, or from courses of antibiotics: a
    negative culture under antibiotics is not a clean one, and one that may have been taken
    under antibiotics may not be. A course that began on the day of the sample leaves it open,
    because cultures usually come before the first dose.

    Args:
        procedures: the procedures, any of which will do.
        results: results that must all be present.
        any_result: results of which one must be present.
        no_result: results that must all be absent.
        any_no_result: results of which one must be absent.
        unless: results that spoil it when present, but need not be known to be absent.
        antibiotics: the class of drugs that spoils a culture.
        ask: the question in plain words when the whole sample is missing.
    """

    procedures: tuple[str, ...]
    results: tuple[str, ...] = ()
    any_result: tuple[str, ...] = ()
    no_result: tuple[str, ...] = ()
    any_no_result: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    antibiotics: str = ""
    ask: str = ""

    def look(self, facts: Facts) -> Seen:
        """Return True with one such sample, False if all samples differ, else None."""
        spoken = [p for name in self.procedures for p in facts.procedures(name)]
        taken = [p for p in spoken if p.status is not FactStatus.ABSENT]
        not_done = [p for p in spoken if p.status is FactStatus.ABSENT]
        truths = [(p, self._truth(p, facts)) for p in taken]
        truth = disjunction(value for _, value in truths) if taken else None
        if not taken and {p.concept for p in not_done} >= set(self.procedures):
            truth = False
        deciding = [p for p, value in truths if value is True] if truth else [*taken, *not_done]
        return Seen(
            truth=truth,
            entries=self._entries(facts, deciding),
            observed=self._words(facts, deciding),
            question=self._question(facts, truths) if truth is None else None,
        )

    def _entries(self, facts: Facts, samples: list[Procedure]) -> tuple[str, ...]:
        """Return the samples, and the courses of antibiotics that do or may spoil them."""
        courses = (c.id for p in samples for c in _antibiotics(p, facts, self.antibiotics)[1])
        return tuple(dict.fromkeys((*(p.id for p in samples), *courses)))

    def _truth(self, sample: Procedure, facts: Facts) -> bool | None:
        if sample.status is not FactStatus.PRESENT:
            return None
        parts = [self._result(sample, r, facts) for r in self.results]
        if self.any_result:
            found = (self._result(sample, r, facts) for r in self.any_result)
            parts.append(disjunction(found))
        parts += [negation(self._result(sample, r, facts)) for r in self.no_result]
        if self.any_no_result:
            clear = (negation(self._result(sample, r, facts)) for r in self.any_no_result)
            parts.append(disjunction(clear))
        parts += [self._result(sample, r, facts) is not True for r in self.unless]
        return conjunction(parts)

    def _result(self, sample: Procedure, result: str, facts: Facts) -> bool | None:
        """Tell whether a sample showed a result; a culture under antibiotics cannot clear."""
        there = result_truth(sample, result, facts)
        spoilt = _antibiotics(sample, facts, self.antibiotics)[0]
        if result == ANTIBIOTICS_AT_SAMPLING:
            # No course on record does not say that none was taken.
            return there if spoilt is False else spoilt
        asks_for_spoilt = ANTIBIOTICS_AT_SAMPLING in self.results
        if result in CULTURE_RESULTS and there is False and not asks_for_spoilt:
            return False if spoilt is False else None
        return there

    def _question(
        self, facts: Facts, truths: list[tuple[Procedure, bool | None]]
    ) -> ChoiceQuestion:
        """Ask for the one result that is lacking, else for the sample as a whole."""
        key = ("sample", self)
        open_samples = [p for p, value in truths if value is None]
        lacking = []
        if len(open_samples) == 1:
            sample = open_samples[0]
            found = (self._open_fact(sample, r, facts) for r in self._lacking(sample, facts))
            lacking = list(dict.fromkeys(found))
        if len(lacking) == 1:
            result = lacking[0]
            clean = (ANTIBIOTICS_AT_SAMPLING, *self.no_result, *self.any_no_result)
            yes = "no" if result in clean and result not in self.results else "yes"
            label = concept_question(facts.knowledge, result)
            return ChoiceQuestion(key=key, fact=result, label=label, means_yes=frozenset({yes}))
        return ChoiceQuestion(key=key, fact=self.procedures[0], label=self.ask)

    def _lacking(self, sample: Procedure, facts: Facts) -> Iterator[str]:
        """Yield the results of one sample that would each have to be known."""
        if sample.status is not FactStatus.PRESENT:
            return
        for result in (*self.results, *self.no_result):
            if self._result(sample, result, facts) is None:
                yield result
        of_any = [self._result(sample, r, facts) for r in self.any_result]
        if self.any_result and disjunction(of_any) is None:
            yield from (r for r, v in zip(self.any_result, of_any, strict=True) if v is None)
        clear = [self._result(sample, r, facts) for r in self.any_no_result]
        if clear and False not in clear:
            yield from (r for r, v in zip(self.any_no_result, clear, strict=True) if v is None)

    @staticmethod
    def _open_fact(sample: Procedure, result: str, facts: Facts) -> str:
        """Return what to ask for: of a culture without growth, whether it was spoilt."""
        is_told = result in CULTURE_RESULTS and result_truth(sample, result, facts) is False
        return ANTIBIOTICS_AT_SAMPLING if is_told else result

    def _words(self, facts: Facts, samples: list[Procedure]) -> str:
        if not samples:
            names = [concept_label(facts.knowledge, name) for name in self.procedures]
            return f"{joined(names, 'or')} not recorded"
        return listed(samples, lambda sample: self._sample_words(facts, sample))

    def _named(self) -> tuple[str, ...]:
        return (*self.results, *self.any_result, *self.no_result, *self.any_no_result, *self.unless)

    def _sample_words(self, facts: Facts, sample: Procedure) -> str:
        label = concept_label(facts.knowledge, sample.concept)
        if sample.status is FactStatus.ABSENT:
            return f"{label} not done"
        if not self._named():
            return f"{label}{on_day(sample)}"
        spoilt, courses = _antibiotics(sample, facts, self.antibiotics)
        told = ["under antibiotics"] if spoilt else []
        if spoilt is None:
            told = [f"antibiotics around that day ({listed(courses, _course_words)})"]
        for result in dict.fromkeys(self._named()):
            there = result_truth(sample, result, facts)
            if there is not None and not (result == ANTIBIOTICS_AT_SAMPLING and spoilt):
                words = concept_label(facts.knowledge, result)
                told.append(words if there else f"not: {words}")
        return f"{label}{on_day(sample)}: {'; '.join(told) or 'results not recorded'}"


def result_truth(sample: Procedure, result: str, facts: Facts) -> bool | None:
    """Tell whether a sample showed a result, as recorded; kinds of the result count."""
    present, absent = _results(sample, facts)
    return True if result in present else (False if result in absent else None)


def _results(sample: Procedure, facts: Facts) -> tuple[frozenset[str], frozenset[str]]:
    """Return every result a sample shows and every one it does not, is-a links followed."""
    key = ("results", sample.id)
    found = facts.cache.get(key)
    if found is None:
        present: set[str] = set()
        absent: set[str] = set()
        for fact in sample.results:
            if fact.status is FactStatus.PRESENT:
                present |= facts.knowledge.ancestors(fact.concept)
                absent |= OPPOSITES.get(fact.concept, frozenset())
            elif fact.status is FactStatus.ABSENT:
                absent |= facts.knowledge.descendants(fact.concept)
        found = facts.cache[key] = (frozenset(present), frozenset(absent))
    return cast("tuple[frozenset[str], frozenset[str]]", found)


def _antibiotics(
    sample: Procedure, facts: Facts, drug_class: str
) -> tuple[bool | None, tuple[TreatmentCourse, ...]]:
    """Tell whether antibiotics were being taken when the sample was taken.

    Returns:
        True as told or with a course that certainly ran, None with one that may have run, else
        False; and the courses it rests on.
    """
    key = ("antibiotics", sample.id, drug_class)
    if key not in facts.cache:
        told = result_truth(sample, ANTIBIOTICS_AT_SAMPLING, facts)
        is_told = told is not None or not drug_class
        running = (told is True, ()) if is_told else _running(sample, facts, drug_class)
        facts.cache[key] = running
    return cast("tuple[bool | None, tuple[TreatmentCourse, ...]]", facts.cache[key])


def _running(
    sample: Procedure, facts: Facts, drug_class: str
) -> tuple[bool | None, tuple[TreatmentCourse, ...]]:
    ran = [(course, _ran(course, sample)) for course in facts.treatments(drug_class)]
    sure = tuple(course for course, truth in ran if truth)
    if sure:
        return True, sure
    maybe = tuple(course for course, truth in ran if truth is None)
    return (None if maybe else False), maybe


def _ran(course: TreatmentCourse, sample: Procedure) -> bool | None:
    """Tell whether a course ran when a sample was taken: begun before, and not ended before."""
    if sample.on is None or course.on is None:
        return None
    begun = course.on.is_before(sample.on)
    if course.on == sample.on:
        begun = None
    if course.end is not None:
        ended = course.end.is_before(sample.on)
    else:
        ended = False if course.ongoing is FactStatus.PRESENT else None
    return conjunction((begun, negation(ended)))


def _course_words(course: TreatmentCourse) -> str:
    start = f" from {course.on}" if course.on else ""
    return f"{course.drug.replace('_', ' ')}{start}"
