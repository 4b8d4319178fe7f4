"""The way into the knowledge."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from crmo.knowledge.files import knowledge_files
from crmo.knowledge.knowledge import Knowledge
from crmo.knowledge.layers import Layers


def load_knowledge(overlay: Path | None = None) -> Knowledge:
    """Return crmo's knowledge, with a clinic's own folder laid over it if one is given.

    The same folder gives the same object again; our own files are checked when crmo is built
    and tested, an overlay every time it is first loaded.

    Args:
        overlay: folder of YAML files in the same format, or None.

    Raises:
        KnowledgeError: a file cannot be read, breaks the format, or holds a number without
            a source.
    """
    return _loaded(None if overlay is None else overlay.resolve())


@cache
def _loaded(overlay: Path | None) -> Knowledge:
    shipped = knowledge_files(files("crmo.knowledge"))
    if overlay is None:
        return Knowledge(Layers(shipped))
    from crmo.knowledge.check import require_sound

    layers = Layers(shipped, knowledge_files(overlay))
    require_sound(layers)
    return Knowledge(layers)
