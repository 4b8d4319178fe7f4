"""`{% load site %}`: the navigation, and the tones of messages."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.context import RequestContext

from crmo.workbench.navigation import links_for

register = template.Library()

_TONES = {
    constants.DEBUG: "quiet",
    constants.INFO: "calm",
    constants.SUCCESS: "good",
    constants.WARNING: "due",
    constants.ERROR: "alert",
}


@register.inclusion_tag("parts/navigation.html", takes_context=True)
def navigation(context: RequestContext) -> dict[str, Any]:
    """Show the links to the rooms that the person may enter."""
    request = context.get("request")
    path = request.path if request is not None else ""
    return {"links": links_for(context.get("may") or (), path)}


@register.filter
def tone(message: Message) -> str:
    """Return the tone of a message, as in `components.css`."""
    return _TONES.get(message.level, "calm")
