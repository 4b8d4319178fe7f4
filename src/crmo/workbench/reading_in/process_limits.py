"""What the process that reads a file may use, so that a hostile file stops itself alone."""

from __future__ import annotations

import resource

CPU_SECONDS = 90
WALL_SECONDS = 120
MEMORY_BYTES = 2 * 2**30
WRITTEN_BYTES = 512 * 2**20
OPEN_FILES = 64


def take_limits() -> None:
    """Bind this process to the limits; it cannot loosen them again."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))
