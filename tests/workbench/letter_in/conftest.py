"""What the tests of this room share."""

from tests.workbench.reading_in.in_process import reads_in_process

__all__ = ["reads_in_process"]
