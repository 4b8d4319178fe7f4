"""`crmo review`: candidates one at a time, blinded; or what the verdicts say."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from crmo.cli.finding.candidate_text import show_candidate
from crmo.cli.finding.review_told import tell_review
from crmo.cli.readings import wrong_use
from crmo.cli.terminal import messages, output, plain
from crmo.errors import UnreadableError, UserError
from crmo.find.review.chosen import Candidate, chosen_of
from crmo.find.review.summary import Disagreement, summary_of
from crmo.find.review.verdict import (
    VERDICT_WORDS,
    Given,
    Verdict,
    append_verdict,
    kept_verdicts,
)

_KEYS = {
    "l": Verdict.LIKELY,
    "p": Verdict.POSSIBLE,
    "n": Verdict.NO,
    "c": Verdict.CANNOT_TELL,
    "a": Verdict.ALREADY_KNOWN,
}


def review_run(
    run: Path,
    *,
    reviewer: str | None,
    summary: bool,
    settle: bool,
    now: Callable[[], datetime],
) -> int:
    """Ask for verdicts, or say what they amount to; return the exit code.

    Args:
        run: folder of a run of `crmo find`.
        reviewer: who gives verdicts.
        summary: say what the verdicts amount to, and ask for none.
        settle: show only those on whom reviewers disagree, with what each of them said.
        now: the moment of a verdict.
    """
    if not run.is_dir():
        raise UnreadableError(
            "there is no such folder.", where=str(run), expected="the folder of `crmo find --out`"
        )
    if summary:
        tell_review(summary_of(chosen_of(run), kept_verdicts(run)))
        return 0
    name = " ".join((reviewer or "").split())
    if not name:
        raise wrong_use(
            "nobody was named as reviewer.",
            todo="Try: crmo review DIR --reviewer NAME, or crmo review DIR --summary",
        )
    _refuse_another_spelling(run, name)
    return _ask_all(run, name, settle=settle, now=now)


def _refuse_another_spelling(run: Path, name: str) -> None:
    """Refuse a name that differs from a reviewer's in capitals alone: one person, counted twice.

    Raises:
        UserError: it does.
    """
    for known in sorted({each.reviewer for each in kept_verdicts(run).given}):
        if known != name and known.casefold() == name.casefold():
            raise UserError(
                "there are verdicts under another spelling of this name.",
                came=name,
                expected=known,
                todo="Two spellings would count as two reviewers.",
            )


def _ask_all(run: Path, reviewer: str, *, settle: bool, now: Callable[[], datetime]) -> int:
    waiting, others = _waiting(run, reviewer, settle=settle)
    console = output()
    if not waiting:
        console.print("Nothing is left to settle." if settle else "Every candidate has a verdict.")
        return 0
    definition = _definition_of(run)
    for number, candidate in enumerate(waiting, start=1):
        console.print(f"\n[bold]{number} of {len(waiting)}[/bold]  {candidate.pseudonym}")
        show_candidate(run, candidate.pseudonym)
        if candidate.pseudonym in others:
            _tell_verdicts(others[candidate.pseudonym])
        answer = _asked()
        if answer is None:
            console.print(
                f"Kept so far. The same command goes on; {len(waiting) - number + 1} left."
            )
            return 0
        verdict, remark = answer
        append_verdict(
            run,
            Given(
                pseudonym=candidate.pseudonym,
                verdict=verdict,
                reviewer=reviewer,
                at=now(),
                definition=definition,
                remark=remark,
                is_settled=settle,
            ),
        )
    console.print("\nThat was the last one. crmo review DIR --summary says what came out.")
    return 0


def _waiting(
    run: Path, reviewer: str, *, settle: bool
) -> tuple[list[Candidate], dict[str, Disagreement]]:
    chosen, kept = chosen_of(run), kept_verdicts(run)
    if settle:
        open_ = {
            each.pseudonym: each
            for each in summary_of(chosen, kept).disagreements
            if each.settled is None
        }
        return [each for each in chosen.candidates if each.pseudonym in open_], open_
    done = {
        each.pseudonym for each in kept.given if each.reviewer == reviewer and not each.is_settled
    }
    return [each for each in chosen.candidates if each.pseudonym not in done], {}


def _tell_verdicts(disagreement: Disagreement) -> None:
    for who, verdict in disagreement.verdicts.items():
        output().print(f"  {plain(who)}: {VERDICT_WORDS[verdict]}")


def _asked() -> tuple[Verdict, str] | None:
    """Return verdict and remark, or None to stop; asks again until it is one of them."""
    output().print("")
    for key, verdict in _KEYS.items():
        output().print(f"  [bold]{key}[/bold]  {VERDICT_WORDS[verdict]}")
    output().print("  [bold]q[/bold]  stop here")
    while True:
        word = _line("verdict: ")
        if word is None or word.casefold() in {"q", "quit"}:
            return None
        given = _KEYS.get(word.casefold())
        if given is not None:
            return given, _line("remark (may be empty): ") or ""
        messages().print(f"  One of these letters: {', '.join(_KEYS)}, q")


def _line(prompt: str) -> str | None:
    """Return a line from the person at the terminal; None at the end of the input."""
    output().print(prompt, end="")
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None


def _definition_of(run: Path) -> str:
    import json

    try:
        told = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UnreadableError(
            "this run was not finished.",
            where=str(run),
            expected="manifest.json, which comes last",
            todo="Run crmo find again; it goes on where it was.",
        ) from None
    return f"{told['definition']} {told['version']}"
