"""`crmo recognise`: letters and records in, a ranking with its reasons out."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from crmo.assess.differential.json_form import recognition_schema
from crmo.cli.main import main
from crmo.cli.recognise import recognise_file
from crmo.errors import UserError
from crmo.examples import EXAMPLES

ON = date(2024, 5, 20)
LETTER = """Clinic letter, 17 May 2024

Pain in the left clavicle and the right distal tibia for eight months. No fever.
CRP 8 mg/l. Whole-body MRI shows bone marrow oedema of the left clavicle, the right distal tibia
and the left distal femur. Bone biopsy: culture sterile.
"""


def recognise(file: object, **options: Any) -> int:
    given = {"age": None, "sex": None, "setting": "rheumatology", "json": False, "overlay": None}
    return recognise_file(str(file), **{"on": ON, **given, **options})


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


def as_json(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_letter_gives_ranking_dangers_questions_and_cautions(
    letter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recognise(letter, age=9, sex="female") == 0
    told = capsys.readouterr().out
    for words in ("Ranking", "Rule out first", "would exclude it", "Worth learning next", "cost"):
        assert words in told
    assert "not a diagnosis" in told
    assert "No flag is no reassurance" in told


def test_the_json_of_a_letter_keeps_its_schema(
    letter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recognise(letter, age=9, sex="female", json=True)
    child = as_json(capsys)
    jsonschema.Draft202012Validator(recognition_schema()).validate(child)
    assert child["patient"] == "letter"
    assert child["ranking"][0]["disease"] == "cno"
    assert sum(each["probability"] for each in child["ranking"]) == pytest.approx(1)


@pytest.mark.parametrize("age", [7, 7.9])
def test_an_age_is_taken_as_completed_years_and_never_spills_over(
    age: float, letter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recognise(letter, age=age, json=True)
    child = as_json(capsys)
    told = {a["value"] for c in child["ranking"] for a in c["supports"] + c["against"]
            if a["feature"] == "age"}  # fmt: skip
    assert len(told) == 1
    assert "4" in told.pop()


def test_standard_input_is_a_letter_and_without_a_date_is_of_the_day(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    undated = LETTER.split("\n", 1)[1]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(undated.encode())))
    recognise("-", json=True)
    told = capsys.readouterr()
    assert json.loads(told.out)["n_facts"] > 0
    assert "2024-05-20" in told.err


def test_a_lone_hyphen_on_the_command_line_is_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LETTER.encode())))
    options = ["--age", "9", "--sex", "female", "--on", "2024-05-20", "--json"]
    assert main(["recognise", "-", *options]) == 0
    child = as_json(capsys)
    assert (child["sex"], child["age_years"][0], child["on"]) == ("female", 9, "2024-05-20")


def test_age_and_sex_are_read_from_the_letter_when_nobody_gives_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("A 7-month-old girl with fever and swelling of the left thigh.")
    recognise(path, json=True)
    child = as_json(capsys)
    assert child["sex"] == "female"
    assert 0.5 < child["age_years"][0] <= child["age_years"][1] < 0.7


@pytest.mark.parametrize(
    "text",
    ["x", "?", "12", "Fever\x00 of 39", "\u202e\u0627\u0644\u0623\u0644\u0645", "pain " * 5000],
)
def test_no_text_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(text, encoding="utf-8")
    assert recognise(path, json=True) == 0
    assert len(as_json(capsys)["ranking"]) > 30


def test_the_page_of_a_letter_is_written_and_never_overwritten(
    letter: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    assert recognise(letter, html=page) == 0
    assert "What it could be" in page.read_text(encoding="utf-8")
    with pytest.raises(UserError, match="already there"):
        recognise(letter, html=page)


def test_records_have_their_own_page(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="for letters"):
        recognise(EXAMPLES[0].path, html=tmp_path / "page.html")


def test_every_child_of_a_folder_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for example in EXAMPLES:
        (tmp_path / example.path.name).write_bytes(example.path.read_bytes())
    recognise(tmp_path, on=date(2026, 6, 15), json=True)
    assert len({child["patient"] for child in as_json(capsys)}) == len(EXAMPLES)


@pytest.mark.parametrize(
    "options", [{"setting": "ward"}, {"age": -1}, {"age": float("nan")}, {"sex": "lady"}]
)
def test_a_wrong_option_is_refused_without_repeating_it(
    options: dict[str, Any], letter: Path
) -> None:
    with pytest.raises(UserError) as refused:
        recognise(letter, **options)
    assert str(next(iter(options.values()))) not in str(refused.value)
    assert refused.value.exit_code == 1


def test_age_is_not_laid_over_a_record() -> None:
    with pytest.raises(UserError, match="for letters"):
        recognise(EXAMPLES[0].path, age=9)


def test_data_that_no_reader_knows_are_not_read_as_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "values.json"
    path.write_text('{"note": "fever and bone pain of Jane Doe"}', encoding="utf-8")
    with pytest.raises(UserError) as refused:
        recognise(path)
    assert "Jane" not in refused.value.explain()
