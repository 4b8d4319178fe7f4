"""A clinic's folder changes what it names, says so, and must keep the same rules as ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo.errors import KnowledgeError
from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.merge import Change, merged, walk
from crmo.yaml12 import line_numbers

SHIPPED = load_knowledge()

REMARKS = """
overlay:
  who: Paediatric rheumatology
  when: 2026-11-01
  why: compared with table 2 of the paper
"""


def laid_over(folder: Path, text: str, name: str = "ours.yaml") -> Knowledge:
    (folder / name).write_text(text, encoding="utf-8")
    return load_knowledge(folder)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(KnowledgeError) as raised:
        laid_over(folder, text)
    return raised.value.explain()


def test_a_changed_value_is_used_and_everything_else_stays(tmp_path: Path) -> None:
    knowledge = laid_over(
        tmp_path,
        REMARKS
        + """
instruments:
  chaq:
    range: {low: 0, high: 3, source: beck_2010, grade: confirmed}
rules:
  - id: bristol_2016
    version: 1-anytown
    body:
      note_of_the_clinic: {value: 30, source: roderick_2016}
""",
    )
    rule, before = knowledge.rule("bristol_2016"), SHIPPED.rule("bristol_2016")
    assert rule.is_overridden
    assert rule.version == "1-anytown"
    assert rule.body["note_of_the_clinic"]["value"] == 30
    assert {key: rule.body[key] for key in before.body} == dict(before.body)
    assert (rule.title, rule.sources, rule.file) == (before.title, before.sources, before.file)
    chaq = knowledge.instruments["chaq"].range
    assert chaq is not None
    assert chaq.grade == "confirmed"
    assert not SHIPPED.rule("bristol_2016").is_overridden
    others = [key for key, other in knowledge.all_rules.items() if other.is_overridden]
    assert others == ["bristol_2016"]


def test_every_change_is_recorded_with_who_when_and_why(tmp_path: Path) -> None:
    knowledge = laid_over(
        tmp_path, REMARKS + "rules:\n  - {id: bristol_2016, version: 1-anytown, kind: criteria}\n"
    )
    (version,) = knowledge.overrides
    assert (version.table, version.id, version.path, version.old, version.new) == (
        "rules",
        "bristol_2016",
        "version",
        SHIPPED.rule("bristol_2016").version,
        "1-anytown",
    )
    assert (version.who, version.when, version.file) == (
        "Paediatric rheumatology",
        "2026-11-01",
        "ours.yaml",
    )
    assert version.why.startswith("compared")
    assert SHIPPED.overrides == ()


def test_saying_the_same_again_changes_nothing(tmp_path: Path) -> None:
    version = SHIPPED.rule("bristol_2016").version
    knowledge = laid_over(tmp_path, f"rules:\n  - {{id: bristol_2016, version: '{version}'}}\n")
    assert knowledge.overrides == ()
    assert not knowledge.rule("bristol_2016").is_overridden


def test_a_rule_and_a_source_can_be_added(tmp_path: Path) -> None:
    knowledge = laid_over(
        tmp_path,
        """
sources:
  our_protocol_2026:
    citation: Protocol of our clinic
    guideline: Our clinic, protocol 7
rules:
  - id: our_visit
    kind: due
    title: Our own visit
    version: "1"
    status: verified
    sources: [our_protocol_2026]
    body: {every: {value: 4, unit: mo, source: our_protocol_2026}}
