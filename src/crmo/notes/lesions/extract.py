"""Imaging studies with their lesions, from the statements of a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from crmo.notes.context import NoteContext, Place, SectionKind, Sentence, Status
from crmo.notes.lesions.allotment import allotted
from crmo.notes.lesions.answers import take_answer
from crmo.notes.lesions.column_table import ColumnTable
from crmo.notes.lesions.corrections import correct, without_struck
from crmo.notes.lesions.entries import study_entry
from crmo.notes.lesions.gather import Study, Told
from crmo.notes.lesions.grid import Grid
from crmo.notes.lesions.links import Link, link, only_names, without_landmarks
from crmo.notes.lesions.named_disease import named_places
from crmo.notes.lesions.scans import Scan, Scans, segments
from crmo.notes.lesions.serial_table import SerialTable
from crmo.notes.lesions.sides_told import SidesTold
from crmo.notes.lesions.sights import (
    deny_all,
    sights_in,
    tell_unread,
    without_covered,
    without_joints,
)
from crmo.notes.lesions.sizes import sizes_in
from crmo.notes.lesions.tables import take_cells, take_rows
from crmo.notes.lesions.verdict import LESION, Verdict, verdict
from crmo.notes.lesions.weighing import (
    is_piece,
    is_similar,
    is_strong,
    like,
    of_disease,
    repeats,
    size_of,
)
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.places.compose import is_inside
from crmo.notes.places.phrases import CLEAR, SYMPTOM_AFTER
from crmo.notes.reading import ReadEntry, Role
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
    r"(?:after|following|post|on|with)[ -](?:the )?(?:iv |intravenous )?(?:gadolinium|contrast)|"
    r"the (?:oedema|edema|cortex|focus|lesions?|adjacent|overlying|surrounding|periosteum)|"
    r"minor|slight|also|surrounding|accompanying|the lesion|the focus|neither|marked|subtle|thin)\b"
)
_THIS_IS = re.compile(
    r"(?:this|these|both|all of (?:this|these)|the (?:appearances?|findings?|changes?))\b"
)
_WERE_NORMAL = re.compile(
    r"\b(?:is|are|was|were)[ ](?:also[ ]|all[ ]|both[ ]|entirely[ ]|"
    r"(?:reported|passed|read)[ ]as[ ])?(?:normal|unremarkable|clear)\b|"
    r"[a-z0-9)][ ]+(?:normal|unremarkable|clear|nad|n)[ ]*\.?$"
)
_MOST_CARRIED = 4
_SOME_SCAN = re.compile(r"\b(?:scans?|imaging|images)\b")
_MOST_ON_ANOTHER = 2
# "resolution of the metaphyseal abnormalities", "all lesions": those told before.
_REFERS = re.compile(
    r"\b(?:resolution|regression|improvement|resolved|healed|healing|unchanged|improved|smaller|"
    r"persist\w*|disappear\w*)\b[^.;]*\b(?:the|all(?: the| of the)?|these|those|both|known)[ ]"
    r"(?:[a-z-]+[ ]){0,3}(?:lesions?|abnormalit(?:y|ies)|changes|foci)\b|"
    r"\b(?:the|all(?: the| of the)?|these|known)[ ](?:[a-z-]+[ ]){0,3}(?:lesions?|abnormalities|"
    r"changes|foci)[ ](?:[a-z]+[ ]){0,3}(?:resolved|healed|improved|regressed|gone|unchanged)\b"
)
_NEAR_BEGINNING = 30  # characters before the name of the scan that a sentence begins with
_ADJECTIVES = 2  # words before the sight that a fragment begins with
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
    _forget_doubts(reader.studies)
    for study in reader.studies.values():
        read = study_entry(context, study, sides)
        if read is not None:
            yield read


def _forget_doubts(studies: Mapping[int, Study]) -> None:
    """`CNO of the rib is possible`, after a scan of the second rib: the scan has told it better."""
    alone = studies.get(_ALONE)
    if alone is None:
        return
    seen = {told.site for key, study in studies.items() if key != _ALONE for told in study.told}
    alone.told = [
        told
        for told in alone.told
        if told.status is not LesionStatus.UNCERTAIN
        or not any(is_inside(site, told.site) for site in seen)
    ]


class _Reader:
    """Goes through a note sentence by sentence."""

    def __init__(self, context: NoteContext) -> None:
        self._context = context
        self._scans = Scans(context)
        self._grid = Grid(context)
        self._table = ColumnTable(context)
        self._serial = SerialTable(context)
        self.studies: dict[int, Study] = {}
        self._last: list[Told] = []
        self._last_sentence: Sentence | None = None
        self._announces: Sentence | None = None

    def read(self, sentence: Sentence) -> None:
        scans = self._scans.told_in(sentence)
        if self._scans.main is not None and sentence.section in _TITLES:
            self._take_title(sentence)
        if sentence.section in _SKIPPED:
            if sentence.section is SectionKind.HEADER and self._scans.main is None:
                self._of_disease(sentence)
            return
        if not scans:
            self._without_scan(sentence)
            return
        for start, end, scan in segments(scans, sentence):
            study = self._study(scan)
            if self._serial.read(sentence, scan, self._study):
                continue
            rows = self._table.read(sentence) if len(scans) == 1 else None
            if rows is not None:
                take_rows(sentence, study, rows)
                continue
            cells = self._grid.read(sentence) if len(scans) == 1 else None
            if cells is not None:
                take_cells(study, cells)
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
        features = sights_in(context, span)
        places = [place for place in context.places_in(*span) if not place.is_frame]
        if correct(context, sentence, places, study):
            return []
        places = without_struck(context, sentence, places)
        places = without_covered(context, sentence, span, places, study)
        places = [p for p in places if not SYMPTOM_AFTER.match(context.folded, p.end)]
        places = without_joints(context, without_landmarks(context.folded, places))
        if not places:
            self._without_place(sentence, span, study, features)
            return None
        if not features and span[0] == sentence.start and self._is_mere_title(sentence):
            return []
        if not features:
            listed = self._listed(sentence, span, places, study)
            if listed:
                return listed
        links, _ = link(context.folded, span, features, places)
        links = list(allotted(context.folded, span, links))
        sizes = list(sizes_in(context.folded, *span))
        found: list[Told] = []
        for each in links:
            said = verdict(context, each)
            if said is not None and is_piece(context, study, each, said):
                continue
            if said is not None and is_similar(context, each):
                said = evolve(said, features=like(found or self._last) | said.features)
            if said is not None and not repeats(study, each, said):
                size = size_of(each, links, sizes)
                found.extend(study.add(sentence, each.place, said, size))
        return [told for told in found if told.status is not LesionStatus.ABSENT]

    def _listed(
        self, sentence: Sentence, span: tuple[int, int], places: Sequence[Place], study: Study
    ) -> list[Told]:
        """`6 lesions. T4, T5; left ilium.`, `Imp: L ilium; rescan in a year`: bare places."""
        folded = self._context.folded
        end = span[1]
        if sentence.section is SectionKind.IMPRESSION:
            end = folded.find(";", *span)
            end = span[1] if end < 0 else end
        elif not self._is_announced(sentence):
            return []
        here = [place for place in places if place.start < end]
        if not here or not only_names(folded, (span[0], end), here):
            return []
        said = Verdict(LesionStatus.PRESENT, {}, ())
        return [told for place in here for told in study.add(sentence, place, said, None)]

    def _is_announced(self, sentence: Sentence) -> bool:
        """Whether the sentence before has said that there are lesions, and not where."""
        before = self._announces
        return before is not None and (before.section_index, before.paragraph) == (
            sentence.section_index,
            sentence.paragraph,
        )

    def _without_place(
        self, sentence: Sentence, span: tuple[int, int], study: Study, features: Sequence[Mention]
    ) -> None:
        context = self._context
        tells = any(
            feature.about == LESION and context.assertion(feature).status is Status.PRESENT
            for feature in features
        )
        self._announces = sentence if tells else None
        deny_all(context, sentence, study, features)
        if take_answer(context, sentence, self._last_sentence, self._last):
            return
        carried = self._carried(sentence)
        said_by = sentence, span, study, features
        if not carried and (self._on_another_scan(*said_by) or self._of_all_before(*said_by)):
            return
        if not carried:
            tell_unread(context, sentence, features)
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

    def _on_another_scan(
        self, sentence: Sentence, span: tuple[int, int], study: Study, features: Sequence[Mention]
    ) -> bool:
        """`Radiographs show a lesion of the tibia. MRI shows oedema.`: of the tibia, too."""
        last, before = self._last, self._last_sentence
        if before is None or not last or len({told.site for told in last}) > _MOST_ON_ANOTHER:
            return False
        is_near = (before.section_index, before.paragraph) == (
            sentence.section_index,
            sentence.paragraph,
        )
        scan = study.scan
        is_named = span[0] <= scan.start < span[1] and scan.start - span[0] < _NEAR_BEGINNING
        is_new = not any(told is other for told in study.told for other in last)
        if not (is_near and is_named and is_new) or study.covers:
            return False
        found: list[Told] = []
        for site in dict.fromkeys(told.site for told in last):
            nowhere = Place(span[1] - 1, span[1] - 1, (site,), ())
            said = verdict(self._context, Link(nowhere, tuple(features)))
            if said is not None and said.status is LesionStatus.PRESENT:
                found.extend(study.add(sentence, nowhere, said, None))
        if found:
            self._last, self._last_sentence = found, sentence
        return bool(found)

    def _of_all_before(
        self, sentence: Sentence, span: tuple[int, int], study: Study, features: Sequence[Mention]
    ) -> bool:
        """`Repeat MRI in May showed resolution of the lesions`: of those of the scan before."""
        folded = self._context.folded
        is_named = span[0] <= study.scan.start < span[1] and study.scan.on is not None
        before = [s for s in self.studies.values() if s is not study and s.scan.key != _ALONE]
        if not is_named or study.told or not before or not _REFERS.search(folded, *span):
            return False
        nowhere = Place(span[1] - 1, span[1] - 1, (), ())
        said = verdict(self._context, Link(nowhere, tuple(features)))
        if said is None or said.status not in (LesionStatus.PRESENT, LesionStatus.HEALED):
            return False
        alike = [s for s in before if s.scan.modality is study.scan.modality] or before
        for told in list(alike[-1].told):
            if told.status is LesionStatus.PRESENT:
                list(study.add(sentence, nowhere._replace(sites=(told.site,)), said, None))
        return True

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

    def _carried(self, sentence: Sentence) -> list[Told]:
        """Return the lesions that a sentence without a place goes on telling of."""
        last, before = self._last_sentence, sentence
        if last is None or before.section_index != last.section_index:
            return []
        if before.paragraph != last.paragraph:
            return []
        starts = self._context.folded[before.start : before.start + 40].lstrip("-* ")
        is_fragment = self._begins_with_feature(before)
        if not (is_fragment or _LINKS_ON.match(starts) or _THIS_IS.match(starts)):
            return []
        return self._last if len(self._last) <= _MOST_CARRIED else []

    def _begins_with_feature(self, sentence: Sentence) -> bool:
        """`Avid enhancement.`: a fragment goes on telling of the lesion before it."""
        terms = self._context.mentions_in(sentence.start, sentence.end, MentionKind.FEATURE)
        if not terms or terms[0].about == LESION:
            return False
        before = self._context.folded[sentence.start : terms[0].start]
        return len(before.split()) <= _ADJECTIVES and "," not in before

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
        places = self._context.places_in(main.end, sentence.end)
        if any(CLEAR.match(self._context.folded, place.end, sentence.end) for place in places):
            return False
        if _WERE_NORMAL.search(self._context.folded, main.end, sentence.end):
            return False
        colon = self._context.folded.find(":", main.end, sentence.end)
        cues = self._context.mentions_in(max(colon, 0), sentence.end, MentionKind.CUE)
        before = self._context.mentions_in(main.end, max(colon, main.end), MentionKind.CUE)
        return colon < 0 or not any(
            cue.about in ("normality", "resolved", "negation") for cue in [*cues, *before]
        )

    def _of_disease(self, sentence: Sentence) -> bool:
        """Take in the places of the disease itself; return whether any is named."""
        named = list(named_places(self._context, sentence))
        for place, mention, how in named:
            said = of_disease(self._context, mention, how)
            list(self._study(_NO_SCAN).add(sentence, place, said, None))
        return bool(named)

    def _without_scan(self, sentence: Sentence) -> None:
        """Read lesions that a letter names without a scan."""
        context = self._context
        if not context.places_in(sentence.start, sentence.end):
            return
        if self._of_disease(sentence) or sentence.section is SectionKind.EXAMINATION:
            return
        span = sentence.start, sentence.end
        features = [m for m in sights_in(context, span) if is_strong(context, m)]
        places = [place for place in context.places_in(*span) if not place.is_frame]
        places = without_struck(context, sentence, places)
        if not features or not places:
            return
        for each in link(context.folded, span, features, places)[0]:
            said = verdict(context, each) if each.features else None
            if said is not None and (
                said.status in (LesionStatus.PRESENT, LesionStatus.HEALED)
                or _SOME_SCAN.search(context.folded, *span)
            ):
                list(self._study(_NO_SCAN).add(sentence, each.place, said, None))
