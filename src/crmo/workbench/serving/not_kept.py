"""Pages about children are kept in no browser and no proxy."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NotKeptMiddleware:
    """Says `no-store` on every answer that says nothing of its own about keeping.

    After signing out, going back shows nothing of a child.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say that the answer is not to be kept."""
        response = self._get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response
