"""What the page shows: each row with its value, what was known last time, and its choices."""

from crmo.workbench.visit.sheet.rows import finding_row, lab_row, place_row
from crmo.workbench.visit.sheet.sheet import Sheet, sheet_of

__all__ = ["Sheet", "finding_row", "lab_row", "place_row", "sheet_of"]
