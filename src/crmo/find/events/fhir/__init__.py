"""FHIR R4 Bulk NDJSON: resource types as the event table reads them."""
