"""Readers and writers: every reader returns the records and remarks on what it left out."""

from crmo.exchange.read import read

__all__ = ["read"]
