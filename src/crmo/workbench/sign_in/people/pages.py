"""The administrator's pages about people."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from crmo.workbench.access import ROLES, Permission, page
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.models import Child, Role, User
from crmo.workbench.sign_in import hospital, lock_out
from crmo.workbench.sign_in.open_sessions import sessions_of
from crmo.workbench.sign_in.people import accounts, family_links
from crmo.workbench.sign_in.people.accounts import NewPassword, NotAllowedError
from crmo.workbench.sign_in.people.forms import (
    FindForm,
    HospitalForm,
    NameForm,
    PersonForm,
    RoleForm,
)

_MANAGE = Permission.PEOPLE_MANAGE


@page(_MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """Show everybody who has an account."""
    second = set(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list(
            "user", flat=True
        )
    )
    everybody = User.objects.order_by("-is_active", "role", "display_name", "username")
    listed = [(user, user.pk in second) for user in everybody]
    return render(request, "people/list.html", {"listed": listed, "roles": ROLES.values()})


@page(_MANAGE, methods=("GET", "POST"))
def person_new(request: HttpRequest) -> HttpResponse:
    """Make an account and tell its password once."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = accounts.add_person(
            request,
            username=form.cleaned_data["username"],
            display_name=form.cleaned_data["display_name"],
            role=Role(form.cleaned_data["role"]),
            language=form.cleaned_data["language"],
        )
        return _told_once(request, told)
    shown = {"form": form, "roles": ROLES.values()}
    return render(request, "people/new.html", shown, status=422 if form.errors else 200)


