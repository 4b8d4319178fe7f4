"""A side that stands without a bone: "on the left", "the right is normal", "right: clear"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmo.notes.mention import MentionKind
from crmo.notes.places.compose import is_lateral, site_id
from crmo.notes.places.lent import Lent, both_told, side_of, sided
from crmo.notes.places.phrase import NamedSite
from crmo.notes.places.phrases import Phrase
from crmo.notes.places.told_so_far import VERDICT, ToldSoFar, on_sides

# "more on the left", "left greater than right": says how much, not where.
_COMPARES = re.compile(
    r"(?:\b(?:more|less|worse|greater|larger|most|mainly|predominantly|especially|particularly|"
    r"slightly|mostly|chiefly|stronger|milder|dominant|asymmetric\w*|than)\b[^.;:]{0,40}|[<>][ ]*)$"
)
_COMPARED = re.compile(
    r"[ ]*(?:[<>]|(?:is |being |side )?(?:more|less|worse|greater|larger|dominant|predominan\w+|"
    r"stronger)\b|as well as (?:the )?(?:left|right))"
)
_NOT_COMPARED = re.compile(r"[,;:]|\b(?:and|but)\b")
# What may stand between the beginning of a clause and a side that leads or answers it.
_LEADS_IN = re.compile(
    r"[ *#(-]*(?:(?:also|only|but|and|not|while|whereas|though|although|none|with)[ ]+)*"
    r"(?:(?:that|those|the one|one|the ones|the lesion|the findings?|the other)[ ]+)?"
    r"(?:(?:on|in|at|of|to|for)[ ]+)?(?:the[ ]*)?"
)
_CLAUSE = re.compile(r"[,;:(]|\b(?:and|but|while|whereas|though|although|with)\b|[ ]-[ ]")
_NOMINAL = re.compile(
    r"[ ]*(?:$|[.,;:)(+?/=-]|(?:side|one|ones|only|alone|too|as|and|but|or|nor|than|while|whereas|"
    r"although|with|without|where|which|also|still|now|not|no|again|today|bilaterally|"
    r"is|are|was|were|has|have|had|shows?|showed|appears?|remains?|looks?|being|demonstrates?|"
    r"normal|clear|unremarkable|spared|unaffected|uninvolved|negative|positive|nad|nl|ok|nil|"
    r"healed|resolved|unchanged|stable|active|inactive|persist\w*|involved|affected|expanded|"
    r"sclerotic|better|improv\w*|measuring|at|in|new|mild\w*|slight\w*|subtle|faint|minimal|"
    r"likely|possibly|probably|equivocal|absent|present|none|seen|and)\b|\d)"
)
_BEFORE_SIDE = re.compile(r"(?:\b(?:on|in|at|to|of|for)[ ]+(?:the[ ]+)?(?:same[ ]+)?|[(,-][ ]*)$")
_BUT = re.compile(
    r"[ ]*,?[ ]*(?:(?:side|one)[ ]+)?(?:but|and|though|yet|while|whereas|,)[ ]+"
    r"(?:(?:is|are|was|were|it|seen|present|clearly|entirely|also|possibly|probably|"
    r"only|less|minimal\w*|slight\w*|mild\w*|resolved|healed|normal|not|absent|no longer|"
    r"spared|clear|to a lesser extent|evident|visible|persist\w*|unchanged)[ ]+)*"
    r"(?:(?:in|on|at|of|from)[ ]+)?(?:the[ ]+)?"
)
_ONLY_HEADS = re.compile(
    r"[^;.,:]{0,30}:[ ]*(?:(?:the|on the|in the)[ ]*)?|[ ]*(?:are|is|show|"
    r"shows)?[ ]*(?:\([^)]*\))?[ ]*(?::|-|,|\()?[ ]*(?:there (?:is|are)[ ]+)?"
    r"(?:(?:the|on the|in the)[ ]*)?"
)


def read_side(told: ToldSoFar, phrase: Phrase, later: Sequence[Phrase]) -> None:
    """Find out what a side without a bone is said of.

    Args:
        told: the sentence so far; changed.
        phrase: the side.
        later: the phrases after it.
    """
    sides = both_told(phrase.sides)
    bone = next((each for each in later if each.named), None)
    if _only_compares(told, phrase, bone):
        return
    if bone is not None and _is_contrasted(told, phrase, bone):
        told.add(phrase, on_sides(bone.named[:1], phrase, sides))
    elif bone is not None and _leads_to(told, phrase, bone):
        told.clause = Lent(sides, (phrase.start, phrase.end), (), "side:clause")
    elif not (_closes(told, phrase, sides) or _answers(told, phrase, sides)):
        told.clause = _led(told, phrase, sides) or told.clause


def _only_compares(told: ToldSoFar, phrase: Phrase, bone: Phrase | None) -> bool:
    if _COMPARED.match(told.text_after(phrase)):
        return bone is None or not _leads_to(told, phrase, bone)
    match = _COMPARES.search(told.text_before(phrase))
    return match is not None and not _NOT_COMPARED.search(match[0]) and bool(told.found)


def _leads_in(told: ToldSoFar, phrase: Phrase) -> bool:
    """Whether the side begins a clause."""
    before = told.text_before(phrase)
    begin = 0
    for cut in _CLAUSE.finditer(before):
        begin = cut.end()
    return _LEADS_IN.fullmatch(before, begin) is not None


def _leads_to(told: ToldSoFar, phrase: Phrase, bone: Phrase) -> bool:
    """`on the left, the femur`, `left-sided oedema of the femur`: the bone of the same clause."""
    gap = told.folded[phrase.end : bone.start]
    if ";" in gap or bone.tokens[0].kind is MentionKind.SIDE or bone.sides:
        return False
    rest = gap.lstrip(" ,:)-")
    if re.search(r"[,:]|\b(?:but|while|whereas)\b", rest) and not told.is_before_term(phrase):
        return False
    if told.pair or _is_pair(told.last):
        return False
    return _leads_in(told, phrase) or told.is_before_term(phrase)


def _is_contrasted(told: ToldSoFar, phrase: Phrase, bone: Phrase) -> bool:
    """`in the left but absent in the right fibula`: the bone stands behind the other side."""
    if len(phrase.tokens) != 1 or phrase.tokens[0].about not in ("left", "right"):
        return False
    gap = told.folded[phrase.end : bone.start]
    side = side_of(bone.named[0].site)
    is_other = bone.tokens[0].kind is MentionKind.SIDE and side not in ("", phrase.sides[0])
    return is_other and _BUT.fullmatch(gap) is not None


def _closes(told: ToldSoFar, phrase: Phrase, sides: Sequence[str]) -> bool:
    """`the calcaneal apophysis shows oedema on the right`: said of what stands before."""
    if not told.found or told.is_before_term(phrase):
        return False
    gap = told.since_last(phrase)
    before = told.text_before(phrase)
    is_adverb = set(phrase.sides) & {"both", "bilateral"}
    if re.search(r";|\bbut\b", gap) or not (is_adverb or _BEFORE_SIDE.search(before)):
        return False
    if "," in gap and _leads_in(told, phrase) and not gap.strip(" ,").endswith(("on the", "on")):
        return False
    lent = Lent(tuple(sides), (phrase.start, phrase.end), (), "side:after")
    is_closed = False
    for at in range(len(told.found) - 1, -1, -1):
        place, named, used = told.found[at]
        following = told.found[at + 1][0].start if at + 1 < len(told.found) else phrase.start
        if re.search(r"[;:]|\bbut\b", told.folded[place.end : following]) or used is not None:
            break
        if not any(is_lateral(each.base) and not each.has_side for each in named):
            break
        told.found[at] = (place, *sided(named, [lent]))
        is_closed = True
    if is_closed:
        told.last = told.found[-1][1]
    return is_closed


def _is_pair(named: Sequence[NamedSite]) -> bool:
    """Whether both sides of each of the bones are meant."""
    sites = {each.site.removesuffix(f"_{side_of(each.site)}") for each in named}
    has_sides = all(side_of(each.site) for each in named)
    return bool(named) and has_sides and len({each.site for each in named}) == 2 * len(sites)


def _answers(told: ToldSoFar, phrase: Phrase, sides: Sequence[str]) -> bool:
    """`Femora - right: oedema; left: normal`, `the left is normal`: one side of a bone."""
    if len(sides) != 1:
        return False
    after = told.text_after(phrase)
    pair = told.pair or (told.last if _is_pair(told.last) else ())
    if pair and (told.is_before_term(phrase) or _NOMINAL.match(after)):
        return _answers_pair(told, phrase, pair)
    if not _NOMINAL.match(after):
        return False
    if told.last:
        named = [each for each in told.last if side_of(each.site)]
        if not named or any(side_of(each.site) == sides[0] for each in named):
            return False
        if _leads_in(told, phrase) or _BEFORE_SIDE.search(told.text_before(phrase)):
            told.add(phrase, on_sides(named, phrase, sides))
            return True
        return False
    if _leads_in(told, phrase) and not told.found and not after.lstrip().startswith(":"):
        opposite = _of_pair(told.before, phrase)
        if opposite:
            told.add(phrase, opposite)
        return bool(opposite)
    return False


def _answers_pair(told: ToldSoFar, phrase: Phrase, pair: tuple[NamedSite, ...]) -> bool:
    gap = told.since_last(phrase)
    if "sided" in told.folded[phrase.start : phrase.end] and told.is_before_term(phrase):
        # "..., left-sided periosteal reaction": the side of what follows.
        return False
    one = tuple(each for each in pair if side_of(each.site) == phrase.sides[0])
    start = told.found[-1][0].end if told.found else phrase.start
    is_head = _ONLY_HEADS.fullmatch(gap) and not told.has_term(start, phrase.start)
    if not told.pair and is_head and not VERDICT.search(gap):
        told.found.pop()
        told.pair = pair
    elif not told.pair and any(each.is_assumed for each in told.last) and not VERDICT.search(gap):
        # "Tibial metaphyses: oedema on the right only": one of the pair, not both.
        told.pair = pair
        told.replace_last(one)
        return True
    elif not told.pair:
        return False
    told.clause = Lent(both_told(phrase.sides), (phrase.start, phrase.end), (), "side:clause")
    named = tuple(each._replace(start=phrase.start, end=phrase.end) for each in one)
    told.add(phrase, named)
    return True


def _of_pair(before: Sequence[NamedSite], phrase: Phrase) -> tuple[NamedSite, ...]:
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


def _led(told: ToldSoFar, phrase: Phrase, sides: tuple[str, ...]) -> Lent | None:
    """Return the side for what follows, if it leads anything and is no "right away"."""
    before = told.text_before(phrase).rstrip(" -*#")
    after = told.text_after(phrase)[:3].lstrip(" ")
    leads = (
        before.endswith(("on the", "on", "to the", "at the"))
        or not before
        or (after.startswith((":", "-", ",")) and before.endswith((",", ".", "(")))
        or told.is_before_term(phrase)
    )
    return Lent(sides, (phrase.start, phrase.end), (), "side:clause") if leads else None


__all__ = ["read_side"]
