"""What stands in the way of a visit being written, said at the field that it is about."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen
from django.utils.translation import gettext as _

from crmo.errors import InvalidValueError


class Weight(StrEnum):
    """How much a problem weighs."""

    REFUSED = "refused"
    ASKED = "asked"


@frozen(kw_only=True)
class Problem:
    """One problem of one field.

    Args:
        field: name of the field in the form.
        message: what is wrong and what would be right, for the person at the screen.
        weight: refused, or asked about until `sure:<field>` repeats the value.
        value: the value that is asked about.
    """

    field: str
    message: str
    weight: Weight = Weight.REFUSED
    value: str = ""


def refused(field: str, error: InvalidValueError) -> Problem:
    """Return the problem that the core's refusal of a value is."""
    said = core_words(error.problem)
    parts = [said[:1].upper() + said[1:]]
    if error.expected:
        parts.append(_("Expected: %(what)s.") % {"what": core_words(error.expected)})
    return Problem(field=field, message=" ".join(parts))


def core_words(text: str) -> str:
    """Return a sentence of the core in the language of the page, where it has been translated."""
    return _(text) if text else ""
