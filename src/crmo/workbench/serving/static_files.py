"""Style sheets, scripts and pictures: collected once, compressed, named by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

_FINGERPRINT = ".sources"


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Storage whose addresses hold a digest; without a manifest, plain addresses.

    So tests need no collecting, and a data folder that cannot be written still serves pages.
    """

    def stored_name(self, name: str) -> str:
        """Return the name under which a file is served."""
        return str(super().stored_name(name)) if self.hashed_files else name


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves the collected files; those beside the code where nothing was collected."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        if not is_collected() and not self.autorefresh:
            self.add_files_from_finders()

    def add_files(self, root: str, prefix: str | None = None) -> None:
        """Take the files of a folder, if it is there."""
        if Path(root).is_dir():
            super().add_files(root, prefix)


def is_collected() -> bool:
    """Whether the files were collected in the data folder."""
    manifest: str = StaticFiles.manifest_name
    return Path(settings.STATIC_ROOT, manifest).is_file()


def collect() -> bool:
    """Collect and compress the files if they changed since the last time.

    Returns:
        Whether there was something to do.

    Raises:
        OSError: the data folder cannot be written.
    """
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp = root / _FINGERPRINT
    now = _fingerprint()
    if is_collected() and stamp.is_file() and stamp.read_text(encoding="ascii") == now:
        return False
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="ascii")
    return True


def _fingerprint() -> str:
    told = "\n".join(sorted(_sources()))
    return hashlib.sha256(told.encode()).hexdigest()


def _sources() -> Iterator[str]:
    storage: Any
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            size = storage.size(path)
            yield f"{path} {size} {storage.get_modified_time(path).timestamp()}"
