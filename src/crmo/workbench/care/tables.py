"""What a backup holds, in an order in which it can be read back."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

# Sessions and failed sign-ins are not worth keeping; cards are made from the ledger.
_TABLES = (
    "workbench.Child",
    "workbench.User",
    "workbench.FamilyLink",
    "workbench.ChainHead",
    "workbench.LedgerEntry",
    "workbench.EntryContent",
    "workbench.AuditEvent",
    "workbench.LocalValue",
    "workbench.Draft",
    "mfa.Authenticator",
    "socialaccount.SocialAccount",
)


def tables() -> tuple[type[models.Model], ...]:
    """Return the tables of a backup, each after those it refers to."""
    return tuple(apps.get_model(name) for name in _TABLES)


def fields_of(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    """Return the columns of a table."""
    return tuple(field for field in model._meta.concrete_fields)


def rows_of_table(model: type[models.Model], *, using: str) -> Iterator[list[Any]]:
    """Yield the rows of a table in the order of its key, as plain JSON values.

    Args:
        model: the table.
        using: Django's name of the database connection.
    """
    names = [field.attname for field in fields_of(model)]
    found = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in found.iterator(chunk_size=2000):
        yield [plain(value) for value in row]


def plain(value: object) -> Any:
    """Return a value of a column as JSON can hold it, without loss."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def instance(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], row: Sequence[Any]
) -> models.Model:
    """Return a row of a table from plain values, not yet saved.

    Raises:
        ValueError: the row has another number of values than there are columns.
    """
    values = {
        field.attname: _restored(field, value) for field, value in zip(fields, row, strict=True)
    }
    return model(**values)


def _restored(field: models.Field[Any, Any], value: Any) -> Any:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.JSONField):
        return value
    return target.to_python(value)
