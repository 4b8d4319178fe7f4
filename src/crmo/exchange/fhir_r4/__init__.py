"""FHIR R4 in: bundles, single resources, NDJSON, bulk exports."""

from crmo.exchange.fhir_r4.files import is_fhir
from crmo.exchange.fhir_r4.read import read

__all__ = ["is_fhir", "read"]
