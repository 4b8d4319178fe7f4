"""`crmo restore`: a backup read back into an empty database, verified before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction

from crmo.errors import UnreadableError, UserError
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.care.content import Counted, parsed
from crmo.workbench.care.envelope import opened
from crmo.workbench.care.erased import erase_again, overwrite
from crmo.workbench.care.tables import fields_of, instance, tables
from crmo.workbench.keys import keep_key
from crmo.workbench.ledger.verify import require_whole_chains
from crmo.workbench.models import AuditEvent, Child, User

Thing = TypeVar("Thing")
_AT_ONCE = 500
# Setting, Django's name of it, the file that keeps it.
_KEYS = (
    ("CRMO_CHAIN_KEY", "CHAIN_KEY", "chain.key"),
    ("CRMO_SECRET_KEY", "SECRET_KEY", "secret.key"),
)


def restore(
    path: Path, passphrase: str, *, done: Callable[[str, int], None] | None = None
) -> Counted:
    """Read a backup into the empty database, all of it or nothing.

    Children that were erased here after the backup was made are erased again. Cards are not
    kept in a backup; they are made again from the ledger.

    Args:
        path: a file made by `crmo backup`.
        passphrase: its passphrase.
        done: called with a table's name and how many rows of it were read.

    Returns:
        What was read.

    Raises:
        UserError: the database holds something already, or the key of the chains is another.
        UnreadableError: the file is damaged, the passphrase wrong, or the chains are broken.
    """
    _require_empty()
    with opened(path, passphrase) as content:
        told = parsed(content)
        head = next(told)
        _take_keys(head)
        with transaction.atomic():
            counted = _load(told, done)
            _reset_numbering()
            require_whole_chains()
            erase_again()  # before anybody can see them, whatever happens next
    overwrite()
    audit_event(None, Action.RESTORE, about="restore", detail={"made_at": head["made_at"]})
    return counted


def _require_empty() -> None:
    if User.objects.exists() or Child.objects.exists():
        raise UserError(
            "the database holds people or children already.",
            expected="an empty database",
            todo="Set CRMO_DATA, or CRMO_DATABASE, to a new place; `--rehearse` needs none.",
        )
    if AuditEvent.objects.exists():
        raise UserError(
            "the database has an audit trail of its own already.",
            expected="an empty database that was never served",
            todo="Stop the server, and set CRMO_DATA, or CRMO_DATABASE, to a new place.",
        )


def _take_keys(head: Mapping[str, Any]) -> None:
    """Use the keys with which the chains were made and second factors are encrypted."""
    for name, attribute, file in _KEYS:
        key = str(head[attribute.lower()])
        if key == getattr(settings, attribute):
            continue
        if settings.CRMO[name]:
            raise UserError(
                "the site that was backed up had another key.",
                where=name,
                expected="the key of that site",
                todo="Leave the setting empty, and the key of the backup is used.",
            )
        keep_key(settings.CRMO["CRMO_DATA"], file, key)
        setattr(settings, attribute, key)


def _load(told: Iterator[Any], done: Callable[[str, int], None] | None) -> Counted:
    """Insert every row, in the tables' order, and check the counts at the end."""
    models_by_name = {model._meta.label: model for model in tables()}
    counts: dict[str, int] = {}
    waiting = _Waiting()
    for value in told:
        if isinstance(value, list):
            waiting.add(value)
            continue
        if waiting.model is not None:
            counts[waiting.model._meta.label] = waiting.finish()
            if done is not None:
                done(waiting.model._meta.label, waiting.n)
        if value.get("end"):
            return _checked(counts, value)
        waiting = _Waiting(_known(models_by_name, value["table"]), value["fields"])
    raise UnreadableError("the backup is cut off.", expected="a last line that counts its rows")


class _Waiting:
    """Rows of one table on their way into the database."""

    def __init__(self, model: type[models.Model] | None = None, names: list[str] = []) -> None:  # noqa: B006  never changed
        self.model = model
        by_name = {field.attname: field for field in fields_of(model)} if model else {}
        self._fields = [_known(by_name, name) for name in names]
        self._rows: list[models.Model] = []
        self.n = 0

    def add(self, row: list[Any]) -> None:
        if self.model is None:
            raise UnreadableError("the backup has a row before any table.")
        self._rows.append(instance(self.model, self._fields, row))
        self.n += 1
        if len(self._rows) >= _AT_ONCE:
            self._insert()

    def finish(self) -> int:
        self._insert()
        return self.n

    def _insert(self) -> None:
        if self.model is not None and self._rows:
            self.model._base_manager.bulk_create(self._rows)
        self._rows = []


def _known(things: Mapping[str, Thing], name: str) -> Thing:
    """Return the table or column of a name.

    Raises:
        UnreadableError: this version has none of that name.
    """
    if name not in things:
        raise UnreadableError(
            "the backup holds a table or column that this version does not have.",
            came=name,
            todo="Restore it with the version of crmo that made it, and upgrade then.",
        )
    return things[name]


def _checked(counts: dict[str, int], end: dict[str, Any]) -> Counted:
    if counts != end["rows"]:
        raise UnreadableError(
            "the backup does not hold what it says it holds.",
            expected="as many rows of each table as its last line counts",
            todo="Take another copy of it.",
        )
    return Counted(rows=counts, heads=end["heads"])


def _reset_numbering() -> None:
    """Let PostgreSQL number new rows after the restored ones."""
    for statement in connection.ops.sequence_reset_sql(no_style(), list(tables())):
        with connection.cursor() as cursor:
            cursor.execute(statement)
