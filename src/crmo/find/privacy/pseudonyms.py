"""Pseudonyms: the same child has the same one as long as the key is kept, and none without it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from attrs import field, frozen

from crmo.errors import UserError
from crmo.find.written import UNFINISHED

KEY_BYTES = 32
# 80 bits: among five million persons two alike are less likely than 1 in 10 to the 11.
_LETTERS = 16


@frozen
class PseudonymKey:
    """A secret from which pseudonyms are made.

    Args:
        secret: at least 32 bytes; never shown.
    """

    secret: bytes = field(repr=False)

    def pseudonym(self, source_person: str) -> str:
        """Return the pseudonym of a person: `p` and sixteen letters and digits.

        HMAC-SHA-256 of the source's key of the person: nobody without the key file can try out
        record numbers until one fits.
        """
        digest = self._digest("person", source_person)
        return "p" + base64.b32encode(digest).decode().lower()[:_LETTERS]

    @property
    def fingerprint(self) -> str:
        """A name by which the key is known again, from which it cannot be found."""
        return self._digest("key", "").hex()[:16]

    @property
    def sampling_salt(self) -> str:
        """What makes the order of a random sample, so that it is the same again."""
        return self._digest("sample", "").hex()

    def _digest(self, purpose: str, text: str) -> bytes:
        content = f"crmo {purpose}\0{text}".encode("utf-8", "surrogatepass")
        return hmac.new(self.secret, content, hashlib.sha256).digest()


def open_key(path: Path) -> PseudonymKey:
    """Return the key of a file; a file that is not there is made, once, for its owner alone.

    A key that everybody on the machine could read is closed to them; a group may share one.

    Raises:
        UserError: the file cannot be read or made, or does not hold a key.
    """
    try:
        if not path.exists():
            _create(path)
        text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UserError(
            f"the key of the pseudonyms cannot be used ({reason}).",
            where=str(path),
            todo="Name another file with --key-file.",
        ) from None
    key = PseudonymKey(_secret(text, path))
    _close_to_others(path)
    return key


def _create(path: Path) -> None:
    """Write a new key so that no other run can have another one, and no half of it is seen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)  # its owner's alone
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{secrets.token_hex(KEY_BYTES)}\n")
            file.flush()
            os.fsync(file.fileno())
        _put(Path(name), path)
    finally:
        Path(name).unlink(missing_ok=True)


def _put(fresh: Path, path: Path) -> None:
    """Give a file its name; unlike a renaming, this never replaces another run's key."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links, such as that of many USB sticks
        with suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(fresh.read_bytes())


def _close_to_others(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & stat.S_IRWXO:
        with suppress(OSError):  # another's file, or a file system that knows no owners
            path.chmod(mode & ~stat.S_IRWXO)


def _secret(text: str, path: Path) -> bytes:
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) < KEY_BYTES:
        raise UserError(
            "this is not a key of pseudonyms.",
            where=str(path),
            expected=f"one line of at least {2 * KEY_BYTES} hexadecimal digits, as crmo writes it",
            todo="Name another file with --key-file; it is made if it is not there.",
        )
    return secret
