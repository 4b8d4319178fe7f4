"""Entries of a record as FHIR R4 resources, one module for each kind of resource."""

from crmo.exchange.fhir_r4.write_resources.record import record_to_resources, resources_of

__all__ = ["record_to_resources", "resources_of"]
