"""Every rule carries examples; each of them is a test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from crmo.knowledge import Knowledge, load_knowledge
from crmo.notes import read_note
from crmo.notes.context import NoteContext
from crmo.notes.folding import fold_term
from crmo.notes.pipeline import prepare
from crmo.notes.vocabulary import rule_examples, rules
from crmo.record import ImagingStudy

KNOWLEDGE = load_knowledge()
SCAN = "MRI of 3 May 2024.\n\n"


def prepared(text: str, knowledge: Knowledge = KNOWLEDGE) -> NoteContext:
    context = prepare(text, knowledge, on=date(2024, 5, 3))
    assert context is not None
    return context


def examples(file: str) -> list[dict[str, Any]]:
    return rule_examples(file)


def text_of(example: dict[str, Any]) -> str:
    return str(example["text"])


@pytest.mark.parametrize("example", examples("anatomy"), ids=text_of)
def test_anatomy_names_these_sites(example: dict[str, Any]) -> None:
    # A scan is named, because a note of levels and shorthand alone is not worth reading.
    context = prepare(example["text"] + "\n\nMRI.", KNOWLEDGE)
    found = [site for place in context.places for site in place.sites] if context else []
    assert sorted(example["sites"]) == sorted(found)


def assertion_examples() -> Iterator[Any]:
    for rule_id, rule in rules("assertion")["rules"].items():
        for example in rule["examples"]:
            yield pytest.param(example, id=f"{rule_id}: {example['text']} ({example['of']})")


@pytest.mark.parametrize("example", list(assertion_examples()))
def test_words_stand_so(example: dict[str, Any]) -> None:
    context = prepared(example["text"])
    start = example["text"].index(example["of"])
    told = context.assertion_at(start, start + len(example["of"]))
    assert example["status"] == told.status
    assert example.get("about", "patient") == told.about


@pytest.mark.parametrize("example", examples("lesion_words"), ids=text_of)
def test_a_report_tells_these_lesions(example: dict[str, Any]) -> None:
    reading = read_note(SCAN + example["text"], KNOWLEDGE)
    lesions = {
        lesion.bone_unit: lesion
        for read in reading.entries
        if isinstance(read.entry, ImagingStudy)
        for lesion in read.entry.lesions
    }
    wanted = {
        site: told if isinstance(told, dict) else {"status": told}
        for site, told in example["lesions"].items()
    }
    assert {site: told["status"] for site, told in wanted.items()} == {
        site: str(lesion.status) for site, lesion in lesions.items()
    }
    for site, told in wanted.items():
        if "features" in told:
            found = {fact.concept: str(fact.status) for fact in lesions[site].features}
            assert told["features"] == found


@pytest.mark.parametrize("example", examples("sections"), ids=text_of)
def test_words_stand_in_this_section(example: dict[str, Any]) -> None:
    context = prepared(example["text"])
    sentence = context.sentence_at(example["text"].index(example["of"]))
    assert sentence is not None
    assert example["section"] == sentence.section


@pytest.mark.parametrize("example", examples("terms"), ids=text_of)
def test_a_sentence_mentions_these(example: dict[str, Any]) -> None:
    context = prepare(example["text"], KNOWLEDGE)
    cues = {"cue", "side", "part", "bone", "level", "number"}
    found = {m.about for m in context.mentions if m.kind not in cues} if context else set()
    assert set(example["mentions"]) == found


def test_every_assertion_rule_has_an_example_or_only_shapes_the_others() -> None:
    helpers = {"reporter", "break", "affirm"}
    without = {
        rule_id for rule_id, rule in rules("assertion")["rules"].items() if not rule["examples"]
    }
    assert without == helpers


def test_no_cue_stands_under_two_rules() -> None:
    """The first one would win and the other would be silent."""
    seen: dict[str, str] = {}
    twice = []
    for rule_id, rule in rules("assertion")["rules"].items():
        for word in rule["words"]:
            if seen.setdefault(fold_term(word), rule_id) != rule_id:
                twice.append((word, rule_id))
    assert twice == []
