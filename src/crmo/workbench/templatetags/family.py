"""`{% load family %}`: blocks of a letter's paragraph."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def is_list(block: tuple[str, ...] | str) -> bool:
    """Whether a block of a paragraph is a list of items, and no sentence."""
    return isinstance(block, tuple)
