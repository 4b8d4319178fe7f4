"""What every template knows: the clinic, the person's permissions, whether this is a demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from crmo.workbench.access.permissions import Permission
from crmo.workbench.access.roles import may
from crmo.workbench.models import User


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the names that templates share.

    `may` maps a permission's name to True, so that a template asks `{% if may.VISIT_WRITE %}`.
    """
    user = getattr(request, "user", None)
    allowed = {each.name: True for each in Permission if isinstance(user, User) and may(user, each)}
    return {
        "clinic": settings.CRMO["CRMO_CLINIC"],
        "is_demo": settings.CRMO["CRMO_DEMO"],
        "may": allowed,
        "theme": getattr(request, "theme", ""),
    }
