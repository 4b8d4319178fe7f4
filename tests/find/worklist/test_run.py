"""A whole run over a small table: what is written, that it can be taken up again, and refusals."""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from attrs import evolve
from tests.find.hand_made_table import CODES, HandMade, three_children

from crmo.errors import UserError
from crmo.find import run as run_module
from crmo.find import written
from crmo.find.definition import load_definition
from crmo.find.request import Engine, Hooks, Request
from crmo.find.run import Finished, case_finding
from crmo.find.worklist.others import FAR, NEAR
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import Entry, FactStatus, Finding
from crmo.record.json_form import from_json

# Every moment is tried by `make test-deep`.
EVERY = 1 if os.environ.get("CRMO_HYPOTHESIS") == "deep" else 5
_NUMBER = re.compile(r"-?[0-9.]+")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("table") / "events"
    three_children(folder).write()
    return folder


def pain(text: str, on: date | None) -> list[Entry]:
    del on
    return [Finding(id="n", concept="bone_pain", status=FactStatus.PRESENT)] if text else []


@pytest.fixture
def request_(tmp_path: Path, events: Path) -> Request:
    key = tmp_path / "key"
    key.write_text("07" * 32)
    return Request(
        source=None, out=tmp_path / "out", events=events, key_file=key, threads=1,
        read_text=pain, on=date(2026, 1, 1), sample_others=4,
    )  # fmt: skip


Run = Callable[..., Finished]
WHO = ("", "me@", "me:old@", "me:n%40w@")


@pytest.fixture
def run(request_: Request, knowledge: Knowledge) -> Run:
    definition = load_definition("bone_pain_and_mri", knowledge)

    def do(**changes: Any) -> Finished:
        hooks = changes.pop("hooks", Hooks())
        asked = evolve(request_, **changes)
        with case_finding(asked, definition, knowledge, hooks) as finished:
            return finished

    return do


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def test_the_worklist_names_the_highest_score_first_under_pseudonyms(
    run: Run, request_: Request
) -> None:
    run()
    first, second = rows(request_.out / "worklist.csv")
    assert (first["rank"], first["band"], first["sex"]) == ("1", "pain_and_mri", "female")
    assert first["criteria_met"] == "pain told at two visits more than six weeks apart; an MRI"
    assert first["top_evidence"].startswith("2019-01-10 bone pain")
    assert first["from_notes"] == "bone pain"
    # A month in one of two dates: possible, and below every band for certain.
    assert (second["band"], second["band_possible"]) == ("", "pain_only")
    assert second["index_date"] == "2020-01"
    assert second["criteria_possible"] == "pain told at two visits more than six weeks apart"
    table = pq.read_table(request_.out / "worklist.parquet").to_pylist()
    assert [row["pseudonym"] for row in table] == [first["pseudonym"], second["pseudonym"]]


def test_only_the_key_says_who_they_are(run: Run, request_: Request) -> None:
    run()
    key = {row["pseudonym"]: row["source_person"] for row in rows(request_.out / "key.csv")}
    assert set(key.values()) == {"1001", "'-1002", "1003", "1004"}
    for name in ("worklist.csv", "evidence.csv"):
        text = (request_.out / name).read_text(encoding="utf-8-sig")
        assert not [source for source in ("1001", "-1002", "1004") if source in text]


def test_the_cohort_table_has_the_columns_and_persons_of_ohdsi(run: Run, request_: Request) -> None:
    run(cohort_id=17)
    cohort = pq.read_table(request_.out / "cohort.parquet")
    assert cohort.column_names == [
        "cohort_definition_id", "subject_id", "cohort_start_date", "cohort_end_date",
    ]  # fmt: skip
    assert cohort.to_pylist() == [
        {"cohort_definition_id": 17, "subject_id": 1001,
         "cohort_start_date": date(2019, 1, 10), "cohort_end_date": date(2019, 6, 2)},
        {"cohort_definition_id": 17, "subject_id": -1002,
         "cohort_start_date": date(2020, 1, 1), "cohort_end_date": date(2020, 5, 20)},
    ]  # fmt: skip


