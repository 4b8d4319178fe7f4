"""Sentences that the rules write, which are English in every language of the page."""

from __future__ import annotations

from crmo.report.html import NOTHING, Html, element
from crmo.report.words import language, name_words, say


def as_written(text: str) -> Html | str:
    """Return a sentence of the rules or of their source, marked as English on other pages.

    What the assessment composes (headline, summaries, observations, cautions) and what the
    knowledge says of a criterion is checked against English sources and stays as it is; a reader
    and a screen reader must be told that it is another language.
    """
    return text if not text or language() == "en" else element("span", text, lang="en")


def english_note() -> Html:
    """Return a line that says so, on pages in another language; nothing on English ones."""
    words = english_words()
    return element("p", words, class_="quiet english-note") if words else NOTHING


def english_words() -> str:
    """Return the words of that line; nothing on English pages."""
    if language() == "en":
        return ""
    return say("The sentences of the rules, and the labels of their criteria, are in English.")


def said_if_known(text: str) -> Html | str:
    """Return a short answer of the rules in the language of the page, else marked as English."""
    said = say(text)
    return as_written(text) if said == text else said


def named_if_known(text: str) -> Html | str:
    """Return the name of something in the language of the page, else marked as English."""
    named = name_words(text)
    return as_written(text) if named == text else named
