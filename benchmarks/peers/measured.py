"""What every peer does with the notes: reads them twice and says what it cost.

Run inside the peer's own environment, which holds nothing of crmo: standard library only.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def run(build: Callable[[list[str], list[str]], Callable[[str], Any]]) -> None:
    """Build a reader from terms and negation cues, read all notes, print the cost as JSON.

    Args:
        build: takes the terms and the cues, returns what reads one note.
    """
    begun = time.perf_counter()
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    read = build(asked["terms"], asked["cues"])
    load_s = time.perf_counter() - begun
    for note in asked["notes"][:20]:
        read(note)
    passes = []
    for _ in range(asked["times"]):
        start = time.process_time()
        for note in asked["notes"]:
            read(note)
        passes.append(time.process_time() - start)
    peak_kib = _peak_kib()
    print(json.dumps({"load_s": load_s, "cpu_s": sorted(passes), "peak_mib": peak_kib / 1024}))


def _peak_kib() -> int:
    """Return the most memory of this process; `ru_maxrss` would begin at that of its parent."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1])
