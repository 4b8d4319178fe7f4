"""The page on the language says what is so: its examples load, and its message is the real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crmo.errors import KnowledgeError
from crmo.find.definition import load_definition
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import CRITERION_KINDS, Count
from crmo.knowledge.case_definition_reader import CRITERION_SHAPES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "write-a-case-definition.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
WHOLE = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("id: ")]


@pytest.mark.parametrize("text", WHOLE)
def test_every_whole_example_is_a_definition(text: str, tmp_path: Path) -> None:
    path = tmp_path / "my_definition.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_definition(str(path), load_knowledge()).id in text


def test_the_extension_does_what_its_comments_say(tmp_path: Path) -> None:
    path = tmp_path / "my_definition.yaml"
    path.write_text(WHOLE[1], encoding="utf-8")
    knowledge = load_knowledge()
    found, base = (
        load_definition(str(path), knowledge),
        knowledge.case_definitions["suspected_crmo"],
    )
    assert set(base.criteria) - set(found.criteria) == {"several_specialties"}
    assert set(found.criteria) - set(base.criteria) == {"icu"}
    assert found.criteria["pain_over_six_weeks"].points == 3


def test_the_message_of_the_page_is_the_message_of_the_program(tmp_path: Path) -> None:
    [told] = [text.strip() for kind, text in BLOCKS if kind == "text"]
    path = tmp_path / "my_definition.yaml"
    path.write_text(WHOLE[0].replace("    of: pain\n", "    of: pein\n"), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_definition(str(path), load_knowledge())
    assert caught.value.explain().replace(f"{tmp_path}/", "") == told


def test_the_selections_of_the_page_can_be_read(tmp_path: Path) -> None:
    lines = [
        line.partition("#")[0].strip()
        for kind, text in BLOCKS
        if kind == "yaml" and text.startswith("of:")
        for line in text.splitlines()
    ]
    assert len(lines) == 5
    for line in lines:
        path = tmp_path / "my_definition.yaml"
        path.write_text(
            "id: mine\nversion: 1\nlabel: l\npurpose: p\nextends: suspected_crmo\n"
            f"criteria:\n  asked:\n    kind: count\n    label: l\n    why: w\n    {line}\n",
            encoding="utf-8",
        )
        assert isinstance(load_definition(str(path), load_knowledge()).criteria["asked"], Count)


def test_every_kind_and_every_key_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for kind in CRITERION_KINDS:
        assert f"`{kind}`" in text
        for key in CRITERION_SHAPES[kind].forms:
            assert f"`{key}" in text, key
