"""The workbench as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """One application: the tables stand together, the rooms are folders."""

    name = "crmo.workbench"
    label = "workbench"
    verbose_name = "crmo workbench"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what signing in tells."""
        from crmo.workbench.sign_in import signals  # noqa: F401  importing it is enough
