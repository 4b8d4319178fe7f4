"""What a laboratory's report tells without naming the examination: its specimen was a biopsy."""

from __future__ import annotations

import re

from crmo.anatomy import is_site
from crmo.notes.clinic.certainty import certainty_of
from crmo.notes.clinic.examination import Done, add_result
from crmo.notes.clinic.told_dates import day_of
from crmo.notes.context import NoteContext, SectionKind
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Role
from crmo.record import Certainty, FactStatus

_HEAD = 400
_REPORT = re.compile(
    r"\b(?:histopathology|cellular pathology|histology report|surgical pathology"
    r"|pathology report|microscopy"
    r"|microscopic"
    r"|macroscopy|gross (?:description|examination))\b"
)
_SPECIMEN = re.compile(
    r"\b(?:specimen|nature of|site|source|needle core|curettings?|biopsy|tissue)\b"
)
_SHOWED = re.compile(
    r"\b(?:show\w*|reveal\w*|demonstrat\w*|confirm\w*|consistent with|features of)\b|:"
)
_ROLE = Role.TERM
_TISSUES = frozenset({"bone_biopsy", "bone_marrow_examination"})


def is_pathology_report(context: NoteContext) -> bool:
    """Whether a note is the report of a pathologist, of one specimen or several."""
    if any(part.kind is SectionKind.HISTORY for part in context.sections):
        return False
    return _REPORT.search(context.folded[:_HEAD]) is not None


def specimen_told(context: NoteContext, found: list[Done]) -> list[Done]:
    """Return the bone biopsy of a pathologist's report that names a bone and no procedure."""
    results = list(context.mentions_of(MentionKind.RESULT))
    named = {mention.about for mention in context.mentions_of(MentionKind.PROCEDURE)}
    histology = [mention for mention in results if mention.about.startswith("histology")]
    if not histology or named & _TISSUES or not _SPECIMEN.search(context.folded):
        return []
    places = [place for place in context.places if place.sites and is_site(place.sites[0])]
    if not places:
        return []
    place, first = places[0], histology[0]
    sites = {each.sites[0] for each in places if len(each.sites) == 1}
    site = sites.pop() if len(sites) == 1 else None
    done = Done("bone_biopsy", first, FactStatus.PRESENT, day_of(context), site, list(place.marks))
    found.append(done)
    return [done]


def disease_in_tissue(context: NoteContext, mention: Mention, here: list[Done]) -> None:
    """Add to a biopsy what a disease says of its tissue.

    `Negative for malignancy`: no malignant cells. `Biopsy showed chronic osteomyelitis`:
    inflammation.

    Args:
        context: the note.
        mention: the disease.
        here: the examinations told of just before.
    """
    if not here or mention.about not in ("malignancy", "osteomyelitis"):
        return
    done = here[-1]
    tissues = [each for each in here if each.concept in _TISSUES]
    if not tissues or done.status is not FactStatus.PRESENT:
        return
    certainty = certainty_of(context, mention, context.assertion(mention))
    mark = context.mark(mention.start, mention.end, _ROLE, mention.rule, mention.about)
    if mention.about == "malignancy" and certainty is Certainty.EXCLUDED:
        add_result(tissues[-1], "malignant_cells", FactStatus.ABSENT, [mark])
    between = context.folded[tissues[-1].mention.end : mention.start]
    if (
        mention.about == "osteomyelitis"
        and certainty in (Certainty.CONFIRMED, Certainty.SUSPECTED)
        and tissues[-1].concept == "bone_biopsy"
        and _SHOWED.search(between)
    ):
        add_result(tissues[-1], "histology_inflammation", FactStatus.PRESENT, [mark])
