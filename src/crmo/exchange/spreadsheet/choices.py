"""What the drop-down lists of the template offer, and where on the sheet `lists` they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen
from openpyxl.utils import get_column_letter

from crmo.anatomy import all_sites
from crmo.exchange.spreadsheet.wording import list_words
from crmo.knowledge import ConceptKind, Knowledge

PARTS = (
    *("proximal", "distal", "shaft", "medial", "lateral", "proximal metaphysis"),
    *("distal metaphysis", "proximal epiphysis", "distal epiphysis", "diaphysis"),
)
_WORDS = (
    *("sex", "subject", "flag", "modality", "lesion_status", "certainty", "response"),
    "stop_reason",
)


@frozen(kw_only=True)
class Choices:
    """One list.

    Args:
        kind: kind of the columns that offer it.
        words: name of their closed list, or empty.
        heading: of the list on the sheet `lists`.
        texts: what can be chosen.
        beside: what each means in plain words; empty if nobody needs to be told.
        is_open: whether other words are as good.
        column: where it stands on the sheet `lists`, from 1.
    """

    kind: str
    words: str = ""
    heading: str
    texts: tuple[str, ...]
    beside: tuple[str, ...] = ()
    is_open: bool = True
    column: int = 0

    @property
    def reference(self) -> str:
        """The cells that hold it."""
        letter = get_column_letter(self.column)
        return f"lists!${letter}$2:${letter}${len(self.texts) + 1}"

    @property
    def width(self) -> int:
        """Of its column, in characters."""
        return min(44, max(len(text) for text in (self.heading, *self.texts)) + 3)


def choices_for(knowledge: Knowledge) -> Sequence[Choices]:
    """Return every list, each with its place."""
    placed: list[Choices] = []
    column = 1
    for choices in _all(knowledge):
        placed.append(evolve(choices, column=column))
        column += 2 if choices.beside else 1
    return placed


def _all(knowledge: Knowledge) -> Iterator[Choices]:
    states = ("yes", "no", "not looked for", "unknown")
    for kind in ("four_state", "feature", "result"):
        yield Choices(kind=kind, heading="yes or no", texts=states, is_open=False)
    for words in _WORDS:
        own = tuple(word for word in list_words(words) if word != "ambiguous")
        yield Choices(kind="words", words=words, heading=words, texts=own, is_open=False)
    sides = ("left", "right", "both", "midline")
    yield Choices(kind="side", heading="side", texts=sides, is_open=False)
    yield Choices(kind="part", heading="part of a bone", texts=PARTS)
    yield _bones()
    yield _concepts(knowledge, "finding", ConceptKind.FINDING, "findings")
    yield _concepts(knowledge, "disease", ConceptKind.DISEASE, "diseases")
    yield _concepts(knowledge, "procedure", ConceptKind.PROCEDURE, "procedures")
    tests = sorted(analyte.label for analyte in knowledge.analytes.values())
    yield Choices(kind="analyte", heading="tests", texts=tuple(tests))
    drugs = {drug.label for drug in knowledge.drugs.values()}
    names = sorted(drugs | {each.label for each in knowledge.drug_classes.values()})
    yield Choices(kind="drug", heading="drugs and classes", texts=tuple(names))
    scales = (scale.label for scale in knowledge.instruments.values())
    yield Choices(kind="scale", heading="scales", texts=tuple(scales))


def _bones() -> Choices:
    """Bones and regions without side; the lists that rules keep for themselves are left out."""
    plain = {
        site.id: site.label.replace(" and side not stated", "").replace(", side not stated", "")
        for site in all_sites().values()
        if not site.id.endswith(("_left", "_right"))
        and not site.id.startswith(("colorado_", "carra_", "jansson_"))
    }
    return Choices(kind="site", heading="bones", texts=tuple(plain), beside=tuple(plain.values()))


def _concepts(knowledge: Knowledge, kind: str, of: ConceptKind, heading: str) -> Choices:
    labels = {
        each.label
        for each in knowledge.concepts.values()
        if each.kind is of or (kind == "finding" and each.kind is ConceptKind.DISEASE)
    }
    return Choices(kind=kind, heading=heading, texts=tuple(sorted(labels)))
