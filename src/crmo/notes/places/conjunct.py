"""One member of a list of places: "left distal femur", or only "and right"."""

from __future__ import annotations

from attrs import define, field

from crmo.notes.mention import MentionKind
from crmo.notes.places.tokens import Join, Token

_ENDS = frozenset({"proximal", "distal", "medial", "lateral"})


@define
class Conjunct:
    """What one member of a list says, and what it took over from its neighbours.

    Args:
        join: how it is joined to the member before it.
        tokens: its words.
        sides: left, right, both sides, or none told.
        ends: proximal, distal, medial, lateral.
        segments: epiphysis, metaphysis, shaft.
        numbers: of ribs and rays.
        units: of vertebral levels.
        bones: meanings of its bones.
        is_plural: whether its noun is in the plural.
        is_trailing: whether the side stands after the bone ("femur on the left").
        is_adjective: whether its bone is an adjective ("femoral").
        borrowed: words of neighbours that count for it, too.
    """

    join: Join
    tokens: list[Token] = field(factory=list)
    sides: list[str] = field(factory=list)
    ends: list[str] = field(factory=list)
    segments: list[str] = field(factory=list)
    numbers: list[int] = field(factory=list)
    units: list[str] = field(factory=list)
    bones: list[str] = field(factory=list)
    is_both: bool = False
    is_the_word_both: bool = False
    is_plural: bool = False
    is_plural_part: bool = False
    is_trailing: bool = False
    is_adjective: bool = False
    is_replaced: bool = False
    borrowed: list[Token] = field(factory=list)

    def take(self, token: Token) -> None:
        """Add a word."""
        self.tokens.append(token)
        if token.kind is MentionKind.SIDE:
            self._take_side(token)
        elif token.kind is MentionKind.PART:
            (self.ends if token.about in _ENDS else self.segments).append(token.about)
            self.is_plural_part = self.is_plural_part or token.trait == "plural"
        elif token.kind is MentionKind.NUMBER:
            self.numbers.extend(token.numbers or (int(token.about),))
        elif token.kind is MentionKind.LEVEL:
            self.units.extend(token.units)
        else:
            self.bones.append(token.about)
            self.is_plural = self.is_plural or token.trait == "plural"

    def _take_side(self, token: Token) -> None:
        if self.bones or self.units:
            self.is_trailing = True
        if token.about in ("both", "bilateral"):
            self.is_both = True
            self.is_the_word_both = self.is_the_word_both or token.about == "both"
        elif token.about not in self.sides:
            self.sides.append(token.about)

    @property
    def has_bone(self) -> bool:
        """Whether it names a bone, group or level itself."""
        return bool(self.bones or self.units)

    @property
    def has_side(self) -> bool:
        """Whether it tells a side."""
        return bool(self.sides) or self.is_both

    @property
    def kinds(self) -> frozenset[str]:
        """Which sorts of modifiers it has, to see which neighbour it stands parallel to."""
        told = {
            "side": self.has_side,
            "end": bool(self.ends),
            "segment": bool(self.segments),
            "number": bool(self.numbers),
        }
        return frozenset(name for name, has in told.items() if has)

    @property
    def is_side_only(self) -> bool:
        """Whether it says a side and nothing else."""
        return not self.has_bone and self.kinds == {"side"}

    def borrow(self, other: Conjunct) -> None:
        """Take over what the neighbour says and this one leaves out."""
        self.bones = list(other.bones)
        self.units = [] if self.numbers else list(other.units)
        self.is_plural = self.is_plural or other.is_plural
        if not self.has_side:
            self.sides, self.is_both = list(other.sides), other.is_both
        if not self.numbers:
            self.numbers = list(other.numbers)
        if not self.segments:
            self.segments = list(other.segments)
        if not self.ends and "shaft" not in self.segments:
            self.ends = list(other.ends)
        self.borrowed.extend(other.tokens)
