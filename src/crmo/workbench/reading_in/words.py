"""Words for what a file brings and for what is decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmo.record.difference import Change
from crmo.record.matching import Match, MatchReason
from crmo.workbench.reading_in.decision import Verb
from crmo.workbench.reading_in.file_draft import Who

Words = str | Promise

CHANGES: Mapping[Change, tuple[Words, str]] = MappingProxyType(
    {
        # words, tone
        Change.CONFLICTS: (_("contradicts"), "alert"),
        Change.CORRECTS: (_("newer version"), "due"),
        Change.NEW: (_("new"), "good"),
        Change.ALREADY_CORRECTED: (_("corrected here before"), "quiet"),
        Change.SAME: (_("known already"), "quiet"),
    }
)
VERBS: Mapping[tuple[Change, Verb], Words] = MappingProxyType(
    {
        (Change.NEW, Verb.TAKE): _("Take in"),
        (Change.NEW, Verb.LEAVE): _("Leave out"),
        (Change.CORRECTS, Verb.TAKE): _("Take the file’s"),
        (Change.CORRECTS, Verb.LEAVE): _("Keep ours"),
        (Change.CORRECTS, Verb.BOTH): _("Keep both"),
        (Change.CORRECTS, Verb.UNDECIDED): _("Not decided"),
        (Change.CONFLICTS, Verb.TAKE): _("Take the file’s"),
        (Change.CONFLICTS, Verb.LEAVE): _("Keep ours"),
        (Change.CONFLICTS, Verb.BOTH): _("Keep both"),
        (Change.CONFLICTS, Verb.UNDECIDED): _("Not decided"),
        (Change.ALREADY_CORRECTED, Verb.LEAVE): _("Leave out"),
        (Change.ALREADY_CORRECTED, Verb.BOTH): _("Take in after all"),
    }
)
MATCHES: Mapping[Match, tuple[Words, str]] = MappingProxyType(
    {
        Match.SAME_NUMBER: (_("same number"), "good"),
        Match.CONTRADICTS: (_("same number, but a contradiction"), "alert"),
        Match.LIKELY: (_("may be known under another number"), "due"),
        Match.NONE: (_("not known here"), "calm"),
    }
)
REASONS: Mapping[str, tuple[Words, bool]] = MappingProxyType(
    {
        # words, whether it speaks against
        MatchReason.NUMBER_SAME: (_("same number"), False),
        MatchReason.NAME_SAME: (_("same name"), False),
        MatchReason.NAME_DIFFERS: (_("another name"), True),
        MatchReason.BIRTH_DATE_SAME: (_("same date of birth"), False),
        MatchReason.BIRTH_DATE_CAN_AGREE: (_("date of birth can be the same"), False),
        MatchReason.BIRTH_DATE_DIFFERS: (_("another date of birth"), True),
        MatchReason.SEX_SAME: (_("same sex"), False),
        MatchReason.SEX_DIFFERS: (_("another sex"), True),
    }
)
WHO: Mapping[Who, Words] = MappingProxyType(
    {
        Who.KNOWN: _("A known child"),
        Who.NEW: _("A new child"),
        Who.SKIP: _("Leave this child out"),
        Who.UNDECIDED: _("Not decided"),
    }
)
LEVELS: Mapping[str, tuple[Words, str]] = MappingProxyType(
    {
        "error": (_("could not be taken in"), "alert"),
        "warning": (_("kept, but not computed with"), "due"),
        "note": (_("for information"), "quiet"),
    }
)
FIELDS: Mapping[str, Words] = MappingProxyType(
    {"name": _("Name"), "birth_date": _("Date of birth"), "sex": _("Sex")}
)
