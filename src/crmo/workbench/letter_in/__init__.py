"""Letters read in: what the rules read, checked by a person word by word, kept only if said so."""
