"""The commands by the door they open; each imports its work only when it runs."""
