"""The knowledge in force: what is shipped, the clinic's folder, and the values laid over both."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from functools import cache
from pathlib import Path

from django.conf import settings

from crmo.knowledge import Knowledge, load_knowledge
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.models import LocalValue

SHIPPED = "shipped"
_IN_FORCE: Recent[str, Knowledge] = Recent(size=3)


def knowledge_version() -> str:
    """Return a short text that changes whenever the knowledge in force does."""
    values = active_ids()
    folder = _folder_version()
    if not values and not folder:
        return SHIPPED
    return hashlib.sha256(f"{folder}|{values}".encode()).hexdigest()[:16]


def current_knowledge() -> Knowledge:
    """Return the knowledge in force.

    Raises:
        KnowledgeError: the clinic's folder has a fault.
    """
    return _IN_FORCE.get(knowledge_version(), lambda: load_knowledge(overlay_folder()))


def overlay_folder() -> Path | None:
    """Return a folder that holds all local values as files, or None if there are none.

    It is written when first needed and never changed; another set of values makes another.
    """
    version = knowledge_version()
    if version == SHIPPED:
        return None
    folder: Path = settings.CRMO["CRMO_DATA"] / "knowledge" / version
    if not folder.exists():
        write_overlay(folder, active_values())
    return folder


def active_ids() -> tuple[int, ...]:
    """Return the keys of the values in force, in their order."""
    found = LocalValue.objects.filter(withdraws=None, withdrawn_by=None).order_by("pk")
    return tuple(found.values_list("pk", flat=True))


def active_values() -> list[LocalValue]:
    """Return the values in force, in the order in which they are laid."""
    found = LocalValue.objects.filter(withdraws=None, withdrawn_by=None)
    return list(found.select_related("recorded_by").order_by("pk"))


def write_overlay(folder: Path, values: list[LocalValue]) -> None:
    """Write the clinic's folder and the given values as one overlay; whole or not at all.

    Args:
        folder: must not exist.
        values: laid over the clinic's folder in this order; may be unsaved.
    """
    fresh = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    fresh.mkdir(parents=True)
    own: Path | None = settings.CRMO["CRMO_KNOWLEDGE"]
    if own is not None:
        shutil.copytree(own, fresh / "a-folder")
    for n, value in enumerate(values, start=1):
        (fresh / f"b-laid-{n:05}.yaml").write_text(as_file(value), encoding="utf-8")
    try:
        fresh.rename(folder)
    except OSError:
        shutil.rmtree(fresh)  # another process was first, with the same content
        if not folder.exists():
            raise


def as_file(value: LocalValue) -> str:
    """Return a value as a knowledge file; JSON is YAML, too."""
    remarks = {
        "who": value.recorded_by.shown_name(),
        "when": value.recorded_at.date().isoformat(),
        "why": value.reason,
    }
    entry = {"id": value.item, **json.loads(value.content)}
    table = [entry] if value.table == "rules" else {value.item: json.loads(value.content)}
    content = {"overlay": remarks, value.table: table}
    # One key a line at the top: the reader of knowledge files looks for the tables' names there.
    lines = [f"{key}: {json.dumps(told, ensure_ascii=False)}" for key, told in content.items()]
    return "\n".join(lines) + "\n"


@cache
def _folder_version() -> str:
    """Return a digest of the clinic's folder as it was when this process first looked."""
    own: Path | None = settings.CRMO["CRMO_KNOWLEDGE"]
    if own is None:
        return ""
    digest = hashlib.sha256()
    for path in sorted(own.rglob("*.y*ml")):
        digest.update(path.relative_to(own).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
