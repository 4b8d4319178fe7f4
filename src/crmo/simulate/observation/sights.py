"""What one kind of picture shows of one place on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from attrs import field, frozen

from crmo.record import Fact, Modality
from crmo.simulate.chance import exp
from crmo.simulate.observation.chart import Chart, absent, present
from crmo.simulate.observation.lots import another, deviate, matter, multiplier
from crmo.simulate.observation.parameters import Imaging

OEDEMA = "marrow_oedema"
_UPTAKE = "increased_uptake"
_SHOW_MARROW = (Modality.MRI,)
_SHOW_FORM = (Modality.RADIOGRAPH, Modality.CT)
_SHOW_UPTAKE = (Modality.BONE_SCAN, Modality.PET)
_SHOW_NO_LESIONS = (Modality.DXA,)
_DISEASE = "cno"
_Dated = list[tuple[str, int]]  # features, each with the day from which it is there


@frozen(eq=False)
class Picture:
    """One kind of picture.

    Args:
        modality: MRI, radiograph ...
        name: as it begins the ids of studies.
        shows_marrow: whether oedema shows on it, and with it activity and healing.
        shows_form: whether it shows shape and density only.
        shows_uptake: whether it shows turnover.
        shows_lesions: whether its reports speak of lesions at all.
        seen: share of each feature that it shows once it is there.
        otherwise: the same for features not named there.
        chances: what decides whether a report names a feature, by feature.
        matters: what the luck of a place is drawn for, by bone unit.
    """

    modality: Modality
    name: str
    shows_marrow: bool
    shows_form: bool
    shows_uptake: bool
    shows_lesions: bool
    seen: Mapping[str, float]
    otherwise: float
    chances: Mapping[str, tuple[float, float, Fact]] = field(init=False)
    matters: Mapping[str, int] = field(init=False)

    @chances.default
    def _chances(self) -> Mapping[str, tuple[float, float, Fact]]:
        return _Chances(self.seen, self.otherwise)

    @matters.default
    def _matters(self) -> Mapping[str, int]:
        return _Matters(self.name)


class _Chances(dict[str, tuple[float, float, Fact]]):
    """Multiplier of the lot, share seen and the fact itself, of each feature asked for so far."""

    def __init__(self, seen: Mapping[str, float], otherwise: float) -> None:
        super().__init__()
        self._seen, self._otherwise = seen, otherwise

    def __missing__(self, feature: str) -> tuple[float, float, Fact]:
        share = self._seen.get(feature, self._otherwise)
        found = self[feature] = (multiplier(feature), share, present(feature))
        return found


class _Matters(dict[str, int]):
    """What the luck of each bone unit on one kind of picture is called."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __missing__(self, unit: str) -> int:
        found = self[unit] = matter(f"scan/{self._name}/{unit}")
        return found


@lru_cache(maxsize=64)
def pictures(imaging: Imaging) -> Mapping[str, Picture]:
    """Return every kind of picture by the word for its modality."""
    return {
        each.value: Picture(
            each,
            each.replace("_", "-"),
            each in _SHOW_MARROW,
            each in _SHOW_FORM,
            each in _SHOW_UPTAKE,
            each not in _SHOW_NO_LESIONS,
            imaging.feature_seen.get(each.value, {}),
            imaging.feature_seen_else.get(each.value, 0.0),
        )
        for each in Modality
    }


