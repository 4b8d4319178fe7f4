"""Sources become one event table: OMOP and FHIR records, dated, coded and sorted."""

from crmo.find.events.build import build_events
from crmo.find.events.event_table import EventTable

__all__ = ["EventTable", "build_events"]
