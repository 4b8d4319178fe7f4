"""`crmo find` and `crmo review` from the command line."""

from __future__ import annotations

import hashlib
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.find.hand_made_table import three_children

from crmo.cli import main

DEFINITION = "bone_pain_and_mri"


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("table") / "events"
    three_children(folder).write()
    return folder


@pytest.fixture
def options(tmp_path: Path, events: Path) -> list[str]:
    key = tmp_path / "key"
    key.write_text("07" * 32)
    return [
        "find", "--definition", DEFINITION, "--events", str(events), "--out",
        str(tmp_path / "out"), "--key-file", str(key), "--on", "2026-01-01", "--threads", "1",
        "--sample-others", "2", "--share",
    ]  # fmt: skip


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("lock", "asked.json")
    }


def test_it_says_how_many_and_what_could_not_be_seen(
    options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(options) == 0
    told = capsys.readouterr()
    assert "2 of 4 persons are proposed for review (3 have a first event)." in told.out
    assert "pain that comes back and an MRI  1            0" in told.out
    assert "Codes not understood: 1, in 1 of 12 events" in told.out
    assert "not a diagnosis" in told.out
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"report.html", "worklist.csv", "manifest.json", "share", "definition.sql"} <= names


def test_no_source_number_and_no_pseudonym_is_in_the_terminal(
    options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    main(options)
    told = "".join(capsys.readouterr())
    names = [path.stem for path in (tmp_path / "out" / "candidates").iterdir()]
    assert not [name for name in (*names, "1001", "1002", "left tibia") if name in told]


def test_notes_are_read_by_rules(options: list[str], tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    main(options)
    rows = pq.read_table(tmp_path / "out" / "notes_evidence.parquet").to_pylist()
    assert {(row["concept"], row["state"], row["site"]) for row in rows} == {
        ("bone_pain", "present", "tibia_left"), ("fever", "absent", None),
    }  # fmt: skip
    text = "She has pain in the left tibia. No fever."
    assert {text[row["start"] : row["end"]] for row in rows} == {"pain", "fever"}


def test_candidates_open(options: list[str], tmp_path: Path) -> None:
    main(options)
    pages = tmp_path / "pages"
    records = str(tmp_path / "out" / "candidates")
    assert main(["open", records, "--out", str(pages), "--on", "2026-01-01"]) == 0
    assert len(list(pages.glob("*.html"))) == 5  # two proposed, two drawn, and the index


def test_the_manifest_comes_last_and_knows_every_file(options: list[str], tmp_path: Path) -> None:
    main(options)
    out = tmp_path / "out"
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["proposed"] == 2
    for name, noted in manifest["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == noted["sha256"], name
    assert "key.csv" in manifest["files"]
    assert str(tmp_path) not in json.dumps(manifest)


def test_what_is_shared_stands_apart_and_goes_when_it_is_not_asked_for(
    options: list[str], tmp_path: Path
) -> None:
    main(options)
    share = tmp_path / "out" / "share"
    assert sorted(path.name for path in share.iterdir()) == ["numbers.json", "report.html"]
    numbers = json.loads((share / "numbers.json").read_text())["persons"]
    assert not [n for n in numbers.values() if n is not None and 0 < n < 5]
    main(options[:-1])
    assert not share.exists()


def test_definitions_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "--list"]) == 0
    told = capsys.readouterr().out
    assert "suspected_crmo_sensitive" in told
    assert DEFINITION in told


def test_a_definition_is_explained_in_words_and_as_sql(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "--definition", DEFINITION, "--explain"]) == 0
    told = capsys.readouterr().out
    assert "twice, 42 to 365 days apart: pain in bones, limbs or back, or a limp" in told
    assert "Why: A knock or a strain has gone by then" in told
    assert "CREATE" in told
    assert "FROM event_table" in told


