"""Find bone sites from the words people use: "left shin bone", "T8", "R prox tib metaphysis"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from crmo.anatomy.bone_unit import BoneUnit, Side
from crmo.anatomy.site import Site, all_sites, without_side
from crmo.anatomy.skeleton import all_bone_units, groups
from crmo.yaml12 import load

# How well a site fits the words. A site that says more than was asked loses a little, so that
# "femur" finds the femur before its parts; a word the site lacks costs more than one it has.
_SAID, _IMPLIED, _LACKING, _UNASKED = 1.0, 0.6, -1.0, -0.15
_SIDES = frozenset({"left", "right"})
_SEGMENTS = frozenset(
    {"proximal", "distal", "medial", "lateral", "epiphysis", "metaphysis", "shaft"}
)
# Words that name no bone by themselves: alone they find nothing.
_QUALIFIERS = _SIDES | _SEGMENTS | frozenset(map(str, range(1, 13)))
_LEVEL = re.compile(r"\b(c|th|t|d|l)[\s-]?(\d{1,2})\b")
_LEVEL_IN_WORDS = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)? (cervical|thoracic|lumbar) (?:vertebrae?|vertebral body)\b"
)
_LETTERS = {"th": "t", "d": "t", "cervical": "c", "thoracic": "t", "lumbar": "l"}
_LEVELS = {"c": 7, "t": 12, "l": 5}


@frozen(slots=True)
class _Words:
    """What a site says by itself, and what follows from it."""

    said: frozenset[str]
    implied: frozenset[str]


@frozen(slots=True)
class Place:
    """What words mean as a place, and how sure that is.

    Args:
        site: the one site that fits best; None when none fits, or several do equally well.
        rivals: the sites that fit equally well; empty when there is one best.
        guessed: words that were not known and were read as the nearest known one.
        passed_over: words that added nothing to the site.
    """

    site: Site | None
    rivals: tuple[Site, ...] = ()
    guessed: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether every word was known and belongs to the site."""
        return self.site is not None and not self.guessed and not self.passed_over


def search(text: str, limit: int = 10) -> list[Site]:
    """Return the sites that fit the words best, the best first.

    Plain and medical English, British and American, common abbreviations; a misspelt or
    unfinished word is read as the nearest known one, and an unknown word is passed over.

    Args:
        text: what a person typed or a report says.
        limit: the most sites to return.

    Returns:
        Bone units and partial sites; empty if no word was understood as a place.
    """
    exact = all_sites().get("_".join(text.lower().split()))
    asked = _meaning(text)
    if not asked - _QUALIFIERS:
        return [exact] if exact else []
    scored = [(_score(asked, words), site_id) for site_id, words in _index().items()]
    order = {site_id: place for place, site_id in enumerate(_index())}
    ranked = sorted((-score, order[site_id], site_id) for score, site_id in scored if score > 0)
    found = [all_sites()[site_id] for _, _, site_id in ranked if not exact or site_id != exact.id]
    return ([exact, *found] if exact else found)[:limit]


def _score(asked: frozenset[str], words: _Words) -> float:
    bone_words = asked - _QUALIFIERS
    if not bone_words & (words.said | words.implied):
        return 0.0
    score = sum(
        _SAID if word in words.said else _IMPLIED if word in words.implied else _LACKING
        for word in asked
    )
    return score + _UNASKED * len(words.said - asked)


def read_place(text: str) -> Place:
    """Tell which one site the words mean, and what had to be guessed or passed over for it.

    For readers, which must not guess in silence; people who look something up want `search`.

    Args:
        text: what a report or a form says.
    """
    exact = all_sites().get("_".join(text.lower().split()))
    if exact is not None:
        return Place(exact)
    typed = _split(text)
    spelled = [_spelled(word) for word in typed]
    asked, passed_over = _understood(spelled)
    if not asked - _QUALIFIERS:
        return Place(None, passed_over=tuple(passed_over))
    scores = {site_id: _score(asked, words) for site_id, words in _index().items()}
    best = max(scores.values())
    fitting = [all_sites()[site_id] for site_id, score in scores.items() if score == best]
    guessed = tuple(old for old, new in zip(typed, spelled, strict=True) if old != new)
    if best <= 0 or len(fitting) > 1:
        rivals = tuple(fitting) if best > 0 else ()
        return Place(None, rivals, guessed, tuple(passed_over))
    words = _index()[fitting[0].id]
    passed_over += sorted(asked - words.said - words.implied)
    return Place(fitting[0], (), guessed, tuple(passed_over))


