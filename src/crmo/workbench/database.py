"""Which database, and how it is opened so that a power cut loses nothing accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crmo.errors import UserError

# WAL lets people read while somebody writes; FULL waits for the disk at every commit, so that
# what was accepted survives a power cut; secure_delete overwrites what is erased.
_SQLITE = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA busy_timeout=10000;"
)


def database(address: str, folder: Path) -> dict[str, Any]:
    """Return Django's description of the database.

    Args:
        address: postgresql://user:password@host:port/name, or empty for SQLite.
        folder: the data folder, for SQLite.

    Raises:
        UserError: the address is not one of PostgreSQL; it is not repeated.
    """
    return _postgresql(address) if address else _sqlite(folder / "crmo.sqlite3")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction that will write takes its place in the queue when it begins.
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": _SQLITE,
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise UserError(
            "the database's address cannot be used.",
            where="CRMO_DATABASE",
            expected="postgresql://user:password@host:port/name",
            todo="Leave it empty for SQLite.",
        )
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A host in the query is the folder of a socket.
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