def test_every_point_has_an_event_behind_it(run: Run, request_: Request) -> None:
    run()
    evidence = rows(request_.out / "evidence.csv")
    anna = rows(request_.out / "worklist.csv")[0]["pseudonym"]
    assert [(e["criterion"], e["day"], e["is_certain"]) for e in evidence
            if e["pseudonym"] == anna] == [
        ("index", "2019-01-10", "True"),
        ("pain_comes_back", "2019-01-10", "True"),
        ("pain_comes_back", "2019-04-20", "True"),
        ("mri_done", "2019-05-02", "True"),
    ]  # fmt: skip


def test_no_cell_of_any_csv_is_a_formula(run: Run, request_: Request) -> None:
    run()
    for path in request_.out.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        words = [cell for cell in cells if not _NUMBER.fullmatch(cell)]
        assert not [cell for cell in words if cell.startswith(("=", "+", "-", "@"))], path.name


def test_each_candidate_is_a_record(run: Run, request_: Request) -> None:
    finished = run()
    records = {
        path.stem: from_json(path.read_bytes()) for path in (request_.out / "candidates").iterdir()
    }
    assert set(records) == {hit.pseudonym for hit in finished.hits} | set(
        finished.others.pseudonyms.values()
    )
    anna = records[finished.hits[0].pseudonym]
    assert anna.patient.id == finished.hits[0].pseudonym
    # Nine events; the department joins its encounter; a note and what it says.
    assert len(anna.entries) == 9 - 1 + 2


def test_notes_are_evidence_without_their_text(run: Run, request_: Request) -> None:
    run()
    (row,) = pq.read_table(request_.out / "notes_evidence.parquet").to_pylist()
    assert (row["concept"], row["origin"]) == ("bone_pain", "from a note")
    assert "left tibia" not in repr(row)


def test_notes_can_be_left_alone(run: Run, request_: Request) -> None:
    run(read_text=None)
    assert pq.read_table(request_.out / "notes_evidence.parquet").num_rows == 0


def test_others_are_drawn_from_both_groups_and_written_down(run: Run, request_: Request) -> None:
    finished = run(sample_others=2)
    assert finished.others.sizes == {NEAR: 1, FAR: 1}
    drawn = rows(request_.out / "others.csv")
    assert {(row["stratum"], row["n_in_stratum"]) for row in drawn} == {(NEAR, "1"), (FAR, "1")}
    assert not {row["pseudonym"] for row in drawn} & {h.pseudonym for h in finished.hits}


def test_the_chart_does_not_tell_who_was_proposed(run: Run, request_: Request) -> None:
    run()
    names = pq.read_table(request_.out / "charts.parquet").column_names
    assert not {"band", "score_certain", "rank", "stratum", "is_hit"} & set(names)


def test_the_reference_engine_writes_the_same(run: Run, request_: Request) -> None:
    run()
    run(engine=Engine.REFERENCE, out=request_.out.with_name("plain"))
    for name in ("worklist", "evidence", "cohort"):
        one, two = (
            pq.read_table(folder / f"{name}.parquet")
            for folder in (request_.out, request_.out.with_name("plain"))
        )
        assert one.equals(two), name


# --- taken up again --------------------------------------------------------------------------


def test_a_second_run_does_nothing_and_changes_no_byte(run: Run, request_: Request) -> None:
    run()
    before, told = digests(request_.out), []
    run(hooks=Hooks(on_step=lambda name, is_done: told.append((name, is_done))))
    assert {is_done for _, is_done in told} == {True}
    assert digests(request_.out) == before


def test_the_day_of_the_first_run_stays(run: Run) -> None:
    run()
    assert run(on=date(2027, 1, 1)).overview.on == date(2026, 1, 1)
    assert run(on=date(2027, 1, 1), is_on_told=True).overview.on == date(2027, 1, 1)


class Killed(BaseException):
    """The process ends here, as far as the code can tell."""


