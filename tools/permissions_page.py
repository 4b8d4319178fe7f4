"""The page of roles and permissions, from the table that decides."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

INTRODUCTION = """\
# Roles and permissions

What somebody may do in the workbench follows from one word, the role of the account.
Everything is refused unless a page declares which permission it needs; pages about one child
look up, besides, whether the child is one that the person may see.
Roles are given by an administrator and never taken from outside, such as the hospital's sign-in.
"""
FAMILY = """\
A family sees only children that an administrator has linked to its account; any other child
looks to it like one that does not exist.
Whoever is refused leaves a line in the audit.
"""


def pages() -> dict[str, str]:
    """Return docs/reference/permissions.md."""
    _wake_django()
    from crmo.workbench.access import ROLES, Permission

    described = tuple(ROLES.values())
    roles = "\n".join(f"| {each.role.value} | {each.description} |" for each in described)
    heading = " | ".join(each.role.value for each in described)
    rows = "\n".join(
        f"| `{permission}` | "
        + " | ".join("yes" if permission in each.permissions else "" for each in described)
        + " |"
        for permission in Permission
    )
    parts = [
        INTRODUCTION,
        f"| role | for whom |\n|---|---|\n{roles}",
        FAMILY,
        "## What each role may do",
        f"| permission | {heading} |\n|---|{'---|' * len(described)}\n{rows}",
    ]
    return {"reference/permissions.md": "\n\n".join(part.strip() for part in parts)}


def _wake_django() -> None:
    import django
    from django.conf import settings

    if settings.configured:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmo.workbench.settings")
    # Settings keep keys in the data folder; a page of documentation must leave none behind.
    folder = tempfile.mkdtemp(prefix="crmo-docs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.setdefault("CRMO_DATA", folder)
    django.setup()
