"""Entering a visit: one page, kept as a draft while it is written, appended when it is saved."""
