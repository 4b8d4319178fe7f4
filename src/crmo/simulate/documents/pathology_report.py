"""The laboratory's report of a biopsy, a culture, a marrow examination."""

from __future__ import annotations

from crmo.record import Procedure
from crmo.simulate.documents.diagnoses import procedure_site, result_items
from crmo.simulate.documents.heading import header
from crmo.simulate.documents.layout import Section, laid_out
from crmo.simulate.documents.marked import Key, Pieces
from crmo.simulate.documents.pen import Pen


def pathology_report(pen: Pen, procedure: Procedure) -> tuple[Pieces, Pieces]:
    """Return the title and the page of a report; the procedure has a date."""
    keys = Key(procedure.id, "concept"), Key(procedure.id, "status")
    specimen = pen.say(
        "specimen",
        procedure=[pen.named("procedures", procedure.concept, *keys)],
        at=procedure_site(pen, procedure),
    )
    sections = [
        Section("specimen", [specimen], []),
        Section("microscopy", result_items(pen, procedure), []),
    ]
    body = laid_out(pen, sections)
    template = pen.one_of(pen.style.titles["pathology_report"])
    title = template.fill({"procedure": [pen.named("procedures", procedure.concept, *keys)]})
    pen.date_keys.append(Key(procedure.id, "on", str(procedure.on)))
    if procedure.on is None:
        return title, body
    return title, [*header(pen, title, procedure.on), *body]
