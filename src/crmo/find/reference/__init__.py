"""The reference engine: the meaning of a case definition, readable and slow.

What DuckDB and Spark compute is right if it is what this engine says.
"""

from crmo.find.reference.answer_person import answer_person
from crmo.find.reference.person_events import Event, PersonEvents
from crmo.find.reference.selection import selected, stands

__all__ = ["Event", "PersonEvents", "answer_person", "selected", "stands"]
