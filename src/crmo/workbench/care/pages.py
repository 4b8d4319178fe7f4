"""The administrator's page of care: one child's data handed over, or erased."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crmo.workbench import clock
from crmo.workbench.access import Permission, page
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.care.erased import erase
from crmo.workbench.care.everything import everything_about
from crmo.workbench.ledger.cards import folded
from crmo.workbench.models import AuditEvent, Card, Child, User
from crmo.workbench.today.refresh import refresh_child


class FindForm(forms.Form):
    """By its number, as the hospital writes it."""

    number = forms.CharField(label=gettext_lazy("Number of the child"), max_length=200)


class EraseForm(forms.Form):
    """An erasure is confirmed by typing the number once more."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)
    number = forms.CharField(
        label=gettext_lazy("Type the child's number to confirm"), max_length=200
    )


@page(Permission.CHILD_ERASE, methods=("GET", "POST"))
def overview(request: HttpRequest) -> HttpResponse:
    """Show when the last backup was made, and find a child by its number."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = folded(form.cleaned_data["number"])
        card = Card.objects.filter(number_search=number).first()
        if card is not None:
            return redirect("care_child", child=card.child_id)
        form.add_error("number", _("No child has this number."))
    last = AuditEvent.objects.filter(action=Action.BACKUP).order_by("-sequence").first()
    erasures = AuditEvent.objects.filter(action=Action.ERASE).order_by("-sequence")[:20]
    return render(
        request,
        "care/overview.html",
        {"form": form, "last_backup": last, "erasures": erasures, "now": clock.now()},
    )


@page(Permission.CHILD_ERASE, of_child=True)
def child_page(request: HttpRequest, child: Child) -> HttpResponse:
    """Show what can be done with one child's data."""
    card = _card(child)
    return render(request, "care/child.html", {"child": child, "card": card, "form": EraseForm()})


def _card(child: Child) -> Card:
    """Return the child's card; after a restore it may have to be made first."""
    if not Card.objects.filter(child=child).exists():
        refresh_child(child)
    return Card.objects.get(child=child)


@page(Permission.CHILD_EXPORT, methods=("POST",), of_child=True)
def export(request: HttpRequest, child: Child) -> HttpResponse:
    """Send everything about a child as a zip file; its name says nothing about the child."""
    packed = everything_about(child, on=clock.today())
    audit_event(request, Action.EXPORT, child=child, about="care.everything")
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="crmo-{child.key}.zip"'
    return response


@page(Permission.CHILD_ERASE, methods=("POST",), of_child=True)
def erasure(request: HttpRequest, child: Child) -> HttpResponse:
    """Erase a child's data once the number was typed again."""
    card, form = _card(child), EraseForm(request.POST)
    is_meant = form.is_valid() and folded(form.cleaned_data["number"]) == card.number_search
    if not is_meant:
        if form.is_valid():
            form.add_error("number", _("This is not the child's number. Nothing was erased."))
        context = {"child": child, "card": card, "form": form}
        return render(request, "care/child.html", context, status=422)
    by = request.user if isinstance(request.user, User) else None
    n = erase(child, reason=form.cleaned_data["reason"], by=by, at=clock.now())
    told = ngettext(
        "The child's data were erased: {n} statement removed.",
        "The child's data were erased: {n} statements removed.",
        n,
    )
    messages.success(request, told.format(n=n))
    return redirect("care")
