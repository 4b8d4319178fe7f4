"""People who sign in, and which children a family belongs to."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from crmo.workbench.models.child import Child
from crmo.workbench.models.role import Role


class User(AbstractUser):
    """Somebody who signs in. Never deleted, only made inactive: the ledger names them."""

    role = models.CharField(max_length=20, choices=Role, default=Role.READER)
    display_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    # Set when somebody else chose the password: it must be changed at the next sign-in.
    must_change_password = models.BooleanField(default=False)

    class Meta:
        """Name of the table."""

        db_table = "workbench_user"

    def shown_name(self) -> str:
        """Return the name that others see."""
        return self.display_name or self.username


class FamilyLink(models.Model):
    """A family account may see this child."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="family_links")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="family_links")
    linked_at = models.DateTimeField()

    class Meta:
        """One link for each pair."""

        constraints = (
            models.UniqueConstraint(fields=["user", "child"], name="one_link_for_each_pair"),
        )
