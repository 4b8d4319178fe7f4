"""The shape files beside this module, each read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from crmo.yaml12 import load


@cache
def shape_file(name: str) -> Mapping[str, Any]:
    """Return the shapes of one view: its frames and its pieces in painting order."""
    table: Mapping[str, Any] = load(files("crmo.anatomy.body_map") / "shapes" / f"{name}.yaml")
    return table


def repeated() -> Mapping[str, Any]:
    """Return the measures of what repeats: vertebrae, ribs, fingers and toes."""
    return shape_file("repeated")
