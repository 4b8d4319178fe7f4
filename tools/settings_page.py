"""The page of the workbench's settings, from the table that the workbench itself reads."""

from __future__ import annotations

from crmo.workbench.environment import SETTINGS, Setting

HEAD = """\
# Settings of the workbench

The workbench reads its settings from the environment, once, when it starts.
A value that cannot be used stops the start with a sentence that names the setting, not the value.
How to set them: [Run the workbench](../how-to/run-the-workbench.md).

| name | default | what it does |
|---|---|---|
"""
TAIL = """

🔒 A secret: no command and no page ever shows it.

`yes` and `no` may also be written `true` and `false`, `on` and `off`, `1` and `0`.
`crmo backup` and `crmo restore` take the passphrase from `CRMO_BACKUP_PASSPHRASE` 🔒, if it is set.
"""


def pages() -> dict[str, str]:
    """Return docs/reference/settings.md."""
    return {"reference/settings.md": HEAD + "\n".join(map(_row, SETTINGS)) + TAIL}


def _row(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else "empty"
    secret = " 🔒" if setting.is_secret else ""
    return f"| `{setting.name}`{secret} | {default} | {setting.meaning} |"
