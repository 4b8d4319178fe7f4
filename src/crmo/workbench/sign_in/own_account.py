"""One's own account."""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crmo.workbench.access import ROLES, Permission, page
from crmo.workbench.models import Role, User
from crmo.workbench.sign_in.open_sessions import sessions_of
from crmo.workbench.sign_in.people.accounts import sign_out_everywhere
from crmo.workbench.sign_in.preferences import THEMES


@page(Permission.OWN_ACCOUNT_USE)
def own_account(request: HttpRequest) -> HttpResponse:
    """Show one's own account: password, second factors, language, theme, sessions."""
    user = cast("User", request.user)
    shown = {
        "role_described": ROLES[Role(user.role)],
        "n_keys": _n(user, Authenticator.Type.WEBAUTHN),
        "has_app": _n(user, Authenticator.Type.TOTP) > 0,
        "sessions": sessions_of(user, this=request.session.session_key),
        "themes": THEMES,
    }
    return render(request, "sign_in/own_account.html", shown)


@page(Permission.OWN_ACCOUNT_USE, methods=("POST",))
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign oneself out everywhere but here."""
    user = cast("User", request.user)
    sign_out_everywhere(request, user=user, but=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("own_account")


def _n(user: User, kind: Authenticator.Type) -> int:
    return int(Authenticator.objects.filter(user=user, type=kind).count())
