"""From the fields of the form to the entries of a record, and what stands in their way.

Nothing here reads a database or a clock. A field that was left alone writes nothing; what was
known last time is shown beside the fields and becomes an entry only when somebody confirms it.
The core's own types decide what can be; what is hardly possible is asked about first.
"""

from crmo.workbench.visit.entries.visit import Visit, visit_from
from crmo.workbench.visit.entries.writing import Setting

__all__ = ["Setting", "Visit", "visit_from"]
