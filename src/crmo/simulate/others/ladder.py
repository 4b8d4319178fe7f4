"""Treatment that goes up while the disease stays active, and ends when it has been quiet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from attrs import define, field, frozen

from crmo.record import StopReason, ToldResponse
from crmo.simulate.child import States, Treatment, Visit
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.drugs import ended_by
from crmo.simulate.others.illness import NEVER
from crmo.simulate.others.profile import Ladder, Weights
from crmo.simulate.others.symptoms import Days
from crmo.simulate.others.visits import MOST_VISITS

_MOST_COURSES = 24  # of one child
_LASTING_EFFECT_DAYS = 60  # a drug given once worked when the disease is quiet by then
_WITHOUT_EFFECT = frozenset({ToldResponse.NONE, ToldResponse.WORSE})


def ladder_courses(
    draws: Draws,
    ladder: Ladder,
    days: Sequence[Days],
    visits: Sequence[tuple[Visit, ...]],
    states: Sequence[States],
    disease: str,
) -> list[tuple[Treatment, ...]]:
    """Return the courses of each child, in order of their beginning.

    Args:
        draws: their luck.
        ladder: how treatment goes up.
        days: when the disease is active.
        visits: when somebody looks.
        states: what there is to see: pain and the physician's mark.
        disease: what the drugs are given for.
    """
    luck = _luck(draws, ladder)
    return [
        _Treated(ladder, luck[row], day, states[row], disease).followed(visits[row])
        for row, day in enumerate(days)
    ]


def _one_of(weights: Weights, luck: float) -> str:
    """Return the key that a number from 0 to 1 points at."""
    limits = list(accumulate(weights.values()))
    return list(weights)[min(bisect_right(limits, luck * limits[-1]), len(limits) - 1)]


@frozen
class _Luck:
    """What is drawn for one child: by visit, by course and by rung."""

    goes_up: list[float]
    drug: list[float]
    told: list[float]
    quiet_days: list[float]
    once_days: list[float]
    left_out: list[bool]
    replaces: list[bool]
    adverse: list[str]
    adverse_days: list[float]


def _luck(draws: Draws, ladder: Ladder) -> list[_Luck]:
    rungs = list(enumerate(ladder.rungs))
    by_course = [
        draws.uniforms(f"ladder/{what}", _MOST_COURSES).tolist()
        for what in ("drug", "told", "quiet", "once")
    ]
    left_out = [draws.happens(f"ladder/{i}/left_out", rung.left_out) for i, rung in rungs]
    replaces = [draws.happens(f"ladder/{i}/replaces", rung.replaces) for i, rung in rungs]
    adverse = [draws.some_or_none(f"ladder/{i}/adverse", rung.adverse) for i, rung in rungs]
    return [
        _Luck(*parts)
        for parts in zip(
            draws.uniforms("ladder/goes_up", MOST_VISITS).tolist(),
            *by_course,
            zip(*(share.tolist() for share in left_out), strict=True),
            zip(*(share.tolist() for share in replaces), strict=True),
            zip(*adverse, strict=True),
            draws.uniforms("ladder/adverse_days", len(rungs)).tolist(),
            strict=True,
        )
    ]


@define
class _Course:
    """One course while it is followed."""

    rung: int
    drug: str
    start: int
    number: int
    adverse_day: int
    stop: int | None = None
    response: ToldResponse = ToldResponse.UNKNOWN
    reason: StopReason = StopReason.UNKNOWN
    events: tuple[str, ...] = ()

    def ends(self, day: int, response: ToldResponse, reason: StopReason) -> None:
        self.stop, self.response, self.reason = day, response, reason


@define
class _Treated:
    """One child going up the ladder."""

    ladder: Ladder
    luck: _Luck
    days: Days
    states: States
    disease: str
    courses: list[_Course] = field(factory=list)
    reached: int = -1
    n_active: int = 0
    quiet_since: int | None = None
    not_borne: set[str] = field(factory=set)

    def followed(self, visits: tuple[Visit, ...]) -> tuple[Treatment, ...]:
        """Return the courses that come of a child's visits."""
        seen = (visit for visit in visits if visit.is_attended and visit.day >= self.days.diagnosed)
        for place, visit in enumerate(seen):
            self._meet(visit.day, self.luck.goes_up[min(place, MOST_VISITS - 1)])
        return tuple(map(self._told, self.courses))

    def _meet(self, day: int, luck: float) -> None:
        self._stop_what_harms(day)
        if not self._is_active(day):
            self.n_active = 0
            self.quiet_since = day if self.quiet_since is None else self.quiet_since
            self._stop_after_quiet(day)
            return
        self.quiet_since = None
        self.n_active += 1
        marked = self._is_marked(day)
        untreated = marked and next(self._running(), None) is None
        following = self._next_rung()
        if following is not None:
            rung = self.ladder.rungs[following]
            chance = rung.share_marked if marked else rung.share
            if untreated and self.n_active > 1:
                chance = 1.0
            if self.n_active >= rung.active_visits and luck < chance:
                self._begin(following, day)
                return
        if untreated and self.reached >= 0:
            self._begin(self.reached, day)

    def _is_active(self, day: int) -> bool:
        return any(start <= day <= end for start, end in self.days.periods)

    def _is_marked(self, day: int) -> bool:
        states, ladder = self.states, self.ladder
        return (
            states.at("pain", day) >= ladder.marked_pain
            or states.at("physician_global", day) >= ladder.marked_physician_global
        )

    def _running(self) -> Iterator[_Course]:
        return (course for course in self.courses if course.stop is None)

    def _next_rung(self) -> int | None:
        """Return the next rung this child can get; one given once is not waited for."""
        given = {course.rung for course in self.courses}
        for number in range(self.reached + 1, len(self.ladder.rungs)):
            rung = self.ladder.rungs[number]
            passed = rung.lasts_days is not None and (
                number in given or self.n_active > rung.active_visits
            )
            if not self.luck.left_out[number] and not passed:
                return number
        return None

    def _begin(self, number: int, day: int) -> None:
        rung, n = self.ladder.rungs[number], len(self.courses)
        choice = {drug: w for drug, w in rung.drugs.items() if drug not in self.not_borne}
        if n >= _MOST_COURSES or not choice:
            return
        if self.luck.replaces[number]:
            for course in self._running():
                response = self._while_active(course)
                no_effect = response in _WITHOUT_EFFECT
                reason = StopReason.NO_EFFECT if no_effect else StopReason.LOST_EFFECT
                course.ends(day, response, reason)
        drug = _one_of(choice, self.luck.drug[n])
        course = _Course(number, drug, day, n, self._adverse_day(number, day))
        self.courses.append(course)
        if rung.lasts_days is not None:
            length = int(rung.lasts_days.of(self.luck.once_days[n]))
            worked = not self._is_active(day + _LASTING_EFFECT_DAYS)
            response = ToldResponse.COMPLETE if worked else self._while_active(course)
            course.ends(day + length, response, ended_by(response))
        else:
            self.reached, self.n_active = number, 0

    def _adverse_day(self, number: int, day: int) -> int:
        first = all(course.rung != number for course in self.courses)
        if not first or not self.luck.adverse[number]:
            return NEVER
        after = self.ladder.rungs[number].adverse_days.of(self.luck.adverse_days[number])
        return day + int(after)

    def _stop_what_harms(self, day: int) -> None:
        for course in self._running():
            if course.adverse_day <= day:
                course.events = (self.luck.adverse[course.rung],)
                self.not_borne.add(course.drug)
                response = self._response_now(course, course.adverse_day)
                course.ends(course.adverse_day, response, StopReason.ADVERSE_EVENT)

    def _stop_after_quiet(self, day: int) -> None:
        since = day if self.quiet_since is None else self.quiet_since
        for course in self._running():
            quiet_days = self.ladder.rungs[course.rung].quiet_days
            wait = quiet_days.of(self.luck.quiet_days[course.number])
            if day - since >= wait:
                course.ends(day, ToldResponse.COMPLETE, StopReason.REMISSION)

    def _while_active(self, course: _Course) -> ToldResponse:
        responses = self.ladder.rungs[course.rung].responses
        return ToldResponse(_one_of(responses, self.luck.told[course.number]))

    def _response_now(self, course: _Course, day: int) -> ToldResponse:
        if self._is_active(day):
            return self._while_active(course)
        return ToldResponse.COMPLETE

    def _told(self, course: _Course) -> Treatment:
        until = self.days.until
        if course.stop is None:
            course.response = self._response_now(course, until)
        goes_on = course.stop is None or course.stop > until
        return Treatment(
            drug=course.drug,
            start=course.start,
            stop=None if goes_on else course.stop,
            indication=self.disease,
            response=course.response,
            stop_reason=StopReason.UNKNOWN if goes_on else course.reason,
            adverse_events=course.events,
        )
