"""Case finding over a hospital's records: children who may have CRMO and nobody has thought of."""
