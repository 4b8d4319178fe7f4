"""The worklist: whom to look at, with what speaks for it, under pseudonyms."""

from crmo.find.worklist.write import write_worklist

__all__ = ["write_worklist"]
