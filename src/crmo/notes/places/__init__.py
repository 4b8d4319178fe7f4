"""The grammar of anatomy: from sides, parts, levels and bones to sites."""

from crmo.notes.places.find import find_places

__all__ = ["find_places"]
