"""Drugs and their classes. There is no dose here, and there must never be one."""

from __future__ import annotations

from attrs import Factory, field, frozen

from crmo.knowledge.concepts import to_tuple


@frozen(kw_only=True)
class DrugClass:
    """A class of drugs.

    Args:
        id: `tnf_inhibitor`.
        label: its name.
        plain_label: its name for families.
        parents: ids of the wider classes it belongs to.
        atc_prefixes: beginnings of ATC codes that belong to it.
        synonyms: other exact names.
        note: what must be known of it.
    """

    id: str
    label: str
    plain_label: str = Factory(lambda self: self.label, takes_self=True)
    parents: tuple[str, ...] = field(default=(), converter=to_tuple)
    atc_prefixes: tuple[str, ...] = field(default=(), converter=to_tuple)
    synonyms: tuple[str, ...] = field(default=(), converter=to_tuple)
    note: str = ""


@frozen(kw_only=True)
class Drug:
    """One active substance, or fixed pair of them.

    Args:
        id: `methotrexate`.
        label: its international name.
        plain_label: its name for families.
        drug_class: id of its class.
        atc: live ATC codes.
        read_atc: older ATC codes, understood when read.
        unverified_read_atc: older ATC codes from memory; only read.
        rxnorm: RxNorm ingredient numbers that were seen.
        unverified_rxnorm: RxNorm ingredient numbers from memory; only read.
        synonyms: other exact names, well-known brand names among them.
        note: what must be known of it.
    """

    id: str
    label: str
    plain_label: str = Factory(lambda self: self.label, takes_self=True)
    drug_class: str
    atc: tuple[str, ...] = field(default=(), converter=to_tuple)
    read_atc: tuple[str, ...] = field(default=(), converter=to_tuple)
    unverified_read_atc: tuple[str, ...] = field(default=(), converter=to_tuple)
    rxnorm: tuple[str, ...] = field(default=(), converter=to_tuple)
    unverified_rxnorm: tuple[str, ...] = field(default=(), converter=to_tuple)
    synonyms: tuple[str, ...] = field(default=(), converter=to_tuple)
    note: str = ""

    @property
    def parents(self) -> tuple[str, ...]:
        """Its class, as the wider thing it is a kind of."""
        return (self.drug_class,)
