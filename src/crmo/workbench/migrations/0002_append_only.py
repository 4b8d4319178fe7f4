"""The database itself refuses to change what was appended."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from crmo.workbench.ledger.triggers import add_triggers, drop_triggers


def _add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001  Django passes both
    add_triggers(editor.connection)


def _drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    drop_triggers(editor.connection)


class Migration(migrations.Migration):
    """Adds the triggers."""

    dependencies = (("workbench", "0001_initial"),)
    operations = (migrations.RunPython(_add, _drop),)
