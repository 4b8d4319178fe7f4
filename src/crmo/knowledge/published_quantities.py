"""Published quantities that virtual patients are held against."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from crmo.errors import InvalidValueError


class QuantityKind(StrEnum):
    """What kind of number a study printed."""

    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    ODDS_RATIO = "odds_ratio"
    SURVIVAL = "survival"


class Use(StrEnum):
    """What a quantity is for.

    Parameters were taken from it or fitted to it; or it is only looked at afterwards; or it
    contradicts one of those, and is shown beside without being counted.
    """

    FITTED = "fitted"
    CHECKED = "checked"
    CONTRADICTS = "contradicts"


@frozen(kw_only=True)
class PublishedQuantity:
    """One number of one study, as printed, with what its uncertainty can be computed from.

    Args:
        id: `nprd_girls`.
        label: the quantity in words a clinician uses.
        topic: heading under which pages show it (`sites`, `laboratory`, `relapse`).
        kind: share, mean, median, odds ratio, or survival (share still free of the event).
        value: as printed: shares and survival from 0 to 1, else in `unit`.
        unit: UCUM, or empty for shares.
        n: number of children (or of `of`) that it was measured in.
        numerator: count of a share, where printed or certain.
        of: what was counted (`children`, `lesions`, `scans`).
        n_children: number of children that what was counted comes from, when it was not
            children; lesions of one child resemble each other.
        sd: printed standard deviation of a mean, or None.
        lower_quartile: printed with a median, or None.
        upper_quartile: printed with a median, or None.
        lower: printed lower 95 % limit, or None.
        upper: printed upper 95 % limit, or None.
        p_value: printed p value of an odds ratio without limits, or None.
        source: id of the source.
        grade: confirmed, secondary, derived or memory.
        overlap_group: studies with the same word share children.
        use: fitted, checked or contradicts.
        contradicts: id of the quantity that it contradicts, else empty.
        measured: name of the measure in `crmo.simulate.measures` that computes the same from
            virtual children.
        setting: whom it was measured in, and how (whole-body MRI, clinical sites).
        note: what to bear in mind.
    """

    id: str
    label: str
    topic: str
    kind: QuantityKind = field(converter=QuantityKind)
    value: float
    unit: str = ""
    n: int
    numerator: int | None = None
    of: str = "children"
    n_children: int | None = None
    sd: float | None = None
    lower_quartile: float | None = None
    upper_quartile: float | None = None
    lower: float | None = None
    upper: float | None = None
    p_value: float | None = None
    source: str
    grade: str
    overlap_group: str = ""
    use: Use = field(converter=Use)
    contradicts: str = ""
    measured: str
    setting: str
    note: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether it counts when agreement is summed up."""
        return self.use is not Use.CONTRADICTS

    @property
    def independent_n(self) -> int:
        """How many independent observations stand behind it: children, not their lesions."""
        return self.n if self.n_children is None else self.n_children

    def __attrs_post_init__(self) -> None:
        if bool(self.contradicts) == self.is_counted:
            raise InvalidValueError(
                "what contradicts must say what, and nothing else may.",
                where=f"published quantity {self.id}",
                came=self.contradicts,
                expected="`use: contradicts` together with the id of a quantity",
            )
        is_share = self.kind in {QuantityKind.SHARE, QuantityKind.SURVIVAL}
        if is_share and not 0 <= self.value <= 1:
            raise InvalidValueError(
                "a share lies outside 0 to 1.",
                where=f"published quantity {self.id}",
                came=self.value,
                expected="a number from 0 to 1",
                todo="Divide a percentage by 100.",
            )
