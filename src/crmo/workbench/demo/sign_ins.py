"""People who sign in to the simulated clinic, with passwords that everybody may know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from crmo.workbench.demo.children import CLINICIANS
from crmo.workbench.models import Child, FamilyLink, Role, User


@frozen(kw_only=True)
class SignIn:
    """One account of the simulated clinic.

    Args:
        username: to sign in with.
        display_name: what others see.
        role: what the person may do.
    """

    username: str
    display_name: str
    role: Role

    @property
    def password(self) -> str:
        """The password: printed by the demonstration, and good for nothing else."""
        return f"simulated-{self.username}"


SIGN_INS = (
    SignIn(username="administrator", display_name="Ada Administrator", role=Role.ADMINISTRATOR),
    SignIn(username="mensah", display_name=CLINICIANS[0], role=Role.CLINICIAN),
    SignIn(username="lindqvist", display_name=CLINICIANS[1], role=Role.CLINICIAN),
    SignIn(username="researcher", display_name="Rae Researcher", role=Role.RESEARCHER),
    SignIn(username="reader", display_name="Robin Reader", role=Role.READER),
    SignIn(username="family", display_name="A simulated parent", role=Role.FAMILY),
)


def create_sign_ins(*, own_child: Child, at: datetime) -> Iterator[User]:
    """Create every account and yield it.

    Args:
        own_child: the child that the family may see.
        at: since when.
    """
    for sign_in in SIGN_INS:
        user = User.objects.create_user(
            username=sign_in.username,
            password=sign_in.password,
            display_name=sign_in.display_name,
            role=sign_in.role,
        )
        if sign_in.role is Role.FAMILY:
            FamilyLink.objects.create(user=user, child=own_child, linked_at=at)
        yield user
