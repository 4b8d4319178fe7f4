"""The pages in German: nothing that is said stays English, and English stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from gettext import NullTranslations

import pytest
from tests.spoken_page import Spoken

from crmo.anatomy import all_bone_units, resolve_site
from crmo.errors import InvalidValueError
from crmo.knowledge import Knowledge
from crmo.notes.letter_facts import facts_of_letter
from crmo.record import Interval, PartialDate, Quantity
from crmo.report.case import Case
from crmo.report.due_words import due_rows
from crmo.report.languages import DOMAINS, LANGUAGES, catalogue, in_language
from crmo.report.letter import Voice, letter
from crmo.report.paper import paper_data
from crmo.report.recognition_page import recognition_page_html
from crmo.report.words import (
    age_words,
    date_words,
    interval_words,
    language,
    name_words,
    number_words,
    quantity_words,
    say,
    span_words,
)
from tools.catalogues.message import Message
from tools.catalogues.name_messages import name_messages
from tools.catalogues.report_messages import report_messages

# Values, a drug, a scan, what is asked for, and a word that nobody knows.
LETTER = """Clinic letter, 17 May 2024

Diagnosis: chronic recurrent multifocal osteomyelitis.
MRI of the whole body showed bone marrow oedema of the left medial clavicle and of T8.
She has had pain at night for six months, no fever. CRP 12 mg/L, ESR 30 mm/h, ferritin 40.
Naproxen since March 2024, with partial response. Bone biopsy was sterile.
Her mother has psoriasis. We plan a dental review. Xyzzy of the tibia is unclear.
"""


class Listening(NullTranslations):
    """A last catalogue, which is asked only for what the others do not hold.

    Attributes:
        asked: every message that nobody had translated.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def words(self) -> set[str]:
        """Return what was asked and has a word in it, the steps of a scale left out."""
        return {text for text in self.asked if any(sign.isalpha() for sign in text)}

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked |= {msgid1, msgid2}
        return msgid1 if n == 1 else msgid2

    def pgettext(self, context: str, message: str) -> str:
        self.asked.add(f"{context}: {message}")
        return message


@pytest.fixture
def listening() -> Iterator[Listening]:
    """Let a catalogue listen behind the German ones, freshly read for this test."""
    catalogue.cache_clear()
    heard = Listening()
    catalogue("de").add_fallback(heard)
    yield heard
    catalogue.cache_clear()


@pytest.fixture(scope="session")
def german_pages(
    relapsing: Case, undiagnosed: Case, write_page: Callable[..., str]
) -> dict[str, str]:
    with in_language("de"):
        return {"relapsing": write_page(relapsing), "undiagnosed": write_page(undiagnosed)}


def marked_as_english(page: str) -> set[str]:
    return {text for spoken, text in Spoken(page).pieces if spoken == "en"}


def english_only() -> set[str]:
    """Return the messages that read differently in German."""
    german = catalogue("de")
    messages = [m for m in report_messages() if not m.plural and "{" not in m.id]
    return {m.id for m in messages if german.gettext(m.id) != m.id}


@pytest.mark.parametrize("name", ["relapsing", "undiagnosed"])
def test_no_english_sentence_is_left_on_a_german_page(
    name: str, german_pages: dict[str, str]
) -> None:
    """Neither as a text nor as a name for a screen reader; marked ones are the rules' own."""
    english = english_only()
    german = [text for spoken, text in Spoken(german_pages[name]).pieces if spoken == "de"]
    assert len(german) > 800
    # Texts between two elements may be a part of a sentence: whole messages are looked for.
    assert sorted({text for text in german if text in english}) == []


@pytest.mark.parametrize("name", ["relapsing", "undiagnosed"])
def test_everything_that_is_said_has_been_translated(
    name: str, listening: Listening, write_page: Callable[..., str],
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    case = request.getfixturevalue(name)
    with in_language("de"):
        page = write_page(case)
        paper_data(case)
    assert listening.words() - marked_as_english(page) == set()


def test_everything_on_the_page_of_a_letter_has_been_translated(
    listening: Listening, knowledge: Knowledge
) -> None:
    received = facts_of_letter(LETTER, knowledge, on=date(2024, 5, 20), document="letter.txt")
    with in_language("de"):
        page = recognition_page_html(received)
    assert listening.words() - marked_as_english(page) == set()
    english = english_only()
    german = [text for spoken, text in Spoken(page).pieces if spoken == "de"]
    # The letter itself stays as it was written.
    assert sorted({text for text in german if text in english and text not in LETTER}) == []


@pytest.mark.parametrize("voice", Voice)
@pytest.mark.parametrize("name", ["relapsing", "undiagnosed"])
def test_letters_are_german_throughout(
    name: str, voice: Voice, listening: Listening, request: pytest.FixtureRequest
) -> None:
    with in_language("de"):
        made = letter(request.getfixturevalue(name), voice=voice)
    assert listening.words() == set()
    lines = [line for each in made.paragraphs for line in (each.heading, *each.text.splitlines())]
    assert sorted(set(lines) & english_only()) == []
    assert made.language == "de"


def test_what_the_rules_wrote_is_marked_as_english(
    relapsing: Case, german_pages: dict[str, str]
) -> None:
    pieces = Spoken(german_pages["relapsing"]).pieces
    marked = {text for spoken, text in pieces if spoken == "en"}
    written = {relapsing.assessment.headline}
    written |= {a.summary for a in relapsing.assessment.activity}
    written |= {r.label for a in relapsing.assessment.criteria for r in a.reasons}
    written |= {text for a in relapsing.assessment.criteria for text in a.cautions}
    assert written - marked == set()
    assert "Die Sätze der Regeln und die Bezeichnungen ihrer Kriterien sind auf Englisch." in {
        text for spoken, text in pieces if spoken == "de"
    }


def test_an_english_page_says_nothing_of_languages(relapsing_page: str) -> None:
    assert 'lang="en"' in relapsing_page.split("<body", maxsplit=1)[0]
    assert "lang=" not in relapsing_page.split("<body")[1]
    assert "english-note" not in relapsing_page


def test_english_is_the_same_with_and_without_choosing_it(
    relapsing: Case, relapsing_page: str, write_page: Callable[..., str]
) -> None:
    with in_language("en"):
        assert write_page(relapsing) == relapsing_page


def test_the_language_ends_with_its_context() -> None:
    with in_language("de"):
        assert language() == "de"
        with in_language("en"):
            assert say("Source") == "Source"
        assert say("Source") == "Quelle"
    assert language() == "en"


def test_a_country_is_left_out_of_account() -> None:
    assert catalogue("de-AT") is not None
    with in_language("de_CH"):
        assert say("Source") == "Quelle"


def test_a_language_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidValueError, match="does not speak"):
        catalogue("fr")


