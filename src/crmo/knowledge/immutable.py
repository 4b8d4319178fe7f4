"""Plain YAML values made deeply immutable, so that nobody changes shared knowledge by accident."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any


def immutable(value: Any) -> Any:
    """Return the same value with read-only mappings and tuples all the way down."""
    if isinstance(value, dict):
        return MappingProxyType({key: immutable(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(immutable(inner) for inner in value)
    return value
