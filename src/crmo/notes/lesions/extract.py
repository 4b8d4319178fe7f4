"""Imaging studies with their lesions, from the statements of a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crmo.notes.context import Assertion, NoteContext, Place, SectionKind, Sentence, Status
from crmo.notes.lesions.corrections import correct, without_struck
from crmo.notes.lesions.entries import study_entry
from crmo.notes.lesions.gather import Study, Told
from crmo.notes.lesions.grid import Cell, Grid
from crmo.notes.lesions.links import Link, link
from crmo.notes.lesions.named_disease import DISEASES, named_places
from crmo.notes.lesions.scans import Scan, Scans, segments
from crmo.notes.lesions.sides_told import SidesTold
from crmo.notes.lesions.sizes import Size, sizes_in
from crmo.notes.lesions.verdict import LESION, Verdict, verdict
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Mark, ReadEntry, Role
from crmo.notes.vocabulary import rules
from crmo.record import LesionStatus, Modality

_SKIPPED = frozenset(
    {SectionKind.INDICATION, SectionKind.TECHNIQUE, SectionKind.COMPARISON, SectionKind.FAMILY,
     SectionKind.PLAN, SectionKind.HEADER}
)  # fmt: skip
_TITLES = frozenset(
    {SectionKind.TECHNIQUE, SectionKind.HEADER, SectionKind.OTHER, SectionKind.IMAGING}
)
_LINKS_ON = re.compile(
    r"(?:there (?:is|are|was|were)|it|this|these|they|no|with|without|adjacent|associated|"
    r"mild|both|all|"
    r"minor|slight|also|surrounding|accompanying|the lesion|the focus|neither|marked|subtle|thin)\b"
)
_THIS_IS = re.compile(
    r"(?:this|these|both|all of (?:this|these)|the (?:appearances?|findings?|changes?))\b"
)
_NOTHING = re.compile(
    r"\b(?:normal (?:study|examination|exam|scan|mri|radiographs?|appearances?)|no abnormality)\b"
)
_SOMEWHERE = re.compile(
    r"[ ]+(?:is[ ]|are[ ])?(?:seen[ ]|noted[ ]|present[ ])?(?:in|of|at|within|over|around)"
    r"[ ]+(?:[\w-]+[ ]?){1,4}"
)
_NO_PLACE = "something is told of a place that was not recognised"
_MOST_CARRIED = 4
_ALONE = 10**9  # key of the lesions that a letter names without a scan


_NO_SCAN = Scan(_ALONE, Modality.OTHER, whole_body=False, on=None, start=-1, end=-1)


def extract_lesions(context: NoteContext) -> Iterable[ReadEntry]:
    """Yield one ImagingStudy for each scan that the note tells lesions of."""
    if not context.places:
        return
    reader = _Reader(context)
    for sentence in context.sentences:
        reader.read(sentence)
    sides = SidesTold(context)
    for study in reader.studies.values():
        read = study_entry(context, study, sides)
        if read is not None:
            yield read


class _Reader:
    """Goes through a note sentence by sentence."""

    def __init__(self, context: NoteContext) -> None:
        self._context = context
        self._scans = Scans(context)
        self._grid = Grid(context)
        self.studies: dict[int, Study] = {}
        self._last: list[Told] = []
        self._last_sentence: Sentence | None = None

    def read(self, sentence: Sentence) -> None:
        scans = self._scans.told_in(sentence)
        if self._scans.main is not None and sentence.section in _TITLES:
            self._take_title(sentence)
        if sentence.section in _SKIPPED:
            return
        if not scans:
            self._without_scan(sentence)
            return
        for start, end, scan in segments(scans, sentence):
            study = self._study(scan)
            cells = self._grid.read(sentence) if len(scans) == 1 else None
            if cells is not None:
                self._take_cells(study, cells)
                continue
            found = self._statement(sentence, (start, end), study)
            if found is not None:
                self._last, self._last_sentence = found, sentence

    def _study(self, scan: Scan) -> Study:
        study = self.studies.get(scan.key)
        if study is None:
            study = self.studies[scan.key] = Study(scan)
        return study

    # --- a sentence on a scan ------------------------------------------------------------

    def _statement(
        self, sentence: Sentence, span: tuple[int, int], study: Study
    ) -> list[Told] | None:
        """Return the lesions told of; None if the sentence names no place."""
        context = self._context
        features = self._features(span)
        places = [place for place in context.places_in(*span) if not place.is_frame]
        if correct(context, sentence, places, study):
            return []
        places = without_struck(context, sentence, places)
        if not places:
            self._without_place(sentence, span, study, features)
            return None
        if not features and span[0] == sentence.start and self._is_mere_title(sentence):
            return []
        links, _ = link(context.folded, span, features, places)
        sizes = list(sizes_in(context.folded, *span))
        found: list[Told] = []
        for each in links:
            said = verdict(context, each)
            if said is not None:
                size = _size_of(each, links, sizes)
                found.extend(study.add(sentence, each.place, said, size))
        return [told for told in found if told.status is not LesionStatus.ABSENT]

    def _features(self, span: tuple[int, int]) -> list[Mention]:
        """Return what may be seen at a place; the disease itself counts ("CNO of the ilium")."""
        found = [
            mention._replace(about=LESION) if mention.kind is MentionKind.DISEASE else mention
            for mention in self._context.mentions_in(
                *span, MentionKind.FEATURE, MentionKind.DISEASE
            )
            if mention.kind is MentionKind.FEATURE or self._is_disease_of(mention)
        ]
        kept: dict[int, Mention] = {}
        for mention in found:
            kept.setdefault(mention.start, mention)
        return list(kept.values())

    def _is_disease_of(self, mention: Mention) -> bool:
        after = self._context.folded[mention.end : mention.end + 14]
        return mention.about in DISEASES and bool(re.match(r"[ ](?:of|in|affecting|at)\b", after))

    def _without_place(
        self, sentence: Sentence, span: tuple[int, int], study: Study, features: Sequence[Mention]
    ) -> None:
        context = self._context
        self._deny_all(sentence, study, features)
        carried = self._carried(sentence)
        if not carried:
            self._tell_unread(sentence, features)
            return
        if not features and _THIS_IS.match(context.folded[sentence.start : sentence.end]):
            self._say_of_all(sentence, carried)
            return
        not_carried = rules("lesion_words")["not_carried"]
        features = [feature for feature in features if feature.about not in not_carried]
        for told in carried:
            nowhere = Place(span[1] - 1, span[1] - 1, (told.site,), ())
            said = verdict(context, Link(nowhere, tuple(features)))
            if said is not None:
                told.add(said, ())
        sizes = list(sizes_in(context.folded, *span))
        if len(carried) == 1 and sizes and carried[0].size is None:
            carried[0].size = sizes[0]

    def _tell_unread(self, sentence: Sentence, features: Sequence[Mention]) -> None:
        """Keep `oedema in the ...` when the words after it are no place that we know."""
        context = self._context
        for feature in features:
            match = _SOMEWHERE.match(context.folded, feature.end, sentence.end)
            if match and context.assertion(feature).status is Status.PRESENT:
                context.tell_unread(feature.start, match.end(), _NO_PLACE)

    def _say_of_all(self, sentence: Sentence, carried: Sequence[Told]) -> None:
        """`This is physiological`: takes back what the sentence before said."""
        context = self._context
        cues = context.mentions_in(sentence.start, sentence.end, MentionKind.CUE)
        for cue in cues:
            if cue.about in ("normality", "resolved"):
                mark = context.mark(cue.start, cue.end, Role.CUE, cue.rule, cue.about)
                status = LesionStatus.ABSENT if cue.about == "normality" else LesionStatus.HEALED
                for told in carried:
                    told.status = status
                    told.features = {}
                    told.marks.append(mark)
                return

    def _deny_all(self, sentence: Sentence, study: Study, features: Sequence[Mention]) -> None:
        """Keep `no osseous lesion`, `normal examination`: the places of the title are clear."""
        context = self._context
        for feature in features:
            how = context.assertion(feature)
            if feature.about == LESION and how.status is Status.ABSENT:
                study.denies_all.extend(how.marks)
        match = _NOTHING.search(context.folded, sentence.start, sentence.end)
        if match and sentence.section in (
            SectionKind.IMPRESSION,
            SectionKind.FINDINGS,
            SectionKind.OTHER,
        ):
            study.denies_all.append(
                context.mark(match.start(), match.end(), Role.CUE, "lesions:normal_study")
            )

    def _carried(self, sentence: Sentence) -> list[Told]:
        """Return the lesions that a sentence without a place goes on telling of."""
        last, before = self._last_sentence, sentence
        if last is None or before.section_index != last.section_index:
            return []
        if before.paragraph != last.paragraph:
            return []
        starts = self._context.folded[before.start : before.start + 40].lstrip("-* ")
        if not (_LINKS_ON.match(starts) or _THIS_IS.match(starts)):
            return []
        return self._last if len(self._last) <= _MOST_CARRIED else []

    # --- titles, tables, letters ---------------------------------------------------------

    def _take_title(self, sentence: Sentence) -> None:
        main = self._scans.main
        if main is None or not self._is_title(sentence):
            return
        places = self._context.places_in(sentence.start, sentence.end)
        self._study(main).covers.extend(places)

    def _is_title(self, sentence: Sentence) -> bool:
        main = self._scans.main
        return main is not None and sentence.start <= main.start < sentence.end

    def _is_mere_title(self, sentence: Sentence) -> bool:
        """Whether a title tells nothing of its places, as `MRI 3/5: T8 healed` does."""
        main = self._scans.main
        if main is None or not self._is_title(sentence):
            return False
        colon = self._context.folded.find(":", main.end, sentence.end)
        cues = self._context.mentions_in(max(colon, 0), sentence.end, MentionKind.CUE)
        before = self._context.mentions_in(main.end, max(colon, main.end), MentionKind.CUE)
        return colon < 0 or not any(
            cue.about in ("normality", "resolved", "negation") for cue in [*cues, *before]
        )

    def _take_cells(self, study: Study, cells: Iterable[Cell]) -> None:
        for cell in cells:
            if cell.sign.status is None:
                continue
            mark = Mark(*cell.span, Role.VALUE, "lesions:table", cell.site)
            marks = tuple(
                Mark(m.start, m.end, m.role, m.rule, cell.site) for m in cell.place.marks[:1]
            )
            place = Place(cell.place.start, cell.place.end, (cell.site,), marks)
            said = Verdict(cell.sign.status, dict(cell.sign.features), (mark,))
            list(study.add(cell.sentence, place, said, None))

    def _without_scan(self, sentence: Sentence) -> None:
        """Read lesions that a letter names without a scan."""
        context = self._context
        if not context.places_in(sentence.start, sentence.end):
            return
        study = self._study(_NO_SCAN)
        named = list(named_places(context, sentence))
        for place, mention, how in named:
            list(study.add(sentence, place, _of_disease(context, mention, how), None))
        if named or sentence.section is SectionKind.EXAMINATION:
            return
        span = sentence.start, sentence.end
        features = [m for m in self._features(span) if _is_strong(context, m)]
        places = [place for place in context.places_in(*span) if not place.is_frame]
        places = without_struck(context, sentence, places)
        if not features or not places:
            return
        for each in link(context.folded, span, features, places)[0]:
            said = verdict(context, each) if each.features else None
            if said is not None and said.status in (LesionStatus.PRESENT, LesionStatus.HEALED):
                list(study.add(sentence, each.place, said, None))


def _of_disease(context: NoteContext, mention: Mention | None, how: Assertion) -> Verdict:
    status = {
        Status.UNCERTAIN: LesionStatus.UNCERTAIN,
        Status.RESOLVED: LesionStatus.HEALED,
    }.get(how.status, LesionStatus.PRESENT)
    marks = how.marks
    if mention is not None:
        marks = (
            context.mark(mention.start, mention.end, Role.TERM, mention.rule, mention.about),
            *marks,
        )
    return Verdict(status, {}, marks)


def _is_strong(context: NoteContext, mention: Mention) -> bool:
    words = " ".join(context.folded[mention.start : mention.end].split())
    return mention.about == LESION and words not in rules("lesion_words")["weak"]


def _size_of(of: Link, links: list[Link], sizes: list[Size]) -> Size | None:
    """Return the size told of a place: that of the nearest one that is told of a lesion."""
    places = [each.place for each in links if each.features] or [each.place for each in links]
    if of.place not in places or not sizes:
        return None
    taken: dict[int, Size] = {}
    for size in sizes:
        free = [place for place in places if place.start not in taken]
        if free:
            taken[min(free, key=lambda place: _gap(place, size)).start] = size
    return taken.get(of.place.start)


def _gap(place: Place, size: Size) -> int:
    return place.start - size.end if place.start >= size.end else max(0, size.start - place.end)
