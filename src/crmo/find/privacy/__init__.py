"""What may leave the machine, and what may not: pseudonyms, safe cells, small counts."""
