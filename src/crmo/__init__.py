"""Open software for chronic recurrent multifocal osteomyelitis (CRMO, CNO) in children.

Importing the package loads nothing else, so that a command starts quickly: take what you
need from the rooms, for example `from crmo.record import PatientRecord`.
"""

__version__ = "0.1.0"
