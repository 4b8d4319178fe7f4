"""What a run found, in numbers: for the report, the terminal, and what may be shared."""

from crmo.find.overview.overview import Overview, overview_of

__all__ = ["Overview", "overview_of"]
