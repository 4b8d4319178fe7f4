"""Case finding over a large population: who is made for it, and what is measured."""

from benchmarks.case_finding.comparison import measure

__all__ = ["measure"]
