"""Accounts made on the command line, above all the first administrator's."""

from __future__ import annotations

from crmo.errors import InvalidValueError
from crmo.workbench.models import Role, User
from crmo.workbench.sign_in.people.accounts import NewPassword, add_person
from crmo.workbench.sign_in.people.forms import PersonForm


def add_first(username: str, *, role: str, display_name: str = "") -> NewPassword:
    """Make an account and return its temporary password, which is kept nowhere.

    Args:
        username: name to sign in with.
        role: one of the five.
        display_name: name that others see; the name to sign in with if empty.

    Raises:
        InvalidValueError: no such role, a name that cannot be, or one that is taken.
    """
    if role not in Role.values:
        raise InvalidValueError(
            "there is no such role.", field="role", came=role, expected=", ".join(Role.values)
        )
    form = PersonForm(
        {"username": username, "display_name": display_name or username, "role": role}
    )
    if not form.is_valid():
        is_taken = User.objects.filter(username__iexact=username.strip()).exists()
        raise InvalidValueError(
            "this name is taken." if is_taken else "this name cannot be used.",
            field="name",
            expected="letters, digits and @/./+/-/_, not yet taken",
        )
    told = form.cleaned_data
    return add_person(
        None, username=told["username"], display_name=told["display_name"], role=Role(role)
    )
