"""Two scans side by side: pictures, legends, and the list in words."""

from crmo.report.scan_comparison.figure import comparison_figure

__all__ = ["comparison_figure"]
