"""The worklist: who comes, what is due, who is flaring, which scans are unread."""
