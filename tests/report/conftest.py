"""The example children as cases, and a reader that tells what a page really holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from crmo.assess import PatientAssessment, assess
from crmo.examples import EXAMPLES
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import PatientRecord
from crmo.record.json_form import from_dict
from crmo.report.case import Case
from crmo.report.patient_page import patient_page_html
from crmo.yaml12 import load

_EMPTY = frozenset(("br", "hr", "img", "input", "link", "meta", "col"))


class Parsed(HTMLParser):
    """A page as a strict reader sees it.

    Attributes:
        tags: how often each element occurs.
        attributes: every (element, attribute, value).
        ids: every id, in order.
        texts: visible and other text, joined.
        unbalanced: closing tags that close nothing, and elements left open.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.unbalanced: list[str] = []
        self.contents: dict[str, str] = {}
        self._open: list[str] = []
        self._texts: list[str] = []
        self.feed(html)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Shapes of an SVG may close themselves.
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self._texts.append(data)
        if self._open and self._open[-1] in ("style", "script", "title"):
            self.contents[self._open[-1]] = self.contents.get(self._open[-1], "") + data

    @property
    def text(self) -> str:
        return "".join(self._texts)

    @property
    def ids(self) -> list[str]:
        return [value for _tag, name, value in self.attributes if name == "id"]

    @property
    def links(self) -> list[str]:
        return [value for tag, name, value in self.attributes if (tag, name) == ("a", "href")]


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Parsed]:
    return Parsed


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


def example_record(name: str) -> PatientRecord:
    example = next(each for each in EXAMPLES if each.name == name)
    return from_dict(load(example.path))


@pytest.fixture(scope="session")
def make_case(knowledge: Knowledge) -> Callable[[PatientRecord], Case]:
    """Return a function that assesses a record on the day of the examples."""

    def make(record: PatientRecord) -> Case:
        day = EXAMPLES[0].on
        assessment = assess(record, knowledge, on=day)
        return Case(whole=record, assessment=assessment, knowledge=knowledge, on=day)

    return make


@pytest.fixture(scope="session")
def relapsing(make_case: Callable[[PatientRecord], Case]) -> Case:
    return make_case(example_record("relapsing"))


@pytest.fixture(scope="session")
def undiagnosed(make_case: Callable[[PatientRecord], Case]) -> Case:
    return make_case(example_record("undiagnosed"))


def page_of(case: Case, *, assessment: PatientAssessment | None = None, nonce: str = "") -> str:
    return patient_page_html(
        case.whole,
        assessment or case.assessment,
        case.knowledge,
        remarks=case.remarks,
        on=case.on,
        nonce=nonce,
    )


@pytest.fixture(scope="session")
def relapsing_page(relapsing: Case) -> str:
    return page_of(relapsing)


@pytest.fixture(scope="session")
def undiagnosed_page(undiagnosed: Case) -> str:
    return page_of(undiagnosed)


@pytest.fixture(scope="session")
def write_page() -> Callable[..., str]:
    return page_of
