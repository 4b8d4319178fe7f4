"""All words we know, from the knowledge, from anatomy and from the rules, for one automaton."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from crmo.anatomy import groups, resolve_site
from crmo.anatomy.site import all_sites
from crmo.knowledge import Knowledge
from crmo.notes.folding import fold_term
from crmo.notes.mention import MentionKind
from crmo.yaml12 import load

_SIDES = frozenset({"left", "right", "both", "bilateral"})
_PARTS = frozenset(
    {"head", "neck", "proximal", "distal", "medial", "lateral", "epiphysis", "metaphysis", "shaft"}
)
_SPELLINGS = (
    ("oedema", "edema"),
    ("oedemat", "edemat"),
    ("haem", "hem"),
    ("aemia", "emia"),
    ("aemic", "emic"),
    ("leukaem", "leukem"),
    ("tumour", "tumor"),
    ("ised", "ized"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ageing", "aging"),
    ("paed", "ped"),
    ("faec", "fec"),
    ("oesoph", "esoph"),
    ("diarrhoea", "diarrhea"),
    ("centre", "center"),
    ("fibre", "fiber"),
    ("grey", "gray"),
    ("sulph", "sulf"),
    ("colour", "color"),
)


# Of the American forms, those that are no part of other words.
_SAFELY_BRITISH = frozenset({"edema", "edemat", "tumor", "ized", "ization"})
_SPELT_TWO_WAYS = re.compile("|".join(sorted({form for pair in _SPELLINGS for form in pair})))


class Lane(NamedTuple):
    """Mentions compete for characters within a lane: the longest one wins."""

    name: str


SITE, TERM, CUE = Lane("site"), Lane("term"), Lane("cue")


class Word(NamedTuple):
    """What a phrase of the vocabulary stands for.

    Args:
        kind: what sort of word.
        about: what it means.
        rule: which table or rule knows it.
        lane: with whom it competes.
        exact: how it must be written to count (`ALL`), or empty.
        trait: `short` (needs another word of anatomy beside it), `adjective` (needs a noun after
            it), `plural`, or empty.
    """

    kind: MentionKind
    about: str
    rule: str
    lane: Lane
    exact: str = ""
    trait: str = ""


@cache
def rules(name: str) -> Mapping[str, Any]:
    """Return a file of rules as data, without its examples, which only tests read."""
    table: dict[str, Any] = load(_rule_text(name).partition("\nexamples:")[0], name=f"{name}.yaml")
    return table


def rule_examples(name: str) -> list[dict[str, Any]]:
    """Return the examples of a file of rules: each a text with what is to be read in it."""
    examples: list[dict[str, Any]] = load(_rule_text(name), name=f"{name}.yaml")["examples"]
    return examples


def _rule_text(name: str) -> str:
    return (files("crmo.notes") / "rules" / f"{name}.yaml").read_text(encoding="utf-8")


def spellings(term: str) -> set[str]:
    """Return a folded term in British and in American spelling."""
    if not _SPELT_TWO_WAYS.search(term):
        return {term}
    found = {term}
    for british, american in _SPELLINGS:
        found |= {each.replace(british, american) for each in found}
        if american in _SAFELY_BRITISH:
            found |= {_british(each, british, american) for each in found}
    return found


def _british(term: str, british: str, american: str) -> str:
    return term if british in term else term.replace(american, british)


class Vocabulary:
    """Folded phrase -> what it may stand for.

    Args:
        knowledge: whose concepts, analytes, drugs and instruments are known.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.words: dict[str, list[Word]] = {}
        self._exact = {fold_term(word): word for word in _wordings("exact")}
        self._not_terms = {fold_term(word) for word in _wordings("not_in_letters")}
        self._add_anatomy()
        self._add_concepts(knowledge)
        self._add_others(knowledge)
        self._add_features()
        self._add_cues()

    def _add(self, folded: str, word: Word, *, plural: bool = False) -> None:
        """Add a phrase, folded already, in all its spellings."""
        if not folded:
            return
        forms = spellings(folded)
        if plural and _takes_s(folded):
            forms = forms | spellings(folded + "s")
        for form in forms:
            known = self.words.setdefault(form, [])
            if not any(_mean_the_same(each, word) for each in known):
                known.append(word)

    # --- anatomy -------------------------------------------------------------------------

    def _add_anatomy(self) -> None:
        table = rules("anatomy")
        refused = {fold_term(word) for word in table["not_in_letters"]}
        for meaning, phrase in _anatomy_phrases():
            folded = fold_term(phrase)
            if folded not in refused:
                self._add_site(folded, meaning)
        for meaning, phrases in (*table["sides"].items(), *table["extra"].items()):
            for phrase in phrases:
                self._add_site(fold_term(phrase), meaning)
        nowhere = Word(MentionKind.BONE, "", "anatomy:no_place", SITE, trait="no_place")
        for phrase in table["no_place"]:
            self._add(fold_term(phrase), nowhere)
        for trait in ("short", "adjectives"):
            for meaning, phrases in table[trait].items():
                for phrase in phrases:
                    self._add_site(fold_term(phrase), meaning, trait.removesuffix("s"))

    def _add_site(self, folded: str, meaning: str, trait: str = "") -> None:
        kind = _site_kind(meaning)
        trait = trait or ("plural" if is_plural(folded) else "")
        word = Word(kind, meaning, f"anatomy:{meaning}", SITE, trait=trait)
        self._add(folded, word)
        if kind is MentionKind.BONE and not trait and _takes_s(folded):
            self._add(folded + "s", word._replace(trait="plural"))

    # --- medicine ------------------------------------------------------------------------

    def _add_concepts(self, knowledge: Knowledge) -> None:
        for concept in knowledge.concepts.values():
            kind = MentionKind(str(concept.kind))
            for way in ("denied", "normal", "raised"):
                self._add_terms(kind, concept.id, _wordings(way, concept.id), f"{way}:{concept.id}")
            names = {concept.label, concept.plain_label, *concept.synonyms}
            self._add_terms(kind, concept.id, names, f"concept:{concept.id}")
            extra = _wordings("concepts", concept.id)
            self._add_terms(kind, concept.id, extra, f"terms:{concept.id}")

    def _add_others(self, knowledge: Knowledge) -> None:
        tables: tuple[tuple[MentionKind, str, Mapping[str, Any]], ...] = (
            (MentionKind.ANALYTE, "analyte", knowledge.analytes),
            (MentionKind.INSTRUMENT, "instrument", knowledge.instruments),
            (MentionKind.DRUG, "drug", {**knowledge.drug_classes, **knowledge.drugs}),
        )
        for kind, name, table in tables:
            for entry in table.values():
                wordings = {entry.label, *entry.synonyms, *_wordings(f"{name}s", entry.id)}
                self._add_terms(kind, entry.id, wordings, f"{name}:{entry.id}")
        for modality, phrases in rules("terms")["modalities"].items():
            self._add_terms(MentionKind.MODALITY, modality, phrases, f"terms:{modality}")

    def _add_features(self) -> None:
        for phrase in rules("lesion_words")["no_feature"]:
            no_feature = Word(MentionKind.FEATURE, "", "lesion_words:no_feature", TERM)
            self._add(fold_term(phrase), no_feature)
        for concept, phrases in rules("lesion_words")["denied_features"].items():
            self._add_terms(MentionKind.FEATURE, concept, phrases, "lesion_words:denied")
        for concept, phrases in rules("lesion_words")["features"].items():
            self._add_terms(MentionKind.FEATURE, concept, phrases, f"lesion_words:{concept}")

    def _add_terms(self, kind: MentionKind, about: str, phrases: Iterable[str], rule: str) -> None:
        for phrase in phrases:
            folded = fold_term(phrase)
            if folded in self._not_terms:
                continue
            exact = self._exact.get(folded, "")
            self._add(folded, Word(kind, about, rule, TERM, exact), plural=not exact)

    # --- cues ----------------------------------------------------------------------------

    def _add_cues(self) -> None:
        for rule_id, rule in rules("assertion")["rules"].items():
            for phrase in rule["words"]:
                self._add(fold_term(phrase), Word(MentionKind.CUE, rule["class"], rule_id, CUE))