@page(_MANAGE)
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show one account and what can be done with it."""
    return _person_page(request, get_object_or_404(User, pk=person))


@page(_MANAGE, methods=("POST",))
def person_name(request: HttpRequest, person: int) -> HttpResponse:
    """Change the name that others see."""
    user, form = get_object_or_404(User, pk=person), NameForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, name_form=form)
    accounts.rename(request, user=user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("person", person=person)


@page(_MANAGE, methods=("POST",))
def person_role(request: HttpRequest, person: int) -> HttpResponse:
    """Give another role."""
    user, form = get_object_or_404(User, pk=person), RoleForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, role_form=form)
    role = Role(form.cleaned_data["role"])
    return _done(
        request,
        user,
        lambda: accounts.change_role(request, user=user, role=role),
        _("The role is changed. The person must sign in anew."),
    )


@page(_MANAGE, methods=("POST",))
def person_active(request: HttpRequest, person: int) -> HttpResponse:
    """Switch an account off or on."""
    user = get_object_or_404(User, pk=person)
    is_active = request.POST.get("is_active") == "yes"
    return _done(
        request,
        user,
        lambda: accounts.set_active(request, user=user, is_active=is_active),
        _("The account is in use again.") if is_active else _("The account is switched off."),
    )


@page(_MANAGE, methods=("POST",))
def person_password(request: HttpRequest, person: int) -> HttpResponse:
    """Give a temporary password and tell it once."""
    user = get_object_or_404(User, pk=person)
    return _told_once(request, accounts.renew_password(request, user=user))


@page(_MANAGE, methods=("POST",))
def person_second_factor(request: HttpRequest, person: int) -> HttpResponse:
    """Take the second factor away."""
    user = get_object_or_404(User, pk=person)
    return _done(
        request,
        user,
        lambda: accounts.take_second_factor_away(request, user=user),
        _("The second factor is taken away."),
    )


@page(_MANAGE, methods=("POST",))
def person_unlock(request: HttpRequest, person: int) -> HttpResponse:
    """Forget wrong passwords and codes."""
    user = get_object_or_404(User, pk=person)
    return _done(
        request, user, lambda: accounts.unlock(request, user=user), _("The name is unlocked.")
    )


@page(_MANAGE, methods=("POST",))
def person_sessions(request: HttpRequest, person: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    user = get_object_or_404(User, pk=person)
    but = request.session.session_key if user == request.user else None
    accounts.sign_out_everywhere(request, user=user, but=but)
    messages.success(request, _("The person is signed out everywhere."))
    return redirect("person", person=person)


@page(_MANAGE, methods=("POST",))
def person_hospital(request: HttpRequest, person: int) -> HttpResponse:
    """Link to an account of the hospital."""
    user, form = get_object_or_404(User, pk=person), HospitalForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, hospital_form=form)
    name = form.cleaned_data["hospital_name"]
    return _done(
        request,
        user,
        lambda: accounts.link_hospital(request, user=user, hospital_name=name),
        _("Saved."),
    )


@page(_MANAGE, methods=("POST",))
def person_find_child(request: HttpRequest, person: int) -> HttpResponse:
    """Find a child to link a family to. By POST: no name may stand in an address."""
    user, form = get_object_or_404(User, pk=person, role=Role.FAMILY), FindForm(request.POST)
    found = None
    if form.is_valid():
        found = family_links.find_children(form.cleaned_data["text"])
        audit_event(request, Action.LIST, about="sign_in.person_find_child")
    return _person_page(request, user, find_form=form, found=found)


@page(_MANAGE, methods=("POST",))
def person_link(request: HttpRequest, person: int) -> HttpResponse:
    """Let a family see a child."""
    user, child = get_object_or_404(User, pk=person), _posted_child(request)
    return _done(
        request,
        user,
        lambda: family_links.link(request, user=user, child=child),
        _("The family may see this child now."),
    )


@page(_MANAGE, methods=("POST",))
def person_unlink(request: HttpRequest, person: int) -> HttpResponse:
    """Let a family no longer see a child."""
    user, child = get_object_or_404(User, pk=person), _posted_child(request)
    return _done(
        request,
        user,
        lambda: family_links.unlink(request, user=user, child=child),
        _("The family no longer sees this child."),
    )


def _posted_child(request: HttpRequest) -> Child:
    try:
        return get_object_or_404(Child, key=UUID(request.POST.get("child", "")), erased_at=None)
    except ValueError:
        raise Http404 from None


def _done(request: HttpRequest, user: User, change: Callable[[], None], said: str) -> HttpResponse:
    """Do something to an account and go back to it, saying what was done or why not."""
    try:
        change()
    except NotAllowedError:
        messages.error(
            request,
            _(
                "This is not possible: your own role, the last administrator, a child for an "
                "account that is no family's, or a name at the hospital that is taken."
            ),
        )
    else:
        messages.success(request, said)
    return redirect("person", person=user.pk)


def _told_once(request: HttpRequest, told: NewPassword) -> HttpResponse:
    response = render(request, "people/password.html", {"person": told.user, "told": told})
    response.headers["Cache-Control"] = "no-store"
    return response


def _person_page(request: HttpRequest, user: User, **given: object) -> HttpResponse:
    is_refused = any(getattr(each, "errors", None) for each in given.values())
    shown = {
        "person": user,
        "is_oneself": user == request.user,
        "authenticators": Authenticator.objects.filter(user=user).order_by("type", "pk"),
        "n_failures": lock_out.n_failures(user.username),
        "is_locked": lock_out.is_locked_out(request, user.username),
        "sessions": sessions_of(user, this=request.session.session_key),
        "name_form": NameForm(
            initial={"display_name": user.display_name, "language": user.language}
        ),
        "role_form": RoleForm(initial={"role": user.role}),
        "role_described": ROLES[Role(user.role)],
        "hospital_form": HospitalForm() if settings.CRMO["CRMO_OIDC_ADDRESS"] else None,
        "hospital_link": hospital.link_of(user).removeprefix("awaited:"),
        "find_form": FindForm(),
        "linked": family_links.children_linked_to(user),
        **given,
    }
    return render(request, "people/person.html", shown, status=422 if is_refused else 200)
