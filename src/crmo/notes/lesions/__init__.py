"""Lesions: places, what is seen there, whether it is there today, gathered study by study."""

from crmo.notes.lesions.extract import extract_lesions

__all__ = ["extract_lesions"]
