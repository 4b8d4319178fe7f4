"""The encrypted file around a backup: two age files in a zip, which the age tool opens, too.

`key.age` holds a key made for this backup, encrypted with the passphrase; `content.age` holds
the backup, encrypted with that key. So the content streams, whatever its size.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from crmo.errors import MissingExtraError, UnreadableError, UserError

SHORTEST_PASSPHRASE = 12
_READ_ME = """A backup of a crmo workbench, encrypted with a passphrase (age format).

crmo restore FILE              reads it back
age -d key.age > key.txt       asks for the passphrase
age -d -i key.txt content.age  gives gzip-compressed lines of JSON
"""


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is too short to protect children's data.

    Raises:
        UserError: it is.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserError(
            "the passphrase is too short.",
            expected=f"at least {SHORTEST_PASSPHRASE} characters",
            todo="Five or six random words are good.",
        )


def write_encrypted(path: Path, content: io.RawIOBase, passphrase: str) -> None:
    """Write the file whole or not at all.

    Args:
        path: where; a file that is there is replaced at the end only.
        content: read once from beginning to end.
        passphrase: of `SHORTEST_PASSPHRASE` characters at least.

    Raises:
        UserError: the passphrase is too short, or the disk is full or not to be written.
    """
    check_passphrase(passphrase)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            _fill(file, content, passphrase)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _sync_folder(path.parent)
    except (OSError, _age().EncryptError) as error:
        raise UserError(
            f"the backup cannot be written ({_why(error)}).",
            expected="a folder with room that this user may write",
            todo="Nothing of the database was changed; the unfinished file was removed.",
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(file: IO[bytes], content: io.RawIOBase, passphrase: str) -> None:
    age = _age()
    identity = age.x25519.Identity.generate()
    key = age.passphrase.encrypt(str(identity).encode(), passphrase)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("README.txt", _READ_ME)
        archive.writestr("key.age", key)
        with archive.open("content.age", "w", force_zip64=True) as member:
            age.encrypt_io(io.BufferedReader(content), member, [identity.to_public()])


def _why(error: Exception) -> str:
    """Return the system's words for what went wrong; age wraps them in an error of its own."""
    number = re.search(r"Errno (\d+)|os error (\d+)", str(error))
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return os.strerror(int(number[1] or number[2])) if number else type(error).__name__


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def opened(path: Path, passphrase: str) -> Iterator[io.BufferedIOBase]:
    """Give the content of an encrypted file.

    The content is decrypted into memory-backed or temporary storage that vanishes with it.

    Raises:
        UnreadableError: it is no such file, damaged, or the passphrase is wrong.
    """
    import tempfile

    age = _age()
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryFile() as plain:
            words = age.passphrase.decrypt(archive.read("key.age"), passphrase)
            identity = age.x25519.Identity.from_str(words.decode())
            with archive.open("content.age") as member:
                age.decrypt_io(member, plain, [identity])
            plain.seek(0)
            yield plain
    except (age.DecryptError, zipfile.BadZipFile, KeyError, OSError) as error:
        raise UnreadableError(
            f"the backup cannot be opened ({type(error).__name__}).",
            expected="a file made by `crmo backup`, and its passphrase",
            todo="Check the passphrase; if it is right, take another copy of the file.",
        ) from None


def _age() -> Any:
    try:
        import pyrage
    except ImportError:
        raise MissingExtraError(
            "backups need pyrage, which is not installed.",
            expected="the extra `workbench`",
            todo="Install it with: pip install 'crmo[workbench]'",
        ) from None
    return pyrage
