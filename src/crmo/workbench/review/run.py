"""The run of case finding whose candidates are reviewed here."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from attrs import frozen
from django.conf import settings
from django.utils.translation import gettext as _

from crmo.errors import UnreadableError, UserError
from crmo.find.review.chosen import Candidate, Chosen, chosen_of
from crmo.find.review.verdict import Given, Kept, kept_verdicts
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.models import User

_CHOSEN: Recent[tuple[Path, int], Chosen] = Recent(size=4)


class NoRunError(UserError):
    """There is nothing to review; the text says why and what to do."""


@frozen(kw_only=True)
class Run:
    """A finished run.

    Args:
        folder: where it lies.
        chosen: whom to review, in the order of the review.
        definition: id and version of what proposed them.
        on: the day of the run.
    """

    folder: Path
    chosen: Chosen
    definition: str
    on: date

    def candidate(self, pseudonym: str) -> Candidate | None:
        """Return a candidate by pseudonym, or None."""
        return next((c for c in self.chosen.candidates if c.pseudonym == pseudonym), None)


def run_here() -> Run:
    """Return the run that the settings name.

    Raises:
        NoRunError: none is named, nothing was finished there, or the reader of tables lacks.
    """
    folder: Path | None = settings.CRMO["CRMO_FINDINGS"]
    if folder is None:
        raise NoRunError(_("No run of case finding is named."))
    try:
        # The manifest comes last, and anew with every run.
        stamp = (folder / "manifest.json").stat().st_mtime_ns
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return Run(
            folder=folder,
            chosen=_CHOSEN.get((folder, stamp), lambda: chosen_of(folder)),
            definition=f"{told['definition']} {told['version']}",
            on=date.fromisoformat(told["on"]),
        )
    except ModuleNotFoundError:
        raise NoRunError(
            _("The part of crmo that reads the tables of a run is not installed: crmo[find].")
        ) from None
    except (OSError, ValueError, KeyError, UnreadableError):
        raise NoRunError(_("No finished run of case finding is in the folder named.")) from None


@frozen(kw_only=True)
class Review:
    """One reviewer's way through a run.

    Args:
        run: whose candidates.
        reviewer: under which name verdicts are kept.
        kept: all verdicts of the folder.
    """

    run: Run
    reviewer: str
    kept: Kept

    @property
    def mine(self) -> dict[str, Given]:
        """The reviewer's own verdicts by pseudonym, those given together left out."""
        known = {each.pseudonym for each in self.run.chosen.candidates}
        return {
            each.pseudonym: each
            for each in self.kept.given
            if each.reviewer == self.reviewer and not each.is_settled and each.pseudonym in known
        }

    @property
    def n(self) -> int:
        """How many candidates there are."""
        return len(self.run.chosen.candidates)

    @property
    def is_finished(self) -> bool:
        """Whether the reviewer has a verdict on everybody."""
        return len(self.mine) == self.n

    def number_of(self, pseudonym: str) -> int:
        """Return the place of a candidate in the order, from 1."""
        order = [each.pseudonym for each in self.run.chosen.candidates]
        return order.index(pseudonym) + 1

    def next_after(self, pseudonym: str = "") -> str:
        """Return the next candidate without a verdict, from the beginning again at the end.

        Args:
            pseudonym: who was looked at last, or empty.

        Returns:
            A pseudonym; empty when nobody else waits.
        """
        order = [each.pseudonym for each in self.run.chosen.candidates]
        start = order.index(pseudonym) + 1 if pseudonym in order else 0
        done = self.mine
        waiting = (who for who in (*order[start:], *order[:start]) if who not in done)
        return next((who for who in waiting if who != pseudonym), "")


def review_of(user: User) -> Review:
    """Return somebody's review of the run that the settings name.

    A name that differs from a known reviewer's in capitals alone is that reviewer.

    Raises:
        NoRunError: there is no run.
    """
    run = run_here()
    kept = kept_verdicts(run.folder)
    known = {each.reviewer.casefold(): each.reviewer for each in kept.given}
    name = known.get(user.username.casefold(), user.username)
    return Review(run=run, reviewer=name, kept=kept)
