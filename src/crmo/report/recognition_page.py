"""The page of a recognition: what a child could have, and the letter that it was read from."""

from __future__ import annotations

from crmo.assess.differential import Differential, differential_of
from crmo.assess.red_flags import red_flags
from crmo.knowledge import Knowledge
from crmo.notes.letter_facts import Letter
from crmo.notes.statement import statements
from crmo.report.as_written import english_note
from crmo.report.document import document
from crmo.report.html import NOTHING, Html, element
from crmo.report.reading_page import reading_sections
from crmo.report.recognition_next import flags_section, questions_section, rule_out_section
from crmo.report.recognition_ranking import Evidence, ranking_section, shown_candidates
from crmo.report.recognition_words import child_words, elsewhere_words, units_taken_words
from crmo.report.sections.frame import Section, cautions, section
from crmo.report.words import date_words, say, say_n

AID = (
    "An aid to thinking, not a diagnosis. No flag is not reassurance, and a low probability does "
    "not rule a disease out."
)


def recognition_page_html(letter: Letter, setting: str = "rheumatology", *, nonce: str = "") -> str:
    """Return the page as one HTML file that asks for nothing from outside.

    Args:
        letter: the letter as it was read, with the facts made of it.
        setting: `primary_care`, `orthopaedics` or `rheumatology`.
        nonce: for style and script, as for the patient page.

    Raises:
        InvalidValueError: there is no such setting.
    """
    top, sections = recognition_parts(letter, setting)
    return document(
        title=say("What it could be"),
        top=top,
        sections=sections,
        nonce=nonce,
        styles=("reading.css", "recognition.css"),
    )


def recognition_parts(letter: Letter, setting: str) -> tuple[Html, list[Section]]:
    """Return the head and the sections of the page, for a place within another page.

    Args:
        letter: as for the page.
        setting: as for the page.

    Raises:
        InvalidValueError: there is no such setting.
    """
    facts = letter.facts
    knowledge = facts.knowledge
    found = differential_of(facts, setting)
    evidence = Evidence.of(statements(letter.reading, knowledge), shown_candidates(found))
    sections = [
        ranking_section(found, evidence, elsewhere_words(facts, setting)),
        rule_out_section(found, knowledge),
        flags_section(red_flags(facts)),
        questions_section(found),
        *reading_sections(letter.reading, knowledge),
        _sources(evidence, knowledge),
    ]
    return _top(letter, found), sections


def _top(letter: Letter, found: Differential) -> Html:
    facts = letter.facts
    told = [
        letter.reading.document,
        child_words(facts.age_years(), facts.record.patient.sex),
        say("as known on {date}", date=date_words(found.on)),
        say_n("{n} known feature weighed", "{n} known features weighed", found.n_facts),
    ]
    taken = units_taken_words(letter)
    bare = say("Nothing to weigh was found: the ranking is that of the setting.")
    return element(
        "header",
        element("p", say("CRMO recognition"), class_="kicker"),
        element("h1", say("What it could be")),
        element("p", [element("span", each) for each in told], class_="particulars"),
        element("p", say(AID), class_="aid", role="note"),
        english_note(),
        element("p", bare, class_="aid") if found.n_facts == 0 else NOTHING,
        element("p", say("Local numbers are in use."), class_="quiet")
        if found.is_overridden
        else NOTHING,
        element("p", taken, class_="quiet taken") if taken else NOTHING,
        cautions(found.cautions[2:]),
        class_="top",
    )


def _sources(evidence: Evidence, knowledge: Knowledge) -> Section:
    rows = [
        element(
            "li",
            f"[{number}] {knowledge.sources[key].citation}",
            _link(knowledge, key),
            id=f"source-{number}",
        )
        for key, number in evidence.sources.items()
    ]
    intro = say("Of the reasons above. Where a reason says our judgement, nobody counted.")
    return section("sources", say("Sources"), intro, element("ol", rows, class_="sources"))


def _link(knowledge: Knowledge, key: str) -> Html:
    source = knowledge.sources[key]
    if not source.doi:
        return NOTHING
    return element("span", f" DOI {source.doi}", class_="quiet")
