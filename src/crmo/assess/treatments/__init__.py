"""Courses of treatment, and what happened during and after each."""

from crmo.assess.treatments.courses import Course

__all__ = ["Course"]
