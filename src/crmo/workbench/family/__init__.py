"""What a family sees: its own child in everyday words, and who has looked at it."""
