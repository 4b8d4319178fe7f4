"""Which scan a statement belongs to: the one that a report is about, or those a letter tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import evolve, frozen

from crmo.notes.context import NoteContext, SectionKind, Sentence, Status
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.vocabulary import rules
from crmo.record import Modality, PartialDate

_TITLE_SENTENCES = 4
_REPORT = frozenset({SectionKind.FINDINGS, SectionKind.IMPRESSION, SectionKind.TECHNIQUE})
_TITLES = frozenset(
    {SectionKind.HEADER, SectionKind.TECHNIQUE, SectionKind.OTHER, SectionKind.IMAGING}
)
_LETTER = frozenset(
    {SectionKind.HISTORY, SectionKind.EXAMINATION, SectionKind.TREATMENT, SectionKind.LABORATORY,
     SectionKind.BACKGROUND}
)  # fmt: skip
_WHOLE_BODY = re.compile(r"\b(?:whole[ -]?body|total[ -]?body|wb)\b|\bwb-?mri?\b|skeletal survey")
# "compared with the MRI of May": spoken of for comparison, not told of.
_COMPARED = re.compile(
    r"(?:compar\w+(?:[ ](?:is|was))?(?:[ ]made)?[ ](?:to|with)|\bthan|\bsince|unlike|"
    r"versus)[ ]*(?:\w+[ ]){0,4}$"
)
_OF_LETTERS = frozenset({MentionKind.ANALYTE, MentionKind.DRUG, MentionKind.INSTRUMENT})
_TELLS = re.compile(
    r"\b(?:showed|shows|demonstrated|demonstrates|revealed|reveals|confirmed|confirms|found|"
    r"had shown|"
    r"reported|suggested|identified|was reported|was normal|is normal|were normal)\b"
)
# "the follow-up scan on 4 September": another one of the same kind.
_ANOTHER = re.compile(
    r"\b(?:follow[ -]?up|repeat|second|later|latest|subsequent|most recent)[ ]"
    r"(?:scan|imaging|study|examination)\b"
)
# "2. Pelvis MRI 04/2024: ...": a study that is told of in its own line.
_HEADS = re.compile(r"[^.:]{0,40}:")
# "unchanged since June", "no different from May": when the other pictures were taken.
_OLDER = re.compile(
    r"(?:\bsince|\bthan|\b(?:different|unchanged|changed|decreased|increased|improved|reduced)[ ]"
    r"(?:from|to)|\b(?:compar\w+|comparison)(?:[ ]is| was)?(?:[ ]made)?[ ](?:to|with)|\bversus|"
    r"\bvs|\bagainst|\bpreviously|\b(?:was|were)[ ](?:[\w.]+[ ]){1,3}(?:in|on))"
    r"[ (]*(?:(?:the|that|those|of|scan|study|mri|examination|images|one|in|on|"
    r"last|dated|from)[ ]+)*$"
)
_LEADS_IN = re.compile(
    r"[ ,:)-]*(?:(?:an?|the|her|his|whole[ -]body|repeat|follow-up|first|my)[ ]+)*"
)
_BESIDE = 12  # characters between the name of a scan and its date
_YEAR_BEFORE = re.compile(r"\b(?P<year>(?:19|20)\d\d)[ ]$")
_TODAY = re.compile(r"\btoday(?:'s)?\b")
_SAME_DAY = re.compile(r"\bsame (?:day|date)\b")
_NEAR_BEGINNING = 12  # characters before the name of the scan that a sentence begins with
_MRI_WORDS = re.compile(r"\b(?:stir|t2[ -]?(?:hyper|signal|bright)|marrow (?:o?edema|signal))")
_EXAMINES = re.compile(
    r"\b(?:on exam\w*|o/e|examination|examined|to palpation|range of movement)\b"
)
_CLINICAL = frozenset(
    {MentionKind.FINDING, MentionKind.ANALYTE, MentionKind.DRUG, MentionKind.INSTRUMENT}
)
_BY_RADIOLOGIST = re.compile(r"\bradiolog(?:y|ists?)\b")
_LONGEST_TITLE = 100
# "A 30-year-old man who hurt his left hand": a story, not the title of a study.
_NO_TITLE = re.compile(
    r"\b(?:is|was|has|had|have|were|are|who|he|she|his|her|patient|mr|mrs|presents?|presented|"
    r"complain\w*|status|history|year[- ]old|symptoms?|since)\b"
)
_NO_LETTER = re.compile(
    r"\bdear\b|\byours\b|\bi (?:saw|reviewed|met)\b|\bthank you for (?:seeing|referring)|"
    r"\b(?:his|her) (?:last |first |recent )?(?:mri|scan|wbmri|x-?ray)\b|"
    r"\b(?:she|he) (?:denies|complains|takes|attends|feels)\b"
)


@frozen(slots=True)
class Scan:
    """One imaging study that the note tells of.

    Args:
        key: which one it is in this note: the place of the words that name it; 0 for the study
            that the report is about.
        modality: how the pictures were made; OTHER where a letter names lesions without a scan.
        whole_body: whether the words say that the whole skeleton was covered.
        on: its date as told, or None.
        start: first character of the words that name it.
        end: character after the last.
    """

    key: int
    modality: Modality
    whole_body: bool
    on: PartialDate | None
    start: int
    end: int


class Scans:
    """The scans of one note, and which of them each part of it tells of.

    Args:
        context: the note.
    """

    def __init__(self, context: NoteContext) -> None:
        self._context = context
        self.main = _main(context)
        self._paragraph = -1
        self._section = -1
        self._current: Scan | None = None

    @property
    def is_report(self) -> bool:
        """Whether the note is the report of one study."""
        return self.main is not None

    def told_in(self, sentence: Sentence) -> list[Scan]:
        """Return the scans that a sentence tells of, in order; call it sentence by sentence."""
        if self.main is not None:
            dated = [scan for scan in self._named(sentence) if scan.on is not None]
            if len({scan.on for scan in dated}) > 1 and self._is_list(dated):
                return [self.main if scan.on == self.main.on else scan for scan in dated]
            earlier = [
                scan
                for scan in dated
                if scan.on != self.main.on
                and (self._is_told(sentence) or self._is_headed(sentence, scan))
            ]
            return earlier[:1] or self._other_way(sentence) or [self.main]
        if (sentence.paragraph, sentence.section_index) != (self._paragraph, self._section):
            self._current = None
            self._paragraph, self._section = sentence.paragraph, sentence.section_index
        named = list(self._named(sentence)) or self._another(sentence)
        if named:
            self._current = named[-1]
            return named
        if self._current is not None and self._leaves_imaging(sentence):
            self._current = None
        return [self._current] if self._current else []

    def _other_way(self, sentence: Sentence) -> list[Scan]:
        """`Radiographs were normal. MRI showed ...`: a study made in another way than the first."""
        if self.main is None or sentence.start <= self.main.start:
            return []
        if not self._is_told(sentence):
            return []
        named = [scan for scan in self._named(sentence) if scan.modality not in self._in_title]
        near = [scan for scan in named if scan.start - sentence.start < _NEAR_BEGINNING]
        if not near or near[0].on is not None:
            return []
        scan = near[0]
        if _SAME_DAY.search(self._context.folded, scan.start, scan.end + 40):
            scan = evolve(scan, on=self.main.on)
        return [scan]

    @property
    def _in_title(self) -> frozenset[Modality]:
        """The ways that the title names: the CT of a PET-CT is no study of its own."""
        if self.main is None:
            return frozenset()
        title = self._context.sentence_at(max(0, self.main.start))
        named = _modalities(self._context, title) if title else []
        return frozenset({self.main.modality, *(Modality(one.about) for one in named)})

    def _leaves_imaging(self, sentence: Sentence) -> bool:
        """Whether a letter has gone on to the child, the blood or the drugs."""
        context = self._context
        if _EXAMINES.search(context.folded, sentence.start, sentence.end):
            return True
        told = context.mentions_in(sentence.start, sentence.end)
        on_scans = rules("lesion_words")["seen_on_scans"]
        kinds = {mention.kind for mention in told if mention.about not in on_scans}
        return bool(kinds & _CLINICAL) and MentionKind.FEATURE not in kinds

    def _is_told(self, sentence: Sentence) -> bool:
        return bool(_TELLS.search(self._context.folded, sentence.start, sentence.end))

    def _is_list(self, scans: Sequence[Scan]) -> bool:
        """`MRI 05/2022 ...; MRI 02/2023 ...`: scans told one after the other."""
        cuts = [scan.start for scan in scans[1:]]
        return all(self._context.folded[:cut].rstrip().endswith((";", ",")) for cut in cuts)

    def _is_headed(self, sentence: Sentence, scan: Scan) -> bool:
        if scan.start - sentence.start > 24:
            return False
        return bool(_HEADS.match(self._context.folded, scan.end, sentence.end))

    def _another(self, sentence: Sentence) -> list[Scan]:
        """Return the scan that a sentence tells of as a further one of the same kind."""
        before = self._current
        if before is None:
            return []
        match = _ANOTHER.search(self._context.folded, sentence.start, sentence.end)
        if match is None:
            return []
        dates = self._context.dates_in(match.end(), sentence.end)
        if not dates:
            return []
        return [
            Scan(
                key=match.start() + 1,
                modality=before.modality,
                whole_body=before.whole_body,
                on=dates[0].date,
                start=match.start(),
                end=match.end(),
            )
        ]

    def _named(self, sentence: Sentence) -> Iterator[Scan]:
        context = self._context
        for mention in _modalities(context, sentence):
            before = context.folded[max(sentence.start, mention.start - 40) : mention.start]
            if _COMPARED.search(before):
                continue
            if context.assertion(mention).status in (
                Status.HYPOTHETICAL,
                Status.NOT_LOOKED_FOR,
            ):
                continue
            yield _scan(context, sentence, mention)


def _modalities(context: NoteContext, sentence: Sentence) -> list[Mention]:
    return context.mentions_in(sentence.start, sentence.end, MentionKind.MODALITY)


def _scan(context: NoteContext, sentence: Sentence, mention: Mention) -> Scan:
    near = context.folded[max(sentence.start, mention.start - 14) : mention.end + 14]
    return Scan(
        key=mention.start + 1,
        modality=Modality(mention.about),
        whole_body=bool(_WHOLE_BODY.search(near)),
        on=_date_of(context, sentence, mention),
        start=mention.start,
        end=mention.end,
    )


def _date_of(context: NoteContext, sentence: Sentence, mention: Mention) -> PartialDate | None:
    """Return the date told nearest to the words, after them if there is one there."""
    dates = context.dates_in(sentence.start, sentence.end)
    others = [m.start for m in _modalities(context, sentence) if m.start > mention.start]
    until = others[0] if others else sentence.end
    folded = context.folded
    dates = [told for told in dates if not _is_of_comparison(folded, sentence, told.start)]
    after = [told for told in dates if mention.start <= told.start < until]
    before = [told for told in dates if told.end <= mention.start]
    is_led = bool(before) and _LEADS_IN.fullmatch(folded, before[-1].end, mention.start)
    if is_led and (not after or after[0].start - mention.end > _BESIDE):
        return before[-1].date
    if after:
        return after[0].date
    year = _YEAR_BEFORE.search(folded, max(sentence.start, mention.start - 6), mention.start)
    if year:
        return PartialDate(int(year["year"]))
    if _TODAY.search(folded, max(sentence.start, mention.start - 14), mention.end + 8):
        return _day(context.on)
    return before[-1].date if before and len(dates) == 1 else None


def _is_of_comparison(folded: str, sentence: Sentence, at: int) -> bool:
    """`no different from June`: the date of what it is compared with."""
    return bool(_OLDER.search(folded, max(sentence.start, at - 40), at))


def _day(day: date | None) -> PartialDate | None:
    return PartialDate(day.year, day.month, day.day) if day else None


def _main(context: NoteContext) -> Scan | None:
    """Return the study that the note reports, or None if it is a letter."""
    kinds = {section.kind for section in context.sections}
    if kinds & _LETTER or _NO_LETTER.search(context.folded):
        return None
    clinical = sum(
        mention.kind in _OF_LETTERS and mention.about != "pain" for mention in context.mentions
    )
    seen = sum(mention.kind is MentionKind.FEATURE for mention in context.mentions)
    if clinical > seen:
        return None
    for at, sentence in enumerate(context.sentences):
        if at >= _TITLE_SENTENCES and sentence.section not in (
            SectionKind.TECHNIQUE,
            SectionKind.HEADER,
        ):
            continue
        if sentence.section not in _TITLES and sentence.section not in _REPORT:
            continue
        for mention in _modalities(context, sentence):
            return _main_scan(context, sentence, mention)
    return _unnamed(context) or _of_signal(context, kinds) if seen and not clinical else None


def _unnamed(context: NoteContext) -> Scan | None:
    """Return a study whose title names a place and no scan ("Thoracolumbar spine, 26 April")."""
    first = context.sentences[0]
    if len(context.sentences) > 1 and _BY_RADIOLOGIST.search(
        context.folded, first.start, first.end
    ):
        # Who reports stands in the first line, what is reported in the second.
        first = context.sentences[1]
    bracket = context.folded.find("(", first.start, first.end)
    end = bracket if bracket >= 0 else first.end
    places = context.places_in(first.start, end)
    told = (MentionKind.FEATURE, MentionKind.FINDING, MentionKind.PROCEDURE, MentionKind.EVENT)
    if not places or context.mentions_in(first.start, end, *told):
        return None
    title = context.folded[first.start : end]
    if len(title) > _LONGEST_TITLE or _NO_TITLE.search(title):
        return None
    dates = context.dates_in(first.start, first.end)
    on = dates[0].date if dates else _day(context.on)
    return Scan(
        key=0,
        modality=Modality.OTHER,
        whole_body=False,
        on=on,
        start=places[0].start,
        end=places[0].end,
    )


def _of_signal(context: NoteContext, kinds: set[SectionKind]) -> Scan | None:
    """Return a study without a title whose words can only be those of a report."""
    is_mri = _MRI_WORDS.search(context.folded)
    if not is_mri and not kinds & {SectionKind.FINDINGS, SectionKind.IMPRESSION}:
        return None
    on = _day(context.on)
    modality = Modality.MRI if is_mri else Modality.OTHER
    return Scan(key=0, modality=modality, whole_body=False, on=on, start=-1, end=-1)


def _main_scan(context: NoteContext, sentence: Sentence, mention: Mention) -> Scan:
    scan = _scan(context, sentence, mention)
    before = context.folded[max(sentence.start, mention.start - 40) : mention.start]
    told = None if _COMPARED.search(before) else scan.on
    told = told or _date_in_header(context)
    on = told or _day(context.on)
    title = context.folded[: context.sentences[min(3, len(context.sentences) - 1)].end]
    whole = scan.whole_body or bool(_WHOLE_BODY.search(title))
    return Scan(0, scan.modality, whole, on, scan.start, scan.end)


def _date_in_header(context: NoteContext) -> PartialDate | None:
    pattern = re.compile(
        r"(?:date of (?:the )?(?:scan|study|exam\w*|imaging)|"
        r"(?:scan|study|exam\w*|imaging)(?: date)?(?: was)?(?: (?:performed|done|acquired|taken))?|"
        r"performed|acquired|scanned)(?: on)?[ :(]*"
        r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?$"
    )
    for told in context.dates:
        if pattern.search(context.folded[max(0, told.start - 40) : told.start]):
            return told.date
    return None


def segments(scans: Sequence[Scan], sentence: Sentence) -> list[tuple[int, int, Scan]]:
    """Return which part of a sentence belongs to which of the scans it tells of."""
    cuts = [
        scan.start if at and scan.start >= sentence.start else sentence.start
        for at, scan in enumerate(scans)
    ]
    return [
        (cut, following, scan)
        for cut, following, scan in zip(cuts, [*cuts[1:], sentence.end], scans, strict=True)
    ]
