"""From what was gathered of a scan to the entry of the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from crmo.notes.context import NoteContext, SectionKind, all_marks
from crmo.notes.lesions.gather import Study, Told
from crmo.notes.lesions.sides_told import SidesTold, is_only_a_region
from crmo.notes.places.compose import is_inside, region_of
from crmo.notes.places.lent import with_side
from crmo.notes.reading import Mark, ReadEntry, Role
from crmo.record import Fact, FactStatus, ImagingStudy, Lesion, LesionStatus

_RULE = "lesions:study"
_NEVER_BOTH = "the same place is told as present and as not there"
_PART_OF_NORMAL = "a place is told as normal, and a part of it as not"
_OTHER_SIDE = "findings and conclusion tell different sides"
# Bones with two halves and one name.
_HALVES = frozenset({"mandible", "pubis"})
_SEQUENCE = re.compile(r"\b(stir|tirm|t1|t2|dixon|dwi|flair)\b")
_CONTRAST = re.compile(
    r"\b(without and with|with and without|with|post|after|without|"
    r"no)[ -](?:\w+[ ]){0,2}?(?:contrast|gadolinium)\b"
)


def study_entry(context: NoteContext, study: Study, sides: SidesTold) -> ReadEntry | None:
    """Return the entry of a scan, or None if it tells of no place.

    Args:
        context: the note.
        study: what was gathered.
        sides: the sides that the note tells of its bones.
    """
    for told in study.told:
        if told.site in _HALVES:
            told.site = sides.site(told.site, told.status, whole_body=study.scan.whole_body)
    _show_both(study)
    for told in study.told:
        told.site = sides.site(told.site, told.status, whole_body=study.scan.whole_body)
    if study.denies_all and not study.told:
        study.told.extend(_covered(study))
    kept = [
        told
        for told in _merged(study.without_repetition())
        if not is_only_a_region(told.site, told.status)
    ]
    if not kept:
        return None
    marks = list(_marks(study, kept))
    evidence = all_marks(marks)
    start, end = min(m.start for m in evidence), max(m.end for m in evidence)
    entry = _entry(context, study, kept, (start, end))
    _tell_contradictions(context, entry.id, kept)
    return ReadEntry(entry, evidence)


def _show_both(study: Study) -> None:
    """`XR hands bilateral: carpal bones normal`: those of both sides, which the title names."""
    covered = {site for place in study.covers for site in place.sites}
    both = {
        region
        for site in covered
        if site.endswith("_left") and f"{site.removesuffix('left')}right" in covered
        for region in region_of(site)
    }
    for told in list(study.told):
        if told.status is LesionStatus.ABSENT and told.site in _HALVES:
            # "Mandible: normal": both halves of it are.
            bare, told.site = told.site, with_side(told.site, "left")
            study.told.append(evolve(told, site=with_side(bare, "right"), marks=list(told.marks)))
            continue
        is_open = with_side(told.site, "left") != told.site and told.status is LesionStatus.ABSENT
        if is_open and region_of(told.site) & both:
            bare, told.site = told.site, with_side(told.site, "left")
            study.told.append(evolve(told, site=with_side(bare, "right"), marks=list(told.marks)))


def _covered(study: Study) -> Iterator[Told]:
    for place in study.covers:
        for site in place.sites:
            marks = [mark for mark in place.marks if mark.about == site]
            yield Told(site, LesionStatus.ABSENT, {}, [*marks, *study.denies_all])


def _merged(found: Sequence[Told]) -> list[Told]:
    """Put together what became the same site once its side was known."""
    kept: dict[tuple[str, LesionStatus], Told] = {}
    several = {told.site for told in found if told.status is LesionStatus.PRESENT}
    for told in found:
        if told.status is LesionStatus.ABSENT and told.site in several and _is_many(told.site):
            continue
        known = kept.setdefault((told.site, told.status), told)
        if known is not told:
            known.marks.extend(told.marks)
            known.features = {**told.features, **known.features}
            known.size = known.size or told.size
    return list(kept.values())


def _is_many(site: str) -> bool:
    """Whether a site stands for several bones, of which one may be clear and another not."""
    return site.startswith(("carpals", "cuneiforms", "hand_phalanges", "foot_phalanges"))


def _marks(study: Study, kept: Sequence[Told]) -> Iterator[Mark]:
    for number, told in enumerate(kept):
        lesion = f"lesion:{number}"
        for mark in told.marks:
            yield mark._replace(about=lesion)
        if told.size is not None:
            size = told.size
            yield Mark(size.start, size.end, Role.VALUE, "lesions:size", lesion)
    scan = study.scan
    if scan.start >= 0:
        yield Mark(scan.start, scan.end, Role.TERM, "lesions:scan", str(scan.modality))


def _entry(
    context: NoteContext, study: Study, kept: Sequence[Told], span: tuple[int, int]
) -> ImagingStudy:
    scan = study.scan
    technique = context.folded[: context.sentences[min(3, len(context.sentences) - 1)].end]
    is_main = scan.key == 0
    return ImagingStudy(
        id=context.entry_id("imaging", max(0, scan.start), str(scan.modality)),
        on=scan.on,
        source=context.source(*span, _RULE),
        modality=scan.modality,
        whole_body=FactStatus.PRESENT if scan.whole_body else FactStatus.UNKNOWN,
        covers=tuple(dict.fromkeys(site for place in study.covers for site in place.sites)),
        sequences=_sequences(technique) if is_main else (),
        contrast=_contrast(technique) if is_main else FactStatus.UNKNOWN,
        lesions=tuple(_lesion(told) for told in kept),
    )


def _sequences(technique: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[1].upper() for match in _SEQUENCE.finditer(technique)))


def _contrast(technique: str) -> FactStatus:
    match = _CONTRAST.search(technique)
    if match is None:
        return FactStatus.UNKNOWN
    return FactStatus.ABSENT if match[1] in ("without", "no") else FactStatus.PRESENT


def _lesion(told: Told) -> Lesion:
    is_there = told.status is not LesionStatus.ABSENT
    return Lesion(
        bone_unit=told.site,
        status=told.status,
        features=tuple(
            Fact(concept=concept, status=state) for concept, state in sorted(told.features.items())
        ),
        size_mm=told.size.largest_mm if told.size and is_there else None,
    )


def _tell_contradictions(context: NoteContext, entry: str, kept: Sequence[Told]) -> None:
    there = {told.site: told for told in kept if told.status is LesionStatus.PRESENT}
    for told in kept:
        if told.status is LesionStatus.ABSENT:
            _tell_of_parts(context, entry, told, there.values())
        other = there.get(told.site)
        if other is not None and told.status in (LesionStatus.ABSENT, LesionStatus.HEALED):
            marks = [*told.marks, *other.marks]
            context.tell_contradiction(told.site, (entry,), marks, _NEVER_BOTH)
    for told in there.values():
        twin = _twin(told, there)
        if twin is not None:
            marks = [*told.marks, *twin.marks]
            context.tell_contradiction(told.site, (entry,), marks, _OTHER_SIDE)


def _tell_of_parts(context: NoteContext, entry: str, wide: Told, there: Iterable[Told]) -> None:
    """A foot that is normal, and a lesion in it, in one report."""
    for told in there:
        if is_inside(told.site, wide.site) and told.sentence != wide.sentence:
            marks = [*told.marks, *wide.marks]
            context.tell_contradiction(wide.site, (entry,), marks, _PART_OF_NORMAL)


def _twin(told: Told, there: dict[str, Told]) -> Told | None:
    """Return a lesion of the other side that the findings tell and the conclusion turns round."""
    if told.section is not SectionKind.IMPRESSION or not told.site.endswith(("_left", "_right")):
        return None
    bare, _, side = told.site.rpartition("_")
    other = "left" if side == "right" else "right"
    for site, twin in there.items():
        is_twin = site == with_side(bare, other) or (
            site.startswith(f"{bare}_") and site.endswith(f"_{other}")
        )
        if is_twin and twin.section is not SectionKind.IMPRESSION:
            return twin
    return None