""",
    )
    assert knowledge.rules("due")["our_visit"].is_overridden
    assert knowledge.sources["our_protocol_2026"].guideline
    assert {change.id for change in knowledge.overrides} == {"our_visit", "our_protocol_2026"}


def test_items_with_an_id_are_changed_one_by_one() -> None:
    changes: list[Change] = []
    old = {"items": [{"id": "a", "points": None}, {"id": "b", "points": 2}]}
    new = {"items": [{"id": "a", "points": 7}, {"id": "c", "points": 1}]}
    result = merged(old, new, (), changes)
    assert result["items"] == [
        {"id": "a", "points": 7},
        {"id": "b", "points": 2},
        {"id": "c", "points": 1},
    ]
    assert [(change.path, change.old, change.new, change.is_new) for change in changes] == [
        (("items", "a", "points"), None, 7, False),
        (("items", "c"), None, {"id": "c", "points": 1}, True),
    ]
    assert old["items"][0]["points"] is None


def test_other_lists_are_replaced_as_a_whole() -> None:
    changes: list[Change] = []
    assert merged([1, 2], [3], ("months",), changes) == [3]
    assert changes == [Change(("months",), [1, 2], [3], is_new=False)]
    assert merged([], [{"id": "a"}], (), []) == [{"id": "a"}]


def test_lines_are_found_by_keys_and_ids() -> None:
    lines = line_numbers("a:\n  - id: x\n    b: 1\n  - 2\nc: {d: [1,\n  2]}\n")
    assert lines["a",] == 1
    assert lines["a", "x"] == 2
    assert lines["a", "x", "b"] == 3
    assert lines["a", "1"] == 4
    assert lines["c", "d", "1"] == 6
    assert line_numbers("") == {}


def test_a_walk_names_items_by_their_id() -> None:
    paths = [".".join(path) for path, _ in walk({"a": [{"id": "x", "b": 1}, 2]})]
    assert paths == ["", "a", "a.x", "a.x.id", "a.x.b", "a.1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "rules:\n  - id: bristol_2016\n    body:\n      extra: {value: 12}\n",
            ["ours.yaml line 4", "no source", "12"],
        ),
        (
            "rules:\n  - id: bristol_2016\n    body:\n      x: {value: 1, source: nobody_1999}\n",
            ["ours.yaml line 4", "source is not known", "nobody_1999"],
        ),
        (
            "rules:\n  - id: bristol_2016\n    body:\n      x: {finding: bone_pian}\n",
            ["ours.yaml line 4", "no finding", "bone_pain"],
        ),
        (
            "rules:\n  - id: brand_new\n    title: New\n",
            ["no rule with this id", "`kind:`", "ours.yaml line 2"],
        ),
        ("rule:\n  - id: bristol_2016\n", ["left margin", "rule"]),
        ("drugs:\n  naproxen: {dose: 10}\n", ["naproxen", "dose", "ours.yaml line 2"]),
        ("analytes:\n  crp: {unit: furlong}\n", ["unit", "furlong"]),
        ("concepts:\n  fever: {parents: [nowhere]}\n", ["parent", "nowhere"]),
        ("concepts:\n  pain: {parents: [bone_pain]}\n", ["own ancestor"]),
        ("overlay: {reason: because}\nsources: {}\n", ["who"]),
        ("rules:\n  - id: a\n  - id: a\n", ["same id"]),
        ("- just a list\n", ["starts with a key"]),
        ("rules: [\n", ["not valid YAML", "line"]),
        ("analytes:\n  crp: {loinc: 1988-5}\n", ["list in brackets"]),
        (
            "rules:\n  - {id: due_mri_after_chang, body: {x: y}}\n",
            ["no rule with this id", "perhaps due_mri_after_change"],
        ),
        ("rules:\n\t- id: x\n", ["ours.yaml line 2", "tab", "spaces"]),
        ("concepts:\n  kyphosys: {synonyms: [gibbus]}\n", ["`kind:`", "missing", "kyphosis"]),
        ("concepts:\n  kyphosis: {synonym: [gibbus]}\n", ["`synonym:`", "`synonyms:`"]),
        ("concepts:\n  kyphosis: {synonyms: [hunchback, ~]}\n", ["where a text is expected"]),
    ],
)
def test_a_broken_overlay_is_refused_with_file_line_and_reason(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    message = refusal(tmp_path, text)
    for words in said:
        assert words in message


def test_a_folder_that_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no knowledge"):
        load_knowledge(tmp_path / "nowhere")
    with pytest.raises(KnowledgeError, match="no knowledge"):
        load_knowledge(tmp_path)


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("drugs: {}  # Größe".encode("latin-1"))
    with pytest.raises(KnowledgeError, match="UTF-8"):
        load_knowledge(tmp_path)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_told_in_plain_words(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "other.yaml").write_bytes("drugs: {}  # Größe".encode(encoding))
    with pytest.raises(KnowledgeError) as raised:
        load_knowledge(tmp_path)
    told = raised.value.explain()
    assert "encoding UTF-8" in told
    assert "codec" not in told


def test_a_file_instead_of_its_folder_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text("rules: []\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="Name the folder, not the file"):
        load_knowledge(file)


def test_a_folder_that_may_not_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(KnowledgeError, match="Permission denied"):
        load_knowledge(tmp_path / ".")


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    (tmp_path / "dos.yaml").write_bytes(
        b"\xef\xbb\xbfrules:\r\n  - id: bristol_2016\r\n    title: Ours\r\n"
    )
    assert load_knowledge(tmp_path).rule("bristol_2016").title == "Ours"
