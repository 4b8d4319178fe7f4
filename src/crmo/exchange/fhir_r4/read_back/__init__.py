"""Resources that crmo wrote, read back without loss; all others are for the general readers."""

from crmo.exchange.fhir_r4.read_back.resource import read_back

__all__ = ["read_back"]