def test_wherever_it_is_ended_the_next_run_ends_with_the_same_bytes(
    run: Run, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended before and after each file takes its name, one after the other."""
    run()
    expected = digests(request_.out)
    replace = Path.replace
    n_files = 0
    for end in range(0, 200, EVERY):
        out = request_.out.with_name(f"out{end}")
        left = end

        def replaced(self: Path, target: Path) -> Path:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            done = replace(self, target)
            if left == 0:
                raise Killed
            left -= 1
            return done

        monkeypatch.setattr(Path, "replace", replaced)
        try:
            with suppress(Killed):
                run(out=out)
                n_files = end
        finally:
            monkeypatch.setattr(Path, "replace", replace)
        run(out=out)
        assert digests(out) == {**expected, ".steps/asked.json": digests(out)[".steps/asked.json"]}
        if n_files:
            break
    assert n_files > 20, "the run was never left to its end"


@pytest.mark.parametrize("name", ["worklist.csv", "candidates", "answers/hits.parquet"])
def test_what_was_changed_or_lost_is_made_again(run: Run, request_: Request, name: str) -> None:
    run()
    before = digests(request_.out)
    path = request_.out / name
    if path.is_dir():
        next(path.iterdir()).unlink()
    else:
        path.write_bytes(b"broken")
    run()
    assert digests(request_.out) == before


def test_another_question_in_the_same_folder_is_answered_anew(run: Run, request_: Request) -> None:
    run()
    run(sample_others=0)
    assert not list(request_.out.glob("others*"))
    assert len(list((request_.out / "candidates").iterdir())) == 2


def test_what_was_reviewed_is_not_replaced(run: Run, request_: Request) -> None:
    run()
    (request_.out / "reviews").mkdir()
    (request_.out / "reviews" / "anna.jsonl").write_text("{}\n")
    run()
    before = digests(request_.out)
    with pytest.raises(UserError, match="reviewed"):
        run(sample_others=0)
    assert digests(request_.out) == before


def test_what_was_reviewed_is_not_replaced_by_a_later_crmo(
    run: Run, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    (request_.out / "reviews").mkdir()
    (request_.out / "reviews" / "anna.jsonl").write_text("{}\n")
    before = digests(request_.out)
    monkeypatch.setattr("crmo.find.run.__version__", "99")
    with pytest.raises(UserError, match="reviewed"):
        run()
    assert digests(request_.out) == before


def test_verdicts_in_a_folder_without_a_trace_of_the_question_are_kept(
    run: Run, request_: Request
) -> None:
    run()
    (request_.out / "reviews").mkdir()
    (request_.out / "reviews" / "anna.jsonl").write_text("{}\n")
    (request_.out / ".steps" / "asked.json").write_text("half of it {")
    with pytest.raises(UserError, match="reviewed"):
        run(sample_others=0)


def test_a_folder_of_somebody_else_is_left_alone(run: Run, request_: Request) -> None:
    request_.out.mkdir()
    (request_.out / "thesis.doc").write_text("mine")
    with pytest.raises(UserError, match="did not make"):
        run()
    assert digests(request_.out) == {
        "thesis.doc": hashlib.sha256(b"mine").hexdigest(),
    }


def test_two_runs_at_once_in_one_folder_are_refused(
    request_: Request, knowledge: Knowledge, run: Run
) -> None:
    pytest.importorskip("fcntl")
    definition = load_definition("bone_pain_and_mri", knowledge)
    with case_finding(request_, definition, knowledge, Hooks()):
        half_written = request_.out / f"{written.UNFINISHED}of-the-first"
        half_written.touch()
        with pytest.raises(UserError, match="another run"):
            run()
        assert half_written.exists()


def test_a_full_disk_is_said_and_leaves_no_half_file(
    run: Run, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(written, "_to_disk", full)
    with pytest.raises(UserError, match="No space left"):
        run()
    assert not list(request_.out.rglob(f"{written.UNFINISHED}*"))


@pytest.mark.parametrize("name", ["it's [1]", "a*b?", "{x}"])
def test_letters_of_a_pattern_in_a_path_mean_themselves(
    tmp_path: Path, run: Run, name: str
) -> None:
    three_children(tmp_path / "plain").write()
    table = tmp_path / name / "events"
    table.parent.mkdir()
    (tmp_path / "plain").rename(table)
    assert len(run(events=table, out=tmp_path / name / "out").hits) == 2


def test_nobody_else_may_read_what_is_written(run: Run, request_: Request) -> None:
    request_.out.mkdir(mode=0o755)  # made beforehand, and open to all
    run()
    mine = [path for path in request_.out.rglob("*") if path.name != "pseudonyms.key"]
    assert mine
    assert [path.name for path in mine if path.stat().st_mode & 0o077] == []


# --- the numbers -----------------------------------------------------------------------------


def test_the_overview_counts_everybody(run: Run) -> None:
    overview = run().overview
    assert (overview.attrition["persons"], overview.n_hits) == (4, 2)
    assert dict(overview.sex_of_hits) == {"female": 1, "male": 1, "unknown": 0}
    assert dict(overview.sex_of_all) == {"female": 2, "male": 1, "unknown": 1}
    assert [(band.n_certain, band.n_possible) for band in overview.bands] == [(1, 0), (0, 1)]
    assert sum(each.n for each in overview.bins) == 2
    assert [(code.label, code.n_events) for code in overview.unknown.most_frequent] == [
        ("=HYPERLINK(1)", 1)
    ]
    assert [remark.n for remark in overview.remarks] == [7]
    assert overview.n_notes == 1


def test_a_code_set_without_any_event_is_told(tmp_path: Path, run: Run) -> None:
    made = HandMade.at(tmp_path / "poor")
    child = made.person("1")
    made.event(child, 1, "2019-01-01")
    made.event(child, 1, "2019-06-01")
    made.write()
    overview = run(events=tmp_path / "poor").overview
    assert [each.id for each in overview.unseen] == ["mri"]
    assert overview.unseen[0].criteria == ("mri_done",)


def test_nobody_in_the_records_is_no_error(tmp_path: Path, run: Run, request_: Request) -> None:
    HandMade.at(tmp_path / "empty").write()
    overview = run(events=tmp_path / "empty").overview
    assert overview.n_hits == 0
    assert rows(request_.out / "worklist.csv") == []


def test_a_code_that_the_definition_names_itself_is_no_unknown_one(
    request_: Request, knowledge: Knowledge, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "id: own\nversion: 1\nlabel: own\npurpose: A code of the house.\n"
        "code_sets:\n  house:\n    label: a code of the house\n    codes:\n"
        "      local: ['=cmd()']\n"
        "index: {first_of: house, max_years: 18}\n"
        "criteria:\n  any:\n    kind: count\n    label: any\n    why: To see it.\n"
        "    of: house\n    points: 1\n"
        "bands:\n  - {id: all, label: all, at_least: 1}\n"
    )
    definition = load_definition(str(own), knowledge)
    with case_finding(request_, definition, knowledge, Hooks()) as finished:
        assert finished.overview.n_hits == 1
        assert finished.overview.unknown.most_frequent == ()


def test_a_code_that_somebody_explained_is_no_unknown_one(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A detail of a study has no meaning of its own, but it is known what it is."""
    monkeypatch.setitem(CODES, 6, {**CODES[6], "how": "shipped"})
    three_children(tmp_path / "table").write()
    overview = run(events=tmp_path / "table").overview
    assert overview.unknown.most_frequent == ()
    assert sum(overview.unknown.n_codes.values()) == 0


def test_keys_of_the_source_may_be_numbers(tmp_path: Path, run: Run, request_: Request) -> None:
    three_children(tmp_path / "table").write()
    (path,) = (tmp_path / "table" / "events").glob("*.parquet")
    rows_ = pq.read_table(path)
    at = rows_.column_names.index("source_id")
    numbers = rows_.column("source_id").cast("int64")
    pq.write_table(rows_.set_column(at, "source_id", numbers), path)
    run(events=tmp_path / "table")
    assert rows(request_.out / "evidence.csv")[0]["source_id"].isdigit()


def test_a_database_is_called_that_and_not_by_its_address() -> None:
    request = Request(
        source="postgresql://me:secret@host/records", out=Path("out"), on=date(2026, 1, 1)
    )
    assert request.source_name == "database"


def test_another_password_is_no_other_question() -> None:
    told = [run_module._name_of(f"postgresql://{who}host:5432/db?schema=cdm") for who in WHO]
    assert set(told) == {"postgresql://host:5432/db?schema=cdm"}
