"""The page over several children of one file: who, where things stand, and the way to each page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from crmo.exchange.reading import Remark
from crmo.record import Patient
from crmo.report.as_written import as_written, english_note
from crmo.report.document import document
from crmo.report.html import Html, element
from crmo.report.sections.frame import Section, section
from crmo.report.sections.remarks import remarks_of_reading
from crmo.report.sections.top import INTENDED_USE
from crmo.report.words import date_words, say, say_n


@frozen(kw_only=True)
class IndexRow:
    """One child on the index page.

    Args:
        patient: who.
        headline: the sentence that says where things stand.
        page: file name of the child's page, in the same folder.
    """

    patient: Patient
    headline: str
    page: str


def index_page_html(
    source: str, rows: Sequence[IndexRow], remarks: Sequence[Remark], *, on: date
) -> str:
    """Return the index page as one HTML file.

    Args:
        source: name of the file or folder that was read.
        rows: the children, in the order of the file.
        remarks: what the reader noticed, for all children.
        on: the day of the pages.
    """
    sections = [_children(rows)]
    if remarks:
        sections.append(remarks_of_reading(remarks))
    return document(title=source, top=_top(source, len(rows), on), sections=sections)


def _top(source: str, n: int, on: date) -> Html:
    return element(
        "header",
        element("h1", source),
        element(
            "p", say_n("{n} child", "{n} children", n), ", ", date_words(on), class_="particulars"
        ),
        element("p", say(INTENDED_USE), class_="intended-use", role="note"),
        english_note(),
        class_="top",
    )


def _children(rows: Sequence[IndexRow]) -> Section:
    return section(
        "lesions",
        say("Children"),
        say("In the order of the file."),
        element("ul", [_row(row) for row in rows], class_="children"),
    )


def _row(row: IndexRow) -> Html:
    who = row.patient.name or row.patient.id
    return element(
        "li",
        element("a", who, href=row.page),
        " ",
        element("span", _particulars(row.patient), class_="quiet"),
        " ",
        element("span", as_written(row.headline)),
    )


def _particulars(patient: Patient) -> str:
    """Return what tells two children of one name apart."""
    told = []
    if patient.birth_date is not None:
        told.append(say("born {date}", date=date_words(patient.birth_date)))
    if patient.name:
        told.append(say("id {id}", id=patient.id))
    return f"({', '.join(told)})" if told else ""
