"""Collects what crmo says, keeps the translations of it, and compiles them."""
