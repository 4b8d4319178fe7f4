"""The review in the browser: blinded, one reviewer apart from the other, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.workbench.review.findings import EVERYBODY, PROPOSED, SECRET_WORDS, write_run

from crmo.errors import UserError
from crmo.find.review.chosen import chosen_of
from crmo.find.review.verdict import Verdict, kept_verdicts
from crmo.workbench.models import AuditEvent, Role, User
from crmo.workbench.review import pages

ClientOf = Callable[..., Client]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_run(tmp_path / "found")
    monkeypatch.setitem(settings.CRMO, "CRMO_FINDINGS", folder)
    return folder


@pytest.fixture
def reviewer(clinician: User, client_of: ClientOf) -> Client:
    return client_of(clinician)


@pytest.fixture
def second(people: Callable[..., User], client_of: ClientOf) -> Client:
    return client_of(people(Role.CLINICIAN, "second"))


def at(pseudonym: str) -> str:
    return f"/review/candidates/{pseudonym}/"


def order(run: Path) -> list[str]:
    return [each.pseudonym for each in chosen_of(run).candidates]


def judge_all(client: Client, run: Path, *, no: Collection[str] = ()) -> None:
    for who in order(run):
        verdict = "no" if who in no or who not in PROPOSED else "likely"
        assert client.post(at(who), {"verdict": verdict}).status_code == 302


def test_without_a_run_the_page_says_what_to_do(
    reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.CRMO, "CRMO_FINDINGS", None)
    for page in ("", "summary/", "candidates/paaaa/"):
        answer = reviewer.get(f"/review/{page}")
        assert answer.status_code == 200
        assert b"CRMO_FINDINGS=FOLDER" in answer.content


def test_a_folder_without_a_finished_run_says_so(reviewer: Client, run: Path) -> None:
    (run / "manifest.json").unlink()
    assert b"No finished run" in reviewer.get("/review/").content


def test_without_the_reader_of_tables_the_page_says_which_part_is_missing(
    reviewer: Client, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_folder: Path) -> Any:
        raise ModuleNotFoundError("No module named 'pyarrow'")

    monkeypatch.setattr("crmo.workbench.review.run.chosen_of", missing)
    assert b"crmo[find]" in reviewer.get("/review/").content


def test_candidates_come_in_blinded_order_and_then_it_is_over(reviewer: Client, run: Path) -> None:
    came = []
    page = reviewer.get("/review/")
    following = page.context["next"]
    while following:
        came.append(following)
        answer = reviewer.post(at(following), {"verdict": "no"})
        following = answer.headers["Location"].split("/")[-2]
        if following == "summary":
            break
    assert came == order(run)


def test_nothing_on_the_page_tells_what_the_machine_thought(reviewer: Client, run: Path) -> None:
    n_rows = set()
    for who in EVERYBODY:
        text = reviewer.get(at(who)).content.decode()
        for word in (*SECRET_WORDS, 'id="criteria"', 'id="red-flags"', 'id="missing"'):
            assert word not in text, word
        assert "MRI of the lower leg" in text
        assert "Oedema of the tibia" in text
        assert 'id="entries"' in text
        n_rows.add(text.count("<tr"))
    # One who was proposed looks like one who was not.
    assert len(n_rows) == 1


def test_what_records_say_cannot_become_markup(reviewer: Client, run: Path) -> None:
    text = reviewer.get(at("paaaa")).content.decode()
    assert "<script>alert" not in text
    assert "<b>of paaaa</b>" not in text


def test_reading_and_judging_are_audited_by_pseudonym_alone(reviewer: Client, run: Path) -> None:
    reviewer.get(at("paaaa"))
    reviewer.post(at("paaaa"), {"verdict": "likely", "remark": "a remark"})
    events = AuditEvent.objects.filter(about="review.candidate:paaaa").order_by("sequence")
    assert [each.action for each in events] == ["read", "write"]
    assert {each.detail for each in events} == {""}
    assert {each.child for each in events} == {None}


def test_a_verdict_can_be_changed_and_the_earlier_one_stays_in_the_file(
    reviewer: Client, run: Path
) -> None:
    reviewer.post(at("paaaa"), {"verdict": "likely", "remark": "three  places"})
    page = reviewer.get(at("paaaa"))
    assert page.context["chosen"] == "likely"
    assert page.context["remark"] == "three places"
    reviewer.post(at("paaaa"), {"verdict": "cannot_tell"})
    (given,) = kept_verdicts(run).given
    assert given.verdict is Verdict.CANNOT_TELL
    assert given.reviewer == "clinician"
    assert given.definition == "suspected_crmo 3"
    (file,) = (run / "reviews").iterdir()
    assert len(file.read_text().splitlines()) == 2


def test_skipping_leads_on_and_back_again(reviewer: Client, run: Path) -> None:
    first, *others = order(run)
    assert reviewer.get(at(first)).context["skip"] == others[0]
    for who in others:
        reviewer.post(at(who), {"verdict": "no"})
    assert reviewer.get("/review/").context["next"] == first
    assert reviewer.get(at(others[-1])).context["skip"] == first
    assert reviewer.get(at(first)).context["skip"] == ""


@pytest.mark.parametrize("verdict", ["", "maybe"])
def test_no_verdict_is_made_up(reviewer: Client, run: Path, verdict: str) -> None:
    answer = reviewer.post(at("paaaa"), {"verdict": verdict, "remark": "kept words"})
    assert answer.status_code == 422
    assert b"kept words" in answer.content
    assert kept_verdicts(run).given == ()


def test_a_full_disk_is_said_and_nothing_is_audited_as_written(
    reviewer: Client, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise UserError("the verdict cannot be written (No space left on device).")

    monkeypatch.setattr(pages, "append_verdict", full)
    answer = reviewer.post(at("paaaa"), {"verdict": "likely", "remark": "kept words"})
    assert answer.status_code == 422
    assert b"cannot be written" in answer.content
    assert b"kept words" in answer.content
    assert not AuditEvent.objects.filter(action="write").exists()


def test_reviewers_do_not_see_each_other_until_they_have_finished(
    reviewer: Client, second: Client, run: Path
) -> None:
    judge_all(reviewer, run)
    for page in ("/review/", at("paaaa"), "/review/summary/"):
        text = second.get(page).content.decode()
        assert "nobody has named it</td>" not in text
        assert "clinician:" not in text
    assert second.get("/review/").context["n_done"] == 0
    assert b"5 candidates still wait" in second.get("/review/summary/").content
    assert second.get(f"{at('paaaa')}?together=yes").status_code == 404


def test_the_summary_tells_agreement_and_estimates(
    reviewer: Client, second: Client, run: Path
) -> None:
    judge_all(reviewer, run)
    judge_all(second, run, no={"paaaa"})
    answer = reviewer.get("/review/summary/")
    outcome = answer.context["outcome"]
    assert outcome.reviewers == (("clinician", 5), ("second", 5))
    (pair,) = outcome.agreements
    assert pair.n == 5
    assert pair.agreed == "80 %"
    assert [each.pseudonym for each in outcome.apart] == ["paaaa"]
    assert outcome.sensitivity
    assert b"not settled" in answer.content


def test_who_disagrees_settles_together(reviewer: Client, second: Client, run: Path) -> None:
    judge_all(reviewer, run)
    judge_all(second, run, no={"paaaa"})
    together = f"{at('paaaa')}?together=yes"
    text = reviewer.get(together).content.decode()
    assert "You disagreed" in text
    assert reviewer.post(together, {"verdict": "possible"}).status_code == 302
    settled = [each for each in kept_verdicts(run).given if each.is_settled]
    assert [each.verdict for each in settled] == [Verdict.POSSIBLE]
    assert reviewer.get("/review/summary/").context["outcome"].apart[0].settled
    # Their own verdicts stay what they were.
    assert reviewer.get(at("paaaa")).context["chosen"] == "likely"
    assert reviewer.get(f"{at('pbbbb')}?together=yes").status_code == 404


def test_a_name_in_other_capitals_is_the_same_reviewer(
    reviewer: Client, people: Callable[..., User], client_of: ClientOf, run: Path
) -> None:
    reviewer.post(at("paaaa"), {"verdict": "likely"})
    client_of(people(Role.CLINICIAN, "Clinician")).post(at("pbbbb"), {"verdict": "no"})
    assert {each.reviewer for each in kept_verdicts(run).given} == {"clinician"}


@pytest.mark.parametrize("who", ["nobody", "key", "pzzzz"])
def test_only_candidates_of_the_run_can_be_asked_for(reviewer: Client, run: Path, who: str) -> None:
    (run / "candidates" / "key.json").write_text("{}", encoding="utf-8")
    assert reviewer.get(at(who)).status_code == 404
    assert reviewer.post(at(who), {"verdict": "no"}).status_code == 404
    assert reviewer.get("/review/candidates/..%2fkey/").status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.RESEARCHER, Role.ADMINISTRATOR, Role.FAMILY])
def test_only_clinicians_review(
    role: Role, people: Callable[..., User], client_of: ClientOf, run: Path
) -> None:
    client = client_of(people(role, "who"))
    for page in ("/review/", "/review/summary/", at("paaaa")):
        assert client.get(page).status_code == 403
    assert client.post(at("paaaa"), {"verdict": "no"}).status_code == 403
    assert kept_verdicts(run).given == ()
