"""Ids of written resources: the same for the same record, and never the same for two entries."""

from __future__ import annotations

import re
from hashlib import sha1
from uuid import UUID

_FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")
# The room in which our names are unique; any fixed UUID would do.
_ROOM = UUID("3f0e6a5c-7c0b-5c6e-9b57-0f1d6d3f2b1a").bytes

# The two highest bits of the ninth byte say which kind of UUID it is.
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


class ResourceIds:
    """Ids of the resources of one record.

    A patient keeps an id that FHIR allows; any other becomes a UUID made from it. Entries always
    get a UUID made from the ids of patient and entry, because `finding-1` of one child and of
    another would be the same resource on a server.

    Args:
        patient_id: id of the patient in the record.
    """

    def __init__(self, patient_id: str) -> None:
        # The length in front: "a" with "bc" is not "ab" with "c".
        told = f"{len(patient_id)}:{patient_id}"
        self._of_patient = sha1(_ROOM + _bytes(told), usedforsecurity=False)
        self.patient_uuid = _uuid(self._of_patient.hexdigest())
        self.patient = patient_id if _FHIR_ID.match(patient_id) else self.patient_uuid

    def of(self, entry_id: str, part: str = "") -> str:
        """Return the id of the resource of an entry, or of one of its parts."""
        made = self._of_patient.copy()
        made.update(_bytes(f"{len(entry_id)}:{entry_id}{part}"))
        return _uuid(made.hexdigest())


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a character; rare, and asking for it is slow
        return text.encode("utf-8", "surrogatepass")


def _uuid(hexa: str) -> str:
    """Return the first 16 bytes of a digest as a UUID of version 5 (RFC 4122).

    What `str(UUID(hex=hexa[:32], version=5))` gives, in a quarter of the time.
    """
    variant = _VARIANTS[hexa[16]]
    return f"{hexa[:8]}-{hexa[8:12]}-5{hexa[13:16]}-{variant}{hexa[17:20]}-{hexa[20:32]}"
