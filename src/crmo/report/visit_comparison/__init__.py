"""Two visits side by side, with what changed and what one of them did not record."""

from crmo.report.visit_comparison.table import visit_comparison

__all__ = ["visit_comparison"]
