"""Every address of the site, as the resolver knows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

NOWHERE = UUID("00000000-0000-4000-8000-000000000000")
_PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes() -> dict[str, Callable[..., Any]]:
    """Return every route with its view."""
    return dict(_walk(get_resolver()))


def _walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route, each.callback
        else:
            yield from _walk(each, route)


def address(route: str, **values: object) -> str:
    """Return the address of a route; what is not given is an id that nothing has."""

    def value(place: re.Match[str]) -> str:
        kind, name = place.group(1) or "str", place.group(2)
        spare: object = (
            NOWHERE if kind.startswith("uuid") else 999_999 if kind == "int" else "nothing"
        )
        return str(values.get(name, spare))

    return "/" + _PLACE.sub(value, route)


def names_in(route: str) -> frozenset[str]:
    """Return the places of a route."""
    return frozenset(place.group(2) for place in _PLACE.finditer(route))
