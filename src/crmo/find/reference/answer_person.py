"""The reference engine: what a case definition says of one person, in plain Python."""

from __future__ import annotations

from collections.abc import Mapping

from crmo.find.answer import EvidenceRow, Holds, PersonAnswer
from crmo.find.definition.match_codes import CodeTable
from crmo.find.reference.days import Fit, age_fit, window_fit
from crmo.find.reference.kinds import (
    Answer,
    Candidate,
    Support,
    count_answer,
    episodes_answer,
    followed_by_answer,
    paired_answer,
    repeat_answer,
    without_answer,
)
from crmo.find.reference.person_events import Event, PersonEvents
from crmo.find.reference.selection import selected
from crmo.knowledge.case_definition import (
    AgeAtIndex,
    AllOf,
    AnyOf,
    CaseDefinition,
    Count,
    Criterion,
    Episodes,
    FollowedBy,
    Paired,
    Repeat,
    Select,
    Without,
)

INDEX = -1
_ORDER = (Holds.NO, Holds.UNKNOWN, Holds.POSSIBLE, Holds.YES)


def answer_person(
    definition: CaseDefinition, codes: CodeTable, person: PersonEvents
) -> PersonAnswer | None:
    """Decide what a definition says of a person, or return None without an index event.

    The index event is, among the dated events of the index selection at a possibly fitting age,
    the one with the smallest first day, last day and number, in this order. Each criterion is
    answered by its kind (`crmo.find.reference.kinds`); then `seen_by` turns a *no* (of a Without:
    a *yes*) into *unknown* if not one event of that set, in any state, is possibly in the window.
    An AgeAtIndex is *yes* if the age fits for every reading, *possible* if for some or if the
    birth is unknown, else *no*. AllOf is the weakest and AnyOf the strongest of its criteria, in
    the order no, unknown, possible, yes.

    Evidence: the index event (criterion -1, role `index`, certain if its age is), and for each
    criterion that is yes or possible (a Without: no or possible) the events that its kind tells;
    an AgeAtIndex rests on the index event. AllOf and AnyOf add none.

    A person is a hit if every `require` is yes or possible, no `exclude` is yes, and `score_hi`
    reaches the lowest band. `score_lo` adds points above 0 of what is yes and points below 0 of
    what is yes or possible; `score_hi` points above 0 of what is yes or possible and points
    below 0 of what is yes; `score_open` is `score_hi` with the points above 0 of what is unknown.

    Args:
        definition: whom to propose; checked.
        codes: its code sets, matched with the codes of the source.
        person: the person and all its events.
    """
    index = _index_event(definition, codes, person)
    if index is None:
        return None
    answers = _Answers(definition, codes, person, index)
    found = {key: answers.of(key) for key in definition.criteria}
    holds = {key: answer.holds for key, answer in found.items()}
    low, high, open_ = _scores(definition, holds)
    return PersonAnswer(
        person_id=person.person_id,
        is_hit=_is_hit(definition, holds, high),
        index_event_id=index.event_id,
        answers=tuple(holds.values()),
        score_lo=low,
        score_hi=high,
        score_open=open_,
        evidence=_evidence(definition, found, index, person),
    )


def _index_event(
    definition: CaseDefinition, codes: CodeTable, person: PersonEvents
) -> Event | None:
    index = definition.index
    events = [
        event
        for event in selected(index.first_of, person, codes)
        if event.is_dated
        and age_fit(_birth(person), event.dates, index.min_years, index.max_years).is_possible
    ]
    return min(events, key=lambda event: (*event.dates, event.event_id), default=None)


def _birth(person: PersonEvents) -> tuple[int, int] | None:
    if person.birth_lo is None or person.birth_hi is None:
        return None
    return person.birth_lo.toordinal(), person.birth_hi.toordinal()


