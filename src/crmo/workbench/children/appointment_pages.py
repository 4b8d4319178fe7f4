"""When a child comes: making, moving and cancelling appointments."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.children.actions import (
    ChangedMeanwhileError,
    cancel_appointment,
    make_appointment,
    move_appointment,
)
from crmo.workbench.children.appointments import Appointment, appointments_of
from crmo.workbench.children.forms import MOMENT, AppointmentForm, CancelForm
from crmo.workbench.ledger import record_of
from crmo.workbench.models import Child

_UNACCEPTABLE = 422


@frozen(kw_only=True)
class Shown:
    """An appointment with the forms that change it."""

    appointment: Appointment
    n: int
    move: AppointmentForm
    cancel: CancelForm


@page(Permission.APPOINTMENT_WRITE, methods=("GET", "POST"), of_child=True)
def child_appointments(request: HttpRequest, child: Child) -> HttpResponse:
    """Show when a child comes and came; make, move and cancel appointments."""
    if request.method != "POST":
        return _page(request, child, AppointmentForm(prefix="new"))
    doing = {"make": _make, "move": _move, "cancel": _cancel}.get(request.POST.get("do", ""))
    return (doing or _make)(request, child)


def _make(request: HttpRequest, child: Child) -> HttpResponse:
    form = AppointmentForm(request.POST, prefix="new")
    if not form.is_valid():
        return _page(request, child, form, status=_UNACCEPTABLE)
    told = form.cleaned_data
    make_appointment(
        child=child,
        at=told["at"],
        with_whom=told["with_whom"],
        by=person_of(request),
        request=request,
    )
    return _done(request, child, gettext("The appointment is made."))


def _move(request: HttpRequest, child: Child) -> HttpResponse:
    chosen = _chosen(request, child)
    form = AppointmentForm(request.POST, prefix=f"move-{request.POST.get('n', '')}")
    if chosen is None:
        return _changed_meanwhile(request, child)
    if not form.is_valid():
        return _page(
            request, child, AppointmentForm(prefix="new"), wrong=form, status=_UNACCEPTABLE
        )
    told = form.cleaned_data
    return _try(
        request,
        child,
        lambda: move_appointment(
            child=child,
            appointment=chosen.entry_id,
            at=told["at"],
            with_whom=told["with_whom"],
            by=person_of(request),
            request=request,
        ),
        gettext("The appointment is moved."),
    )


def _cancel(request: HttpRequest, child: Child) -> HttpResponse:
    chosen = _chosen(request, child)
    form = CancelForm(request.POST, prefix=f"cancel-{request.POST.get('n', '')}")
    if chosen is None:
        return _changed_meanwhile(request, child)
    if not form.is_valid():
        return _page(
            request, child, AppointmentForm(prefix="new"), wrong=form, status=_UNACCEPTABLE
        )
    return _try(
        request,
        child,
        lambda: cancel_appointment(
            child=child,
            appointment=chosen.entry_id,
            reason=form.cleaned_data["reason"],
            by=person_of(request),
            request=request,
        ),
        gettext("The appointment is cancelled."),
    )


def _try(
    request: HttpRequest, child: Child, action: Callable[[], None], words: str
) -> HttpResponse:
    try:
        action()
    except ChangedMeanwhileError:
        return _changed_meanwhile(request, child)
    return _done(request, child, words)


def _chosen(request: HttpRequest, child: Child) -> Appointment | None:
    wanted = request.POST.get("appointment", "")
    return next((a for a in appointments_of(child) if a.entry_id == wanted), None)


def _changed_meanwhile(request: HttpRequest, child: Child) -> HttpResponse:
    words = gettext("Somebody else has moved or cancelled this appointment meanwhile.")
    messages.warning(request, words)
    return HttpResponseRedirect(reverse("child_appointments", args=[child.key]))


def _done(request: HttpRequest, child: Child, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("child_appointments", args=[child.key]))


def _page(
    request: HttpRequest,
    child: Child,
    form: AppointmentForm,
    *,
    wrong: AppointmentForm | CancelForm | None = None,
    status: int = 200,
) -> HttpResponse:
    every, today = appointments_of(child), clock.today()
    coming = [a for a in every if a.stands and a.day >= today]
    shown = {
        "child": child,
        "patient": record_of(child).patient,
        "form": form,
        "coming": [_with_forms(n, a, wrong) for n, a in enumerate(coming, start=1)],
        "others": [a for a in reversed(every) if not a.stands or a.day < today],
    }
    return render(request, "children/appointments.html", shown, status=status)


def _with_forms(
    n: int, appointment: Appointment, wrong: AppointmentForm | CancelForm | None
) -> Shown:
    initial = {
        "at": timezone.localtime(appointment.at).strftime(MOMENT),
        "with_whom": appointment.with_whom,
    }
    move = AppointmentForm(prefix=f"move-{n}", initial=initial)
    cancel = CancelForm(prefix=f"cancel-{n}")
    if isinstance(wrong, AppointmentForm) and wrong.prefix == move.prefix:
        move = wrong
    if isinstance(wrong, CancelForm) and wrong.prefix == cancel.prefix:
        cancel = wrong
    return Shown(appointment=appointment, n=n, move=move, cancel=cancel)
