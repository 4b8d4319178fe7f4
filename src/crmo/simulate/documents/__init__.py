"""Clinic notes and reports about a child, written from a record in the manner of many houses.

Every document knows, to the character, what of the record its words tell; `said` returns the
record of exactly that. So a reader of notes can be tried against texts whose meaning is known.
"""

from crmo.simulate.documents.house_style import DIALECTS, STYLES
from crmo.simulate.documents.said import said, said_together
from crmo.simulate.documents.write import write_documents
from crmo.simulate.documents.written import Statement, WrittenDocument

__all__ = [
    "DIALECTS",
    "STYLES",
    "Statement",
    "WrittenDocument",
    "said",
    "said_together",
    "write_documents",
]
