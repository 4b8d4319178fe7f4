"""Everything that is slow the first time, done before the first visitor comes."""

from __future__ import annotations

from functools import cache

from django.db import connections
from django.urls import get_resolver


@cache
def warm() -> None:
    """Load knowledge, rooms and drawings, and answer for an example child once.

    Called in the server before it makes its workers, which inherit all of it.

    Raises:
        KnowledgeError: the clinic's own rules have a fault; better told now than to visitors.
    """
    from crmo.assess import assess
    from crmo.examples import EXAMPLES
    from crmo.exchange import read
    from crmo.report.page_parts import patient_page_parts
    from crmo.workbench.rulebook.in_force import current_knowledge
    from crmo.workbench.visit.drawing import map_css, map_svg

    get_resolver().url_patterns  # noqa: B018  imports every room
    knowledge, example = current_knowledge(), EXAMPLES[0]
    (record,) = read(example.path, knowledge=knowledge).records
    assessment = assess(record, knowledge, on=example.on)
    patient_page_parts(record, assessment, knowledge, on=example.on)
    map_svg()
    map_css()
    connections.close_all()  # workers open their own
