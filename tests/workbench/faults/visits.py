"""Visits as a clinician fills them in, sent by a browser."""

from __future__ import annotations

import re
from uuid import UUID

from attrs import frozen

from benchmarks.visitor import Answer, Visitor

_PLACES = ("vertebra_t8", "vertebra_t9", "clavicle_left", "tibia_right", "tibia_left")
_HEAD = re.compile(r'name="head" value="(\d+)"')


@frozen(kw_only=True)
class Form:
    """One visit on its way into the ledger.

    Args:
        child: whose.
        key: of the draft.
        fields: filled in.
    """

    child: UUID
    key: UUID
    fields: dict[str, str]

    def keep(self, visitor: Visitor) -> Answer:
        """Keep the draft."""
        return visitor.post(f"{self._path}keep/", self.fields)

    def save(self, visitor: Visitor) -> Answer:
        """Save the visit."""
        return visitor.post(self._path, {**self.fields, "act": "save"})

    @property
    def _path(self) -> str:
        return f"/children/{self.child}/visit/{self.key}/"


def opened_form(visitor: Visitor, child: UUID, key: UUID, *, crp: int, note: str) -> Form:
    """Open the form of a visit and fill it in.

    Args:
        visitor: signed in as a clinician.
        child: whose visit.
        key: of the draft.
        crp: a value that tells this visit from others.
        note: text of the visit.
    """
    page = visitor.get(f"/children/{child}/visit/new/").text
    head = _HEAD.search(page)
    on = re.search(r'name="on"[^>]* value="([^"]+)"', page)
    assert head, page[:300]
    assert on, page[:300]
    fields = {"on": on[1], "head": head[1], "contact": "visit", "note": note, "lab:crp": str(crp)}
    fields |= {"lab:esr": "17", "score:pain": "3", "finding:fever": "absent"}
    fields |= {f"tender:{place}": "present" for place in _PLACES}
    fields |= {f"hurts:{place}": "absent" for place in _PLACES}
    return Form(child=child, key=key, fields=fields)
