"""Whether a biopsy or culture is of another tissue, for other germs, or still to come."""

from __future__ import annotations

import re

from crmo.notes.clinic.told_dates import latest_possible
from crmo.notes.context import NoteContext
from crmo.notes.mention import Mention
from crmo.notes.vocabulary import rules

RULE = "procedures"
_OTHER_SMEARS = ("afb", "zn", "gram", "sputum", "throat", "cervical", "tissue", "pus")
_PENDING = re.compile(r"\s(?:is |still )?(?:pending|awaited)\b")
_FOR_BACTERIA = re.compile(r"\b(?:bacterial|bacteria|aerobic|anaerobic|routine|standard)\b")


def is_other_tissue(context: NoteContext, mention: Mention) -> bool:
    """Whether a smear, culture or biopsy is of another tissue: `sputum smear`, `skin biopsy`."""
    before = context.folded[max(0, mention.start - 14) : mention.start].rstrip(" -")
    if mention.about == "blood_smear":
        return before.endswith(_OTHER_SMEARS)
    if mention.about in ("bone_culture", "bacterial_pcr"):
        is_blood = context.folded.startswith((" of blood", " of urine"), mention.end)
        return is_blood or is_of_other(context, mention)
    if mention.about == "bone_biopsy" and before.endswith(("aspirate and", "aspirate &", "marrow")):
        return True
    return mention.about == "bone_biopsy" and before.endswith(tuple(rules(RULE)["other_tissue"]))


def is_of_other(context: NoteContext, mention: Mention) -> bool:
    """Whether a culture is of another specimen or for other germs: `urine`, `TB culture`."""
    before = context.folded[max(0, mention.start - 40) : mention.start].rstrip(" -")
    is_other = before.endswith(tuple(rules(RULE)["other_specimen"]))
    return is_other and not _FOR_BACTERIA.search(before)


def is_pending(folded: str, mention: Mention) -> bool:
    """Whether a biopsy itself is to come, not its result: `bone biopsy pending`."""
    named = folded[mention.start : mention.end].endswith(("bx", "biopsy"))
    return named and bool(_PENDING.match(folded, mention.end))


def lies_ahead(context: NoteContext, mention: Mention) -> bool:
    """Whether the day right behind an examination is still to come: `bone biopsy 30/6`."""
    behind = context.dates_in(mention.end, mention.end + 12)
    return bool(behind) and not latest_possible(behind[0].date, context.on)
