"""A new child, and who a known one is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from crmo.record import PartialDate, Patient, Sex
from crmo.report.words import date_words, words_of
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.children.actions import (
    AlreadyKnownError,
    ChangedMeanwhileError,
    correct_who,
    create_child,
)
from crmo.workbench.children.forms import CorrectWhoForm, WhoForm
from crmo.workbench.children.who import history_of_who, newest_patient_statement
from crmo.workbench.ledger import record_of
from crmo.workbench.models import Child

FIELD_NAMES: dict[str, str | Promise] = {
    "id": gettext_lazy("Number"),
    "name": gettext_lazy("Name"),
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
}
# Errors are shown with the form, which htmx and browsers swap in for this answer.
_UNACCEPTABLE = 422


@page(Permission.CHILD_CREATE, methods=("GET", "POST"))
def child_new(request: HttpRequest) -> HttpResponse:
    """Enter a child of whom nobody knew."""
    form = WhoForm(request.POST or None)
    if request.method != "POST":
        return render(request, "children/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "children/new.html", {"form": form}, status=_UNACCEPTABLE)
    try:
        child = create_child(
            patient=form.patient(),
            by=person_of(request),
            request=request,
            is_another="is_another" in request.POST,
        )
    except AlreadyKnownError as error:
        known = {"form": form, "namesakes": error.namesakes}
        return render(request, "children/new.html", known, status=_UNACCEPTABLE)
    messages.success(request, gettext("The child is entered."))
    return HttpResponseRedirect(reverse("child_page", args=[child.key]))


@page(Permission.ENTRY_CORRECT, methods=("GET", "POST"), of_child=True)
def child_who(request: HttpRequest, child: Child) -> HttpResponse:
    """Correct who a child is; what was said before is shown and kept."""
    if request.method != "POST":
        return _who_page(request, child, _filled(child))
    form = CorrectWhoForm(request.POST)
    if not form.is_valid():
        return _who_page(request, child, form, status=_UNACCEPTABLE)
    try:
        correct_who(
            child=child,
            patient=form.patient(),
            reason=form.cleaned_data["reason"],
            expected=form.cleaned_data["expected"],
            by=person_of(request),
            request=request,
        )
    except AlreadyKnownError:
        form.add_error("number", gettext("Another child has this number."))
    except ChangedMeanwhileError:
        words = gettext("Somebody else changed this meanwhile; see the history. Look again.")
        # Sent once more, it stands on what is newest now.
        told = request.POST.copy()
        told["expected"] = str(newest_patient_statement(child))
        again = CorrectWhoForm(told)
        again.add_error(None, words)
        return _who_page(request, child, again, status=_UNACCEPTABLE)
    else:
        messages.success(request, gettext("Saved. What was said before stays in the history."))
        return HttpResponseRedirect(reverse("child_page", args=[child.key]))
    return _who_page(request, child, form, status=_UNACCEPTABLE)


def _filled(child: Child) -> CorrectWhoForm:
    patient: Patient = record_of(child).patient
    return CorrectWhoForm(
        initial={
            "number": patient.id,
            "name": patient.name,
            "birth_date": str(patient.birth_date) if patient.birth_date else "",
            "sex": patient.sex.value,
            "expected": newest_patient_statement(child),
        }
    )


def _who_page(
    request: HttpRequest, child: Child, form: CorrectWhoForm, *, status: int = 200
) -> HttpResponse:
    history = [
        {
            "told": told,
            "changed": [
                (FIELD_NAMES[field], _said(field, before), _said(field, now))
                for field, before, now in told.changed
            ],
        }
        for told in history_of_who(child)
    ]
    shown = {"child": child, "form": form, "history": history, "patient": record_of(child).patient}
    return render(request, "children/who.html", shown, status=status)


def _said(field: str, told: str) -> str:
    """Return what was said of a child as people write it."""
    if not told:
        return ""
    if field == "sex":
        return words_of(Sex(told))
    return date_words(PartialDate.parse(told)) if field == "birth_date" else told
