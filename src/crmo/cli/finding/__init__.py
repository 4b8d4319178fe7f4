"""`crmo find` and `crmo review`."""
