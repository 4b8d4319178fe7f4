"""What is looked at, and put right, before the doors open."""

from __future__ import annotations

import io
import logging
import socket
import tempfile
from pathlib import Path

from django.conf import settings

from crmo.errors import UserError
from crmo.workbench.serving import static_files
from crmo.workbench.serving.door import Door

log = logging.getLogger(__name__)


def require_free(door: Door) -> None:
    """Make sure that nobody else listens there.

    The workers share their port, so a second server would silently take half of the visitors
    to another data folder.

    Raises:
        UserError: the port is taken, or is not for this user.
    """
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as knock:
        knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            knock.bind((door.host, door.port))
        except OSError as error:
            raise UserError(
                f"the port {door.port} cannot be used ({error.strerror}).",
                where="--port",
                todo="Choose another, or stop the program that uses it.",
            ) from None


def require_sensible(door: Door) -> None:
    """Refuse settings under which people could not sign in, or not safely.

    Raises:
        UserError: HTTPS is asked for and nobody would speak it, or only half a pair was given.
    """
    if (door.certificate is None) != (door.key is None):
        raise UserError(
            "a certificate and its key go together.",
            where="--certificate, --key",
            todo="Give both, or neither.",
        )
    for option, path in (("--certificate", door.certificate), ("--key", door.key)):
        if path is not None and not path.is_file():
            raise UserError("there is no such file.", where=option, came=str(path))
    here = settings.CRMO
    if here["CRMO_HTTPS"] and door.certificate is None and not here["CRMO_BEHIND_PROXY"]:
        raise UserError(
            "HTTPS is asked for, and nobody would speak it.",
            where="CRMO_HTTPS",
            expected="a certificate, or a proxy of yours in front",
            todo="Give --certificate and --key, or set CRMO_BEHIND_PROXY=yes.",
        )
    is_open = not (door.is_this_machine_only or door.is_plain_allowed)
    if is_open and not here["CRMO_HTTPS"]:
        raise UserError(
            "other machines would reach the site without HTTPS.",
            where="--host",
            expected="127.0.0.1, or HTTPS",
            todo="Give --certificate and --key, or put a proxy in front and set CRMO_HTTPS=yes "
            "and CRMO_BEHIND_PROXY=yes. Within a container say --plain-http.",
        )


def require_writable(folder: Path) -> None:
    """Refuse a data folder in which nothing can be written.

    A database there could be opened, and every page about a child would be refused.

    Raises:
        UserError: it is read-only, full, or not this user's.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"0" * 4096)
    except OSError as error:
        raise UserError(
            f"nothing can be written in the data folder ({error.strerror}).",
            where="CRMO_DATA",
            todo="Make room on that disk, or let this user write there.",
        ) from None


def prepare(*, migrate: bool) -> None:
    """Bring tables and static files up to date, and look whether all is well.

    Args:
        migrate: whether tables may be changed; if not, they must be right already.

    Raises:
        UserError: the tables are those of another version, or a check found a fault.
    """
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
    from django.db import connections

    from crmo.workbench.serving.health import health

    require_writable(settings.CRMO["CRMO_DATA"])
    if migrate:
        call_command("migrate", interactive=False, verbosity=0)
    try:
        static_files.collect()
    except OSError as error:
        log.warning("static files are served uncompressed: %s", error.strerror)
    try:
        level = "WARNING" if settings.CRMO["CRMO_HTTPS"] else "ERROR"
        unseen = io.StringIO()
        deploy = settings.CRMO["CRMO_HTTPS"]
        call_command("check", deploy=deploy, fail_level=level, stdout=unseen, stderr=unseen)
    except SystemCheckError as error:
        found = " ".join(str(error).split())
        raise UserError(f"the settings are not safe. {found}") from None
    missing = [name for name, is_well in health().items() if not is_well]
    connections.close_all()
    if missing:
        raise UserError(
            f"the database is not ready ({', '.join(missing)}).",
            where="CRMO_DATABASE",
            todo="Start once without --no-migrate.",
        )
