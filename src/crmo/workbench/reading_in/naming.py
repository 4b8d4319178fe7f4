"""Names of what entries speak of, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.http import HttpResponse

from crmo.assess import assess
from crmo.record import Entry, Patient, PatientRecord
from crmo.report.case import Case
from crmo.report.entry_words import entry_words, kind_words
from crmo.workbench import clock
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.rulebook.in_force import current_knowledge, knowledge_version

_CASES: Recent[str, Case] = Recent(size=4)
_OF_THIS_PAGE: ContextVar[Case | None] = ContextVar("naming of this page", default=None)


def named_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view ask once which knowledge is in force, and not for every word it shows."""

    @wraps(view)
    def answering(*args: Any, **kwargs: Any) -> HttpResponse:
        token = _OF_THIS_PAGE.set(_in_force())
        try:
            return view(*args, **kwargs)
        finally:
            _OF_THIS_PAGE.reset(token)

    return answering


def naming() -> Case:
    """Return a case of nobody, which knows what things are called."""
    return _OF_THIS_PAGE.get() or _in_force()


def _in_force() -> Case:
    return _CASES.get(knowledge_version(), _made)


def _made() -> Case:
    nobody = PatientRecord(patient=Patient(id="-"))
    knowledge, on = current_knowledge(), clock.today()
    assessment = assess(nobody, knowledge, on=on)
    return Case(whole=nobody, assessment=assessment, knowledge=knowledge, on=on)


def said(entry: Entry) -> str:
    """Return what an entry says, the note not included."""
    return entry_words(entry, naming())


def kind_said(entry: Entry) -> str:
    """Return the kind of an entry as a word."""
    return kind_words(entry)
