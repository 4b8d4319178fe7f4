"""Every setting of the workbench: its name in the environment, its meaning, its default.

docs/reference/settings.md is written from this table.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo.errors import UserError

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


@frozen(kw_only=True)
class Setting:
    """One setting.

    Args:
        name: variable in the environment.
        meaning: what it does, in a sentence.
        default: text used when the variable is not there.
        read: makes the value from the text; raises ValueError for what it cannot be.
        is_secret: never shown by any command.
    """

    name: str
    meaning: str
    default: str = ""
    read: Callable[[str], Any] = str
    is_secret: bool = False

    def value(self, environment: Mapping[str, str]) -> Any:
        """Return the value in force.

        Raises:
            UserError: the text in the environment cannot be the value; the text stays out of
                the message, as it may be a secret.
        """
        text = environment.get(self.name, self.default)
        try:
            return self.read(text)
        except ValueError as error:
            raise UserError(
                f"the setting {self.name} cannot be used.",
                expected=str(error) or self.meaning,
                todo="See docs/reference/settings.md.",
            ) from None


def yes_or_no(text: str) -> bool:
    """Return whether a text says yes.

    Raises:
        ValueError: it says neither.
    """
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError("yes or no")


def names(text: str) -> list[str]:
    """Return the words between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def whole_number(text: str) -> int:
    """Return a whole number above zero.

    Raises:
        ValueError: it is none.
    """
    if not text.strip().isdigit() or int(text) < 1:
        raise ValueError("a whole number above zero")
    return int(text)


def folder(text: str) -> Path:
    """Return a folder as an absolute path."""
    return Path(text).expanduser().resolve()


def perhaps_folder(text: str) -> Path | None:
    """Return a folder, or None for an empty text."""
    return folder(text) if text.strip() else None


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="CRMO_DATA",
        meaning="Folder of the workbench: the SQLite database, keys, uploads in progress.",
        default="crmo-data",
        read=folder,
    ),
    Setting(
        name="CRMO_DATABASE",
        meaning="PostgreSQL as postgresql://user:password@host:port/name; empty for SQLite in "
        "the data folder.",
        is_secret=True,
    ),
    Setting(
        name="CRMO_SECRET_KEY",
        meaning="Key that signs sessions and forms; empty for one made and kept in the data "
        "folder (file `secret.key`).",
        is_secret=True,
    ),
    Setting(
        name="CRMO_CHAIN_KEY",
        meaning="Key of the hash chains; empty for one made and kept in the data folder (file "
        "`chain.key`). Keep a copy: without it the chains cannot be verified.",
        is_secret=True,
    ),
    Setting(
        name="CRMO_HOSTS",
        meaning="Names under which the site is reached, with commas between them.",
        default="localhost,127.0.0.1,[::1]",
        read=names,
    ),
    Setting(
        name="CRMO_HTTPS",
        meaning="Whether browsers reach the site by HTTPS; no only on one machine. Secure "
        "cookies and HSTS depend on it.",
        default="no",
        read=yes_or_no,
    ),
    Setting(
        name="CRMO_BEHIND_PROXY",
        meaning="Whether a proxy of yours ends HTTPS and sets X-Forwarded-Proto and "
        "X-Forwarded-For; never say yes without one.",
        default="no",
        read=yes_or_no,
    ),
    Setting(
        name="CRMO_SECOND_FACTOR",
        meaning="Whether everybody but families must sign in with a second factor (TOTP or "
        "passkey).",
        default="yes",
        read=yes_or_no,
    ),
    Setting(
        name="CRMO_SESSION_MINUTES",
        meaning="Minutes without a click after which one is signed out.",
        default="30",
        read=whole_number,
    ),
    Setting(
        name="CRMO_SESSION_HOURS",
        meaning="Hours after which one is signed out in any case.",
        default="12",
        read=whole_number,
    ),
    Setting(
        name="CRMO_LOCKOUT_TRIES",
        meaning="Wrong passwords or codes after which a name is locked out.",
        default="5",
        read=whole_number,
    ),
    Setting(
        name="CRMO_LOCKOUT_MINUTES",
        meaning="Minutes for which it stays locked out.",
        default="15",
        read=whole_number,
    ),
    Setting(
        name="CRMO_TIME_ZONE",
        meaning="Time zone of the clinic.",
        default="UTC",
    ),
    Setting(
        name="CRMO_LANGUAGE",
        meaning="Language of people who chose none: en or de.",
        default="en",
    ),
    Setting(
        name="CRMO_CLINIC",
        meaning="Name of the clinic, for the head of pages and letters.",
    ),
    Setting(
        name="CRMO_KNOWLEDGE",
        meaning="Folder of local rules and values laid over those of crmo.",
        read=perhaps_folder,
    ),
    Setting(
        name="CRMO_FINDINGS",
        meaning="Folder of a run of `crmo find` whose candidates are reviewed here.",
        read=perhaps_folder,
    ),
    Setting(
        name="CRMO_OIDC_ADDRESS",
        meaning="Address of the hospital's OpenID Connect server; empty for none.",
    ),
    Setting(
        name="CRMO_OIDC_CLIENT",
        meaning="Our client id there.",
    ),
    Setting(
        name="CRMO_OIDC_SECRET",
        meaning="Our client secret there.",
        is_secret=True,
    ),
    Setting(
        name="CRMO_OIDC_NAME",
        meaning="What the button for it says.",
        default="Hospital sign-in",
    ),
    Setting(
        name="CRMO_UPLOAD_MEGABYTES",
        meaning="Largest file that may be read in.",
        default="50",
        read=whole_number,
    ),
    Setting(
        name="CRMO_DEMO",
        meaning="Whether this is a demonstration with simulated children: a banner says so, "
        "and demonstration sign-ins are accepted.",
        default="no",
        read=yes_or_no,
    ),
    Setting(
        name="CRMO_DEBUG",
        meaning="Whether faults are shown in full; never where real children are kept.",
        default="no",
        read=yes_or_no,
    ),
)


def in_force(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return every setting with its value.

    Args:
        environment: variables; those of the process if None.

    Raises:
        UserError: one of them cannot be used.
    """
    chosen = os.environ if environment is None else environment
    return {setting.name: setting.value(chosen) for setting in SETTINGS}
