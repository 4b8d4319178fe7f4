"""The verdicts in words, and the keys that choose them: the same as in `crmo review`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmo.find.review.verdict import Verdict

VERDICTS: Mapping[Verdict, str | Promise] = MappingProxyType(
    {
        Verdict.LIKELY: _("Yes: likely CRMO, and nobody has named it"),
        Verdict.ALREADY_KNOWN: _("Yes: CRMO, and it is already known"),
        Verdict.POSSIBLE: _("Possible: worth a question to the doctors"),
        Verdict.NO: _("No"),
        Verdict.CANNOT_TELL: _("Cannot tell from what is here"),
    }
)
KEYS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.LIKELY: "l",
        Verdict.ALREADY_KNOWN: "a",
        Verdict.POSSIBLE: "p",
        Verdict.NO: "n",
        Verdict.CANNOT_TELL: "c",
    }
)
