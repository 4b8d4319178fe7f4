"""How long the knowledge takes to load, read anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import yaml

import crmo.knowledge
from benchmarks.figures import Figure, median_seconds
from crmo.knowledge import Knowledge
from crmo.knowledge.files import knowledge_files
from crmo.knowledge.layers import Layers

TIMES = 11


def measure() -> Iterator[Figure]:
    """Yield the time to parse and index all tables and rules beside the bare YAML parser."""
    paths = sorted(Path(crmo.knowledge.__file__).parent.rglob("*.yaml"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    size_kb = sum(map(len, texts)) / 1000

    def whole() -> None:
        knowledge = Knowledge(Layers(knowledge_files(files("crmo.knowledge"))))
        for part in ("sources", "concepts", "analytes", "drugs", "all_rules", "population"):
            len(getattr(knowledge, part))

    def bare() -> None:
        for text in texts:
            yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: TID251

    how = f"{len(paths)} files, {size_kb:.0f} kB; median of {TIMES}"
    for name, work in (("All tables and rules", whole), ("for comparison: libyaml alone", bare)):
        yield Figure(name=name, value=f"{1000 * median_seconds(work, times=TIMES):.0f} ms", how=how)
