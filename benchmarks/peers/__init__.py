"""Other readers of clinical notes, each run in an environment of its own (`make peers`)."""
