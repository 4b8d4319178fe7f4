"""Where a fact comes from."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen


class Seen(StrEnum):
    """How much of a source was read when its facts were written down."""

    FULL = "full"
    ABSTRACT = "abstract"
    SECONDARY = "secondary"
    NOT_SEEN = "not_seen"


@frozen(kw_only=True)
class SourceReference:
    """A publication, guideline, registry or standard.

    Args:
        id: `roderick_2016`.
        citation: the reference in standard form.
        year: year of publication, or None for a living document.
        doi: Digital Object Identifier without resolver address, or empty.
        pmid: PubMed number, or empty.
        guideline: for what has neither: the name under which a guideline, registry, standard,
            numbered congress abstract or article can be found; or empty.
        doi_wanted: True for an article that must have a DOI, which could not be confirmed yet.
        seen: how much of it was read.
        note: what else must be known of it.
    """

    id: str
    citation: str
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    guideline: str = ""
    doi_wanted: bool = False
    seen: Seen = field(default=Seen.NOT_SEEN, converter=Seen)
    note: str = ""

    @property
    def link(self) -> str:
        """Its lasting address: by DOI, else by PubMed number; empty if it has neither."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else ""
