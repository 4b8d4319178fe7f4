"""What one kind of picture shows of one place on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from attrs import frozen

from crmo.record import Fact, Modality
from crmo.simulate.chance import exp
from crmo.simulate.observation.chart import Chart, absent, present
from crmo.simulate.observation.lots import another, deviate
from crmo.simulate.observation.parameters import Imaging

OEDEMA = "marrow_oedema"
_SHOW_MARROW = (Modality.MRI,)
_SHOW_FORM = (Modality.RADIOGRAPH, Modality.CT)
_SHOW_UPTAKE = (Modality.BONE_SCAN, Modality.PET)
_SHOW_NO_LESIONS = (Modality.DXA,)
_DISEASE = "cno"


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
    """

    modality: Modality
    name: str
    shows_marrow: bool
    shows_form: bool
    shows_uptake: bool
    shows_lesions: bool
    seen: Mapping[str, float]
    otherwise: float


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
        self._features = [self._features_of(position) for position in range(len(chart.bouts))]
        fading = chart.practice.imaging.fades_with_activity
        self._lasting = [
            [each for each in features if each[0] not in fading] for features in self._features
        ]

    @property
    def units(self) -> Iterable[str]:
        """Bone units that ever have a lesion."""
        return self._by_unit

    def history(self, unit: str, day: int) -> tuple[list[int], int | None]:
        """Return the positions of the bouts of a place that began by a day.

        Returns:
            All of them, and the one that is active on the day, or None.
        """
        begun: list[int] = []
        active: int | None = None
        for position, first, last in self._by_unit.get(unit, ()):
            if first <= day:
                begun.append(position)
                if day <= last and active is None:
                    active = position
        return begun, active

    def features(
        self, begun: Iterable[int], active: int | None, picture: Picture, day: int
    ) -> list[str]:
        """Return the features that are there on a day; damage stays, activity fades."""
        found: dict[str, None] = {}
        for position in begun:
            of_bout = self._features if position == active else self._lasting
            for feature, since in of_bout[position]:
                if since <= day:
                    found[feature] = None
        if active is not None and picture.shows_uptake:
            found["increased_uptake"] = None
        return list(found)

    def _features_of(self, position: int) -> list[tuple[str, int]]:
        """Return the features of a bout with the day from which each is there.

        Of CNO the story tells what stays; what comes and goes with activity is added here.
        """
        bout, lots = self._chart.bouts[position], self._chart.bout_lots[position]
        found = dict(bout.features)
        if self._chart.child.kind != _DISEASE:
            return list(found.items())
        imaging, first = self._chart.practice.imaging, bout.first_day
        found.setdefault(OEDEMA, first)  # what MRI calls active
        if another(lots[6], "periosteal_reaction") < imaging.periosteal_share:
            found.setdefault("periosteal_reaction", first)
        if another(lots[6], "soft_tissue_swelling") < imaging.soft_tissue_share:
            found.setdefault("soft_tissue_swelling", first)
        is_growing = self._chart.practice.places[bout.bone_unit].is_growing_end
        if is_growing and another(lots[6], "physis_involved") < imaging.physis_share:
            found.setdefault("physis_involved", first)
        if another(lots[6], "lysis") < imaging.lytic_share:
            slow = exp(imaging.lytic_delay_spread * deviate(lots[7]))
            delay = imaging.lytic_delay_median_days * slow
            found.setdefault("lysis", first + int(delay))
        return list(found.items())


def seen_features(there: Sequence[str], picture: Picture, lot: float) -> list[Fact]:
    """Return the features that the report names, each seen or missed by luck of its own."""
    seen, otherwise = picture.seen, picture.otherwise
    return [
        present(feature)
        for feature in there
        if another(lot, feature) < seen.get(feature, otherwise)
    ]


def absent_features(chart: Chart, there: Sequence[str], picture: Picture, lot: float) -> list[Fact]:
    """Return the features that the report says are absent; it looked for them and saw none."""
    imaging = chart.practice.imaging
    named = imaging.features_worth_naming
    if not chart.complete:  # a report states one of them at most
        position = int(lot / imaging.features_told_absent_share)
        named = named[position : position + 1]
    return [
        absent(feature)
        for feature in named
        if feature not in there and picture.seen.get(feature, 1.0) > 0
    ]
