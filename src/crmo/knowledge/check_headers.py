"""What every rule and every source must say of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from crmo.knowledge.check_numbers import source_problems
from crmo.knowledge.merge import walk
from crmo.knowledge.problems import Place, Problem
from crmo.knowledge.rule import RuleKind, RuleStatus
from crmo.knowledge.sources import Seen

_REQUIRED = ("id", "kind", "title", "version", "status", "sources", "body")
_ALLOWED = frozenset({*_REQUIRED, "note", "cautions"})
_DOI = re.compile(r"10\.\d{4,9}/\S+\Z")
_PMID = re.compile(r"[1-9]\d{3,8}\Z")


def rule_problems(place: Place) -> Iterator[Problem]:
    """Yield what is wrong with the header of a rule."""
    entry = place.entry
    if "kind" not in entry:
        yield _no_such_rule(place)
        return
    for key in _REQUIRED:
        if key not in entry:
            yield place.problem(
                (),
                f"`{key}:` is missing.",
                expected=", ".join(_REQUIRED),
                todo="Add it to the rule.",
            )
    for key in sorted(entry.keys() - _ALLOWED):
        yield place.problem(
            (key,),
            "this key is not known.",
            expected=", ".join(sorted(_ALLOWED)),
            todo="Put what the rule says under `body:`.",
        )
    yield from _caution_problems(place)
    yield from _word_problems(place, "kind", tuple(RuleKind))
    yield from _word_problems(place, "status", tuple(RuleStatus))
    yield from _rule_source_problems(place)
    if entry.get("status") == RuleStatus.UNVERIFIED and not entry.get("note"):
        yield place.problem(
            ("status",),
            "an unverified rule does not say what must be checked.",
            expected="`note:` with what to compare, and where",
            todo="Write the note.",
        )
    if not isinstance(entry.get("body"), dict) or not entry["body"]:
        yield place.problem(("body",), "the rule says nothing.", todo="Write its body.")


def _no_such_rule(place: Place) -> Problem:
    others = place.layers.table("rules").keys() - {place.key}
    near = get_close_matches(place.key, others, n=3)
    lacking = ", ".join(f"`{key}:`" for key in _REQUIRED if key not in place.entry)
    return place.problem(
        (),
        f"there is no rule with this id to change, and for a new rule {lacking} "
        f"{'is' if ',' not in lacking else 'are'} missing.",
        expected=f"perhaps {' or '.join(near)}" if near else "an id that `crmo rules` lists",
        todo="Correct the id, or write the whole rule.",
    )


def _caution_problems(place: Place) -> Iterator[Problem]:
    cautions = place.entry.get("cautions", [])
    for caution in cautions if isinstance(cautions, list) else [cautions]:
        text = caution.strip() if isinstance(caution, str) else ""
        if not (text and text[0].isupper() and text.endswith((".", "?"))):
            yield place.problem(
                ("cautions",),
                "a caution is not a whole sentence.",
                came=caution,
                expected="a sentence with a capital at its start and a full stop at its end",
                todo="Correct it; a sentence with a comma inside [ ] needs quotation marks.",
            )


def _rule_source_problems(place: Place) -> Iterator[Problem]:
    sources = place.entry.get("sources")
    if not isinstance(sources, list):
        yield place.problem(
            ("sources",),
            "this is not a list.",
            came=sources,
            expected="[an_id, another_id]",
            todo="Put the ids in brackets.",
        )
        return
    yield from source_problems(place, sources, ("sources",))
    body = place.entry.get("body")
    is_ours = any(isinstance(value, dict) and value.get("decision") for _, value in walk(body))
    if not sources and not is_ours:
        yield place.problem(
            ("sources",),
            "the rule has no source.",
            expected="at least one id of sources.yaml, or a `decision:` with our reason",
            todo="Add the source.",
        )


def _word_problems(place: Place, key: str, allowed: tuple[str, ...]) -> Iterator[Problem]:
    word = place.entry.get(key)
    if key in place.entry and word not in allowed:
        yield place.problem(
            (key,),
            "this word is not known.",
            came=word,
            expected=f"one of {', '.join(allowed)}",
            todo="Correct the word.",
        )


def reference_of_source_problems(place: Place) -> Iterator[Problem]:
    """Yield what is wrong with an entry of the table of sources."""
    entry = place.entry
    if not entry.get("citation"):
        yield place.problem((), "the citation is missing.", todo="Write the reference.")
    if not (entry.get("doi") or entry.get("pmid") or entry.get("guideline")):
        yield place.problem(
            (),
            "a source has neither DOI nor PubMed number.",
            expected="`doi:`, `pmid:`, or `guideline:` with the name it can be found under",
            todo="Look the number up; never guess it.",
        )
    for key, pattern, form in (("doi", _DOI, "10.1002/art.24402"), ("pmid", _PMID, '"19333943"')):
        value = entry.get(key)
        if value and not (isinstance(value, str) and pattern.match(value)):
            yield place.problem(
                (key,),
                f"this is not a {key.upper()}.",
                came=value,
                expected=form,
                todo="Write it without address, in quotation marks if it is only digits.",
            )
    yield from _word_problems(place, "seen", tuple(Seen))
