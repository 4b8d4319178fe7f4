"""The command line as a person uses it: files in, pages out, clear words if something is wrong."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from crmo.cli.json_output import as_json
from crmo.cli.main import EXIT_BUG, EXIT_INTERRUPTED, main
from crmo.errors import InvalidValueError, UnreadableError, UserError
from crmo.examples import EXAMPLES

CHILD = EXAMPLES[0]
ON = ["--on", "2026-06-15"]


def run(*words: object) -> int:
    return main([str(word) for word in words])


def test_open_writes_one_page_for_one_child(tmp_path: Path) -> None:
    assert run("open", CHILD.path, "--out", tmp_path, *ON) == 0
    assert [page.name for page in tmp_path.iterdir()] == ["relapsing.html"]
    assert "Example child A" in (tmp_path / "relapsing.html").read_text(encoding="utf-8")


def test_open_writes_a_german_page_and_speaks_english_again(tmp_path: Path) -> None:
    assert run("open", CHILD.path, "--out", tmp_path / "de", "--language", "de", *ON) == 0
    assert run("open", CHILD.path, "--out", tmp_path / "en", *ON) == 0
    german, english = (
        (tmp_path / language / "relapsing.html").read_text(encoding="utf-8")
        for language in ("de", "en")
    )
    assert '<html lang="de">' in german
    assert "Wo die Herde sind und waren" in german
    assert '<html lang="en">' in english


def test_a_page_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    run("open", CHILD.path, "--out", tmp_path, *ON)
    assert stat.S_IMODE((tmp_path / "relapsing.html").stat().st_mode) == 0o600


def test_open_says_what_it_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("open", CHILD.path, "--out", tmp_path, *ON)
    told = capsys.readouterr()
    assert "1 child" in told.err
    assert str(tmp_path / "relapsing.html") in told.out.replace("\n", "")


def test_the_same_file_and_day_give_the_same_page(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        run("open", CHILD.path, "--out", tmp_path / folder, *ON)
    first, second = ((tmp_path / f / "relapsing.html").read_bytes() for f in ("a", "b"))
    assert first == second


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    copy = tmp_path / "other" / "relapsing.yaml"
    copy.parent.mkdir()
    copy.write_bytes(CHILD.path.read_bytes())
    run("open", CHILD.path, copy, "--out", tmp_path / "pages", *ON)
    assert sorted(p.name for p in (tmp_path / "pages").iterdir()) == [
        "relapsing-2.html",
        "relapsing.html",
    ]


def test_open_json_holds_a_record_that_fits_the_schema(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("open", CHILD.path, "--out", tmp_path, "--json", *ON)
    written = json.loads((tmp_path / "relapsing.json").read_text(encoding="utf-8"))
    capsys.readouterr()
    assert run("schema") == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.validate(written["record"], schema)
    assert written["assessment"]["headline"]


def test_open_pdf_writes_a_pdf_beside_the_page(tmp_path: Path) -> None:
    run("open", CHILD.path, "--out", tmp_path, "--pdf", *ON)
    assert (tmp_path / "relapsing.pdf").read_bytes().startswith(b"%PDF-")


def test_a_file_that_is_not_there_is_named_and_the_others_are_still_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("open", tmp_path / "nothing.json", CHILD.path, "--out", tmp_path, *ON) == 0
    assert "nothing.json" in capsys.readouterr().err
    assert (tmp_path / "relapsing.html").exists()


def test_when_nothing_can_be_read_the_exit_code_says_so(tmp_path: Path) -> None:
    assert run("open", tmp_path / "nothing.json", "--out", tmp_path / "pages") == (
        UnreadableError.exit_code
    )
    assert not (tmp_path / "pages").exists()


def test_open_without_a_file_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("open") == 1
    assert "crmo demo" in capsys.readouterr().err


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("open", CHILD.path, "--on", "15/06/2026") == UserError.exit_code
    assert "2024-05-17" in capsys.readouterr().err


def test_an_unknown_command_is_wrong_use() -> None:
    assert run("opne", CHILD.path) == 1


def test_a_folder_that_cannot_be_written_to_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert run("open", CHILD.path, "--out", blocked / "pages", *ON) == UserError.exit_code
    assert "another folder" in capsys.readouterr().err


def test_assess_shows_verdicts_and_says_what_it_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("assess", CHILD.path, *ON) == 0
    told = capsys.readouterr().out
    assert "Bristol" in told
    assert "not a diagnosis" in told


def test_assess_of_one_rule_gives_its_reasons_and_its_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("assess", CHILD.path, "--rule", "nbods_2023", *ON) == 0
    told = capsys.readouterr().out
    assert "CRP of 55 mg/L or less" in told
    assert "Kostik" in told


def test_assess_json_is_json_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("assess", CHILD.path, "--json", "--rule", "nbods_2023", *ON) == 0
    (child,) = json.loads(capsys.readouterr().out)
    assert [answer["rule"] for answer in child["assessments"]] == ["nbods_2023"]


def test_assess_with_a_rule_that_is_none_names_the_way_to_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("assess", CHILD.path, "--rule", "bristol") == UserError.exit_code
    assert "crmo rules" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["rules"], ["sources"], ["bones"], ["schema"]])
def test_lists_are_printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 0
    assert len(capsys.readouterr().out.splitlines()) > 20


def test_every_rule_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    from crmo.knowledge import load_knowledge

    for rule in load_knowledge().all_rules:
        assert run("rules", rule) == 0
    assert "Source" in capsys.readouterr().out


def test_bones_finds_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("bones", "left", "shin", "bone") == 0
    assert "tibia_left" in capsys.readouterr().out


def test_bones_that_nobody_knows_are_answered_with_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("bones", "qqqq") == UserError.exit_code
    assert "crmo bones" in capsys.readouterr().err


def test_a_source_is_shown_with_the_rules_that_rest_on_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("sources", "roderick_2016") == 0
    assert "bristol_2016" in capsys.readouterr().out


def test_the_template_is_written_once_and_never_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "clinic.xlsx"
    assert run("template", path) == 0
    before = path.read_bytes()
    assert run("template", path) == UserError.exit_code
    assert path.read_bytes() == before


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_demo_opens_each_invented_child(
    example: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = example.name  # type: ignore[attr-defined]
    assert run("demo", name, "--out", tmp_path) == 0
    assert "invented" in capsys.readouterr().out
    assert (tmp_path / f"{name}.html").exists()


def test_a_fault_in_crmo_shows_no_value_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CRMO_DEBUG", raising=False)

    def broken(_arguments: list[str]) -> int:
        raise ZeroDivisionError("Anna Muster")

    monkeypatch.setattr("crmo.cli.app.run", broken)
    assert run("demo") == EXIT_BUG
    told = capsys.readouterr().err
    assert "Anna" not in told
    assert "Traceback" not in told


def test_an_interruption_is_told_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("crmo.cli.app.run", interrupted)
    assert run("demo") == EXIT_INTERRUPTED


def test_a_bad_value_is_shown_on_the_screen_and_not_in_the_exception() -> None:
    error = InvalidValueError("out of range.", where="lab-3", came="Anna", expected="a number")
    assert "Anna" not in str(error)
    assert "Anna" in error.explain()


def test_help_imports_neither_the_rules_nor_the_readers() -> None:
    code = (
        "import sys; from crmo.cli.main import main; main(['--help']); "
        "heavy = ('crmo.assess', 'crmo.exchange', 'yaml', 'openpyxl'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def several(folder: Path, name: str, *ids: str) -> Path:
    children = [{"schema_version": "1", "patient": {"id": each}} for each in ids]
    path = folder / name
    path.write_text(json.dumps(children if len(children) > 1 else children[0]), encoding="utf-8")
    return path


def test_the_page_of_one_file_never_replaces_that_of_a_child_in_another(tmp_path: Path) -> None:
    files = several(tmp_path, "ward.json", "a", "b"), several(tmp_path, "ward-1.json", "c")
    run("open", *files, "--out", tmp_path / "pages", *ON)
    assert sorted(p.stem for p in (tmp_path / "pages").iterdir()) == [
        "ward",
        "ward-1",
        "ward-1-2",
        "ward-2",
    ]


def test_names_that_differ_in_case_alone_are_one_name_on_some_systems(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    files = several(tmp_path, "Ward.json", "a"), several(folder, "ward.json", "b")
    run("open", *files, "--out", tmp_path / "pages", *ON)
    assert sorted(p.stem for p in (tmp_path / "pages").iterdir()) == ["Ward", "ward-2"]


def test_a_date_after_the_day_of_the_assessment_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = {"kind": "encounter", "id": "v", "on": "2031-01-01"}
    child = {"schema_version": "1", "patient": {"id": "a"}, "entries": [visit]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(child), encoding="utf-8")
    run("open", path, "--out", tmp_path, *ON)
    assert "future" in capsys.readouterr().err


def test_output_into_a_pipe_is_utf_8_whatever_the_system_prefers(tmp_path: Path) -> None:
    child = several(tmp_path, "a.json", "Zoë 木")
    done = subprocess.run(
        [sys.executable, "-m", "crmo", "assess", str(child), "--json", *ON],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )
    assert json.loads(done.stdout.decode("utf-8"))[0]["patient"] == "Zoë 木"


def test_a_set_has_the_same_order_in_every_run() -> None:
    assert as_json(frozenset({"b", "c", "a"})) == ["a", "b", "c"]
