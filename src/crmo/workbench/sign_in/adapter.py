"""What allauth asks of us: nobody signs up, and nobody gets a role from outside."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crmo.workbench import clock
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.audit.address import address_of
from crmo.workbench.sign_in.hospital import claim
from crmo.workbench.sign_in.session import signed_in_at

# Said by the page itself; a message on top would only be in the way.
_UNSAID = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by an administrator only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The name or the password is not right."),
        "too_many_login_attempts": _("Too many attempts. Please wait a few minutes."),
        "incorrect_password": _("The password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's
        """Nobody signs up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address for allauth's rate limits, as the audit sees it."""
        return address_of(request) or "unknown"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the password must be given again; not shortly after signing in."""
        request = context.request
        began = signed_in_at(request) if request is not None else None
        if (
            began is not None
            and clock.now().timestamp() - began < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        ):
            return False
        needed: bool = super().is_reauthentication_required(app=app, **kwargs)
        return needed

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Say what happened, but not what the page shows anyway."""
        if message_template not in _UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: the workbench has no mail."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: the workbench has no mail."""


class HospitalAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The hospital's sign-in opens accounts that exist, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Nobody signs up."""
        return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Nobody signs up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom an administrator has linked; nobody else, and nothing else is taken over.

        Raises:
            ImmediateHttpResponse: to the sign-in page, for somebody who is not linked.
        """
        if sociallogin.is_existing or claim(sociallogin):
            return
        audit_event(request, Action.SIGN_IN_FAILED, about="hospital:not_linked", outcome="failed")
        raise ImmediateHttpResponse(redirect(f"{reverse(settings.LOGIN_URL)}?ended=not_linked"))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002  allauth's
        error: Any = None,  # noqa: ARG002
        exception: Any = None,  # noqa: ARG002
        extra_context: Any = None,  # noqa: ARG002
    ) -> None:
        """Write that the hospital's sign-in failed, and go back to the sign-in page.

        Raises:
            ImmediateHttpResponse: always.
        """
        audit_event(request, Action.SIGN_IN_FAILED, about="hospital:error", outcome="failed")
        raise ImmediateHttpResponse(redirect(f"{reverse(settings.LOGIN_URL)}?ended=hospital"))
