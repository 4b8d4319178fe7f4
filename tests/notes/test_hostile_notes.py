"""Notes that nobody wrote: random text, every kind of character, endless repetition."""

from __future__ import annotations

import logging
import time
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmo.knowledge import load_knowledge
from crmo.notes import read_note
from crmo.notes.formats import plain_text
from crmo.notes.vocabulary import SITE, Vocabulary

KNOWLEDGE = load_knowledge()
WORDS = sorted(Vocabulary(KNOWLEDGE).words)
PIECES = [
    *(
        "T4-T6 ",
        "L5/S1, ",
        "2nd and 3rd ",
        "MT2-4 ",
        "12 x 8 mm ",
        "(previously 9 mm) ",
        "? ",
        ": ",
    ),
    *(
        "\n",
        "\n\n",
        ". ",
        ", ",
        "; ",
        " and ",
        " or ",
        " of the ",
        " | ",
        "\t",
        "\r\n",
        "- ",
        "1. ",
    ),
    *(
        "FINDINGS:\n",
        "Addendum: ",
        "Plan: ",
        "+ = oedema ",
        "\u00a0",
        "\u202e",
        "\x00",
        "İ",
        "ß",
        "é",
    ),
]


def check(text: str) -> None:
    reading = read_note(text, KNOWLEDGE)
    assert reading.text == text
    for read in reading.entries:
        for mark in read.evidence:
            assert 0 <= mark.start < mark.end <= len(text)
    for unread in reading.unread:
        assert text[unread.start : unread.end] == unread.text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_any_text_is_read_without_failing(text: str) -> None:
    check(text)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(PIECES)), max_size=80))
def test_any_order_of_known_words_is_read_without_failing(words: list[str]) -> None:
    check(" ".join(words))


def test_random_bytes_are_read_without_failing() -> None:
    luck = Random(5)
    check(luck.randbytes(20_000).decode("latin-1"))
    check(luck.randbytes(20_000).decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    "piece",
    [
        "left ",
        "no ",
        "T1, ",
        "T1/T2-",
        "femur, ",
        "left femur and ",
        "no oedema in the left femur or ",
        "oedema ",
        "1111",
        "(",
        "\n",
        "- ",
        "?",
        ". ",
        "CRMO 1111 2222 3333 4444 ",
        "apart from T8, ",
        "mother reports ",
        "12 mm ",
        "= ",
        "a",
        "  ",
        "MRI oedema" + 2_000 * " ",
    ],
)
def test_reading_time_grows_with_length_and_no_faster(piece: str) -> None:
    """Eight times the text may take eight times as long, with room for an uneven machine."""
    head = "MRI of 3 May 2024. Oedema. "

    def seconds(n: int) -> float:
        text = head + piece * (n // len(piece))
        taken = []
        for _ in range(2):
            start = time.process_time()
            read_note(text, KNOWLEDGE)
            taken.append(time.process_time() - start)
        return min(taken)

    seconds(2_000)
    short, long = seconds(5_000), seconds(40_000)
    assert long < max(1.0, 24 * short)


@pytest.mark.parametrize(
    "text",
    [
        "right and , odontoid the and",
        "chest vertebra vertebral bodies the right",
        "sit bones backbone",
    ],
)
def test_orders_of_words_that_once_failed_are_read(text: str) -> None:
    check(f"MRI: {text}")


SITE_WORDS = sorted(
    phrase
    for phrase, meant in Vocabulary(KNOWLEDGE).words.items()
    if any(word.lane is SITE for word in meant)
)


def test_names_of_bones_in_any_order_are_read_without_failing() -> None:
    luck = Random(7)
    links = ["left", "right", "and", ",", "the", "of", "no", "is normal", "?", "T4-T6", "both", ";"]
    for _ in range(1_500):
        words = luck.choices(SITE_WORDS, k=4) + luck.choices(links, k=5)
        luck.shuffle(words)
        read_note(f"MRI: {' '.join(words)}", KNOWLEDGE)


@pytest.mark.deep
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ten_million_random_bytes_are_read_without_failing(seed: int) -> None:
    read_note(plain_text(Random(seed).randbytes(10_000_000), name="note.txt"), KNOWLEDGE)


@pytest.mark.deep
@pytest.mark.parametrize("piece", ["Thank you for seeing this pleasant lady. ", "left femur ", "("])
def test_fifty_million_characters_are_read_in_linear_time(piece: str) -> None:
    """No limit in seconds (the machine decides them): the runner ends what takes for ever."""
    reading = read_note(piece * (50_000_000 // len(piece)), KNOWLEDGE)
    assert len(reading.text) >= 50_000_000 - len(piece)


def test_no_word_of_a_note_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        read_note("MRI of 3 May 2024. Oedema in the left femur, unknown quux.", KNOWLEDGE)
    assert caplog.records == []
