"""Everything that a note says of one scan, put together site by site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import define, field

from crmo.notes.context import Place, SectionKind, Sentence
from crmo.notes.lesions.scans import Scan
from crmo.notes.lesions.sizes import Size
from crmo.notes.lesions.verdict import Verdict
from crmo.notes.places.compose import is_inside
from crmo.notes.reading import Mark
from crmo.record import FactStatus, LesionStatus


@define
class Told:
    """What a study says of one site.

    Args:
        site: id of the site.
        status: of the lesion.
        features: concept -> state.
        marks: what it rests on.
        size: today's size, or None.
        sentence: where the sentence begins that said so first.
        section: of that sentence.
    """

    site: str
    status: LesionStatus
    features: dict[str, FactStatus] = field(factory=dict)
    marks: list[Mark] = field(factory=list)
    size: Size | None = None
    sentence: int = 0
    section: SectionKind = SectionKind.OTHER

    def add(self, said: Verdict, marks: Iterable[Mark]) -> None:
        """Add the features and the evidence of another statement."""
        for concept, state in said.features.items():
            if self.features.get(concept) in (None, FactStatus.UNKNOWN):
                self.features[concept] = state
        self.marks.extend([*said.marks, *marks])


@define
class Study:
    """A scan and what was gathered about it, in the order told.

    Args:
        scan: which one.
        told: site by site; twice the same site where the note contradicts itself.
        covers: sites that its title names.
        denies_all: whether it says that nothing was found at all.
        is_turned: whether an addendum has changed all its sides.
    """

    scan: Scan
    told: list[Told] = field(factory=list)
    covers: list[Place] = field(factory=list)
    denies_all: list[Mark] = field(factory=list)
    is_turned: bool = False

    def add(
        self, sentence: Sentence, place: Place, said: Verdict, size: Size | None
    ) -> Iterator[Told]:
        """Take in one statement about a place; yield what is now told of its sites."""
        for site in place.sites:
            marks = [mark for mark in place.marks if mark.about == site]
            known = [told for told in self.told if told.site == site]
            same = next((told for told in known if _agrees(told, said)), None)
            if said.status is None:
                for told in known[-1:]:
                    told.add(said, marks)
                    yield told
            elif same is not None:
                same.add(said, marks)
                same.size = same.size or size
                is_same_sentence = same.sentence == sentence.start
                same.status = _firmer(same.status, said.status, is_same_sentence=is_same_sentence)
                yield same
            elif known and sentence.section is SectionKind.ADDENDUM:
                known[-1].status = said.status
                known[-1].add(said, marks)
                yield known[-1]
            else:
                told = Told(
                    site,
                    said.status,
                    dict(said.features),
                    [*marks, *said.marks],
                    size,
                    sentence.start,
                    sentence.section,
                )
                self.told.append(told)
                yield told

    def without_repetition(self) -> list[Told]:
        """Leave out wider places that only sum up finer ones ("lesion of the left foot")."""
        kept: list[Told] = []
        for told in self.told:
            finer = [other for other in self.told if _sums_up(told, other)]
            if not finer:
                kept.append(told)
            elif len(finer) == 1 and told.section is not SectionKind.IMPRESSION:
                # "Of these only the humerus enhances": told of the distal humerus.
                there: dict[str, FactStatus] = {
                    concept: state
                    for concept, state in told.features.items()
                    if state is FactStatus.PRESENT
                }
                finer[0].add(Verdict(None, there), told.marks)
        return kept


def _agrees(told: Told, said: Verdict) -> bool:
    pair = {told.status, said.status}
    return len(pair) == 1 or pair in (
        {LesionStatus.UNCERTAIN, LesionStatus.PRESENT},
        {LesionStatus.UNCERTAIN, LesionStatus.ABSENT},
        {LesionStatus.HEALED, LesionStatus.ABSENT},
    )


def _firmer(one: LesionStatus, other: LesionStatus, *, is_same_sentence: bool) -> LesionStatus:
    """Of two statements that agree, keep the one that tells more; a doubt told at once stays."""
    if {one, other} == {LesionStatus.UNCERTAIN, LesionStatus.PRESENT}:
        return LesionStatus.UNCERTAIN if is_same_sentence else LesionStatus.PRESENT
    if LesionStatus.HEALED in (one, other):
        return LesionStatus.HEALED
    return LesionStatus.UNCERTAIN if LesionStatus.UNCERTAIN in (one, other) else one


def _sums_up(wide: Told, fine: Told) -> bool:
    return (
        wide.sentence != fine.sentence
        and is_inside(fine.site, wide.site)
        and fine.status is wide.status
        and wide.status in (LesionStatus.PRESENT, LesionStatus.UNCERTAIN, LesionStatus.HEALED)
    )