class _Answers:
    """The criteria of one person, each answered once."""

    def __init__(
        self,
        definition: CaseDefinition,
        codes: CodeTable,
        person: PersonEvents,
        index: Event,
    ) -> None:
        self.definition = definition
        self.codes = codes
        self.person = person
        self.index = index
        self._known: dict[str, Answer] = {}

    def of(self, key: str) -> Answer:
        """Return the answer to a criterion, `seen_by` taken into account."""
        if key not in self._known:
            criterion = self.definition.criteria[key]
            self._known[key] = self._if_seen(criterion, self._answer(criterion))
        return self._known[key]

    def _answer(self, criterion: Criterion) -> Answer:
        match criterion:
            case Count():
                of = self._candidates(criterion, criterion.of)
                return count_answer(criterion, of, self.codes.concepts.get)
            case Repeat():
                return repeat_answer(criterion, self._candidates(criterion, criterion.of))
            case FollowedBy():
                first = self._candidates(criterion, criterion.first)
                return followed_by_answer(
                    criterion, first, self._candidates(criterion, criterion.then)
                )
            case Paired():
                first = self._candidates(criterion, criterion.first)
                return paired_answer(
                    criterion, first, self._candidates(criterion, criterion.second)
                )
            case Episodes():
                return episodes_answer(criterion, self._candidates(criterion, criterion.of))
            case Without():
                return without_answer(criterion, self._candidates(criterion, criterion.of))
            case AgeAtIndex():
                return self._age_answer(criterion)
            case AllOf():
                return Answer(min((self.of(key).holds for key in criterion.of), key=_ORDER.index))
            case AnyOf():
                return Answer(max((self.of(key).holds for key in criterion.of), key=_ORDER.index))
        raise TypeError(f"there is no meaning for a {type(criterion).__name__}")

    def _candidates(self, criterion: Criterion, select: Select) -> tuple[Candidate, ...]:
        fits = (
            (event, window_fit(event, self.index, criterion.window))
            for event in selected(select, self.person, self.codes)
        )
        return tuple(Candidate(event, fit.is_certain) for event, fit in fits if fit.is_possible)

    def _age_answer(self, criterion: AgeAtIndex) -> Answer:
        fit = age_fit(
            _birth(self.person), self.index.dates, criterion.min_years, criterion.max_years
        )
        support = Support("index", self.index.event_id, fit.is_certain)
        return Answer(_holds(fit), (support,))

    def _if_seen(self, criterion: Criterion, answer: Answer) -> Answer:
        unsure = Holds.YES if isinstance(criterion, Without) else Holds.NO
        if not criterion.seen_by or answer.holds is not unsure:
            return answer
        wanted = self.codes.code_ids[criterion.seen_by]
        is_seen = any(
            window_fit(event, self.index, criterion.window).is_possible
            for event in self.person.events
            if event.code_id in wanted
        )
        return answer if is_seen else Answer(Holds.UNKNOWN)


def _holds(fit: Fit) -> Holds:
    if fit.is_certain:
        return Holds.YES
    return Holds.POSSIBLE if fit.is_possible else Holds.NO


def _scores(definition: CaseDefinition, holds: Mapping[str, Holds]) -> tuple[float, float, float]:
    low = high = open_ = 0.0
    for key, criterion in definition.criteria.items():
        answer, points = holds[key], criterion.points
        is_some = answer in (Holds.YES, Holds.POSSIBLE)
        low += points if answer is Holds.YES or (is_some and points < 0) else 0.0
        high += points if answer is Holds.YES or (is_some and points > 0) else 0.0
        open_ += points if answer is Holds.UNKNOWN and points > 0 else 0.0
    return low, high, high + open_


def _is_hit(definition: CaseDefinition, holds: Mapping[str, Holds], score_hi: float) -> bool:
    has_required = all(holds[key] in (Holds.YES, Holds.POSSIBLE) for key in definition.require)
    is_excluded = any(holds[key] is Holds.YES for key in definition.exclude)
    return has_required and not is_excluded and score_hi >= definition.bands[-1].at_least


def _evidence(
    definition: CaseDefinition,
    found: Mapping[str, Answer],
    index: Event,
    person: PersonEvents,
) -> tuple[EvidenceRow, ...]:
    limits = definition.index
    is_certain = age_fit(_birth(person), index.dates, limits.min_years, limits.max_years).is_certain
    rows = [(INDEX, "index", index.event_id, is_certain)]
    for position, (key, answer) in enumerate(found.items()):
        is_without = isinstance(definition.criteria[key], Without)
        shown = (Holds.NO if is_without else Holds.YES, Holds.POSSIBLE)
        if answer.holds in shown:
            rows += [
                (position, each.role, each.event_id, each.is_certain) for each in answer.support
            ]
    return tuple(
        EvidenceRow(criterion=criterion, role=role, event_id=event, is_certain=sure)
        for criterion, role, event, sure in sorted(rows)
    )
