"""How much one request may bring: what is more is thrown away while it arrives."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

# Fields and boundaries of the form beside the files.
_FORM_BYTES = 2**20


def most_bytes() -> int:
    """Return how large the files of one request may be together."""
    return int(settings.CRMO["CRMO_UPLOAD_MEGABYTES"]) * 2**20


def is_too_large(request: HttpRequest) -> bool:
    """Whether a request says of itself that it brings more than it may."""
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    return not told.isdecimal() or int(told) > most_bytes() + _FORM_BYTES


class UploadQuota(FileUploadHandler):
    """Stands before Django's own handlers, so that what is too much reaches no disk.

    The rest of the form is still read: a form without its token would be refused in words that
    say nothing of the size.
    """

    _taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip a file of a request that is too large as a whole."""
        super().new_file(*args, **kwargs)
        if self.request is not None and is_too_large(self.request):
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on what comes, up to the limit for all files together.

        Raises:
            SkipFile: more came than may.
        """
        del start
        self._taken += len(raw_data)
        if self._taken > most_bytes():
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the making of the file to the handlers behind."""
        del file_size
