"""What is due and overdue, from stated intervals."""

from crmo.assess.due.overview import due, due_from

__all__ = ["due", "due_from"]
