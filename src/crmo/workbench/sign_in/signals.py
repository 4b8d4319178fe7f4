"""What signing in leaves in the audit, and what follows from it."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from crmo.workbench.audit import Action, audit_event
from crmo.workbench.models import User
from crmo.workbench.sign_in.open_sessions import forget_expired, note_browser
from crmo.workbench.sign_in.session import HAS_SECOND_FACTOR, begin


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:  # noqa: ARG001  Django's
    """Begin the session and write who signed in and with what."""
    begin(request)
    note_browser(request)
    forget_expired()
    steps = request.session.get("account_authentication_methods") or []
    told = [str(step.get("type") or step.get("method")) for step in steps]
    audit_event(request, Action.SIGN_IN, actor=user, detail={"with": told} if told else None)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:  # noqa: ARG001
    """Write who signed out, or whose session came to its end."""
    if user is not None:
        audit_event(request, Action.SIGN_OUT, actor=user, about=getattr(request, "crmo_ended", ""))


@receiver(user_login_failed)
def failed(
    credentials: dict[str, Any],
    request: HttpRequest | None = None,
    step: str = "password",
    **kwargs: Any,  # noqa: ARG001
) -> None:
    """Write a wrong password or code. A name that nobody has is not written.

    What met or made a lock-out was written as such already.
    """
    if request is None or getattr(request, "axes_locked_out", False):
        return
    audit_event(
        request,
        Action.SIGN_IN_FAILED,
        about=_meant(str(credentials.get("username") or "")),
        outcome="failed",
        detail={"step": step},
    )


@receiver(user_locked_out)
def locked_out(request: HttpRequest, **kwargs: Any) -> None:  # noqa: ARG001
    """Write that a name was locked out, or met the lock."""
    # Axes tells us only the digest of the name; the credentials lie on the request.
    credentials = getattr(request, "axes_credentials", None) or {}
    about = _meant(str(credentials.get("username") or ""))
    audit_event(request, Action.LOCKED_OUT, about=about, outcome="refused")


@receiver(authentication_failed)
def wrong_code(request: HttpRequest, user: User, **kwargs: Any) -> None:  # noqa: ARG001
    """Count a wrong code like a wrong password."""
    user_login_failed.send(
        sender=User, credentials={"username": user.username}, request=request, step="code"
    )


@receiver(authenticator_used)
def second_factor_used(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:  # noqa: ARG001
    """Write which second factor was used."""
    audit_event(request, Action.SECOND_FACTOR, actor=user, about=f"used:{authenticator.type}")


@receiver(authenticator_added)
def second_factor_added(
    request: HttpRequest,
    user: User,
    authenticator: Any,
    **kwargs: Any,  # noqa: ARG001
) -> None:
    """Write it, and give the session another key: it may do more from now on."""
    request.session.cycle_key()
    audit_event(request, Action.SECOND_FACTOR, actor=user, about=f"added:{authenticator.type}")


@receiver(authenticator_removed)
def second_factor_removed(
    request: HttpRequest,
    user: User,
    authenticator: Any,
    **kwargs: Any,  # noqa: ARG001
) -> None:
    """Write it, and look again whether one is lacking."""
    request.session.pop(HAS_SECOND_FACTOR, None)
    audit_event(request, Action.SECOND_FACTOR, actor=user, about=f"removed:{authenticator.type}")


@receiver(authenticator_reset)
def second_factor_reset(
    request: HttpRequest,
    user: User,
    authenticator: Any,
    **kwargs: Any,  # noqa: ARG001
) -> None:
    """Write that fresh recovery codes were made."""
    audit_event(request, Action.SECOND_FACTOR, actor=user, about=f"renewed:{authenticator.type}")


@receiver(password_changed)
def own_password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:  # noqa: ARG001
    """Write it; a password chosen by somebody else has done its work."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    begin(request)
    audit_event(request, Action.ACCOUNT, actor=user, about=f"password_changed:{user.pk}")


def _meant(username: str) -> str:
    """Return whose account was meant as `user:7`, or nothing for a name that nobody has."""
    found = User.objects.filter(username__iexact=username.strip()).values_list("pk").first()
    return f"user:{found[0]}" if found else ""
