"""What goes wrong at the command line is told once, in plain words, and cannot harm a terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crmo.cli import open_files
from crmo.cli.main import EXIT_INTERRUPTED, main
from crmo.cli.visible import one_line, visible
from crmo.errors import KnowledgeError, UnreadableError, UserError

ON = ["--on", "2026-06-15"]
DECISION = """overlay: {who: Anytown, when: 2026-11-01, why: earlier MRI}
rules:
  - id: due_mri_after_change
    body: {interval: {first: {from: 2, to: 4, decision: Protocol of the clinic page 3}}}
"""


def run(*words: object) -> int:
    return main([str(word) for word in words])


def child(folder: Path, name: str, **patient: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    document = {"schema_version": "1", "patient": {"id": "a", **patient}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def overlay(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "ours.yaml").write_text(text, encoding="utf-8")
    return folder


# --- local rules -------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["open", "assess"])
def test_local_rules_in_use_are_named_with_what_they_changed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    local = overlay(tmp_path / "local", DECISION)
    assert run(command, child(tmp_path, "a.json"), "--knowledge", local, *ON) == 0
    told = capsys.readouterr().err
    assert "ours.yaml (Anytown, 2026-11-01)" in told
    assert "due_mri_after_change body.interval.first (from, to, decision" in told


def test_local_rules_that_change_nothing_or_hide_who_made_them_are_remarked_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    local = overlay(tmp_path / "local", "rules:\n")
    assert run("assess", child(tmp_path, "a.json"), "--knowledge", local, *ON) == 0
    told = capsys.readouterr().err
    assert "It changes nothing" in told
    assert "`who:`, `when:`, `why:`" in told


def test_reference_ranges_of_local_rules_are_said_to_be_without_effect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    local = overlay(
        tmp_path / "local",
        "analytes:\n  crp:\n    reference_ranges:\n"
        "      - {low: 0, high: 5, unit: mg/L, source: jansson_2007}\n",
    )
    assert run("assess", child(tmp_path, "a.json"), "--knowledge", local, *ON) == 0
    assert "No answer uses its reference ranges" in capsys.readouterr().err


def test_a_changed_rule_is_not_called_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    local = overlay(tmp_path / "local", DECISION)
    assert run("rules", "due_mri_after_change", "--knowledge", local) == 0
    told = capsys.readouterr().out
    assert "changed by local rules, whose changes we did not check" in told
    assert "hofmann" not in told


def test_without_local_rules_nothing_is_said_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("assess", child(tmp_path, "a.json"), *ON)
    assert "ocal rules" not in capsys.readouterr().err


def test_a_file_in_place_of_the_folder_of_local_rules_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    local = overlay(tmp_path / "local", DECISION) / "ours.yaml"
    code = run("assess", child(tmp_path, "a.json"), "--knowledge", local, *ON)
    assert code == KnowledgeError.exit_code
    assert "not the file" in capsys.readouterr().err


# --- terminal ----------------------------------------------------------------------------------


def test_control_characters_are_written_out() -> None:
    assert visible("a\x1b[31mb\x9bc\x7f\u202e") == "a\\x1b[31mb\\x9bc\\x7f\\u202e"
    assert visible("Zoë 木\n\tx") == "Zoë 木\n\tx"
    assert one_line("a\ncrmo: fine\r\x85b") == "a crmo: fine  b"


@pytest.mark.parametrize("command", ["open", "assess"])
def test_nothing_in_a_file_commands_the_terminal(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    document = {
        "schema_version": "1",
        "patient": {"id": "a", "name": "An\x1b]0;x\x07na\x9b2J"},
        "entries": [{"kind": "finding", "id": "f", "concept": "fever", "status": "\x1b[31m[/]"}],
    }
    path = tmp_path / "\x1b[2Jchild.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    run(command, path, *ON)
    run(command, tmp_path / "\x1b[2Jmissing.json", *ON)
    told = capsys.readouterr()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", told.out + told.err)
    assert "\\x1b" in told.err


def test_json_for_programs_holds_no_character_that_commands_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = child(tmp_path, "a.json", id="a\x9b2J")
    run("assess", path, "--json", *ON)
    told = capsys.readouterr().out
    assert "\x9b" not in told
    assert json.loads(told)[0]["patient"] == "a\x9b2J"


def test_brackets_in_the_name_of_the_folder_are_no_markup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "[" / "b]x"
    assert run("open", child(tmp_path, "a.json"), "--out", out, *ON) == 0
    assert "[/b]x" in capsys.readouterr().out.replace("\n", "")


# --- wrong use ---------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["9999-12-31", "2201-01-01", "1899-12-31", "0001-01-01"])
def test_a_day_of_another_age_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], day: str
) -> None:
    assert run("assess", child(tmp_path, "a.json"), "--on", day) == UserError.exit_code
    assert "1900 to 2200" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
@pytest.mark.parametrize("visit", ["0001-01-01", "9999-12-31", "2024-05-01"])
def test_the_first_and_last_day_and_any_date_in_a_record_give_a_page(
    tmp_path: Path, day: str, visit: str
) -> None:
    entry = {"kind": "encounter", "id": "v", "on": visit}
    document = {"schema_version": "1", "patient": {"id": "a"}, "entries": [entry]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert run("open", path, "--out", tmp_path, "--on", day) == 0
    assert (tmp_path / "a.html").exists()


def test_a_single_bad_file_gives_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("open", tmp_path / "nothing.json") == UnreadableError.exit_code
    (line,) = capsys.readouterr().err.splitlines()
    assert "nothing.json" in line


def test_files_without_a_child_are_no_success_and_their_notes_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bundle.json"
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": []}
    path.write_text(json.dumps(bundle), encoding="utf-8")
    for command in ("open", "assess"):
        assert run(command, path, *ON) == UnreadableError.exit_code
        told = capsys.readouterr().err
        assert "no child was found" in told
        assert "see the page" not in told


def test_a_file_in_place_of_the_folder_for_pages_is_told_before_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert run("open", tmp_path / "none.json", "--out", blocked) == UserError.exit_code
    told = capsys.readouterr().err
    assert "there is a file of this name" in told
    assert "close the program" not in told


def test_a_name_that_is_too_long_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / ("a" * 300)
    assert run("open", child(tmp_path, "a.json"), "--out", out) == UserError.exit_code
    assert "too long" in capsys.readouterr().err


def test_the_page_of_a_file_with_the_longest_name_has_a_shorter_one(tmp_path: Path) -> None:
    path = child(tmp_path, f"{'ä' * 125}.json")
    assert run("open", path, "--out", tmp_path / "pages", *ON) == 0
    (page,) = (tmp_path / "pages").iterdir()
    assert page.stem == "ä" * 100


# --- several files -----------------------------------------------------------------------------


def test_one_id_for_two_children_in_two_files_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = child(tmp_path, "a.json", birth_date="2014-01-01")
    second = child(tmp_path, "b.json", birth_date="2015-01-01")
    assert run("open", first, second, "--out", tmp_path / "pages", *ON) == 0
    told = capsys.readouterr().err
    assert "warning b.json: A child of the same id stands in a.json" in told
    assert "another birth date" in told


def test_one_child_in_two_files_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = child(tmp_path, "a.json"), child(tmp_path, "b.json")
    assert run("assess", *files, *ON) == 0
    assert "shown apart" in capsys.readouterr().err


def test_two_children_of_one_name_are_told_apart_on_the_index(tmp_path: Path) -> None:
    one = {"id": "k1", "name": "Zoë Müller", "birth_date": "2014-05-03"}
    other = {"id": "k2", "name": "Zoë Müller", "birth_date": "2016-01-09"}
    path = tmp_path / "ward.json"
    documents = [{"schema_version": "1", "patient": each} for each in (one, other)]
    path.write_text(json.dumps(documents), encoding="utf-8")
    assert run("open", path, "--out", tmp_path, *ON) == 0
    index = (tmp_path / "ward.html").read_text(encoding="utf-8")
    assert "id k1" in index
    assert "id k2" in index
    assert "2014" in index
    assert "2016" in index


# --- interruption and output -------------------------------------------------------------------


def test_an_interrupted_run_says_how_many_pages_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = open_files._write_child

    def interrupted(stem: str, *rest: object) -> object:
        if stem.endswith("2"):
            raise KeyboardInterrupt
        return write(stem, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(open_files, "_write_child", interrupted)
    path = tmp_path / "ward.json"
    documents = [{"schema_version": "1", "patient": {"id": each}} for each in "abc"]
    path.write_text(json.dumps(documents), encoding="utf-8")
    assert run("open", path, "--out", tmp_path / "pages", *ON) == EXIT_INTERRUPTED
    told = capsys.readouterr().err
    assert "1 of 3 pages written, no index page" in told
    assert "crmo: interrupted" in told


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["bones", "schema"])
def test_output_that_cannot_be_written_is_told(command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "crmo", command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == UserError.exit_code
    (line,) = done.stderr.splitlines()
    assert "standard output cannot be written" in line


def test_a_reader_of_the_output_that_goes_away_is_no_error(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "crmo", "assess", str(child(tmp_path, "a.json")), *ON],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN),
    )
    os.close(writing)
    assert done.returncode == 0
    assert "Error" not in done.stderr


def test_the_progress_of_one_large_file_reaches_the_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmo.cli import readings
    from crmo.exchange.reading import Reading
    from crmo.knowledge import load_knowledge

    updates: list[tuple[object, object]] = []

    def slowly(_path: Path, *, progress: object, **_rest: object) -> Reading:
        progress(5, 10)  # type: ignore[operator]
        return Reading(source="a", format="x")

    monkeypatch.setattr(readings, "read", slowly)
    bar = type(readings.progress("x"))
    monkeypatch.setattr(
        bar,
        "update",
        lambda _bar, _task, *, completed, total: updates.append((completed, total)),
    )
    from datetime import date

    with pytest.raises(UnreadableError):
        list(readings.read_all([tmp_path], load_knowledge(), on=date(2026, 6, 15)))
    assert updates == [(5, 10)]
