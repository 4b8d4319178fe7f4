"""What an addendum corrects: another level, another side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from crmo.notes.context import NoteContext, Place, SectionKind, Sentence, Status
from crmo.notes.lesions.gather import Study, Told
from crmo.notes.places.compose import base_of_site, is_inside
from crmo.notes.places.lent import with_side
from crmo.record import LesionStatus

_NOT = re.compile(
    r"[ ,(]*(?:and[ ])?(?:not|rather than|instead of)(?:[ ](?:the|at|in|of|on|"
    r"as))*(?:[ ](?:stated|reported|described|written|dictated)(?:[ ](?:above|before|"
    r"previously))?)?[ ]*(?:the[ ])?"
)
_LISTED = re.compile(r"[ ]*(?:,|and|&|/|,[ ]*and)[ ]*(?:the[ ])?")
_NOT_BUT = re.compile(
    r"[\"' ,]*(?:please[ ])?read(?:[ ]as)?[ ]*[\"']?(?:the[ ])?|[ ,]*(?:but|should (?:read|be|"
    r"have read|say)|is (?:really|actually|in fact)|was meant "
    r"to be|to be read as)(?:[ ](?:rather|is|in|the|of|on|at))*[ ]*"
)
_LEFT_NOT_RIGHT = re.compile(
    r"\bside\b[^.;]*\b(?:left|right),? (?:and )?not (?:the )?(?:left|right)\b"
)
_CORRECTS = re.compile(
    r"\b(?:correct(?:ed|ion|ly)?|error|erroneous\w*|incorrect\w*|should read|should have read|"
    r"should say|wrong\w*|mislabel\w*|mistake\w*|"
    r"typograph\w*|transpos\w*|amend\w*|misprint|slip|in fact)\b"
)
_SIDE_FOR_SIDE = re.compile(
    r"[\"']?\b(?P<wrong>left|right)\b[\"']?(?:[ ]*-?sided)?[ ]*(?:should (?:read|be|have read|"
    r"say)|is to be read as|to)[ ]*[\"']?(?P<right>left|right)\b"
    r"|\bfor[ ][\"']?(?P<wrong2>left|right)[\"']?,?[ ]+read[ ][\"']?(?P<right2>left|right)\b"
    r"|\b(?P<right3>left|right)[\"']?,?[ ](?:and )?not[ ](?:the )?[\"']?(?P<wrong3>left|right)\b"
    r"|\b(?P<wrong4>left|right)\b[\"']?(?:[ ](?:above|before|in the (?:report|text|findings)))?[ ]"
    r"(?:is|was)[ ](?:an?[ ])?(?:\w+[ ])?(?:error|mistake|slip|misprint|wrong|incorrect|"
    r"erroneous)\b"
)
_NTH = r"(?:st|nd|rd|th)\b(?:[ ](?:ribs?|metatarsals?|metacarpals?))?"
_NUMBER_FOR_NUMBER = re.compile(
    rf"\b(?P<right>\d{{1,2}}){_NTH},?[ ](?:and[ ])?(?:not|rather than|instead of)[ ]"
    rf"(?:at[ ]|in[ ])?(?:the[ ])?(?:(?:left|right)[ ])?(?P<wrong>\d{{1,2}}){_NTH}"
    rf"|\b(?P<wrong2>\d{{1,2}}){_NTH}[ ](?:should (?:read|be|have read|say)|is to be read as)[ ]"
    rf"(?:the[ ])?(?:(?:left|right)[ ])?(?P<right2>\d{{1,2}}){_NTH}"
)
_ROWS = frozenset({"rib", "metatarsal", "metacarpal"})
# "the lesion is on the LEFT", in a correction.
_IS_ON_SIDE = re.compile(
    r"\b(?:lesions?|findings?|abnormalit(?:y|ies)|changes?|appearances|they|it|oedema|edema|"
    r"fracture|all of this)[ ](?:described[ ]|reported[ ])?(?:is|are|was|were|lies?)[ ]"
    r"(?:actually[ ]|in fact[ ]|really[ ]|all[ ])?(?:on|of|to|in)[ ]the[ ](?P<right>left|right)"
    r"(?:[ ](?:side|hand side))?[ ]*(?:[.,;:(]|$|and\b)"
)

# "an incorrect side marker": the whole study is of the other side.
_SIDE_OF_STUDY = re.compile(
    r"\bside[ -]?(?:markers?|label|annotation)|\b(?:wrong|incorrect)[ ](?:side|marker)|"
    r"\blaterality|"
    r"\b(?:wrongly|incorrectly) (?:labelled|labeled|marked|annotated)|\bmislabell?ed"
)
_CORRECTED = "lesions:corrected"
_SWAPPED = re.compile(
    r"\b(?:sides|left and right|right and left)\b[^.;]{0,40}\b(?:swapped|transposed|reversed|"
    r"interchanged|confused|mixed up|switched|exchanged)"
)


def correct(
    context: NoteContext, sentence: Sentence, places: Sequence[Place], study: Study
) -> bool:
    """Apply a correction that a sentence tells; return whether it told one."""
    if sentence.section is not SectionKind.ADDENDUM and not _is_correction(context, sentence):
        return False
    if _of_whole_study(context, sentence, places, study):
        return True
    pairs = _named_pairs(context, places)
    if pairs:
        moved = [_replace(context, sentence, study, *pair) for pair in pairs]
        return any(moved)
    is_of_sides = _LEFT_NOT_RIGHT.search(context.folded, sentence.start, sentence.end)
    if _renumber(context, sentence, places, study):
        return True
    if not _is_correction(context, sentence) and not is_of_sides:
        return False
    swapped = _SIDE_FOR_SIDE.search(context.folded, sentence.start, sentence.end)
    if swapped:
        named = swapped.groupdict()
        wrong = next(v for k, v in named.items() if k.startswith("wrong") and v)
        return _swap(context, sentence, study, places, wrong, _other(wrong))
    on_side = _IS_ON_SIDE.search(context.folded, sentence.start, sentence.end)
    if on_side:
        return _swap(context, sentence, study, (), _other(on_side["right"]), on_side["right"])
    told = [place for place in places if _is_told(context, place)]
    return any(_move_to(context, sentence, study, place) for place in told)


def _is_told(context: NoteContext, place: Place) -> bool:
    status = context.assertion_at(place.start, place.end).status
    return status in (Status.PRESENT, Status.UNCERTAIN)


def _of_whole_study(
    context: NoteContext, sentence: Sentence, places: Sequence[Place], study: Study
) -> bool:
    """Change the side of all that was told before the addendum, if it says that all was wrong."""
    if sentence.section is not SectionKind.ADDENDUM or study.is_turned:
        return False
    section = context.sections[sentence.section_index]
    before = [told for told in study.told if told.section is not SectionKind.ADDENDUM]
    if _SWAPPED.search(context.folded, sentence.start, sentence.end):
        wrong = ["left", "right"]
    elif places and _SIDE_OF_STUDY.search(context.folded, section.body, sentence.end):
        sides = {site.rsplit("_", 1)[-1] for place in places for site in place.sites}
        wrong = [side for side in ("left", "right") if side not in sides]
        if len(wrong) != 1:
            return False
    else:
        return False
    moved = [told for told in before if told.site.rsplit("_", 1)[-1] in wrong]
    for told in moved:
        side = told.site.rsplit("_", 1)[-1]
        told.site = with_side(_bare(told.site), "left" if side == "right" else "right")
        _mark(context, sentence, told)
    study.is_turned = bool(moved)
    return bool(moved)


def without_struck(context: NoteContext, sentence: Sentence, places: list[Place]) -> list[Place]:
    """Leave out a place that the sentence itself takes back ("left, in fact in the right")."""
    pairs = _named_pairs(context, places) if _is_correction(context, sentence) else []
    struck = {wrong for wrong, _ in pairs}
    return [place for place in places if not struck.intersection(place.sites)]


def _is_correction(context: NoteContext, sentence: Sentence) -> bool:
    """Whether the sentence, or the addendum that it stands in, says that it corrects."""
    start, end = sentence.start, sentence.end
    if sentence.section is SectionKind.ADDENDUM:
        section = context.sections[sentence.section_index]
        start, end = section.body, section.end
    return bool(_CORRECTS.search(context.folded, start, end))


def _named_pairs(context: NoteContext, places: Sequence[Place]) -> list[tuple[str, str]]:
    """Return (wrong, right) of "T9, not T8", "not T8 but T9", "T6 and T11, not T7 and T12"."""
    groups: list[list[Place]] = []
    for place in places:
        is_listed = groups and _LISTED.fullmatch(context.folded, groups[-1][-1].end, place.start)
        if is_listed:
            groups[-1].append(place)
        else:
            groups.append([place])
    for one, other in pairwise(groups):
        ones = [site for place in one for site in place.sites]
        others = [site for place in other for site in place.sites]
        if len(ones) != len(others):
            continue
        gap = context.folded[one[-1].end : other[0].start]
        if _NOT.fullmatch(gap):
            return list(zip(others, ones, strict=True))
        if _NOT_BUT.fullmatch(gap):
            return list(zip(ones, others, strict=True))
    return []


def _replace(
    context: NoteContext, sentence: Sentence, study: Study, wrong: str, right: str
) -> bool:
    moved = [told for told in study.told if told.site == wrong or is_inside(told.site, wrong)]
    for told in moved:
        told.site = right if told.site == wrong else _mirrored(told.site, right)
        _mark(context, sentence, told)
    return bool(moved)


def _renumber(
    context: NoteContext, sentence: Sentence, places: Sequence[Place], study: Study
) -> bool:
    """`The rib lesion is at the 7th, not the 8th`: another bone of the row."""
    match = _NUMBER_FOR_NUMBER.search(context.folded, sentence.start, sentence.end)
    if match is None:
        return False
    wrong = match["wrong"] or match["wrong2"]
    right = match["right"] or match["right2"]
    rows = {site.split("_", 1)[0] for place in places for site in place.sites} & _ROWS
    moved = [
        told
        for told in study.told
        if told.site.split("_", 1)[0] in rows and wrong in told.site.split("_")
    ]
    for told in moved:
        told.site = "_".join(right if part == wrong else part for part in told.site.split("_"))
        _mark(context, sentence, told)
    return bool(moved)


def _swap(
    context: NoteContext,
    sentence: Sentence,
    study: Study,
    places: Sequence[Place],
    wrong: str,
    right: str,
) -> bool:
    """Change the side of the lesions meant: those of the bones named, or the only one."""
    named = {_bare(site) for place in places for site in place.sites}
    on_wrong = [
        told
        for told in study.told
        if told.site.endswith(f"_{wrong}") and told.status is not LesionStatus.ABSENT
    ]
    meant = [told for told in on_wrong if any(_bare(told.site).startswith(name) for name in named)]
    if not meant and len(on_wrong) == 1:
        bones = base_of_site(on_wrong[0].site)
        meant = [
            told
            for told in study.told
            if told.site.endswith(f"_{wrong}") and base_of_site(told.site) == bones
        ]
    is_done = any(mark.rule == _CORRECTED for told in study.told for mark in told.marks)
    if not meant and not is_done:
        context.tell_unread(
            sentence.start, sentence.end, "a side is corrected, of which lesion is not clear"
        )
    for told in meant:
        told.site = with_side(_bare(told.site), right)
        _mark(context, sentence, told)
    return True


def _other(side: str) -> str:
    return "left" if side == "right" else "right"


def _move_to(context: NoteContext, sentence: Sentence, study: Study, place: Place) -> bool:
    """`The lesion is in the right tibia` in a correction: the one told of the left tibia moves."""
    if len(place.sites) != 1 or any(told.site == place.sites[0] for told in study.told):
        return False
    right = place.sites[0]
    wrong = _mirrored(right, "left" if right.endswith("_right") else "right")
    if wrong == right:
        return False
    return _replace(context, sentence, study, wrong, right)


def _bare(site: str) -> str:
    return site.removesuffix("_left").removesuffix("_right")


def _mirrored(site: str, like: str) -> str:
    side = like.rsplit("_", 1)[-1]
    return with_side(_bare(site), side) if side in ("left", "right") else site


def _mark(context: NoteContext, sentence: Sentence, told: Told) -> None:
    from crmo.notes.reading import Role

    told.marks.append(context.mark(sentence.start, sentence.end, Role.CUE, _CORRECTED))