def _meaning(text: str) -> frozenset[str]:
    """Turn what was typed into the words of our ids."""
    return _understood([_spelled(word) for word in _split(text)])[0]


def _understood(words: list[str]) -> tuple[frozenset[str], list[str]]:
    """Return what known phrases mean, and the words that belong to none."""
    found: set[str] = set()
    left_over: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_longest(), len(words) - at), 0, -1):
            meaning = _phrases().get(" ".join(words[at : at + length]))
            if meaning is not None:
                found.update(meaning.split())
                at += length
                break
        else:
            left_over.append(words[at])
            at += 1
    return frozenset(found), left_over


def _split(text: str) -> list[str]:
    text = re.sub(r"[^\w\s-]", " ", text.lower()).replace("_", " ")
    text = _LEVEL_IN_WORDS.sub(_level, text)
    text = _LEVEL.sub(lambda match: _level(match, letter=1, number=2), text)
    text = re.sub(r"\b(mt|mc)(\d)\b", r"\1 \2", text)
    return text.replace("-", " ").split()


def _level(match: re.Match[str], letter: int = 2, number: int = 1) -> str:
    found = _LETTERS.get(match[letter], match[letter])
    count = int(match[number])
    return f"vertebra {found}{count}" if 1 <= count <= _LEVELS[found] else match[0]


@cache
def _spelled(word: str) -> str:
    """Return a known word for a misspelt or unfinished one; the word itself otherwise."""
    known = _vocabulary()
    if word in known or len(word) < 4 or word.isdigit():
        return word
    begun = sorted((each for each in known if each.startswith(word)), key=len)
    if begun:
        return begun[0]
    near = get_close_matches(word, known, n=1, cutoff=0.75)
    return near[0] if near else word


@cache
def _vocabulary() -> tuple[str, ...]:
    return tuple(sorted({word for phrase in _phrases() for word in phrase.split()}))


@cache
def _longest() -> int:
    return max(len(phrase.split()) for phrase in _phrases())


@cache
def _phrases() -> Mapping[str, str]:
    """Every phrase and what it means: words of ids and names of units mean themselves."""
    table: dict[str, Any] = load(files("crmo.anatomy") / "synonyms.yaml")
    phrases = dict.fromkeys(table["ignored"], "")
    for words in _index().values():
        phrases.update({word.replace("_", " "): word for word in words.said})
    for unit in all_bone_units():
        meaning = " ".join(sorted(_said_by_unit(unit) - _SIDES))
        for name in (unit.name, unit.medical_name):
            phrases[" ".join(_split(without_side(name)))] = meaning
    for meaning, spellings in table["phrases"].items():
        phrases.update(dict.fromkeys((each.replace("-", " ") for each in spellings), meaning))
    return phrases


@cache
def _index() -> Mapping[str, _Words]:
    """What each site says, bone units and whole bones before groups."""
    index: dict[str, _Words] = {}
    for site in all_sites().values():
        first = site.units[0]
        implied = frozenset.intersection(*(unit.groups for unit in site.units))
        said = _said_by_unit(first) if site.is_unit else _said_by_partial(site)
        index[site.id] = _Words(said, implied)
    return index


def _said_by_unit(unit: BoneUnit) -> frozenset[str]:
    segment = (unit.segment or "").replace("diaphysis", "shaft").split("_")
    side = [] if unit.side is Side.MIDLINE else [str(unit.side)]
    return frozenset({*_bone_words(unit.bone), *segment, *side} - {""})


def _said_by_partial(site: Site) -> frozenset[str]:
    base, _, side = site.id.rpartition("_")
    base, sides = (base, {side}) if side in _SIDES else (site.id, set())
    if base in groups():
        return frozenset({base, *sides})
    unit = site.units[0]
    left_over = base.removeprefix(unit.bone).replace("diaphysis", "shaft")
    return frozenset({*_bone_words(unit.bone), *left_over.split("_"), *sides} - {""})


def _bone_words(bone: str) -> list[str]:
    family, _, number = bone.rpartition("_")
    is_numbered = number.isdigit() or (number[:1] in _LEVELS and number[1:].isdigit())
    return [family, number] if is_numbered else [bone]
