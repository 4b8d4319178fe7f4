"""Sides, bones and ends that clauses and neighbours lend to the places of one sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from crmo.notes.context import Sentence
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.places.compose import is_lateral, site_id
from crmo.notes.places.lent import Lent, Sided, both_told, lent_by, side_of, sided
from crmo.notes.places.phrase import NamedSite
from crmo.notes.places.phrases import Phrase
from crmo.notes.places.tokens import NUMBERED

# "into the epiphysis": the bone is the one before.
_REACHES = re.compile(
    r"(?:\binto|\bto|\bcrossing|\binvolving|\band|\binvolves|\breaching|\breaches|"
    r"\binvading)(?:[ ](?:the|adjacent|neighbouring|its))*[ ]*$"
)
# "a smaller one in the left": the other one of the pair.
_ONE_IN_THE = re.compile(r"\b(?:in|on|of|at|but not|and not)[ ](?:the)?[ ]*$")
_ANSWER = re.compile(
    r"[ ]*:[ ]*\w|[ ]*(?:normal|clear|nad|nl|negative|unremarkable|spared)\b|[ ]*\("
)
# "Tibia - ...", "Radiograph of the right tibia dated 19.09.2023: ...".
_HEADING = re.compile(r"[ ]*(?:-[ ]|:|\(?(?:dated|of|on)?[ ]*[\d./-]{6,10}\)?[ ]*:)")
# "The right is normal.": the other one of the pair told before.
_VERDICT_OF_SIDE = re.compile(
    r"[ ]*(?:(?:is|was|appears|looks)[ ]|:)[ ]*(?:also[ ])?(?:normal|clear|unremarkable|spared|"
    r"intact|"
    r"unaffected|not (?:involved|affected))\b"
)
_BUT_NOT = re.compile(
    r"[ ]*,?[ ]*(?:but|and|though|yet)[ ]not[ ](?:in[ ]|on[ ]|at[ ]|of[ ])?(?:the[ ])?"
)
_SAME_SIDE = re.compile(r"[ ]*(?:bone[ ])?(?:on|of)[ ]the[ ]same[ ]side\b")
_EITHER = re.compile(r"\bn?either[ ]$")
# "neither the knee nor the hip": two bones, no pair.
_CHOICE = re.compile(r"[ ]*,?[ ]*n?or\b")
_NEIGHBOUR = re.compile(r"\b(?:adjacent|neighbouring|neighboring|adjoining|ipsilateral)[ ]*$")
# Between a place and "bilaterally": nothing but a verdict.
_VERDICT = re.compile(
    r"[ ]*(?:(?:is|are|was|were|appears?|all|also|both|each|entirely|and|look|looks)[ ]+)*"
    r"(?:normal|negative|clear|unremarkable|intact|spared|involved|affected|normal in signal|"
    r"within normal limits)"
    r"[ ]*,?[ ]*(?:on(?:[ ]the)?)?[ ]*"
)


class Sides:
    """Gives the places of one sentence the sides and bones that others lend them.

    Args:
        folded: the folded note.
        sentence: the sentence.
        terms: medical terms of the note, in order.
        label: side of the heading above, or None.
        study: side of the study's title, or None.
        before: the places last named before this sentence.
    """

    def __init__(
        self,
        folded: str,
        sentence: Sentence,
        terms: Sequence[Mention],
        label: Lent | None,
        study: Lent | None,
        before: tuple[NamedSite, ...],
    ) -> None:
        self._folded, self._sentence, self._terms = folded, sentence, terms
        self._label, self._study = label, study
        self._last: tuple[NamedSite, ...] = ()
        self._before = before
        self._clause: Lent | None = None
        self._frames: list[Lent] = []

    def read(self, phrases: Sequence[Phrase]) -> list[Sided]:
        """Return the phrases that name sites, with their sides."""
        found: list[Sided] = []
        last_end = self._sentence.start
        for at, phrase in enumerate(phrases):
            following = phrases[at + 1] if at + 1 < len(phrases) else None
            if ";" in self._folded[last_end : phrase.start]:
                self._clause = None
            if phrase.named:
                found.append(self._with_side(phrase))
                self._last = found[-1][1]
            elif found and self._reaches_on(phrase):
                # A lesion that extends into the epiphysis is one lesion with two sites.
                told, named, lent = found[-1]
                found[-1] = told, (*named, *_other_part(named, phrase)), lent
            elif self._closes(found, phrase):
                found[-1] = _closed(found[-1], phrase)
            elif found and self._refines(found[-1], phrase):
                told, named, lent = found[-1]
                found[-1] = told, _other_part(named, phrase), lent
                self._last = found[-1][1]
            elif found and self._restricts(found[-1][1], phrase):
                found[-1] = _restricted(found[-1], phrase)
                self._last = found[-1][1]
            elif following is not None and self._is_contrasted(phrase, following):
                found.append((phrase, _on_side(following.named, phrase), None))
            else:
                found.extend(self._without_bone(phrase))
            last_end = phrase.end
        return found

    def _with_side(self, phrase: Phrase) -> Sided:
        near = self._neighbour(phrase) or self._either(phrase)
        lenders = [
            each
            for each in (near, self._clause, *self._frames, self._label, self._study)
            if each is not None
        ]
        named, lent = sided(phrase.named, lenders)
        frame = lent_by([phrase], [named], "side:region")
        if frame is not None:
            self._frames = [frame, *self._frames[:2]]
        return phrase, named, lent

    def _neighbour(self, phrase: Phrase) -> Lent | None:
        before = self._folded[max(0, phrase.start - 16) : phrase.start]
        near = self._last or self._before
        is_near = _NEIGHBOUR.search(before) or _SAME_SIDE.match(self._folded, phrase.end)
        if not near or not is_near:
            return None
        sides = {side_of(each.site) for each in near} - {""}
        span = phrase.start, phrase.end
        return Lent(tuple(sides), span, (), "side:neighbour") if len(sides) == 1 else None

    def _either(self, phrase: Phrase) -> Lent | None:
        """`Neither clavicle`, `in either femur`: both of the pair."""
        match = _EITHER.search(self._folded, max(0, phrase.start - 9), phrase.start)
        if match is None or _CHOICE.match(self._folded, phrase.end, self._sentence.end):
            return None
        return Lent(("left", "right"), match.span(), (), "side:either")

    def _without_bone(self, phrase: Phrase) -> Iterator[Sided]:
        """Read sides, parts or numbers whose bone was told before."""
        before = self._folded[self._sentence.start : phrase.start]
        named: tuple[NamedSite, ...] = ()
        kinds = {token.kind for token in phrase.tokens}
        if kinds == {MentionKind.SIDE}:
            is_one = bool(_ONE_IN_THE.search(before)) and not self._names_later(phrase)
            if self._opposes(phrase, before):
                named = _of_pair(self._before, phrase)
            elif self._answers(phrase, before) or (self._last and is_one):
                named = _other_side(self._last, phrase)
            elif self._leads(phrase, before):
                span = phrase.start, phrase.end
                self._clause = Lent(both_told(phrase.sides), span, (), "side:clause")
        elif kinds == {MentionKind.PART} and not self._last and len(self._before) == 1:
            if (
                not any(token.trait == "short" for token in phrase.tokens)
                and len(phrase.tokens) > 1
            ):
                named = _other_part(self._before, phrase)
        elif kinds == {MentionKind.NUMBER}:
            named = self._numbered(phrase)
        if named:
            yield phrase, named, None

    def _restricts(self, named: tuple[NamedSite, ...], phrase: Phrase) -> bool:
        """`Tibial metaphyses: oedema on the right only`: one of the pair, not both."""
        before = self._folded[self._sentence.start : phrase.start]
        return (
            bool(_ONE_IN_THE.search(before))
            and len(phrase.sides) == 1
            and phrase.sides[0] in ("left", "right")
            and {token.kind for token in phrase.tokens} <= {MentionKind.SIDE, MentionKind.PART}
            and any(each.is_assumed for each in named)
        )

    def _refines(self, before: Sided, phrase: Phrase) -> bool:
        """`Tibia - oedema of the proximal metaphysis`: the part belongs to the bone that heads."""
        told, named, _ = before
        if any(token.kind is not MentionKind.PART for token in phrase.tokens):
            return False
        if len({each.base for each in named}) != 1 or any(each.has_part for each in named):
            return False
        heads = _HEADING.match(self._folded, told.end, self._sentence.end)
        between = self._folded[told.end : phrase.start]
        return bool(heads) and ";" not in between and bool(_other_part(named, phrase))

    def _is_contrasted(self, phrase: Phrase, following: Phrase) -> bool:
        """`in the left but not in the right fibula`: the bone stands behind the other side."""
        gap = self._folded[phrase.end : following.start]
        return (
            len(phrase.tokens) == 1
            and phrase.tokens[0].about in ("left", "right")
            and bool(_BUT_NOT.fullmatch(gap))
            and bool(_on_side(following.named, phrase))
        )

    def _reaches_on(self, phrase: Phrase) -> bool:
        before = self._folded[self._sentence.start : phrase.start]
        parts = [token for token in phrase.tokens if token.kind is MentionKind.PART]
        if not parts or any(token.trait == "short" for token in parts):
            return False
        return bool(_REACHES.search(before))

    def _opposes(self, phrase: Phrase, before: str) -> bool:
        """`Clavicles: sclerosis on the left. The right is normal.`: the other one of the pair."""
        if self._last or not self._before or before.strip(" -*") not in ("", "the", "on the"):
            return False
        return bool(_VERDICT_OF_SIDE.match(self._folded, phrase.end, self._sentence.end))

    def _answers(self, phrase: Phrase, before: str) -> bool:
        """`Femur - right: oedema; left: normal`: the other side of the same bone."""
        if not self._last or not before.rstrip().endswith((";", ",", " and", "&", "+")):
            return False
        return bool(_ANSWER.match(self._folded, phrase.end, self._sentence.end))

    def _names_later(self, phrase: Phrase) -> bool:
        """Whether the clause goes on after the side ("on the left, the femur")."""
        return bool(re.match(r"[ ]*[a-z(]", self._folded[phrase.end : phrase.end + 3]))

    def _leads(self, phrase: Phrase, before: str) -> bool:
        """Whether a side by itself is said of what follows, and is no "right away"."""
        before = before.rstrip(" -*#")
        after = self._folded[phrase.end : phrase.end + 3].lstrip(" ")
        if before.endswith(("on the", "on", "to the", "at the")) or not before:
            return True
        if after.startswith((":", "-", ",")) and before.endswith((",", ".", "(")):
            return True
        following = self._folded[phrase.end : phrase.end + 40]
        at = phrase.end + len(following) - len(following.lstrip(" -"))
        first = bisect_left(self._terms, (at,))
        return any(
            term.start == at and term.kind in (MentionKind.FEATURE, MentionKind.FINDING)
            for term in self._terms[first : first + 3]
        )

    def _closes(self, found: Sequence[Sided], phrase: Phrase) -> bool:
        """`the metacarpals are normal bilaterally`: the side is said of what stands before."""
        if not found or any(token.kind is not MentionKind.SIDE for token in phrase.tokens):
            return False
        if not any(is_lateral(each.base) and not each.has_side for each in found[-1][1]):
            return False
        gap = self._folded[found[-1][0].end : phrase.start]
        after = self._folded[phrase.end : self._sentence.end].lstrip(" )")
        return bool(_VERDICT.fullmatch(gap)) and not after[:1].isalpha()

    def _numbered(self, phrase: Phrase) -> tuple[NamedSite, ...]:
        """`Metacarpals: oedema of the 2nd`: ordinals count on from the bones before them."""
        bases = [each for each in self._last if each.base in NUMBERED]
        written = self._folded[phrase.start : phrase.end]
        if not bases or not re.search(r"\d(?:st|nd|rd|th)\b|[a-z]{5}", written):
            return ()
        of = bases[0]
        numbers = [
            number for token in phrase.tokens for number in (token.numbers or (int(token.about),))
        ]
        sides = dict.fromkeys(side_of(each.site) for each in self._last if each.base == of.base)
        return tuple(
            NamedSite(site, of.base, phrase.start, phrase.end, has_side=bool(side), has_part=True)
            for number in numbers
            for side in sides
            if (site := site_id(of.base, number, "", "", side)) is not None
        )


def _restricted(before: Sided, phrase: Phrase) -> Sided:
    told, named, lent = before
    side = phrase.sides[0]
    kept = tuple(each for each in named if not each.is_assumed or side_of(each.site) == side)
    return told, _other_part(kept, phrase) or kept, lent


def _on_side(named: tuple[NamedSite, ...], phrase: Phrase) -> tuple[NamedSite, ...]:
    """Return the first place of a phrase on the other side, which stands before it."""
    if not named or side_of(named[0].site) in ("", phrase.tokens[0].about):
        return ()
    site = f"{named[0].site.rsplit('_', 1)[0]}_{phrase.tokens[0].about}"
    return (named[0]._replace(site=site, start=phrase.start, end=phrase.end),)


def _closed(told: Sided, closing: Phrase) -> Sided:
    phrase, named, _ = told
    span = closing.start, closing.end
    lent = Lent(both_told(closing.sides), span, (), "side:after")
    named, used = sided(named, [lent])
    return phrase, named, used


def _of_pair(before: tuple[NamedSite, ...], phrase: Phrase) -> tuple[NamedSite, ...]:
    """Return the bone told before, as a whole, on the side that a sentence begins with."""
    bases = {each.base for each in before}
    sides = both_told(phrase.sides)
    if len(bases) != 1 or len(sides) != 1 or not side_of(before[0].site):
        return ()
    same = [each for each in before if side_of(each.site) != sides[0]]
    site = site_id(before[0].base, 0, "", "", sides[0])
    if not same or site is None:
        return ()
    return (same[0]._replace(site=site, start=phrase.start, end=phrase.end),)


def _other_side(last: tuple[NamedSite, ...], phrase: Phrase) -> tuple[NamedSite, ...]:
    sides = both_told(phrase.sides)
    if len(sides) != 1 or len(last) != 1 or side_of(last[0].site) in ("", sides[0]):
        return ()
    site = f"{last[0].site.rsplit('_', 1)[0]}_{sides[0]}"
    return (last[0]._replace(site=site, start=phrase.start, end=phrase.end),)


def _other_part(last: tuple[NamedSite, ...], phrase: Phrase) -> tuple[NamedSite, ...]:
    """Return the part of the bone before that the words name."""
    parts = [token.about for token in phrase.tokens if token.kind is MentionKind.PART]
    ends = [part for part in parts if part in ("proximal", "distal", "medial", "lateral")]
    segments = [part for part in parts if part not in ends]
    if not segments and not ends:
        return ()
    found: list[NamedSite] = []
    for each in last:
        told = next((e for e in ("proximal", "distal") if f"_{e}" in each.site), "")
        site = site_id(
            each.base, 0, ends[0] if ends else told, (segments or [""])[0], side_of(each.site)
        )
        if site is not None and site != each.site:
            found.append(each._replace(site=site, start=phrase.start, end=phrase.end))
    return tuple(found)
