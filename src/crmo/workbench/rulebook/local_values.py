"""Laying a local value over the knowledge, and withdrawing it; both are kept for good."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import frozen
from django.db import transaction

from crmo.errors import KnowledgeError, UserError
from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.check import require_sound
from crmo.knowledge.files import knowledge_files
from crmo.knowledge.layers import Layers
from crmo.knowledge.merge import at as standing_at
from crmo.knowledge.merge import walk
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.models import LocalValue, User
from crmo.workbench.rulebook.in_force import active_values, current_knowledge, write_overlay


@frozen(kw_only=True)
class Laid:
    """A value once laid, as pages show it.

    Args:
        value: the row.
        is_active: whether it is in force.
        changed: the places it changed, as (path, old, new).
    """

    value: LocalValue
    is_active: bool
    changed: tuple[tuple[str, Any, Any], ...] = ()


def lay(
    *, table: str, item: str, content: Mapping[str, Any], reason: str, by: User, at: datetime
) -> LocalValue:
    """Lay a value over the knowledge once the whole was found sound with it.

    Args:
        table: `rules`, `analytes`, ...
        item: id of the rule, analyte, ...
        content: what differs, in the shape of the knowledge files, without the id.
        reason: why.
        by: who.
        at: when.

    Raises:
        UserError: there is no reason, or nothing differs.
        KnowledgeError: the knowledge would not be sound with it; nothing was changed.
    """
    if not reason.strip():
        raise UserError("a local value needs a reason.", expected="why, in a sentence")
    value = LocalValue(
        table=table,
        item=item,
        content=json.dumps(content, ensure_ascii=False),
        reason=" ".join(reason.split()),
        recorded_by=by,
        recorded_at=at,
    )
    before, after = current_knowledge(), tried([*active_values(), value])
    if before.layers.table(table).get(item) == after.layers.table(table).get(item):
        raise UserError("nothing would change.", expected="another value than the one in force")
    with transaction.atomic():
        value.save(force_insert=True)
        audit_event(None, Action.LOCAL_VALUE, actor=by, about=f"{table}:{item}")
    return value


def withdraw(value: LocalValue, *, reason: str, by: User, at: datetime) -> LocalValue:
    """Withdraw a value; what stood there before counts again.

    Raises:
        UserError: there is no reason, or it was withdrawn before.
        KnowledgeError: another local value rests on it; nothing was changed.
    """
    if not reason.strip():
        raise UserError("a withdrawal needs a reason.", expected="why, in a sentence")
    if value.withdraws is not None or LocalValue.objects.filter(withdraws=value).exists():
        raise UserError("this value is not in force.")
    tried([each for each in active_values() if each.pk != value.pk])
    with transaction.atomic():
        withdrawal = LocalValue.objects.create(
            table=value.table,
            item=value.item,
            content="{}",
            reason=" ".join(reason.split()),
            recorded_by=by,
            recorded_at=at,
            withdraws=value,
        )
        audit_event(None, Action.LOCAL_VALUE, actor=by, about=f"{value.table}:{value.item}:off")
    return withdrawal


def tried(values: list[LocalValue]) -> Knowledge:
    """Return the knowledge as it would be with these values.

    Raises:
        KnowledgeError: it would not be sound.
    """
    with tempfile.TemporaryDirectory(prefix="crmo-tried-") as folder:
        overlay = Path(folder) / "overlay"
        write_overlay(overlay, values)
        files = knowledge_files(overlay) if any(overlay.iterdir()) else ()
        layers = Layers(load_knowledge().layers.shipped, files)
        try:
            require_sound(layers)  # reads every file, so the folder may go
        except KnowledgeError as error:
            raise KnowledgeError(
                error.problem,
                where=_place(error.where),
                expected=error.expected,
                todo=error.todo,
            ) from None
        return Knowledge(layers)


def history(table: str = "", item: str = "") -> list[Laid]:
    """Return the values ever laid, the newest first; of one item if it is named."""
    values = LocalValue.objects.filter(withdraws=None).select_related(
        "recorded_by", "withdrawn_by", "withdrawn_by__recorded_by"
    )
    if item:
        values = values.filter(table=table, item=item)
    return [
        Laid(
            value=value,
            is_active=not hasattr(value, "withdrawn_by"),
            changed=_changed(value),
        )
        for value in values.order_by("-pk")
    ]


def _changed(value: LocalValue) -> tuple[tuple[str, Any, Any], ...]:
    """Return what the value says, place by place, beside what is shipped."""
    shipped = load_knowledge().layers.table(value.table).get(value.item, {})
    return tuple(
        (".".join(path), standing_at(shipped, path), told)
        for path, told in walk(json.loads(value.content))
        if not isinstance(told, dict | list) and path and path[-1] != "id"
    )


def _place(where: str) -> str:
    """Return the place without the name of a file that nobody wrote."""
    return "" if "b-laid-" in where else where
