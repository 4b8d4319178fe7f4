"""Sides, bones and ends that clauses and neighbours lend to the places of one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmo.notes.context import Sentence
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.places.compose import region_of, site_id
from crmo.notes.places.lent import Lent, Sided, lent_by, side_of, sided
from crmo.notes.places.part_alone import read_part, refined
from crmo.notes.places.phrase import NamedSite
from crmo.notes.places.phrases import Phrase
from crmo.notes.places.side_alone import read_side
from crmo.notes.places.tokens import NUMBERED
from crmo.notes.places.told_so_far import ToldSoFar

_SAME_SIDE = re.compile(r"[ ]*(?:bone[ ])?(?:on|of)[ ]the[ ]same[ ]side\b")
_EITHER = re.compile(r"\bn?either[ ]$")
# "neither the knee nor the hip": two bones, no pair.
_CHOICE = re.compile(r"[ ]*,?[ ]*n?or\b")
_NEIGHBOUR = re.compile(
    r"\b(?:adjacent|neighbouring|neighboring|adjoining|ipsilateral|underlying)[ ]*$"
)
# "The contralateral tibia is normal": the other side of what was told before.
_OF_OTHER_LIMB = re.compile(
    r"[ ](?:of|in|on)[ ]the[ ](?:other|opposite|contralateral)[ ](?:arm|leg|side|foot|hand|limb|"
    r"forearm|thigh|lower leg|upper arm)\b"
)
_BESIDE_IT = re.compile(
    r"[ ](?:beside|next to|alongside|adjacent to|close to)[ ](?:it|this|that)\b"
)
_OTHER = re.compile(r"\b(?:contralateral|opposite)[ ]*$")
# "The left ankle hurts. The other ankle is normal."
_THE_OTHER = re.compile(r"\bthe other[ ]*$")
_SYMPTOM = re.compile(r"\b(?:pain\w*|ache\w*|aching|tender\w*|swelling|sore\w*|hurts?|limp\w*)\b")
# "extends into the ilium": that of the same side.
_INTO = re.compile(r"\binto[ ](?:the[ ])?$")
_OPPOSITE = {"left": "right", "right": "left"}
_PARTS = {MentionKind.SIDE, MentionKind.PART}


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
        self._told = ToldSoFar(folded, sentence, terms, before)
        self._folded, self._sentence = folded, sentence
        self._label, self._study = label, study
        self._frames: list[Lent] = []

    def read(self, phrases: Sequence[Phrase]) -> list[Sided]:
        """Return the phrases that name sites, with their sides."""
        told = self._told
        last_end = self._sentence.start
        for at, phrase in enumerate(phrases):
            if ";" in self._folded[last_end : phrase.start]:
                told.clause = None
                if _SYMPTOM.search(self._folded, self._sentence.start, last_end):
                    # "pain in the right knee; radiographs show ...": of which side is not told.
                    self._frames.clear()
            kinds = {token.kind for token in phrase.tokens}
            if phrase.named:
                self._with_side(phrase)
            elif kinds == {MentionKind.SIDE}:
                read_side(told, phrase, phrases[at + 1 :])
            elif kinds <= _PARTS:
                read_part(told, phrase, phrases[at + 1] if at + 1 < len(phrases) else None)
            elif kinds == {MentionKind.NUMBER}:
                named = self._numbered(phrase)
                if named:
                    told.found.append((phrase, named, None))
            last_end = phrase.end
        return told.found

    def _with_side(self, phrase: Phrase) -> None:
        told = self._told
        near = self._neighbour(phrase) or self._either(phrase)
        lenders = [
            each
            for each in (near, told.clause, *self._frames, self._label, self._study)
            if each is not None
        ]
        named, lent = sided(phrase.named, lenders)
        named = refined(named, told.part)
        told.part = None
        if lent is None or lent is not told.clause:
            told.pair = ()
        frame = lent_by([phrase], [named], "side:region")
        if frame is not None:
            self._frames = [frame, *self._frames[:2]]
        told.add(phrase, named, lent)

    def _neighbour(self, phrase: Phrase) -> Lent | None:
        before = self._folded[max(0, phrase.start - 16) : phrase.start]
        near = self._told.last or self._told.before
        is_other = _OTHER.search(before) is not None
        is_other = is_other or (_THE_OTHER.search(before) is not None and _is_twin(phrase, near))
        is_other = is_other or _OF_OTHER_LIMB.match(self._folded, phrase.end) is not None
        is_near = _NEIGHBOUR.search(before) is not None
        is_near = is_near or _BESIDE_IT.match(self._folded, phrase.end) is not None
        is_near = is_near or _SAME_SIDE.match(self._folded, phrase.end) is not None
        if _INTO.search(before) and self._told.found:
            is_near = True
            near = tuple(each for _, named, _ in self._told.found for each in named)
        if not near or not (is_near or is_other):
            return None
        sides = {side_of(each.site) for each in near} - {""}
        if is_other:
            sides = {_OPPOSITE[side] for side in sides}
        span = phrase.start, phrase.end
        return Lent(tuple(sides), span, (), "side:neighbour") if len(sides) == 1 else None

    def _either(self, phrase: Phrase) -> Lent | None:
        """`Neither clavicle`, `in either femur`: both of the pair."""
        match = _EITHER.search(self._folded, max(0, phrase.start - 9), phrase.start)
        if match is None or _CHOICE.match(self._folded, phrase.end, self._sentence.end):
            return None
        return Lent(("left", "right"), match.span(), (), "side:either")

    def _numbered(self, phrase: Phrase) -> tuple[NamedSite, ...]:
        """`Metacarpals: oedema of the 2nd`: ordinals count on from the bones before them."""
        bases = [each for each in self._told.last if each.base in NUMBERED]
        written = self._folded[phrase.start : phrase.end]
        if not bases or not re.search(r"\d(?:st|nd|rd|th)\b|[a-z]{5}", written):
            return ()
        of = bases[0]
        numbers = [
            number for token in phrase.tokens for number in (token.numbers or (int(token.about),))
        ]
        sides = dict.fromkeys(
            side_of(each.site) for each in self._told.last if each.base == of.base
        )
        return tuple(
            NamedSite(site, of.base, phrase.start, phrase.end, has_side=bool(side), has_part=True)
            for number in numbers
            for side in sides
            if (site := site_id(of.base, number, "", "", side)) is not None
        )


def _is_twin(phrase: Phrase, near: Sequence[NamedSite]) -> bool:
    """Whether a bone has one like it on the side told before: one bone, in the same limb."""
    if any(token.trait == "plural" for token in phrase.tokens) or len(phrase.named) != 1:
        return False
    base = phrase.named[0].base
    limb = region_of(base)
    return base not in NUMBERED and any(region_of(each.base) & limb for each in near)
