"""The lines of a backup: a head, every table with its rows, and an end that counts them."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen
from django.conf import settings

import crmo
from crmo.errors import UnreadableError
from crmo.workbench import clock
from crmo.workbench.care.snapshot import snapshot
from crmo.workbench.care.tables import fields_of, rows_of_table, tables
from crmo.workbench.models import ChainHead

FORM = 1
_CHUNK = 256 * 1024


@frozen(kw_only=True)
class Counted:
    """What a backup holds.

    Args:
        rows: how many, by table.
        heads: hash of the last link, by chain.
    """

    rows: dict[str, int]
    heads: dict[str, str]


def lines(*, done: Callable[[str, int], None] | None = None) -> Iterator[str]:
    """Yield the lines of a backup of the database as it is now.

    Args:
        done: called with a table's name and how many rows of it are written.
    """
    with snapshot() as using:
        heads = dict(ChainHead.objects.using(using).values_list("name", "hash"))
        yield _line(_head())
        counts: dict[str, int] = {}
        for model in tables():
            name = model._meta.label
            counts[name] = 0
            yield _line({"table": name, "fields": [field.attname for field in fields_of(model)]})
            for row in rows_of_table(model, using=using):
                counts[name] += 1
                yield _line(row)
            if done is not None:
                done(name, counts[name])
        yield _line({"end": True, "rows": counts, "heads": heads})


def _head() -> dict[str, Any]:
    return {
        "crmo_backup": FORM,
        "version": crmo.__version__,
        "made_at": clock.now().isoformat(),
        # Without it the chains could not be verified after everything else is lost.
        "chain_key": settings.CHAIN_KEY,
        # Second factors are kept encrypted with it.
        "secret_key": settings.SECRET_KEY,
    }


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


class Packed(io.RawIOBase):
    """The lines, packed, as a file that can be read once from beginning to end.

    Args:
        told: the lines.
    """

    def __init__(self, told: Iterator[str]) -> None:
        self._lines = told
        self._out = io.BytesIO()
        # The name and time that gzip would keep say nothing worth telling.
        self._gzip = gzip.GzipFile(fileobj=self._out, mode="wb", mtime=0, compresslevel=6)
        self._is_over = False

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with the next bytes; 0 at the end."""
        while not self._is_over and self._out.tell() < len(buffer):
            self._take()
        data = self._out.getvalue()
        n = min(len(buffer), len(data))
        buffer[:n] = data[:n]
        self._out.seek(0)
        self._out.truncate()
        self._out.write(data[n:])
        return n

    def _take(self) -> None:
        taken = 0
        for line in self._lines:
            self._gzip.write(line.encode("utf-8", "surrogatepass"))
            taken += len(line)
            if taken > _CHUNK:
                return
        self._gzip.close()
        self._is_over = True


def parsed(packed: io.BufferedIOBase) -> Iterator[Any]:
    """Yield the lines of a backup as values.

    Raises:
        UnreadableError: it is not one, of a form that this version does not know, or cut off.
    """
    n = 0
    is_whole = False
    try:
        with gzip.open(packed, mode="rt", encoding="utf-8", errors="surrogatepass") as text:
            for n, line in enumerate(text, start=1):
                value = json.loads(line)
                if n == 1:
                    _check_head(value)
                is_whole = isinstance(value, dict) and value.get("end") is True
                yield value
    except (OSError, EOFError, ValueError) as error:
        raise UnreadableError(
            f"the backup cannot be read ({type(error).__name__}).",
            where=f"line {n + 1}",
            expected="a backup made by `crmo backup`",
            todo="Take another copy of it.",
        ) from None
    if not is_whole:
        raise UnreadableError(
            "the backup is cut off.",
            where=f"line {n}",
            expected="a last line that counts what it holds",
            todo="Take another copy of it.",
        )


def _check_head(value: object) -> None:
    form = value.get("crmo_backup") if isinstance(value, dict) else None
    if form != FORM:
        raise UnreadableError(
            "this is no backup that this version of crmo can read.",
            came=form,
            expected=f"a backup of form {FORM}",
            todo="Restore it with the version of crmo that made it, and upgrade then.",
        )