def _mean_the_same(one: Word, other: Word) -> bool:
    return one.about == other.about and one.kind is other.kind and one.lane is other.lane


def _wordings(part: str, about: str | None = None) -> list[str]:
    """Return further wordings of one part of `terms` and `clinic_words`, of one thing in it."""
    found: list[str] = []
    for name in ("terms", "clinic_words"):
        listed = rules(name).get(part, ())
        found += listed if about is None else (listed or {}).get(about, ())
    return found


def _anatomy_phrases() -> Iterator[tuple[str, str]]:
    table: dict[str, Any] = load(files("crmo.anatomy") / "synonyms.yaml")
    for meaning, phrases in table["phrases"].items():
        yield from ((meaning, phrase) for phrase in phrases)
        if not meaning.isdigit():
            yield meaning, meaning.replace("_", " ")
    for site in all_sites().values():
        bones = {unit.bone for unit in site.units}
        if len(bones) == 1 and not any(mark.isdigit() for mark in site.id) and site.id in bones:
            yield site.id, site.id.replace("_", " ")
    for group in groups().keys() - set(rules("anatomy")["not_groups"]):
        yield group, group.replace("_", " ")


def _site_kind(meaning: str) -> MentionKind:
    if meaning in _SIDES:
        return MentionKind.SIDE
    if meaning in _PARTS:
        return MentionKind.PART
    return MentionKind.NUMBER if meaning.isdigit() else MentionKind.BONE


_ENDS_IN_S = ("ss", "us", "is", "clivus", "pancreas", "hallux")


def is_plural(term: str) -> bool:
    """Tell whether a name of a bone or part is in the plural."""
    last = term.rsplit(" ", 1)[-1]
    first = term.split(" ", 1)[0]
    return (
        first in _plurals()
        or last in _plurals()
        or _ends_in_plural_s(first)
        or _ends_in_plural_s(last)
    )


@cache
def _plurals() -> frozenset[str]:
    return frozenset(rules("anatomy")["plurals"])


def _ends_in_plural_s(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(_ENDS_IN_S)


def _takes_s(term: str) -> bool:
    last = term.rsplit(" ", 1)[-1]
    return len(last) > 3 and last.isalpha() and last[-1] not in "sxyz"


def site_units(site_id: str) -> frozenset[str]:
    """Return the ids of the bone units that a site may be."""
    return frozenset(unit.id for unit in resolve_site(site_id).units)
