"""What the time axis shows: spans for vague dates, fades for unknown ends, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from crmo.record import (
    FactStatus,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    PartialDate,
    Patient,
    PatientRecord,
    Quantity,
    TreatmentCourse,
)
from crmo.report.case import Case
from crmo.report.time_axis import chart_of, standing_svg, time_axis_html

MakeCase = Callable[[PatientRecord], Case]


def record_of(*entries: object) -> PatientRecord:
    return PatientRecord(patient=Patient(id="p", birth_date="2014-02-03"), entries=entries)  # type: ignore[arg-type]


def crp(when: str, value: float, **more: object) -> Measurement:
    return Measurement(id=f"crp-{when}", on=PartialDate.parse(when), analyte="crp",
                       quantity=Quantity(value=value, unit="mg/L"), **more)  # type: ignore[arg-type]  # fmt: skip


def test_an_example_shows_all_its_tracks_scans_and_courses(relapsing: Case) -> None:
    chart = chart_of(relapsing)
    assert [track.id for track in chart.tracks] == [
        "pain", "patient_global", "physician_global", "chaq", "clinical_lesion_count", "esr", "crp",
    ]  # fmt: skip
    assert len(chart.scans) == 7
    assert [bar.label for group in chart.groups for row in group.rows for bar in row] == [
        "Clindamycin", "Naproxen", "Pamidronic acid", "Adalimumab",
    ]  # fmt: skip


def test_values_in_different_units_stand_on_one_scale(relapsing: Case) -> None:
    """The first CRP was reported as 1.4 mg/dL."""
    track = next(track for track in chart_of(relapsing).tracks if track.id == "crp")
    assert track.points[0].value.low == pytest.approx(14)
    assert "1.4 mg/dL" in track.points[0].words


def test_a_silent_relapse_is_hatched(relapsing: Case) -> None:
    chart = chart_of(relapsing)
    silent = [shade for shade in chart.shades if shade.is_silent]
    assert [shade.start for shade in silent] == [date(2024, 2, 14), date(2025, 9, 3)]
    assert "url(#axis-hatch)" in time_axis_html(chart)


def test_a_reference_band_is_drawn_only_where_one_was_given(make_case: MakeCase) -> None:
    without = chart_of(make_case(record_of(crp("2026-01-05", 12))))
    assert without.tracks[0].band is None
    given = chart_of(make_case(record_of(crp("2026-01-05", 12, reference_high=5))))
    assert given.tracks[0].band is not None
    assert given.tracks[0].band.high == 5
    assert 'class="band"' in time_axis_html(given)


def test_a_month_is_drawn_as_a_span_and_a_day_as_a_point(make_case: MakeCase) -> None:
    vague = time_axis_html(chart_of(make_case(record_of(crp("2026-01", 12)))))
    exact = time_axis_html(chart_of(make_case(record_of(crp("2026-01-05", 12)))))
    assert 'class="date-span"' in vague
    assert 'class="date-span"' not in exact


@pytest.mark.parametrize(
    ("end", "ongoing", "fades", "points_on"),
    [
        (None, FactStatus.UNKNOWN, True, False),
        (None, FactStatus.PRESENT, False, True),
        ("2026-03-01", FactStatus.ABSENT, False, False),
        ("2026-03", FactStatus.ABSENT, True, False),
    ],
)
def test_an_end_that_is_not_known_fades(
    end: str | None, ongoing: FactStatus, fades: bool, points_on: bool, make_case: MakeCase
) -> None:
    course = TreatmentCourse(id="x", on=PartialDate.parse("2025-06-01"), drug="naproxen",
                             end=end and PartialDate.parse(end), ongoing=ongoing)  # fmt: skip
    drawn = time_axis_html(chart_of(make_case(record_of(course))))
    assert ("fade-out)" in drawn) == fades
    assert (len(re.findall(r'<path d="[^"]*z" class="bar', drawn)) == 1) == points_on


def test_a_value_below_the_limit_of_the_test_is_an_open_mark(make_case: MakeCase) -> None:
    low = Measurement(id="low", on=PartialDate.parse("2026-01-05"), analyte="crp",
                      quantity=Quantity.parse("<0.6", "mg/L"))  # fmt: skip
    assert 'class="dot open"' in time_axis_html(chart_of(make_case(record_of(low))))


def test_a_scan_counts_a_place_once_however_many_pieces_are_listed(make_case: MakeCase) -> None:
    scan = ImagingStudy(
        id="scan", on=PartialDate.parse("2026-01-05"), modality=Modality.MRI,
        lesions=(
            Lesion(bone_unit="tibia_distal_metaphysis_left", status=LesionStatus.PRESENT),
            Lesion(bone_unit="tibia_distal_epiphysis_left", status=LesionStatus.PRESENT),
        ),
    )  # fmt: skip
    assert chart_of(make_case(record_of(scan))).scans[0].sign == "1"


def test_a_film_that_lists_nothing_is_not_called_clear(relapsing: Case) -> None:
    film = next(scan for scan in chart_of(relapsing).scans if scan.entry == "film-2022-10")
    assert film.sign == "–"


def test_nothing_dated_makes_an_empty_chart(make_case: MakeCase) -> None:
    assert chart_of(make_case(record_of())).is_empty


def test_the_drawing_for_paper_stands_alone(relapsing: Case) -> None:
    drawn = standing_svg(chart_of(relapsing))
    assert drawn.startswith("<svg ")
    assert 'xmlns="http://www.w3.org/2000/svg"' in drawn
    assert "var(--" not in drawn
    assert "href=" not in drawn


def test_entries_of_one_infusion_drug_become_one_bar(make_case: MakeCase) -> None:
    infusions = [
        TreatmentCourse(id=f"i{n}", on=PartialDate.parse(day), drug="pamidronic_acid",
                        end=PartialDate.parse(day), ongoing=FactStatus.ABSENT)
        for n, day in enumerate(("2025-01-10", "2025-02-10", "2025-03-10"))
    ]  # fmt: skip
    groups = chart_of(make_case(record_of(*infusions))).groups
    bars = [bar for group in groups for row in group.rows for bar in row]
    assert len(bars) == 1
    assert "3 entries joined" in bars[0].words


def test_the_diagnosis_keeps_its_name_among_other_events(relapsing: Case) -> None:
    drawn = time_axis_html(chart_of(relapsing))
    assert re.search(r'class="event-name"[^>]*>CNO</text>', drawn)
