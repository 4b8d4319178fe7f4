"""What codes, units, answers and places of a source mean to crmo."""
