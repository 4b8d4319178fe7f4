"""Care of the data: backup, restore, everything about one child, erasure."""