def test_a_definition_goes_to_circe_with_what_that_cannot_express(tmp_path: Path) -> None:
    words = ["find", "--definition", DEFINITION, "--circe", str(tmp_path / "c.json")]
    assert main(words) == 0
    assert "PrimaryCriteria" in json.loads((tmp_path / "c.json").read_text())
    assert (tmp_path / "c.gaps.txt").read_text().startswith("- ")
    assert main(words) == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["find"], 1, "no records were named"),
        (["find", "nowhere"], 1, "no case definition was named"),
        (["find", "nowhere", "--definition", DEFINITION], 4, "there is nothing of this name"),
        (["find", "nowhere", "--definition", "no_such"], 5, "There is no case definition"),
        (["find", "x", "--definition", DEFINITION, "--engine", "abacus"], 2, "abacus"),
        (["find", "x", "--definition", DEFINITION, "--memory", "much"], 2, "much"),
        (["find", "x", "--definition", DEFINITION, "--threads", "-1"], 2, "below zero"),
        (["find", "mysql://u:p@h/db", "--definition", DEFINITION], 2, "no kind of database"),
        (["review", "nowhere", "--reviewer", "A"], 4, "no such folder"),
        (["review", ".", "--reviewer", " "], 1, "nobody was named"),
    ],
)
def test_wrong_use_is_said_and_has_its_exit_code(
    words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(words) == code
    said = capsys.readouterr().err
    assert told in said
    assert "u:p@" not in said
    assert list(tmp_path.iterdir()) == []


def test_an_event_table_that_is_not_there_is_not_told_as_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["find", "--definition", DEFINITION, "--events", str(tmp_path / "nowhere")]
    assert main([*words, "--out", str(tmp_path / "out")]) == 4
    told = capsys.readouterr().err
    assert "no finished event table" in told
    assert "done before" not in told


def test_a_run_that_is_killed_goes_on_and_ends_with_the_same_bytes(
    options: list[str], tmp_path: Path
) -> None:
    """SIGKILL at growing moments; each time the next run must come to the same end."""
    assert main(options) == 0
    out = tmp_path / "out"
    expected = digests(out)
    at = options.index(str(out))
    for wait in (0.3, 0.6, 0.9, 1.2, 1.6):
        killed = tmp_path / f"killed-{wait}"
        words = [*options[:at], str(killed), *options[at + 1 :]]
        process = subprocess.Popen(
            [sys.executable, "-m", "crmo", *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert main(words) == 0
        found = digests(killed)
        # The names of the two folders stand in these.
        for name in ("README.txt", "manifest.json"):
            del found[name]
        assert found == {name: d for name, d in expected.items() if name in found}
        assert set(found) == set(expected) - {"README.txt", "manifest.json"}


# --- review ----------------------------------------------------------------------------------


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> object:
    def answer(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return answer


def test_a_review_is_blinded_kept_and_taken_up_again(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], answered: object
) -> None:
    main(options)
    capsys.readouterr()
    out = str(tmp_path / "out")
    answered("l\nsee letter\nq\n")  # type: ignore[operator]
    assert main(["review", out, "--reviewer", "Anna"]) == 0
    told = capsys.readouterr().out
    assert "1 of 4" in told
    # Nothing of what the definition made of them.
    for word in ("score", "pain_and_mri", "pain_only", "proposed", "comes back", "points"):
        assert word not in told
    answered("n\n\nx\nn\n\nn\n\n")  # type: ignore[operator]
    assert main(["review", out, "--reviewer", "Anna"]) == 0
    told = capsys.readouterr()
    assert "1 of 3" in told.out
    assert "That was the last one" in told.out
    assert "One of these letters" in told.err
    answered("")  # type: ignore[operator]
    assert main(["review", out, "--reviewer", "Anna"]) == 0
    assert "Every candidate has a verdict" in capsys.readouterr().out


def test_two_reviewers_are_compared_and_what_they_disagree_on_is_settled(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], answered: object
) -> None:
    main(options)
    out = str(tmp_path / "out")
    for name, verdict in (("Anna", "l"), ("Bela", "n")):
        answered(f"{verdict}\n\n" + "n\n\n" * 3)  # type: ignore[operator]
        main(["review", out, "--reviewer", name])
    capsys.readouterr()
    assert main(["review", out, "--summary"]) == 0
    told = capsys.readouterr().out
    assert "Verdicts: Anna 4, Bela 4" in told
    assert "Disagreements: 1, not settled: 1" in told
    assert "75 % the same verdict" in told
    answered("a\nknown in another clinic\n")  # type: ignore[operator]
    assert main(["review", out, "--reviewer", "both", "--settle"]) == 0
    assert "Anna: likely CRMO" in capsys.readouterr().out
    main(["review", out, "--summary"])
    assert "not settled: 0" in capsys.readouterr().out


def test_one_person_is_not_two_reviewers(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], answered: object
) -> None:
    main(options)
    out = str(tmp_path / "out")
    answered("n\n\nq\n")  # type: ignore[operator]
    main(["review", out, "--reviewer", "Anna  Huber"])
    assert main(["review", out, "--reviewer", "anna huber"]) == 2
    assert "another spelling" in capsys.readouterr().err
    answered("q\n")  # type: ignore[operator]
    assert main(["review", out, "--reviewer", " Anna Huber "]) == 0
    assert "1 of 3" in capsys.readouterr().out


def test_full_agreement_on_few_is_not_told_as_certain(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], answered: object
) -> None:
    main(options)
    out = str(tmp_path / "out")
    for name in ("Anna", "Bela"):
        answered("l\n\n" + "n\n\n" * 3)  # type: ignore[operator]
        main(["review", out, "--reviewer", name])
    capsys.readouterr()
    main(["review", out, "--summary"])
    told = capsys.readouterr().out
    assert "kappa 1.00 (they never disagreed" in " ".join(told.split())


def test_verdicts_keep_the_run_from_being_replaced(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], answered: object
) -> None:
    main(options)
    answered("n\n\nq\n")  # type: ignore[operator]
    main(["review", str(tmp_path / "out"), "--reviewer", "Anna"])
    assert main(options) == 0
    assert main([*options, "--cohort-id", "2"]) == 2
    assert "reviewed" in capsys.readouterr().err
