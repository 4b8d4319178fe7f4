"""What hurts, and what hands find there."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from crmo.record import FactStatus, PartialDate
from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, Visit
from crmo.simulate.observation.lots import added

LOCAL_SIGNS = ("bone_pain", "tenderness", "swelling", "warmth")
_PAIN, _TENDER, _SWOLLEN, _WARM = LOCAL_SIGNS
_NONE: frozenset[str] = frozenset()


class LocalSigns:
    """Pain, tenderness, swelling and warmth of the places of one child.

    A place shows the same signs at each visit while its lesion hurts.

    Args:
        chart: the record being written.
    """

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._signs: dict[int, tuple[str, ...]] = {}
        # A story may tell the signs itself, with their places; then lesions add none.
        self._is_told_elsewhere = any(
            each.concept in LOCAL_SIGNS for each in chart.child.conditions
        )
        self._as_told: dict[tuple[int, str], tuple[str | None, str]] = {}

    def write(self, visit: Visit) -> AbstractSet[str]:
        """Write the signs of all places that hurt.

        Returns:
            Those of the four that some place has, written or not: the others can be called
            absent.
        """
        if self._is_told_elsewhere or not visit.felt:
            return _NONE
        habits, complete = self._chart.practice.habit[visit.habits_of], self._chart.complete
        found: set[str] = set()
        told: set[str] = set()
        for position in visit.felt:
            site, words = self._told(position, visit.habits_of)
            spoken = site or words
            if spoken in told:
                continue  # two bones under one name are one complaint
            told.add(spoken)
            own = self._chart.bout_lots[position][6]
            is_new = self._chart.bouts[position].first_day > visit.previous
            signs = self._signs.get(position)
            if signs is None:
                signs = self._signs[position] = self._signs_of(position)
            for sign in signs:
                found.add(sign)
                habit = habits[sign]
                share = habit.present if is_new else habit.still_present
                if complete or added(visit.lots[habit.column], own) < share:
                    self._write(visit, sign, position, (site, words), is_new=is_new)
        return found

    def _signs_of(self, position: int) -> tuple[str, ...]:
        examination, lots = self._chart.practice.examination, self._chart.bout_lots[position]
        place = self._chart.practice.places[self._chart.bouts[position].bone_unit]
        swollen = examination.swollen_share_deep
        if place.is_near_skin:
            swollen = examination.swollen_share_near_skin
        found = [_PAIN]
        if lots[1] < examination.tender_share:
            found.append(_TENDER)
        if lots[2] < swollen:
            found.append(_SWOLLEN)
            if lots[3] < examination.warm_share:
                found.append(_WARM)
        return tuple(found)

    def _told(self, position: int, department: str) -> tuple[str | None, str]:
        """Return the site as written, or None and the words for it."""
        key = (position, department)
        if key not in self._as_told:
            self._as_told[key] = self._spoken(position, department)
        return self._as_told[key]

    def _spoken(self, position: int, department: str) -> tuple[str | None, str]:
        lots = self._chart.bout_lots[position]
        place = self._chart.practice.places[self._chart.bouts[position].bone_unit]
        return place.spoken(department, lots[4:6], self._chart.practice.examination)

    def _write(
        self,
        visit: Visit,
        sign: str,
        position: int,
        where: tuple[str | None, str],
        *,
        is_new: bool,
    ) -> None:
        chart = self._chart
        site, words = where
        is_pain = sign == _PAIN
        chart.entries.append(
            makers.finding(
                id=f"{sign.replace('_', '-')}-{site or words.replace(' ', '-')}-{visit.iso}",
                on=visit.on,
                source=chart.source,
                concept=sign,
                status=FactStatus.PRESENT,
                site=site,
                site_text=words,
                since=self._since(visit, position) if is_pain and is_new else None,
                severity=self._severity(visit, position) if is_pain else None,
            )
        )

    def _since(self, visit: Visit, position: int) -> PartialDate | None:
        chart, own = self._chart, self._chart.bout_lots[position]
        if chart.writes(own[7], chart.practice.recording.since_told_share):
            return chart.told(chart.bouts[position].first_day, visit.day, own[8])
        return None

    def _severity(self, visit: Visit, position: int) -> float | None:
        """Return the pain of the first place; that of the others is not asked."""
        chart = self._chart
        column = chart.practice.visit_questions.column["severity"]
        share = chart.practice.recording.severity_told_share
        if position == visit.felt[0] and chart.writes(visit.lots[column], share):
            return float(round(chart.child.states.values["pain"][visit.step]))
        return None
