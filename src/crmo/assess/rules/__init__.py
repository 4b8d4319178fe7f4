"""Rules as data: an expression language in YAML over named facts, in three-valued logic."""
