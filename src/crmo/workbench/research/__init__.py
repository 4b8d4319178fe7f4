"""What a researcher sees: children under pseudonyms, with moved dates and no free text."""
