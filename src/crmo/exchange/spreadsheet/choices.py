"""What the drop-down lists of the template offer, and where on the sheet `lists` they stand."""

from __future__ import annotations

import re
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
_YES_OR_NO = ("four_state", "feature", "result", "clear")
_WORDS = (
    *("sex", "subject", "flag", "modality", "lesion_status", "certainty", "response"),
    "stop_reason",
)


_NOT_STATED = re.compile(r", [\w ]*not stated\Z")
_PARTS_AND_SIDES = (
    *("_left", "_right", "_proximal", "_distal", "_medial", "_lateral", "_shaft", "_diaphysis"),
    *("_epiphysis", "_metaphysis"),
)
# Groups that rules ask for; nobody says "an axial bone" of one place.
_LISTS_OF_RULES = (
    *("colorado_", "carra_", "jansson_", "metaphysis_or_", "axial", "appendicular", "tubular"),
    *("long_bone", "metaphyseal", "epiphyseal", "diaphyseal", "vertebral"),
)


@frozen(kw_only=True)
class Choices:
    """One list.

    Args:
        kinds: kinds of the columns that offer it.
        words: name of their closed list, or empty.
        heading: of the list on the sheet `lists`.
        texts: what can be chosen.
        beside: what each means in plain words; empty if nobody needs to be told.
        is_open: whether other words are as good.
        column: where it stands on the sheet `lists`, from 1.
    """

    kinds: tuple[str, ...]
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
    yield Choices(kinds=_YES_OR_NO, heading="yes or no", texts=states, is_open=False)
    for words in _WORDS:
        own = tuple(word for word in list_words(words) if word != "ambiguous")
        yield Choices(kinds=("words",), words=words, heading=words, texts=own, is_open=False)
    sides = ("left", "right", "both", "midline")
    yield Choices(kinds=("side",), heading="side", texts=sides, is_open=False)
    yield Choices(kinds=("part",), heading="part of a bone", texts=PARTS)
    yield _bones()
    yield _concepts(knowledge, (ConceptKind.FINDING, ConceptKind.DISEASE), "findings")
    yield _concepts(knowledge, (ConceptKind.DISEASE,), "diseases")
    yield _concepts(knowledge, (ConceptKind.PROCEDURE,), "procedures")
    tests = sorted((each.label for each in knowledge.analytes.values()), key=str.casefold)
    yield Choices(kinds=("analyte",), heading="tests", texts=tuple(tests))
    drugs = {drug.label for drug in knowledge.drugs.values()}
    classes = {each.label for each in knowledge.drug_classes.values()}
    names = sorted(drugs | classes, key=str.casefold)
    yield Choices(kinds=("drug",), heading="drugs and classes", texts=tuple(names))
    scales = (scale.label for scale in knowledge.instruments.values())
    yield Choices(kinds=("scale",), heading="scales", texts=tuple(scales))


def _bones() -> Choices:
    """Whole bones, then vertebrae and regions; parts and sides have columns of their own."""
    plain = {
        site.id: _NOT_STATED.sub("", site.label)
        for site in all_sites().values()
        if not site.id.endswith(_PARTS_AND_SIDES) and not site.id.startswith(_LISTS_OF_RULES)
    }
    order = sorted(plain, key=lambda site_id: (site_id.startswith("vertebra_"), site_id))
    beside = tuple(plain[site_id] for site_id in order)
    return Choices(kinds=("site",), heading="bones", texts=tuple(order), beside=beside)


def _concepts(knowledge: Knowledge, kinds: Sequence[ConceptKind], heading: str) -> Choices:
    """Names of concepts, each kind sorted by itself."""
    labels = [
        label
        for kind in kinds
        for label in sorted(
            (each.label for each in knowledge.concepts.values() if each.kind is kind),
            key=str.casefold,
        )
    ]
    column_kind = {"findings": "finding", "diseases": "disease", "procedures": "procedure"}
    return Choices(kinds=(column_kind[heading],), heading=heading, texts=tuple(labels))
