"""The examples in the documentation are what they are said to be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crmo import yaml12
from crmo.knowledge import load_knowledge
from crmo.knowledge.check_numbers import GRADES
from crmo.knowledge.check_references import reference_keys
from crmo.knowledge.files import TABLES
from crmo.knowledge.rule import RuleKind
from crmo.knowledge.sources import Seen

DOCS = Path(__file__).resolve().parents[2] / "docs"
FORMAT = (DOCS / "reference" / "knowledge-format.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^( *)```yaml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def examples(page: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [
        re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)
        for indent, block in FENCE.findall(text)
    ]


@pytest.mark.parametrize("example", examples("how-to/local-overlay.md"))
def test_every_overlay_of_the_how_to_is_accepted(tmp_path: Path, example: str) -> None:
    (tmp_path / "ours.yaml").write_text(example, encoding="utf-8")
    assert load_knowledge(tmp_path).overrides


@pytest.mark.parametrize(
    "page",
    ["reference/knowledge-format.md", "how-to/correct-a-rule.md", "how-to/add-a-rule.md"],
)
def test_every_yaml_example_can_be_read(page: str) -> None:
    blocks = examples(page)
    assert blocks
    for block in blocks:
        assert yaml12.load(block, name=page)


def test_the_reference_names_every_table_kind_grade_and_key() -> None:
    words = [
        *(f"`{table}:`" for table in TABLES),
        *(f"`{kind}`" for kind in RuleKind),
        *(f"`{grade}`" for grade in GRADES),
        *(f"`{seen}`" for seen in Seen),
        *(f"`{key}`" for key in reference_keys()),
    ]
    assert [word for word in words if word not in FORMAT] == []


@pytest.mark.parametrize("table", ["sources", "concepts", "analytes", "drugs", "instruments"])
def test_the_reference_names_every_key_of_the_tables(table: str) -> None:
    row = re.search(rf"^\| `{table}:` .*$", FORMAT, re.MULTILINE)
    assert row is not None
    entry = next(iter(getattr(load_knowledge(), table).values()))
    fields = {field.alias for field in type(entry).__attrs_attrs__} - {"id"}
    assert {name for name in fields if name not in row[0]} == set()
