"""What a card learns at the moment of an append; the rest is computed by `crmo.workbench.today`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from crmo.workbench.ledger.statement import Kind, Statement
from crmo.workbench.models import Card, Child


def after_append(child: Child, statements: Sequence[Statement], *, head_sequence: int) -> None:
    """Note on the card that there is news, and who the child is if that was said."""
    told: dict[str, Any] = {
        "head_sequence": head_sequence,
        "n_entries": F("n_entries") + len(statements),
    }
    for statement in statements:
        if statement.kind == Kind.PATIENT:
            told |= who(statement.payload)
    if not Card.objects.filter(child=child).update(**told):
        Card.objects.create(child=child, **{**told, "n_entries": len(statements)})


def who(patient: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a card that say who a child is."""
    name = UNKEPT.sub("\ufffd", str(patient.get("name", "")))
    number = UNKEPT.sub("\ufffd", str(patient.get("id", "")))
    return {
        "name": name,
        "name_search": folded(name),
        "number": number,
        "number_search": folded(number),
        "birth_date": str(patient.get("birth_date") or ""),
        "sex": str(patient.get("sex", "unknown")),
    }


def folded(text: str) -> str:
    """Return a text as it is searched: small letters, no accents, single spaces."""
    # Letters that Unicode does not take apart into a plain one and its accent.
    plain = UNKEPT.sub("\ufffd", text).casefold().translate(_WHOLE)
    taken_apart = unicodedata.normalize("NFKD", plain)
    kept = (letter for letter in taken_apart if not unicodedata.combining(letter))
    return " ".join("".join(kept).split())


# PostgreSQL keeps no text with these.
UNKEPT = re.compile(r"[\x00\ud800-\udfff]")
_WHOLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def detail_of(card: Card) -> dict[str, Any]:
    """Return what the card keeps for display."""
    detail: dict[str, Any] = json.loads(card.detail or "{}")
    return detail
