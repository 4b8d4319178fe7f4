"""Waking Django up for a command; servers do it through `crmo.workbench.wsgi`."""

from __future__ import annotations

import os

from crmo.errors import MissingExtraError


def start(*, migrate: bool = False) -> None:
    """Make the workbench's tables and settings usable in this process.

    Args:
        migrate: bring the tables up to date first; needed where there may be none yet.

    Raises:
        MissingExtraError: the workbench is not installed.
        UserError: a setting cannot be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmo.workbench.settings")
    try:
        import allauth  # noqa: F401  one that only the workbench needs
        import django
    except ImportError:
        raise MissingExtraError(
            "the workbench is not installed.",
            expected="the extra `workbench`",
            todo="Install it with: pip install 'crmo[workbench]'",
        ) from None
    os.umask(0o077)  # what is written about children is for this user alone
    django.setup()
    if migrate:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