class Lesions:
    """The lesions of one child as bones hold them, whoever looks.

    Args:
        chart: the record being written.
    """

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._by_unit: dict[str, list[tuple[int, int, int]]] = {}
        for position, bout in enumerate(chart.bouts):
            last = chart.child.until if bout.last_day is None else bout.last_day
            when = (position, bout.first_day, last)
            self._by_unit.setdefault(bout.bone_unit, []).append(when)
        self._fading = chart.practice.imaging.fades_with_activity
        self._features: dict[int, _Dated] = {}
        self._lasting: dict[int, _Dated] = {}

    def units_by(self, day: int, spots: Sequence[str]) -> list[str]:
        """Return the bone units that had a lesion by a day or have a spot, in one order always."""
        lesions = self._by_unit
        found = [u for u, spans in lesions.items() if spans[0][1] <= day or u in spots]
        found += [unit for unit in spots if unit not in lesions]
        return found

    def history(self, unit: str, day: int) -> tuple[list[int], int | None]:
        """Return the positions of the bouts of a place that began by a day.

        Returns:
            All of them, and the one that is active on the day, or None.
        """
        spans = self._by_unit.get(unit, ())
        if len(spans) == 1:  # most places flare once
            position, first, last = spans[0]
            if first > day:
                return [], None
            return [position], position if day <= last else None
        begun: list[int] = []
        active: int | None = None
        for position, first, last in spans:
            if first <= day:
                begun.append(position)
                if day <= last and active is None:
                    active = position
        return begun, active

    def features(
        self, begun: Sequence[int], active: int | None, picture: Picture, day: int
    ) -> list[str]:
        """Return the features that are there on a day; damage stays, activity fades."""
        if len(begun) == 1:
            of_bout = self._all_of(begun[0]) if active is not None else self._damage_of(begun[0])
            found = [feature for feature, since in of_bout if since <= day]
        else:
            found = self._features_of_all(begun, active, day)
        if active is not None and picture.shows_uptake and _UPTAKE not in found:
            found.append(_UPTAKE)
        return found

    def _features_of_all(self, begun: Iterable[int], active: int | None, day: int) -> list[str]:
        found: dict[str, None] = {}
        for position in begun:
            is_active = position == active
            of_bout = self._all_of(position) if is_active else self._damage_of(position)
            for feature, since in of_bout:
                if since <= day:
                    found[feature] = None
        return list(found)

    def _all_of(self, position: int) -> _Dated:
        found = self._features.get(position)
        if found is None:
            found = self._features[position] = self._features_of(position)
        return found

    def _damage_of(self, position: int) -> _Dated:
        found = self._lasting.get(position)
        if found is None:
            found = [each for each in self._all_of(position) if each[0] not in self._fading]
            self._lasting[position] = found
        return found

    def _features_of(self, position: int) -> _Dated:
        """Return the features of a bout with the day from which each is there.

        Of CNO the story tells what stays; what comes and goes with activity is added here.
        """
        bout, lots = self._chart.bouts[position], self._chart.bout_lots[position]
        found = dict(bout.features)
        if self._chart.child.kind != _DISEASE:
            return list(found.items())
        imaging, first, lot = self._chart.practice.imaging, bout.first_day, lots[6]
        found.setdefault(OEDEMA, first)  # what MRI calls active
        if another(lot, "periosteal_reaction") < imaging.periosteal_share:
            found.setdefault("periosteal_reaction", first)
        if another(lot, "soft_tissue_swelling") < imaging.soft_tissue_share:
            found.setdefault("soft_tissue_swelling", first)
        if another(lot, "t1_low_signal") < imaging.low_t1_share:
            found.setdefault("t1_low_signal", first)
        if another(lot, "contrast_enhancement") < imaging.contrast_share:
            found.setdefault("contrast_enhancement", first)
        is_growing = self._chart.practice.places[bout.bone_unit].is_growing_end
        if is_growing and another(lot, "joint_effusion") < imaging.effusion_share:
            found.setdefault("joint_effusion", first)
        if is_growing and another(lot, "physis_involved") < imaging.physis_share:
            found.setdefault("physis_involved", first)
        if another(lot, "lysis") < imaging.lytic_share:
            slow = exp(imaging.lytic_delay_spread * deviate(lots[7]))
            delay = imaging.lytic_delay_median_days * slow
            found.setdefault("lysis", first + int(delay))
        return list(found.items())


def seen_features(there: Iterable[str], picture: Picture, lot: float) -> list[Fact]:
    """Return the features that the report names, each seen or missed by luck of its own."""
    found = []
    for feature in there:
        times, share, fact = picture.chances[feature]
        if lot * times % 1.0 < share:  # `another` lot for each
            found.append(fact)
    return found


def absent_features(
    chart: Chart, unit: str, there: Sequence[str], picture: Picture, lot: float
) -> list[Fact]:
    """Return the features that the report says are absent; it looked for them and saw none."""
    imaging, is_vertebra = chart.practice.imaging, chart.practice.places[unit].is_vertebra
    named = imaging.features_worth_naming
    if not chart.complete:  # a report states one of them at most
        position = int(lot / imaging.features_told_absent_share)
        if position >= len(named):
            return []
        named = named[position : position + 1]
    return [
        absent(feature)
        for feature in named
        if picture.seen.get(feature, 1.0) > 0
        and feature not in there
        and (is_vertebra or feature not in imaging.features_of_vertebrae)
    ]