def test_every_language_has_every_catalogue() -> None:
    others = [code for code in LANGUAGES if code != "en"]
    assert others
    assert all(catalogue(code).info()["language"] == code for code in others)
    assert DOMAINS == ("report", "names")


def test_an_empty_message_is_not_answered_with_the_header_of_the_catalogue() -> None:
    with in_language("de"):
        assert say("") == ""


# --- dates and numbers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "words"),
    [("2024", "2024"), ("2024-05", "Mai 2024"), ("2024-09", "Sept. 2024"),
     ("2024-05-17", "17.05.2024"), ("2024-05-07", "07.05.2024")],
)  # fmt: skip
def test_german_dates(written: str, words: str) -> None:
    with in_language("de"):
        assert date_words(PartialDate.parse(written)) == words


@pytest.mark.parametrize(("value", "words"), [(0.125, "0,125"), (-3.5, "−3,5"), (12.0, "12")])
def test_german_numbers_have_a_comma(value: float, words: str) -> None:
    with in_language("de"):
        assert number_words(value) == words


def test_units_stay_as_they_are() -> None:
    with in_language("de"):
        assert quantity_words(Quantity(value=0.6, unit="mg/L")) == "0,6 mg/L"
        assert quantity_words(Quantity(value=2, unit="wk")) == "2 Wochen"


def test_german_spans_intervals_and_ages() -> None:
    start = PartialDate.parse("2024-01")
    with in_language("de"):
        assert span_words(start, None, is_open=True) == "seit Jan. 2024"
        assert interval_words(Interval(0.5, 92)) == "0,5 bis 92"
        assert age_words(PartialDate.parse("2013-04-18"), date(2026, 6, 15)) == "13 Jahre 1 Monat"


def test_a_date_of_the_assessment_is_said_anew(undiagnosed: Case, relapsing: Case) -> None:
    """The assessment writes "due from 4 September 2026"; only that date may be said again."""
    english = [row.words for case in (relapsing, undiagnosed) for row in due_rows(case)]
    with in_language("de"):
        rows = [row for case in (relapsing, undiagnosed) for row in due_rows(case)]
    assert "due from 4 September 2026" in english
    assert "fällig ab 04.09.2026" in [row.words for row in rows]
    assert not [row.words for row in rows if row.is_of_rule]


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (resolve_site("clavicle_medial_left").label, "Schlüsselbein, mediales Ende links"),
        (resolve_site("vertebra_t8").label, "Brustwirbel Th8"),
        ("pamidronic acid", "Pamidronsäure"),
        ("methotrexate", "Methotrexat"),
        ("whole-body MRI", "Ganzkörper-MRT"),
        ("chronic nonbacterial osteomyelitis (CNO, CRMO)",
         "chronische nichtbakterielle Osteomyelitis (CNO, CRMO)"),
    ],
)  # fmt: skip
def test_names_are_german(english: str, german: str) -> None:
    with in_language("de"):
        assert name_words(english) == german


def test_two_bones_never_share_a_german_name() -> None:
    """Else a lesion could be read at a place where it is not."""
    with in_language("de"):
        for attribute in ("name", "medical_name"):
            names = [name_words(getattr(unit, attribute)) for unit in all_bone_units()]
            assert len(set(names)) == len(names)


def test_german_names_keep_the_side() -> None:
    with in_language("de"):
        for unit in all_bone_units():
            for name in (name_words(unit.name), name_words(unit.medical_name)):
                ends = name.endswith((" links", " rechts"))
                assert ends == (unit.side != "midline")
                if ends:
                    assert name.endswith(" links") == (unit.side == "left")


def test_numbers_in_names_are_the_same_in_german() -> None:
    def figures(text: str) -> list[str]:
        # ICD-like letters of vertebrae differ (T8, Th8); the figures must not.
        return sorted(re.findall(r"\d+", text))

    def is_the_same(message: Message) -> bool:
        return figures(message.id) == figures(german.pgettext("name", message.id))

    german = catalogue("de")
    assert [message.id for message in name_messages() if not is_the_same(message)] == []
