"""Links from a statement to the entries it rests on and to the sources it follows."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from crmo.knowledge.sources import Seen, SourceReference
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, anchor, element, joined
from crmo.report.words import plain_id, say

_SEEN = {
    Seen.FULL: "read in full",
    Seen.ABSTRACT: "only the abstract was read",
    Seen.SECONDARY: "known from other texts that cite it",
    Seen.NOT_SEEN: "text not seen",
}

# A statement that rests on more entries than this shows the newest and counts the rest.
_MOST_LINKS = 8


def entry_anchor(entry_id: str) -> str:
    """Return the id of an entry's row in the table."""
    return anchor("entry", entry_id)


def source_anchor(source_id: str) -> str:
    """Return the id of a source in the list of sources."""
    return anchor("source", source_id)


def entry_links(case: Case, entry_ids: Iterable[str]) -> Html:
    """Return small numbered links to entries, in the order of the table."""
    known = sorted({e for e in entry_ids if e in case.number_of}, key=lambda e: case.number_of[e])
    if not known:
        return NOTHING
    links = [
        element("a", str(case.number_of[entry_id]), href=f"#{entry_anchor(entry_id)}")
        for entry_id in known[-_MOST_LINKS:]
    ]
    more = len(known) - len(links)
    rest = element("span", say("and {n} earlier", n=more), class_="quiet") if more else None
    return element("span", joined(links, " "), rest, class_="refs")


def seen_words(source: SourceReference) -> str:
    """Return how much of a source was read when its facts were written down."""
    return say(_SEEN[source.seen])


def source_links(source: SourceReference) -> Html:
    """Return links to a source's DOI and PubMed entry; nothing is loaded from there."""
    found = (_doi_link(source), _pubmed_link(source))
    return joined((link for link in found if link), " ")


def _doi_link(source: SourceReference) -> Html:
    if not source.doi:
        return NOTHING
    address = f"https://doi.org/{quote(source.doi, safe='/()')}"
    return _outside(address, f"doi:{source.doi}")


def _pubmed_link(source: SourceReference) -> Html:
    if not source.pmid:
        return NOTHING
    address = f"https://pubmed.ncbi.nlm.nih.gov/{quote(source.pmid, safe='')}/"
    return _outside(address, f"PubMed {source.pmid}")


def citation(case: Case, source_ids: Iterable[str], *, label: str = "") -> Html:
    """Return a button that shows the sources on hover, on focus and on click."""
    entries = [_panel_entry(case, source_id) for source_id in dict.fromkeys(source_ids)]
    if not entries:
        return NOTHING
    return element(
        "span",
        element("button", label or say("Source"), type="button", class_="cite-button"),
        element("span", joined(entries), class_="cite-panel"),
        class_="cite",
    )


def _panel_entry(case: Case, source_id: str) -> Html:
    source = case.source(source_id)
    if source is None:
        return element("span", plain_id(source_id), class_="cite-entry")
    return element(
        "span",
        element("a", source.citation or source.guideline, href=f"#{source_anchor(source_id)}"),
        " ",
        _doi_link(source) or _pubmed_link(source),
        element("span", f" ({seen_words(source)})", class_="quiet"),
        class_="cite-entry",
    )


def _outside(address: str, words: str) -> Html:
    return element("a", words, href=address)
