"""Name the machine that figures were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Return processor, cores, memory, system and Python in one line."""
    parts = [
        _value_in("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        f"{os.cpu_count()} cores",
        _memory(),
        platform.platform(terse=True),
        f"{platform.python_implementation()} {platform.python_version()}",
    ]
    return ", ".join(filter(None, parts))


def _memory() -> str:
    kilobytes = _value_in("/proc/meminfo", "MemTotal").removesuffix(" kB")
    return f"{round(int(kilobytes) / 1024**2)} GiB memory" if kilobytes.isdigit() else ""


def _value_in(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    found = (line.partition(":")[2].strip() for line in lines if line.startswith(name))
    return next(found, "")
