"""How each view of the body map colours each bone unit.

A view is all scans together, one scan, or the examination. For each view and each way of
colouring it holds a category per bone unit; a category that ends in `?` marks a unit that a
vague report may mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import field, frozen

from crmo.anatomy import resolve_site
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.timeline import LesionState, PlaceState, PlaceTimeline
from crmo.record import FactStatus, Finding, ImagingStudy, Score, Subject
from crmo.report.case import Case
from crmo.report.lesion_map.places import LesionBook, latest_state
from crmo.report.lesion_map.scales import way, ways
from crmo.report.words import date_words, modality_words, number_words, say, say_n, words_of

Shades = dict[str, dict[str, str]]

_ACTIVITY = {
    FactStatus.PRESENT: "felt",
    FactStatus.ABSENT: "silent",
    FactStatus.NOT_LOOKED_FOR: "not_told",
    FactStatus.UNKNOWN: "not_told",
}
# Complaints and signs that a finger can be put on.
_FELT = (
    "bone_pain",
    "joint_pain",
    "tenderness",
    "swelling",
    "warmth",
    "local_inflammation",
    "mass",
)
# The gravest wins where two places share a bone unit.
_GRAVEST = ("clear", "healed", "uncertain", "was_felt", "not_told", "silent", "persistent",
            "recurred", "new", "felt")  # fmt: skip


@frozen(kw_only=True)
class View:
    """One view of the body map.

    Args:
        id: `all`, `examination`, or the id of a study.
        label: on its button.
        words: below the map.
        shades: way of colouring to bone unit to category.
        entries: ids of the entries it shows.
    """

    id: str
    label: str
    words: str
    shades: Mapping[str, Mapping[str, str]] = field(factory=dict)
    entries: tuple[str, ...] = ()


def views(case: Case, book: LesionBook) -> tuple[View, ...]:
    """Return the views of the map: all scans, each scan, the examination."""
    shown = [_all_scans(case, book)] if book.scans else []
    shown += [_one_scan(case, book, study) for study in book.scans]
    examination = _examination(case)
    return (*shown, examination) if examination else tuple(shown)


def state_words(state: PlaceState) -> str:
    """Return what a scan says of a place, with activity and size."""
    told = [words_of(state.state)]
    if state.is_present and state.clinically_active is FactStatus.PRESENT:
        told.append(say("felt"))
    elif state.is_present and state.clinically_active is FactStatus.ABSENT:
        told.append(say("silent"))
    if state.size_mm is not None:
        told.append(f"{number_words(state.size_mm)} mm")
    return ", ".join(told)


def _all_scans(case: Case, book: LesionBook) -> View:
    shades = _empty()
    for timeline in book.timelines:
        state = latest_state(timeline)
        if state is not None:
            _paint(shades, timeline, state, timeline.states)
    shades["pain"].update(_pain(case, None))
    words = say_n(
        "{n} scan: each place as the newest scan that speaks of it says.",
        "{n} scans together: each place as the newest scan that speaks of it says.",
        len(book.scans),
    )
    return View(id="all", label=say("All scans"), words=words, shades=shades)


def _one_scan(case: Case, book: LesionBook, study: ImagingStudy) -> View:
    shades = _empty()
    for timeline in book.timelines:
        places = [n for n, state in enumerate(timeline.states) if state.study == study.id]
        if places:
            upto = timeline.states[: places[0] + 1]
            _paint(shades, timeline, upto[-1], upto)
    shades["pain"].update(_pain(case, study.on.latest if study.on else None))
    kind = modality_words(study.modality, is_whole_body=study.whole_body is FactStatus.PRESENT)
    return View(
        id=study.id,
        label=date_words(study.on),
        words=say("{date}, {kind}.", date=date_words(study.on), kind=kind),
        shades=shades,
        entries=(study.id,),
    )


def _examination(case: Case) -> View | None:
    """Return the complaints and signs with a place, the newest word on each place."""
    newest: dict[tuple[str, str], Finding] = {}
    for finding in case.of_kind(Finding):
        if finding.site and finding.about is Subject.PATIENT and finding.concept in _FELT:
            newest[finding.site, finding.concept] = finding
    shades = _empty()
    for (site, _concept), finding in newest.items():
        if finding.status is FactStatus.PRESENT:
            is_over = finding.until is not None and finding.until.latest < case.on
            for unit, vague in _units_of(site):
                category = ("was_felt" if is_over else "felt") + vague
                _darken(shades["status"], unit, category)
                _darken(shades["activity"], unit, category)
    shades["pain"].update(_pain(case, None))
    if not shades["status"] and not shades["pain"]:
        return None
    return View(
        id="examination",
        label=say("Examination"),
        words=say("Complaints and signs with a place, the newest word on each."),
        shades=shades,
        entries=tuple(finding.id for finding in newest.values()),
    )


def _empty() -> Shades:
    return {each.id: {} for each in ways()}


def _paint(
    shades: Shades, timeline: PlaceTimeline, state: PlaceState, upto: Sequence[PlaceState]
) -> None:
    if state.state is LesionState.NOT_COVERED or state.look is Look.NOT_MENTIONED:
        return
    counted = sum(earlier.is_present for earlier in upto)
    for unit, vague in _units(timeline, state):
        _darken(shades["status"], unit, f"{state.state}{vague}")
        if state.is_present:
            _darken(shades["activity"], unit, f"{_ACTIVITY[state.clinically_active]}{vague}")
        if counted:
            _darken(shades["scans"], unit, way("scans").scale.level(counted) + vague)


def _darken(shades: dict[str, str], unit: str, category: str) -> None:
    if unit not in shades or _weight(category) > _weight(shades[unit]):
        shades[unit] = category


def _weight(category: str) -> tuple[bool, int]:
    """A unit's own mark weighs more than one of which it is a candidate."""
    name = category.removesuffix("?")
    return name == category, int(name) if name.isdigit() else _GRAVEST.index(name)


def _units(timeline: PlaceTimeline, state: PlaceState) -> list[tuple[str, str]]:
    """Return the bone units to colour: those last reported of the place."""
    reported = [s.bone_unit for s in timeline.states if s.bone_unit]
    return _units_of(state.bone_unit or (reported[-1] if reported else timeline.place.id))


def _units_of(site_id: str) -> list[tuple[str, str]]:
    site = resolve_site(site_id)
    return [(unit.id, "" if site.is_unit else "?") for unit in site.units]


def _pain(case: Case, until: date | None) -> Iterator[tuple[str, str]]:
    """Return the newest severity told of each painful place, as a step of the scale."""
    told: dict[str, tuple[date, float]] = {}
    for entry in case.current:
        site, value = _severity(entry)
        if site is None or value is None or entry.on is None:
            continue
        is_later = until is not None and entry.on.earliest > until
        if not is_later and (site not in told or told[site][0] <= entry.on.latest):
            told[site] = (entry.on.latest, value)
    for site, (_day, value) in told.items():
        for unit, vague in _units_of(site):
            yield unit, way("pain").scale.level(value) + vague


def _severity(entry: object) -> tuple[str | None, float | None]:
    if isinstance(entry, Finding) and entry.concept in _FELT and entry.about is Subject.PATIENT:
        return entry.site, entry.severity
    if isinstance(entry, Score) and entry.instrument == "pain":
        return entry.site, entry.out_of_ten
    return None, None
