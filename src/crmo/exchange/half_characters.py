"""Half characters: JSON escapes of a surrogate without its partner, which no file can hold."""

from __future__ import annotations

from typing import Any


def may_hold_half_characters(text: str) -> bool:
    """Whether JSON escapes of surrogates occur, which only make a character in pairs."""
    return "\\u" in text and ("\\ud" in text or "\\uD" in text)


def without_half_characters(value: Any) -> Any:
    """Return a JSON value with lone surrogates replaced: no file and no page could hold them."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [without_half_characters(each) for each in value]
    if isinstance(value, dict):
        return {
            without_half_characters(name): without_half_characters(each)
            for name, each in value.items()
        }
    return value
