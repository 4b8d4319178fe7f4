"""The second factor: who must have one, how its secret is kept, how wrong codes count."""

from __future__ import annotations

import base64
import hashlib

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crmo.workbench.models import Role, User
from crmo.workbench.sign_in.lock_out import is_locked_out

_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Whether somebody has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=_KINDS).exists())


def must_set_up_second_factor(user: User) -> bool:
    """Whether somebody must set up a second factor before anything else.

    Families may, and everybody in a demonstration; all others must if the clinic says so.
    """
    if settings.CRMO["CRMO_DEMO"] or not settings.CRMO["CRMO_SECOND_FACTOR"]:
        return False
    return user.role != Role.FAMILY and not has_second_factor(user)


def take_away(user: User) -> int:
    """Take away every second factor of somebody, as when a telephone is lost.

    Returns:
        How many there were.
    """
    n_removed: int = Authenticator.objects.filter(user=user).delete()[0]
    return n_removed


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps secrets encrypted, so that a copy of the database alone makes no codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Codes change every 30 seconds."),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it."""
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret; one that no code fits if it was kept under another key."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def get_totp_label(self, user: User) -> str:
        """Return the name that the authenticator app shows."""
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether somebody may take this one away themselves: not the last one of those needed."""
        if authenticator.type not in _KINDS:
            return True
        kept = settings.CRMO["CRMO_SECOND_FACTOR"] and not settings.CRMO["CRMO_DEMO"]
        if not kept or authenticator.user.role == Role.FAMILY:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=_KINDS)
        return bool(others.exclude(pk=authenticator.pk).exists())


class _CountedCode:
    """What both forms of a code ask before and after allauth does."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Return the code if it is right.

        Raises:
            ValidationError: wrong, used before, or the name is locked out.
        """
        if is_locked_out(context.request, self.user.username):
            context.request.axes_locked_out = True  # axes answers with its page
            raise ValidationError(_("This name is locked out for a while."))
        code: str = super().clean_code()  # type: ignore[misc]  # of allauth's form beside us
        if self.authenticator.type == Authenticator.Type.TOTP:
            _use_up(self.authenticator, code)
        return code


class CodeForm(_CountedCode, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code at sign-in."""


class CodeAgainForm(_CountedCode, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code before something delicate."""


def _use_up(authenticator: Authenticator, code: str) -> None:
    """Let a code of the app count once, whichever process of the server sees it.

    Raises:
        ValidationError: this code or a later one was used already.
    """
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        secret = SecondFactorAdapter().decrypt(kept.data["secret"])
        steps = totp.yield_hotp_counters_from_time()
        used = [n for n in steps if totp.format_hotp_value(totp.hotp_value(secret, n)) == code]
        if not used or max(used) <= kept.data.get("last_step", 0):
            raise ValidationError(_("This code was used already. Wait for the next one."))
        kept.data["last_step"] = max(used)
        kept.save(update_fields=["data"])
        authenticator.data = kept.data


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"second factor\0" + str(settings.SECRET_KEY).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
