"""Changing one's own password: a wrong present one counts as at sign-in."""

from __future__ import annotations

from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crmo.workbench.models import User
from crmo.workbench.sign_in.lock_out import is_locked_out


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """Who finds a session left open does not find out the password by trying."""

    user: User

    def clean_oldpassword(self) -> str:
        """Return the present password if it is right.

        Raises:
            ValidationError: it is wrong, or the name is locked out.
        """
        request, username = context.request, self.user.username
        if is_locked_out(request, username):
            request.axes_locked_out = True  # axes answers with its page
            raise ValidationError(_("This name is locked out for a while."))
        try:
            told: str = super().clean_oldpassword()
        except ValidationError:
            user_login_failed.send(
                sender=User, credentials={"username": username}, request=request, step="change"
            )
            raise
        return told
