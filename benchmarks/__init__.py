"""Measurements of time and memory; `make bench` runs them and writes what they found."""
