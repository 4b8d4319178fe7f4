"""From the truth about one child to the record that a hospital would hold."""

from __future__ import annotations

from crmo.knowledge import Knowledge
from crmo.record import Patient, PatientRecord
from crmo.simulate.child import VirtualChild
from crmo.simulate.observation.background import write_background
from crmo.simulate.observation.chart import Chart
from crmo.simulate.observation.days import day_of
from crmo.simulate.observation.diagnoses import write_diagnoses
from crmo.simulate.observation.encounters import write_encounters
from crmo.simulate.observation.findings import write_findings
from crmo.simulate.observation.growth import write_growth
from crmo.simulate.observation.imaging import write_imaging
from crmo.simulate.observation.measurements import write_measurements
from crmo.simulate.observation.practice import practice_of
from crmo.simulate.observation.procedures import write_procedures
from crmo.simulate.observation.scores import write_scores
from crmo.simulate.observation.treatments import write_treatments
from crmo.simulate.parameters import Parameters

STAGES = (
    write_encounters,
    write_findings,
    write_background,
    write_scores,
    write_measurements,
    write_growth,
    write_imaging,
    write_procedures,
    write_diagnoses,
    write_treatments,
)


def observe(
    child: VirtualChild, parameters: Parameters, knowledge: Knowledge, *, complete: bool = False
) -> PatientRecord:
    """Return the record that a child's hospital would hold.

    What is written depends on the child's seed and number and on the day and name of each fact
    alone: a further visit, lesion or drug leaves the luck of all others as it is.

    Args:
        child: the truth about one child of any kind.
        parameters: the numbers of the natural history.
        knowledge: concepts, analytes, drugs.
        complete: True for the record in which everything was asked and everything written, at
            each visit, by the same doctors with the same errors. The observed record holds some
            of its entries under the same ids; an entry of it may leave out part of what the
            complete one says (since when, how severe, which features, the response), or say
            `unknown` or `not_looked_for` in its place. What is misread or misremembered stands
            in both alike.
    """
    chart = chart_of(child, parameters, knowledge, complete=complete)
    for write in STAGES:
        write(chart)
    return record_of(chart)


def chart_of(
    child: VirtualChild, parameters: Parameters, knowledge: Knowledge, *, complete: bool
) -> Chart:
    """Return a record that is begun: visits and luck are there, nothing is written yet."""
    return Chart(child, practice_of(parameters, knowledge), complete=complete)


def record_of(chart: Chart) -> PatientRecord:
    """Return what has been written."""
    child = chart.child
    return PatientRecord(
        patient=Patient(
            id=f"virtual-{child.seed}-{child.number}",
            name=f"Virtual child {child.number}",
            birth_date=day_of(child.born),
            sex=child.sex,
        ),
        entries=tuple(chart.entries),
    )
