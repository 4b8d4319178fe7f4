"""The phrases of anatomy in one sentence, cut where the words between them belong to no place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from crmo.notes.context import Sentence
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.places.levels import Level
from crmo.notes.places.phrase import NamedSite, members, named_sites
from crmo.notes.places.tokens import COMPARED, NUMBERED, SPINES, Join, Token, join_of, tokens_in
from crmo.notes.vocabulary import Word, rules

_AFTER_SIZE = re.compile(r"\)[ ]*,?[ ]*(?:and|&|\+)?[ ]*$")
_HEADS = re.compile(r"[a-z]{1,3}:")
_ENDS_LIST = re.compile(r"(?:[,;:(]|\band|\bbut)[ ]*$")
_BEGINS = re.compile(r"(?:^|[.;\n])[ *-]*$")
CLEAR = re.compile(
    r"[ ]*[:-]?[ ]*(?:(?:is|are|was|were)[ ])?(?:normal|clear|nil|ok|nad|spared|negative|"
    r"unremarkable|unaffected|not involved|not affected|nl|nml|wnl|intact|uninvolved)\b|"
    r"[ ]+n(?=[ ]*(?:[.,;|)]|$))"
)
_GAP = re.compile(r"[,;:.]|\b(?:no|not|and)\b|.{24}")
_WEAK = ("short", "adjective")
_BONES = (MentionKind.BONE, MentionKind.LEVEL)
# "apart from the left talus, the feet are normal": a comma before a bone with a verb.
_VERB = re.compile(
    r"[ ]*\)?[ ]*(?:is|are|was|were|has|have|appears?|remains?|looks?|shows?|demonstrates?)\b"
)
_LISTS = (Join.AND, Join.COMMA)
# "oedema in the left femur and the right tibia is normal": one verb, one bone.
_SINGULAR_VERB = re.compile(
    r"[ ]*\)?[ ]*(?:there (?:is|are|was|were)|is|was|shows|"
    r"has|appears|remains|demonstrates|looks)\b"
)


_SUBJECT_BEFORE = re.compile(
    r"\b(?:signal|intensity|appearances?|morphology|architecture|height|alignment|density|texture|"
    r"uptake|activity|distribution|mineralisation|mineralization|lesions?|oedema|edema|changes?|"
    r"abnormalit\w+|foci|focus)[ ](?:in|of|at|within|throughout)[ ](?:[a-z]+[ ]){0,2}$"
)
_NOUN = re.compile(r"[ ](?:bone |marrow )?(?:lesions?|focus|foci|o?edema|changes?)[ ]")
_GOES_ON = re.compile(
    r"[ -]*(?!(?:is|are|was|were|has|have|resolved|healed|stable|unchanged|new|gone|smaller|larger|"
    r"and|but|with|now|still|normal|clear|persists?|improved|worse)\b)[a-z]"
)
_WHAT_WAS_SEEN = re.compile(
    r"\bwhat\s+(?:was|had been)\s+(?:seen|noted|described|visible|present)\s(?:[a-z]+\s)?(?:in|"
    r"at)\s(?:[a-z]+\s){0,2}$"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|shows?|showed|has|have|demonstrates?|appears?|remains?|seen)\b"
)


# "left leg pain", "left elbow flexion contracture": the place of a symptom.
SYMPTOM_AFTER = re.compile(
    r"[ ](?:bone |joint |flexion |fixed flexion )?(?:pains?|aches?|symptoms?|tenderness|discomfort|"
    r"contractures?|stiffness|arthritis|synovitis)\b"
)
# "both its metaphysis and epiphysis": two parts of one bone, and no two sides.
_BOTH_PARTS = re.compile(
    r"[ ](?:in[ ]|at[ ])?(?:its\b|(?:the[ ])?(?:metaphysis|epiphysis|diaphysis|shaft|body)[ ]and\b)"
)
# A word after a side that is neither a verdict nor says how the sides compare.
_UNKNOWN_NOUN = re.compile(
    r"[ ](?!(?:side|sided|hand|leg|limb|one|ones|only|alone|too|also|as|and|or|nor|than|with|"
    r"without|where|which|more|less|much|worse|greater|larger|smaller|better|to|at|in|on|of|for|"
    r"is|are|was|were|has|have|had|show\w*|demonstrat\w+|appear\w*|remain\w*|look\w*|both|"
    r"but|while|whereas|still|now|again|normal|clear|respectively|seen|involved|affected|"
    r"resolved|healed|unchanged|stable|active|inactive|ok|nad|negative|positive)\b)"
    r"[a-z]{3,}(?=[ ]*(?:[,.;)]|$))"
)
_WORDS_TO_NOUN = 4  # "left parietal punched out defect"


class Phrase(NamedTuple):
    """A phrase of one sentence.

    Args:
        start: first character.
        end: character after the last.
        named: sites that it names; empty when it says sides or parts alone.
        sides: sides that it tells, as told (`both`).
        tokens: its words.
    """

    start: int
    end: int
    named: tuple[NamedSite, ...]
    sides: tuple[str, ...]
    tokens: tuple[Token, ...]


def phrases_in(
    folded: str,
    sentence: Sentence,
    words: Sequence[tuple[int, int, Word]],
    levels: Sequence[Level],
    terms: Sequence[Mention],
) -> list[Phrase]:
    """Return the phrases of a sentence, in order."""
    tokens = [
        token
        for token in tokens_in(folded, (sentence.start, sentence.end), words, levels)
        if (
            token.trait != "short"
            or token.kind is not MentionKind.PART
            or not _is_in_term(token, terms)
        )
        and not (token.about == "both" and _BOTH_PARTS.match(folded, token.end))
    ]
    found: list[Phrase] = []
    for piece, joins in _pieces(folded, tokens):
        for part, part_joins in _cut(folded, sentence, piece, joins, terms):
            phrase = _phrase(folded, part, part_joins)
            if phrase is not None:
                found.append(phrase)
    return found


def _is_in_term(token: Token, terms: Sequence[Mention]) -> bool:
    """`extension to the physis` tells what is seen, and no place."""
    at = bisect_left(terms, (token.end,))
    return any(
        term.kind is MentionKind.FEATURE and term.start < token.start and token.end <= term.end
        for term in terms[max(0, at - 3) : at]
    )


def _pieces(folded: str, tokens: list[Token]) -> Iterator[tuple[list[Token], list[Join]]]:
    begin = 0
    joins: list[Join] = [Join.NOTHING]
    for at in range(1, len(tokens)):
        join = join_of(folded[tokens[at - 1].end : tokens[at].start])
        is_led = tokens[at - 1].kind is MentionKind.SIDE and at - 1 == begin
        if join is Join.COLON and (is_led or _names_bone(folded, tokens, at)):
            join = Join.BREAK
        if tokens[at - 1].trait == COMPARED and join in _LISTS:
            # "bilateral SIJ oedema R>L, L ischium": another place.
            join = Join.BREAK
        if join is Join.BREAK and _is_side_after_noun(folded, tokens, at):
            join = Join.NOTHING
        if join is Join.BREAK:
            yield tokens[begin:at], joins
            begin, joins = at, [Join.NOTHING]
        else:
            joins.append(join)
    if tokens:
        yield tokens[begin:], joins


def _is_side_after_noun(folded: str, tokens: list[Token], at: int) -> bool:
    """`femoral lesion L resolved`: the side of the bone before the noun."""
    if tokens[at].kind is not MentionKind.SIDE or tokens[at - 1].kind not in _BONES:
        return False
    if not _NOUN.fullmatch(folded, tokens[at - 1].end, tokens[at].start):
        return False
    return not _GOES_ON.match(folded, tokens[at].end)


def _names_bone(folded: str, tokens: list[Token], at: int) -> bool:
    """Whether a bone follows ("left knee: distal femur"), or only its parts do."""
    for place in range(at, len(tokens)):
        if place > at and join_of(folded[tokens[place - 1].end : tokens[place].start]) in (
            Join.BREAK,
            Join.COLON,
        ):
            return False
        if tokens[place].kind in _BONES:
            return True
    return False


def _cut(
    folded: str,
    sentence: Sentence,
    tokens: list[Token],
    joins: list[Join],
    terms: Sequence[Mention],
) -> Iterator[tuple[list[Token], list[Join]]]:
    """Cut off what belongs to the words after the phrase."""
    symptom = _own_symptom(folded, tokens, joins)
    comma = _own_verdict(folded, tokens, joins, terms)
    if symptom:
        yield from _cut_before_verb(folded, sentence, tokens[:symptom], joins[:symptom], terms)
        yield tokens[symptom:], [Join.NOTHING, *joins[symptom + 1 :]]
    elif comma:
        yield from _cut_before_verb(folded, sentence, tokens[:comma], joins[:comma], terms)
        rest = [Join.NOTHING, *joins[comma + 1 :]]
        yield from _cut_before_verb(folded, sentence, tokens[comma:], rest, terms)
    elif (
        len(tokens) > 1
        and tokens[-1].kind is MentionKind.SIDE
        and joins[-1] in (Join.COMMA, Join.AND)
        and (_is_before_term(folded, tokens[-1].end, terms) or _is_of_unknown(folded, tokens))
    ):
        # "..., right-sided changes of ...": the side leads what follows.
        yield from _cut_before_verb(folded, sentence, tokens[:-1], joins[:-1], terms)
        yield tokens[-1:], [Join.NOTHING]
    else:
        yield from _cut_before_verb(folded, sentence, tokens, joins, terms)


def _own_symptom(folded: str, tokens: list[Token], joins: list[Join]) -> int:
    """Return where the place of a symptom begins ("..., plus left elbow contracture"), or 0."""
    if not SYMPTOM_AFTER.match(folded, tokens[-1].end):
        return 0
    lists = [at for at in range(1, len(tokens)) if joins[at] in _LISTS]
    is_bone = lists and all(
        any(token.kind in _BONES for token in part)
        for part in (tokens[: lists[-1]], tokens[lists[-1] :])
    )
    return lists[-1] if is_bone else 0


def _own_verdict(
    folded: str, tokens: list[Token], joins: list[Join], terms: Sequence[Mention]
) -> int:
    """Return where a place with a verdict of its own begins, after a comma; 0 if there is none.

    "Oedema of the distal femur, proximal tibia clear", "a focus proximally, fibula clear".
    """
    if not CLEAR.match(folded, tokens[-1].end):
        return 0
    commas = [at for at in range(1, len(tokens)) if joins[at] is Join.COMMA]
    if not commas or not any(token.kind in _BONES for token in tokens[commas[-1] :]):
        return 0
    at = bisect_left(terms, (tokens[0].start,))
    is_told = any(
        term.kind is MentionKind.FEATURE and not _GAP.search(folded[term.end : tokens[0].start])
        for term in terms[max(0, at - 2) : at]
    )
    return commas[-1] if is_told else 0


def _is_of_unknown(folded: str, tokens: list[Token]) -> bool:
    """`left tibia, right gadget`: the side of a word we do not know, and not of the tibia."""
    is_led = tokens[0].kind is MentionKind.SIDE and tokens[-1].about in ("left", "right")
    has_bone = any(token.kind in _BONES for token in tokens[1:-1])
    return is_led and has_bone and _UNKNOWN_NOUN.match(folded, tokens[-1].end) is not None


def _is_before_term(folded: str, at: int, terms: Sequence[Mention]) -> bool:
    """Whether a sight or a symptom follows directly."""
    while at < len(folded) and folded[at] in " -":
        at += 1
    first = bisect_left(terms, (at,))
    return any(
        term.start == at and term.kind in (MentionKind.FEATURE, MentionKind.FINDING)
        for term in terms[first : first + 3]
    )


def _cut_before_verb(
    folded: str,
    sentence: Sentence,
    tokens: list[Token],
    joins: list[Join],
    terms: Sequence[Mention],
) -> Iterator[tuple[list[Token], list[Join]]]:
    """Cut off the last bone of a list when a verb in the singular is said of it alone."""
    last = next((at for at in range(len(joins) - 1, 0, -1) if joins[at] in _LISTS), 0)
    verb = _SINGULAR_VERB if last and joins[last] is Join.AND else _VERB
    if (
        last
        and not _is_object(folded, sentence, tokens)
        and verb.match(folded, tokens[-1].end)
        and any(token.kind in _BONES for token in tokens[:last])
        and any(token.kind in _BONES or _is_ordinal(folded, token) for token in tokens[last:])
        and bisect_left(terms, (sentence.start,)) < bisect_left(terms, (tokens[0].start,))
    ):
        yield tokens[:last], joins[:last]
        yield tokens[last:], [Join.NOTHING, *joins[last + 1 :]]
    else:
        yield tokens, joins


def _is_ordinal(folded: str, token: Token) -> bool:
    """`the left fifth metatarsal, the fourth is normal`: another bone, though only its number."""
    is_number = token.kind is MentionKind.NUMBER
    return is_number and folded[token.end - 2 : token.end] in ("st", "nd", "rd", "th")


def _is_object(folded: str, sentence: Sentence, tokens: list[Token]) -> bool:
    """`Signal in the femur and the tibia is normal`: the verb is that of the signal."""
    before = folded[sentence.start : tokens[0].start]
    if _WHAT_WAS_SEEN.search(before):
        return True
    return bool(_SUBJECT_BEFORE.search(before)) and not _FINITE.search(before)


def _phrase(folded: str, tokens: list[Token], joins: list[Join]) -> Phrase | None:
    tokens, joins = _firm(folded, tokens, joins)
    if not tokens:
        return None
    sides = tuple(dict.fromkeys(t.about for t in tokens if t.kind is MentionKind.SIDE))
    named = tuple(
        site._replace(start=tokens[site.start].start, end=tokens[site.end - 1].end)
        for site in _named(folded, tokens, joins)
    )
    return Phrase(tokens[0].start, tokens[-1].end, named, sides, tuple(tokens))


# Phrases recur: what they name is worked out once. Only words of anatomy are kept here.
_known: dict[Hashable, tuple[NamedSite, ...]] = {}
_MOST_KNOWN = 50_000


def _named(folded: str, tokens: list[Token], joins: list[Join]) -> tuple[NamedSite, ...]:
    """Return the sites that a phrase names, with the places of their words in it."""
    adjectives = tuple(
        token.kind is MentionKind.BONE and folded[token.end - 2 : token.end] in ("al", "ar")
        for token in tokens
    )
    key = (tuple(token[2:] for token in tokens), tuple(joins), adjectives)
    named = _known.get(key)
    if named is None:
        numbered = [token._replace(start=at, end=at + 1) for at, token in enumerate(tokens)]
        found = members(numbered, joins)
        for member in found:
            member.is_adjective = adjectives[member.tokens[-1].start]
        named = tuple(named_sites(found))
        if len(_known) < _MOST_KNOWN:
            _known[key] = named
    return named


def _firm(folded: str, tokens: list[Token], joins: list[Join]) -> tuple[list[Token], list[Join]]:
    """Leave out short forms, adjectives and numbers that nothing beside them supports."""
    has_bone = any(token.kind in _BONES for token in tokens)
    is_counted = not has_bone or any(_is_counted(token) for token in tokens)
    if is_counted and not any(token.trait in _WEAK for token in tokens):
        return tokens, joins
    is_firm = any(token.trait not in _WEAK for token in tokens) or (
        len(tokens) > 1 and any(token.kind is MentionKind.BONE for token in tokens)
    )
    if len(tokens) == 1 and tokens[0].kind is MentionKind.SIDE:
        # A second side with a size of its own, as in "femur L (18 mm) and R (7 mm)".
        at = tokens[0].start
        if _AFTER_SIZE.search(folded, max(0, at - 8), at) and folded[tokens[0].end :][:2] == " (":
            return tokens, joins
        if _ENDS_LIST.search(folded, max(0, at - 6), at) and CLEAR.match(folded, tokens[0].end):
            # The other side with a verdict of its own, as in "R distal femur oedema, L clear".
            return tokens, joins
        if _HEADS.match(folded, at, tokens[0].end + 1) and _BEGINS.search(
            folded, max(0, at - 4), at
        ):
            # A side that heads its sentence, as in "R: distal femur normal".
            return tokens, joins
    if len(tokens) == 1 and tokens[0].trait == "short" and tokens[0].kind is MentionKind.BONE:
        before = folded[max(0, tokens[0].start - 6) : tokens[0].start]
        if CLEAR.match(folded, tokens[0].end) and _ENDS_LIST.search(before):
            # "L tib met - oedema, fib ok"
            return tokens, joins
    kept = [
        (token, join)
        for at, (token, join) in enumerate(zip(tokens, joins, strict=True))
        if (token.kind is not MentionKind.NUMBER or is_counted)
        and (
            token.trait not in _WEAK
            or (token.trait == "short" and is_firm and has_bone)
            or (token.trait == "adjective" and _is_before_noun(folded, tokens, at))
        )
    ]
    return [token for token, _ in kept], [join for _, join in kept]


def _is_counted(token: Token) -> bool:
    base = token.about.split(" ", 1)[0]
    return base in NUMBERED or base in SPINES or base == "vertebra"


def _is_before_noun(folded: str, tokens: list[Token], at: int) -> bool:
    later = tokens[at + 1 :]
    if any(token.kind is MentionKind.BONE and token.trait != "adjective" for token in later):
        return True
    if any(token.kind is MentionKind.PART and token.trait not in _WEAK for token in tokens):
        return True
    return any(
        not _nouns().isdisjoint(_words_after(folded, end))
        for end in {tokens[at].end, tokens[-1].end}
    )


def _words_after(folded: str, at: int) -> list[str]:
    following = re.split(r"[.,;:()]", folded[at : at + 48])[0]
    return following.replace("-", " ").split()[:_WORDS_TO_NOUN]


@cache
def _nouns() -> frozenset[str]:
    return frozenset(rules("anatomy")["heads_of_adjectives"])
