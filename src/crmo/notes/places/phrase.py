"""One phrase of anatomy: its members, what they share, and the sites that it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, product
from typing import NamedTuple

from crmo.notes.mention import MentionKind
from crmo.notes.places.compose import (
    NOT_SIDED_BY_NEIGHBOURS,
    base_of,
    is_inside,
    is_lateral,
    parts_of,
    region_of,
    site_id,
)
from crmo.notes.places.conjunct import Conjunct
from crmo.notes.places.tokens import NUMBERED, SPINES, Join, Token
from crmo.notes.vocabulary import rules

_LISTED = (Join.AND, Join.COMMA)


class NamedSite(NamedTuple):
    """A site that a phrase names.

    Args:
        site: its id.
        base: its bone or group.
        start: first character of the words it was read from.
        end: character after the last.
        has_side: whether its side was told, or it needs none.
        has_part: whether an end, a segment or a number was told.
        is_assumed: whether both sides are meant only because the noun is in the plural.
    """

    site: str
    base: str
    start: int
    end: int
    has_side: bool
    has_part: bool
    is_assumed: bool = False


def members(tokens: Sequence[Token], joins: Sequence[Join]) -> list[Conjunct]:
    """Cut a phrase into the members of its list.

    Args:
        tokens: its words in order.
        joins: how each is joined to the one before it; of the first, NOTHING.
    """
    found: list[Conjunct] = []
    for at, (token, join) in enumerate(zip(tokens, joins, strict=True)):
        if not found or join in (Join.AND, Join.COMMA, Join.COLON) or join is Join.TO:
            if found and _is_range(found[-1], token, join):
                found[-1].take(_rest_of_range(found[-1], token))
                continue
            found.append(Conjunct(join if found else Join.NOTHING))
        elif _begins_anew(found[-1], tokens, joins, at):
            found.append(Conjunct(Join.COMMA))
        found[-1].take(token)
    return found


def _is_range(before: Conjunct, token: Token, join: Join) -> bool:
    """`second to fourth`: two numbers with a range between them."""
    last = before.tokens[-1]
    return join is Join.TO and last.kind is token.kind is MentionKind.NUMBER


def _rest_of_range(before: Conjunct, token: Token) -> Token:
    last = token.numbers[-1] if token.numbers else int(token.about)
    return token._replace(numbers=tuple(range(before.numbers[-1] + 1, last + 1)))


def _begins_anew(before: Conjunct, tokens: Sequence[Token], joins: Sequence[Join], at: int) -> bool:
    """`right tibia left femur`: a side after a sided bone begins another place."""
    token = tokens[at]
    if joins[at] is not Join.NOTHING or not before.has_bone or not before.has_side:
        return False
    if token.kind not in (MentionKind.SIDE, MentionKind.PART):
        return False
    follows = [
        later
        for later, join in zip(tokens[at:], [Join.NOTHING, *joins[at + 1 :]], strict=True)
        if join in (Join.NOTHING, Join.OF)
    ]
    return token.kind is MentionKind.SIDE and any(
        later.kind in (MentionKind.BONE, MentionKind.LEVEL) for later in follows
    )


def named_sites(found: list[Conjunct]) -> list[NamedSite]:
    """Return the sites that the members name, after each has taken over what it shares."""
    for member in found:
        _read_bone_phrases(member)
    _ignore_both_before_and(found)
    _share_segments(found)
    _share_parts_of_list(found)
    _share_ends(found)
    _complete(found)
    for member in found:
        _read_heads_and_necks(member)
    _share_sides(found)
    named: list[NamedSite] = []
    for member in found:
        if member.has_bone and not member.is_replaced:
            named.extend(_sites_of(member))
    return named


def _read_heads_and_necks(member: Conjunct) -> None:
    """Say `neck of the left femur` in the pieces of our anatomy; elsewhere a head is no piece."""
    for word, of_bones in rules("anatomy")["heads_and_necks"].items():
        if word in member.segments and member.has_bone:
            member.segments.remove(word)
            parts = next((of_bones[base] for base in member.bones if base in of_bones), "")
            if parts:
                end, segment = parts.split()
                member.ends, member.segments = [end], [segment]


def _read_bone_phrases(member: Conjunct) -> None:
    """Take parts and numbers out of phrases such as `femur proximal metaphysis`."""
    meanings, member.bones = member.bones, []
    for meaning in meanings:
        for part in parts_of(meaning):
            if part.isdigit():
                member.numbers.append(int(part))
            elif part in ("epiphysis", "metaphysis", "shaft"):
                member.segments.append(part)
            elif part in ("proximal", "distal", "medial", "lateral"):
                member.ends.append(part)
            else:
                member.units.append(f"vertebra_{part}")
        member.bones.append(base_of(meaning))
    member.bones = _narrowest(member)
    _read_heads_and_necks(member)


def _narrowest(member: Conjunct) -> list[str]:
    """Of a bone and a region that holds it, keep the bone; a level needs no word beside it."""
    bases = list(dict.fromkeys(member.bones))
    if member.units:
        return [
            base
            for base in bases
            if base not in SPINES and base not in ("vertebra", "spine", "sacrum")
        ]
    if "sacroiliac" in bases and {"ilium", "sacrum", "sacral_ala"} & set(bases):
        # "the sacral side of the sacroiliac joint"
        bases.remove("sacroiliac")
    if "vertebra" in bases and any(base in SPINES for base in bases):
        # "vertebral bodies of the thoracic spine": the region says more than the word.
        bases.remove("vertebra")
    return [
        base
        for base in bases
        if not any(is_inside(other, base) for other in bases if other != base)
    ]


def _ignore_both_before_and(found: list[Conjunct]) -> None:
    """`both the femur and the tibia` says nothing of sides."""
    for member, following in pairwise(found):
        if (
            member.is_the_word_both
            and member.has_bone
            and following.has_bone
            and following.join is Join.AND
            and not (member.is_plural or member.is_plural_part)
        ):
            member.is_both = False


def _share_segments(found: list[Conjunct]) -> None:
    """`distal femoral and proximal tibial metaphyses`: the noun belongs to both."""
    for at in range(len(found) - 1, 0, -1):
        member, before = found[at], found[at - 1]
        if (
            member.join in _LISTED
            and member.bones
            and member.segments
            and before.bones
            and not before.segments
            and before.tokens[-1].kind is MentionKind.BONE
            and before.is_adjective
        ):
            before.segments = list(member.segments)
            before.is_plural_part = member.is_plural_part
            if not before.ends:
                before.ends = list(member.ends)


def _share_parts_of_list(found: list[Conjunct]) -> None:
    """`metaphyses of the left distal femur and right proximal tibia`: of both."""
    leading: list[str] = []
    for before, member in pairwise(found):
        if not before.has_bone and before.kinds == {"segment"} and not leading:
            leading = list(before.segments)
        is_listed = member.join in _LISTED and member.bones and member.ends
        first = before.tokens[0]
        heads = first.kind is MentionKind.PART and first.trait == "plural"
        if is_listed and not member.segments and before.segments and before.bones and heads:
            member.segments = list(dict.fromkeys([*leading, *before.segments]))


def _share_ends(found: list[Conjunct]) -> None:
    """`proximal tibia and fibula`: bones side by side share the end."""
    for member, before in zip(found[1:], found, strict=False):
        if (
            member.join is Join.AND
            and not member.ends
            and before.ends
            and not (before.segments and before.tokens[-1].kind is MentionKind.PART)
            and any({*before.bones, *member.bones} == set(pair) for pair in _neighbours())
        ):
            member.ends = list(before.ends)
            member.segments = member.segments or list(before.segments)


@cache
def _neighbours() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(pair) for pair in rules("anatomy")["neighbours"])


def _complete(found: list[Conjunct]) -> None:
    """Give each member without a bone that of the neighbour to which it belongs."""
    waiting: list[Conjunct] = []
    last: Conjunct | None = None
    for at, member in enumerate(found):
        if member.has_bone:
            if any(each.kinds == {"end"} for each in waiting) and member.ends:
                # "proximal and distal metaphyses": the plural counts the ends.
                member.is_plural_part = False
            for each in reversed(waiting):
                each.borrow(member)
            waiting.clear()
            last = member
        elif _belongs_to_next(found, at, has_last=last is not None):
            waiting.append(member)
        elif last is not None:
            _attach(member, last)
            last = member
    for each in waiting:
        if last is not None:
            _attach(each, last)


def _belongs_to_next(found: list[Conjunct], at: int, *, has_last: bool) -> bool:
    member = found[at]
    if has_last and not any(later.has_bone for later in found[at + 1 :]):
        return False
    following = found[at + 1] if at + 1 < len(found) else None
    if following is None or following.join is Join.COLON:
        return False
    if member.is_side_only and not has_last and following.join is Join.COMMA:
        return False
    is_parallel = member.kinds <= following.kinds or not following.has_bone
    if not has_last:
        return is_parallel or following.join is Join.AND
    return following.join is Join.AND and member.join is not Join.AND and is_parallel


def _attach(member: Conjunct, last: Conjunct) -> None:
    """Add to the bone before it, or say more exactly what that one left open."""
    if member.segments and not last.segments and last.ends and member.ends:
        last.segments = list(member.segments)
    if not (member.kinds & last.kinds) and not (last.units and member.kinds == {"number"}):
        last.is_replaced = True
        member.borrow(last)
    elif member.kinds in ({"segment"}, {"end"}):
        ends = list(member.ends)
        member.borrow(last)
        member.ends = ends or member.ends
    else:
        member.borrow(last)


def _share_sides(found: list[Conjunct]) -> None:
    _share_backwards(found)
    running: Conjunct | None = None
    for member in found:
        if member.is_side_only:
            running = member
        if not member.has_bone or member.is_replaced:
            continue
        if not member.has_side and running is not None and _may_share(running, member):
            member.sides, member.is_both = list(running.sides), running.is_both
            member.borrowed.extend(t for t in running.tokens if t.kind is MentionKind.SIDE)
        if member.has_side:
            running = member


def _may_share(running: Conjunct, member: Conjunct) -> bool:
    bases = member.bones
    if bases == running.bones:
        return bool(bases) and is_lateral(bases[0])
    if any(base in NOT_SIDED_BY_NEIGHBOURS or not is_lateral(base) for base in bases):
        return False
    if member.is_plural and not any(base in NUMBERED for base in bases):
        return running.is_both
    if not running.bones or member.join is Join.AND:
        return True
    return any(region_of(base) & region_of(other) for base in bases for other in running.bones)


def _share_backwards(found: list[Conjunct]) -> None:
    """`femur and tibia on the left`: the side counts for the members before it, too."""
    trailing: Conjunct | None = None
    for at in range(len(found) - 1, -1, -1):
        member, before = found[at], found[at - 1] if at else None
        if member.has_side:
            trailing = member if member.is_trailing else None
        elif member.join is Join.AND and before and before.has_side and not before.is_trailing:
            # "the left distal tibial and fibular metaphyses, the talus on the right"
            trailing = None
        elif trailing is not None and trailing.join in _LISTED and _takes_side(member):
            member.sides, member.is_both = list(trailing.sides), trailing.is_both
            member.borrowed.extend(t for t in trailing.tokens if t.kind is MentionKind.SIDE)
            if member.join not in _LISTED:
                trailing = None


def _takes_side(member: Conjunct) -> bool:
    return any(is_lateral(base) for base in member.bones)


def _sites_of(member: Conjunct) -> Iterator[NamedSite]:
    words = [*member.tokens, *member.borrowed]
    span = min(word.start for word in words), max(word.end for word in words)
    for unit in member.units:
        yield NamedSite(unit, "vertebra", *span, has_side=True, has_part=True)
    for base in member.bones:
        if base == "sacrum":
            sides = member.sides or [""]
        elif not is_lateral(base):
            sides = [""]
        elif member.is_both or len(member.sides) > 1 or _are_both_meant(member, base):
            sides = ["left", "right"]
        else:
            sides = member.sides or [""]
        yield from _with_parts(member, base, sides, span)


def _are_both_meant(member: Conjunct, base: str) -> bool:
    """`distal femora`: a child has two of them."""
    if member.sides or base in NUMBERED or base in rules("anatomy")["plural_is_no_pair"]:
        return False
    return member.is_plural or (member.is_plural_part and len(member.ends) < 2)


def _ends_of(member: Conjunct, base: str) -> list[str]:
    """Return the ends told; what is only the inner or outer part of a femur is no end."""
    ends = dict.fromkeys(member.ends)
    if base != "clavicle" and len(ends) > 1:
        ends = dict.fromkeys(each for each in ends if each in ("proximal", "distal"))
    return list(ends) or [""]


def _with_parts(
    member: Conjunct, base: str, sides: list[str], span: tuple[int, int]
) -> Iterator[NamedSite]:
    is_assumed = len(sides) > 1 and not member.is_both and len(member.sides) < 2
    for number, end, segment, side in product(
        member.numbers or [0], _ends_of(member, base), dict.fromkeys(member.segments or [""]), sides
    ):
        found = site_id(base, number, end, segment, side)
        if found is not None:
            has_part = bool(member.ends or member.segments or number)
            has_side = bool(side) or not is_lateral(base)
            yield NamedSite(found, base, *span, has_side, has_part, is_assumed)
