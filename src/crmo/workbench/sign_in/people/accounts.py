"""Making accounts and changing them; each change is in the audit."""

from __future__ import annotations

import secrets

from attrs import frozen
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest

from crmo.errors import UserError
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.models import Role, User
from crmo.workbench.sign_in import hospital, lock_out, second_factor
from crmo.workbench.sign_in.open_sessions import end_sessions

# No letter that can be taken for another.
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


class NotAllowedError(UserError):
    """What would leave the site without an administrator, or change one's own standing."""


@frozen(kw_only=True)
class NewPassword:
    """A password chosen by us, to be told once.

    Args:
        user: whose.
        password: never kept, only its hash.
    """

    user: User
    password: str


def temporary_password() -> str:
    """Return a password of four groups of four letters, 78 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def add_person(
    request: HttpRequest | None,
    *,
    username: str,
    display_name: str,
    role: Role,
    language: str = "",
) -> NewPassword:
    """Make an account with a password that must be changed at the first sign-in.

    Args:
        request: of the administrator; None on the command line.
        username: name to sign in with; not yet taken.
        display_name: name that others see.
        role: what the person may do.
        language: `en`, `de`, or nothing.
    """
    password = temporary_password()
    with transaction.atomic():
        user = User.objects.create(
            username=username,
            display_name=display_name,
            role=role,
            language=language,
            password=make_password(password),
            must_change_password=True,
        )
        _write(request, "added", user, {"role": str(role)})
    return NewPassword(user=user, password=password)


def renew_password(request: HttpRequest, *, user: User) -> NewPassword:
    """Give somebody a temporary password; they are signed out everywhere and unlocked."""
    password = temporary_password()
    with transaction.atomic():
        user.password = make_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        end_sessions(user)
        lock_out.unlock(user.username)
        _write(request, "password_renewed", user)
    return NewPassword(user=user, password=password)


def rename(request: HttpRequest, *, user: User, display_name: str, language: str) -> None:
    """Change the name that others see, and the language."""
    with transaction.atomic():
        user.display_name, user.language = display_name, language
        user.save(update_fields=["display_name", "language"])
        _write(request, "renamed", user)


def change_role(request: HttpRequest, *, user: User, role: Role) -> None:
    """Give somebody another role; they must sign in anew.

    Raises:
        NotAllowedError: one's own role, or the last administrator.
    """
    with transaction.atomic():
        _refuse_own(request, user)
        if role != Role.ADMINISTRATOR:
            _refuse_last(user)
        before, user.role = user.role, role
        user.save(update_fields=["role"])
        end_sessions(user)
        _write(request, "role_changed", user, {"from": before, "to": str(role)})


def set_active(request: HttpRequest, *, user: User, is_active: bool) -> None:
    """Let somebody in again, or no longer; who is not let in is signed out everywhere.

    Raises:
        NotAllowedError: oneself, or the last administrator.
    """
    with transaction.atomic():
        _refuse_own(request, user)
        if not is_active:
            _refuse_last(user)
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        if not is_active:
            end_sessions(user)
        _write(request, "activated" if is_active else "deactivated", user)


def take_second_factor_away(request: HttpRequest, *, user: User) -> None:
    """Take away every second factor of somebody who lost theirs; they are signed out."""
    with transaction.atomic():
        n_removed = second_factor.take_away(user)
        end_sessions(user)
        _write(request, "second_factor_reset", user, {"n": n_removed})


def unlock(request: HttpRequest, *, user: User) -> None:
    """Forget somebody's wrong passwords and codes."""
    with transaction.atomic():
        lock_out.unlock(user.username)
        _write(request, "unlocked", user)


def sign_out_everywhere(request: HttpRequest, *, user: User, but: str | None = None) -> int:
    """End the sessions of somebody, all but one if told.

    Returns:
        How many were ended.
    """
    with transaction.atomic():
        n_ended = end_sessions(user, but=but)
        _write(request, "sessions_ended", user, {"n": n_ended})
    return n_ended


def link_hospital(request: HttpRequest, *, user: User, hospital_name: str) -> None:
    """Link somebody to an account of the hospital, or take the link away.

    Raises:
        NotAllowedError: another account waits for that name.
    """
    with transaction.atomic():
        if hospital_name and hospital.is_taken(hospital_name, by_other_than=user):
            raise NotAllowedError("another account waits for this name at the hospital.")
        hospital.register(user, hospital_name)
        _write(request, "hospital_linked" if hospital_name else "hospital_unlinked", user)


def _refuse_own(request: HttpRequest, user: User) -> None:
    if request.user == user:
        raise NotAllowedError("nobody changes their own role or switches themselves off.")


def _refuse_last(user: User) -> None:
    # Locked, so that two administrators cannot take each other away at the same moment.
    active = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    if user.role == Role.ADMINISTRATOR and set(active) <= {user}:
        raise NotAllowedError("this is the last administrator.")


def _write(
    request: HttpRequest | None, what: str, user: User, detail: dict[str, object] | None = None
) -> None:
    audit_event(request, Action.ACCOUNT, about=f"{what}:{user.pk}", detail=detail)
