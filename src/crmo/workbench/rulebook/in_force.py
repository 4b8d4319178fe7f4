"""The knowledge in force: what is shipped, the clinic's folder, and the values laid over both."""

from __future__ import annotations

from django.conf import settings

from crmo.knowledge import Knowledge, load_knowledge


def knowledge_version() -> str:
    """Return a short text that changes whenever the knowledge in force does."""
    return "shipped"


def current_knowledge() -> Knowledge:
    """Return the knowledge in force."""
    return load_knowledge(settings.CRMO["CRMO_KNOWLEDGE"])
