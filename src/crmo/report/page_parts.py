"""The parts of the patient page, for a page of its own and for a place within another page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from crmo.record import PatientRecord
from crmo.report.case import Case
from crmo.report.document import contents
from crmo.report.html import Html, element, joined
from crmo.report.sections.criteria import criteria_section
from crmo.report.sections.doing import doing_section
from crmo.report.sections.due import due_section
from crmo.report.sections.entries import entries_section
from crmo.report.sections.frame import Section
from crmo.report.sections.growth import growth_section
from crmo.report.sections.lesions import lesions_section
from crmo.report.sections.missing import missing_section
from crmo.report.sections.red_flags import red_flags_section
from crmo.report.sections.remarks import remarks_section
from crmo.report.sections.safety import safety_section
from crmo.report.sections.sources import sources_section
from crmo.report.sections.time import time_section
from crmo.report.sections.top import top_section, who_words
from crmo.report.sections.treatments import treatments_section
from crmo.report.styles import PAGE_CLASS, page_script, page_style

if TYPE_CHECKING:
    from crmo.assess import PatientAssessment
    from crmo.exchange.reading import Remark
    from crmo.knowledge import Knowledge

_SECTIONS: tuple[Callable[[Case], Section | None], ...] = (
    lesions_section,
    time_section,
    doing_section,
    criteria_section,
    red_flags_section,
    missing_section,
    due_section,
    safety_section,
    treatments_section,
    growth_section,
    remarks_section,
    entries_section,
    sources_section,
)


@frozen(kw_only=True)
class PageParts:
    """What the patient page is made of.

    Args:
        top: the head: who, where things stand, what the page is not.
        sections: the rest, in order; each has an id, a short name and its markup.
        title: the child's name, or the id when there is no name.
    """

    top: Html
    sections: tuple[Section, ...]
    title: str

    @property
    def contents(self) -> Html:
        """Links to the sections."""
        return contents(self.sections)

    @property
    def html(self) -> Html:
        """All parts in their container, to stand within another page.

        That page serves `page_style()` and `page_script()`; its own main element is around it.
        """
        body = element("div", joined(each.html for each in self.sections), class_="page-main")
        return element("div", self.top, self.contents, body, class_=PAGE_CLASS)


def patient_page_parts(
    record: PatientRecord,
    assessment: PatientAssessment,
    knowledge: Knowledge,
    *,
    remarks: Iterable[Remark] = (),
    on: date,
    entry_link: Callable[[str], str] | None = None,
) -> PageParts:
    """Return the parts of the patient page; none of them needs inline style or script.

    Args:
        record: the whole record; only what was known on the day is shown.
        assessment: its answers on that day.
        knowledge: the knowledge the answers were made with.
        remarks: what the reader of the file noticed.
        on: the day of the page.
        entry_link: gives the address of an entry's history by the entry's id; then each row of
            the table of entries links there.
    """
    case = Case(
        whole=record,
        assessment=assessment,
        knowledge=knowledge,
        on=on,
        remarks=tuple(remarks),
        entry_link=entry_link,
    )
    shown = (part(case) for part in _SECTIONS)
    return PageParts(
        top=top_section(case),
        sections=tuple(part for part in shown if part is not None),
        title=who_words(case),
    )


__all__ = ["PageParts", "page_script", "page_style", "patient_page_parts"]
