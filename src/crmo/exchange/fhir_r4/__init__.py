"""FHIR R4 in and out: bundles, single resources, NDJSON, bulk exports."""

from crmo.exchange.fhir_r4.files import is_fhir
from crmo.exchange.fhir_r4.read import read
from crmo.exchange.fhir_r4.write_bundle import json_lines, write_bundle
from crmo.exchange.fhir_r4.write_ndjson import BulkWriter
from crmo.exchange.fhir_r4.write_resources import record_to_resources

__all__ = [
    "BulkWriter",
    "is_fhir",
    "json_lines",
    "read",
    "record_to_resources",
    "write_bundle",
]
