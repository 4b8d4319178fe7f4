"""Studies and what their reports say, place by place."""

from __future__ import annotations

from datetime import date

from crmo.record import FactStatus
from crmo.simulate.child import Scan
from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, Visit
from crmo.simulate.observation.days import day_of, iso_of
from crmo.simulate.observation.places import units_of
from crmo.simulate.observation.reader import Look, Reader
from crmo.simulate.observation.sights import Lesions, Picture, pictures


def write_imaging(chart: Chart) -> None:
    """Write a study for each scan, with what was seen, doubted and missed."""
    scans = chart.scans
    of_kind = pictures(chart.practice.imaging)
    kinds = [of_kind[scan.modality.value] for scan in scans]
    lesions = Lesions(chart)
    looks = [_looks(chart, lesions, scan, kind) for scan, kind in zip(scans, kinds, strict=True)]
    reader = Reader(chart, lesions, [look for each in looks for look in each])
    for scan, kind, lots, places in zip(scans, kinds, chart.scan_lots, looks, strict=True):
        name = f"{'whole-body-' if scan.whole_body else ''}{kind.name}"
        name = chart.new_id(f"{name}-{iso_of(scan.day)}")
        seen = reader.lesions(scan, kind, places, _visit_before(chart, scan))
        if chart.writes(lots[0], chart.practice.recording.scan_kept_share[kind.modality.value]):
            is_clear = lots[1] < chart.hospital.says_rest_is_clear
            chart.entries.append(
                makers.imaging_study(
                    id=name,
                    on=day_of(scan.day),
                    recorded_on=_reported_on(chart, scan, lots[2]),
                    source=chart.source,
                    modality=scan.modality,
                    whole_body=FactStatus.PRESENT if scan.whole_body else FactStatus.ABSENT,
                    covers=() if scan.whole_body else scan.sites,
                    lesions=seen,
                    unlisted=FactStatus.ABSENT if is_clear else FactStatus.UNKNOWN,
                    sequences=chart.hospital.sequences if kind.shows_marrow else (),
                )
            )


def _looks(chart: Chart, lesions: Lesions, scan: Scan, kind: Picture) -> list[Look]:
    """Return the places covered at which there is something to see."""
    if not kind.shows_lesions:
        return []
    spots = chart.child.incidental if kind.shows_marrow else ()
    units = lesions.units_by(scan.day, spots)
    if not scan.whole_body:
        covered = frozenset().union(*map(units_of, scan.sites))
        units = [unit for unit in units if unit in covered]
    found = []
    day, matters = scan.day, kind.matters
    for unit in units:
        begun, active = lesions.history(unit, day)
        is_spot = active is None and unit in spots
        if begun or is_spot:
            found.append(Look(matters[unit], day, unit, begun, active, is_spot))
    return found


def _reported_on(chart: Chart, scan: Scan, lot: float) -> date:
    days = chart.practice.imaging.report_days
    return date.fromordinal(min(scan.day + days[int(lot * len(days))], chart.child.until))


def _visit_before(chart: Chart, scan: Scan) -> Visit | None:
    """Return the last visit before a scan, if it was near enough to speak of it."""
    first = scan.day - chart.practice.imaging.complaint_window_days
    near = (visit for visit in reversed(chart.visits) if first <= visit.day <= scan.day)
    return next(near, None)
