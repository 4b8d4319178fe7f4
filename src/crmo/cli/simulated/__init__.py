"""`crmo simulate`: virtual children into files, by several workers, always the same bytes."""
