"""Which feature is told of which place, within one statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmo.notes.context import Place
from crmo.notes.mention import Mention

# A feature so followed is told of the place after it: "oedema in the left femur".
_FORWARD = re.compile(
    r"(?:,[ ])?(?:[\w%]+[ ]){0,3}?(?:in|of|at|within|involving|affecting|about|around|over|along|"
    r"throughout|centred on|"
    r"centered on|through|near|from|adjacent to|seen in|on)(?:[ ](?:the|a|an|both|her|his|all|"
    r"each|bilateral))*"
    r"(?:[ ][\w-]+){0,2}[ (]*$"
)
_ADJECTIVE = re.compile(r"[ ]*(?:of[ ]the[ ]|the[ ])?$")
# A feature so preceded is told of the place before it: "the left femur shows oedema".
_BACKWARD = re.compile(
    r"(?:\b(?:with|without|shows?|showed|showing|demonstrat\w+|reveals?|is|are|was|were|has|have|"
    r"had|no|which|"
    r"appears?|remains?|displays?|exhibits?|contains?|and associated|plus|also|now|again|"
    r"there)\b|[:(=-])"
)
# "..., the feet are normal": the place has a statement of its own.
_HAS_VERB = re.compile(
    r"[ )]*(?:is|are|was|were|has|have|appears?|remains?|looks?|shows?|demonstrates?|:|normal|"
    r"clear|nad|nl)\b"
)
# "; calc - oedema": a place that we do not know, not the one before it.
_UNKNOWN_LABEL = re.compile(r"[ ]*[a-z]{2,14}[ ]*(?:-[ ]|:)")
_LIST = re.compile(
    r"[\s,()]*(?:and|&|\+|plus|as well as|with)?[\s,]*(?:(?:the|an?|also|both|its?|adjacent|"
    r"neighbouring|neighboring|adjoining|visualised|visualized|"
    r"imaged|entire|whole|underlying|ipsilateral|contralateral|of|in|to)[ ]+)*"
)
# "an abscess tracking to L2", "oedema close to the physis": it is not there.
_ONLY_REACHES = re.compile(
    r"\b(?:tracking(?:[ ](?:up|down))?[ ]to(?:wards)?|towards?|abutting|displacing|close to|"
    r"short of|"
    r"next to|sparing)[ ](?:the[ ]|both[ ])*$"
)
_NEAR_LANDMARK = 60
_LANDMARK = re.compile(
    r"[^,;:.]{0,24}?[ ,]*(?<!and )(?:next to|adjacent to|close to|near|beside|"
    r"abutting|bordering|short of|towards?|alongside)"
    r"[ ](?:the[ ]|an?[ ]|its[ ])*$"
)
# "in the ischium and not in the acetabulum; subtle sclerosis": told of the first.
_SET_ASIDE = re.compile(r"\b(?:not|nor|rather than)[ ](?:(?:in|of|at|the)[ ])*$")
_WITH = re.compile(r"[ ,]*(?:with|and)[ ](?:mild[ ]|slight[ ]|some[ ]|anterior[ ]|severe[ ])?")
# Between what is seen at one place and the next place where it is seen, too.
_COORDINATE = re.compile(
    r"[^,;:.]{0,30}?[ ,]*(?:and|as well as|plus|&|also)[ ,]+(?:(?:to a lesser (?:extent|degree)|"
    r"less so|"
    r"less marked(?:ly)?|more so|more marked(?:ly)?|also|similarly|possibly|minimally|"
    r"slightly)[ ,]+)*"
    r"(?:(?:in|of|at|within)[ ]+)(?:(?:the|both|its|an?)[ ]+)*|"
    r"[ ,]*as[ ](?:is|are|was|were|do|does|did|has|have)[ ](?:also[ ])?"
    r"(?:(?:the|both|its|an?)[ ])*|"
    r"[ ,]*(?:and[ ]|which[ ])?(?:extend|reach|spread|cross)\w*[ ](?:[a-z]+[ ]){0,6}?"
)
# A statement that only names a place: "on the left, only the scaphoid".
_NO_MORE_THAN_PLACES = re.compile(
    r"(?:[\s,.;:()&+*-]|\b(?:and|also|only|in|of|at|on|the|likewise|similarly|so|does|do|again|a|an|another|"
    r"smaller|"
    r"larger|one|both|with|left|right|side|as well|too|then|finally|less|so|marked|more|"
    r"minimal|subtle|second|third|further)\b)*"
)
_BRACKETS = re.compile(r"\([^()]{0,30}\)")
_STATEMENT = re.compile(
    r";|\b(?:but|whereas|while|however|apart from|except(?: for)?|other than|with the "
    r"exception of)\b"
)


class Link(NamedTuple):
    """A place and the features that are told of it, in one statement."""

    place: Place
    features: tuple[Mention, ...]


def link(
    folded: str, span: tuple[int, int], features: Sequence[Mention], places: Sequence[Place]
) -> tuple[list[Link], list[Mention]]:
    """Join the features of a statement to its places.

    Args:
        folded: the folded note.
        span: the statement.
        features: its features, in order.
        places: its places, in order.

    Returns:
        One link for each place, and the features that belong to none of them.
    """
    joined: dict[int, list[Mention]] = {place.start: [] for place in places}
    loose: list[Mention] = []
    for begin, end in _statements(folded, span):
        here = [place for place in places if begin <= place.start < end]
        told = [feature for feature in features if begin <= feature.start < end]
        if not here:
            before = [place for place in places if place.end <= begin]
            told_of = [p for p in before if not _is_set_aside(folded, p)]
            before = told_of or before
            if before and _UNKNOWN_LABEL.match(folded, begin, end):
                before = []
            (joined[before[-1].start] if before else loose).extend(told)
            if before:
                _share_in_lists(folded, before, joined)
            continue
        _join(folded, begin, told, here, joined)
        _share_in_lists(folded, here, joined)
        last = next((place for place in reversed(places) if place.end <= begin), None)
        if not told and last is not None and only_names(folded, (begin, end), here):
            for place in here:
                joined[place.start].extend(joined[last.start])
    return [Link(place, tuple(joined[place.start])) for place in places], loose


def _statements(folded: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    begin = span[0]
    for cut in _STATEMENT.finditer(folded, *span):
        yield begin, cut.start()
        begin = cut.end()
    yield begin, span[1]


def only_names(folded: str, span: tuple[int, int], places: Sequence[Place]) -> bool:
    """Tell whether a statement names places and says nothing of them."""
    begin, rest = span[0], ""
    for place in places:
        rest += folded[begin : place.start] + " "
        begin = place.end
    return bool(_NO_MORE_THAN_PLACES.fullmatch(rest + folded[begin : span[1]]))


def _join(
    folded: str,
    begin: int,
    features: Sequence[Mention],
    places: Sequence[Place],
    joined: dict[int, list[Mention]],
) -> None:
    begins_with_feature = bool(features) and features[0].start < places[0].start
    waiting: list[Mention] = []
    last_forward: list[Mention] = []
    for place_at, place in enumerate(places):
        before = places[place_at - 1] if place_at else None
        here = [
            feature
            for feature in features
            if (before.end if before else begin) <= feature.start < place.start
        ]
        backward, forward = _divided(folded, before, here, place, begins_with_feature)
        if before is not None:
            joined[before.start].extend(backward)
        joined[place.start].extend([*waiting, *forward])
        if forward:
            last_forward = forward
        elif last_forward and before is not None and _goes_on(folded, before, place):
            joined[place.start].extend(last_forward)
        elif before is not None and backward and _is_coordinate(folded, backward[-1].end, place):
            joined[place.start].extend(joined[before.start])
        waiting = []
    joined[places[-1].start].extend(
        feature for feature in features if feature.start >= places[-1].end
    )
    joined[places[-1].start].extend(
        f for f in features if places[-1].start <= f.start < places[-1].end
    )


def _is_set_aside(folded: str, place: Place) -> bool:
    return bool(_SET_ASIDE.search(folded, max(0, place.start - 24), place.start))


def _share_in_lists(folded: str, places: Sequence[Place], joined: dict[int, list[Mention]]) -> None:
    """`the sacrum and the adjacent ilium show oedema`: what is told of a list is told of each."""
    for place, following in zip(reversed(places[:-1]), reversed(places[1:]), strict=True):
        if not joined[place.start] and _LIST.fullmatch(
            _BRACKETS.sub("", folded[place.end : following.start])
        ):
            joined[place.start] = [
                feature for feature in joined[following.start] if feature.start > following.start
            ]


def _divided(
    folded: str,
    before: Place | None,
    features: list[Mention],
    place: Place,
    begins_with_feature: bool,  # noqa: FBT001
) -> tuple[list[Mention], list[Mention]]:
    """Divide the features between two places into those of the one before and those of the next."""
    if features and _ONLY_REACHES.search(folded[max(0, place.start - 24) : place.start]):
        return features, []
    if before is None or not features:
        return [], features
    gap_after = folded[features[-1].end : place.start]
    if not leads_to(gap_after):
        return features, []
    # From the last break between them on, the features belong to the next place.
    for at in range(len(features) - 1, -1, -1):
        start = features[at - 1].end if at else before.end
        gap = folded[start : features[at].start]
        if at == 0:
            if (
                _WITH.fullmatch(gap)
                and len(features) == 1
                and gap_after.strip() in ("of", "of the")
            ):
                # "lesions of T5/6/8 with wedging of T6"
                return [], features
            breaks = bool(re.search(r",|\band\b", gap)) or not _BACKWARD.search(gap)
            if breaks and (begins_with_feature or re.search(r",", gap)):
                return [], features
            return ([], features) if breaks else (features[:1], features[1:])
        if re.search(r",|\band\b|\bwith\b|\bplus\b", gap):
            return features[:at], features[at:]
    return [], features


def leads_to(gap: str) -> bool:
    """Whether what stands between a feature and a place says that it is seen there."""
    return bool(_FORWARD.fullmatch(gap.strip() + " ")) or bool(_ADJECTIVE.fullmatch(gap))


def without_landmarks(folded: str, places: Sequence[Place]) -> list[Place]:
    """`the ilium next to the sacroiliac joint`: leave out what only tells where another one is."""
    return [
        place
        for at, place in enumerate(places)
        if not (at and _is_landmark(folded, places[at - 1], place))
    ]


def _is_landmark(folded: str, before: Place, place: Place) -> bool:
    gap = folded[before.end : place.start]
    return len(gap) < _NEAR_LANDMARK and bool(_LANDMARK.fullmatch(gap))


def _is_coordinate(folded: str, start: int, place: Place) -> bool:
    """`shows oedema in the metaphysis and, less so, in the epiphysis`."""
    if _HAS_VERB.match(folded, place.end):
        return False
    return bool(_COORDINATE.fullmatch(folded, start, place.start))


def _goes_on(folded: str, before: Place, place: Place) -> bool:
    """`oedema in the femur, less marked in the tibia`: the same is told of the next place."""
    gap = folded[before.end : place.start]
    if _HAS_VERB.match(folded, place.end):
        return False
    return len(gap) <= 60 and not re.search(
        r"[;:]|\b(?:normal|clear|no|not|spared|without|with|tracking|towards|near|close|abutting|"
        r"adjacent to|next)\b",
        gap,
    )
