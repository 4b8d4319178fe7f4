"""Tables of words that the pages say later, by the name they have in their module.

`say("...")` is found by reading the source; `say(_WORDS[state])` says what a table holds. A
module that says something else than a sentence written in the call must have its line here:
`python -m tools.catalogues --check` asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from importlib import import_module

from crmo.knowledge import Knowledge
from tools.catalogues.message import Message

# Module below crmo.report to its tables; `:first` or `:last` takes one item of each inner tuple.
TABLES: Mapping[str, tuple[str, ...]] = {
    "due_words": ("LATER", "WITHOUT_DATE"),
    "entry_words": ("_KINDS",),
    "finding_page.left": ("_ANSWER_WORDS",),
    "finding_page.page": ("NOT_A_DIAGNOSIS",),
    "finding_page.people": ("_BAND_HEADS", "_PERSON_HEADS"),
    "finding_page.sight": ("_SET_HEADS", "_KIND_HEADS", "_CODE_HEADS", "_LEVELS"),
    "finding_page.worklist": ("_HEADS",),
    "letter.colleague_course": ("COURSES",),
    "letter.family_words": ("CHANGES", "STOPPED", "DUE", "SEEN_AT_HOME", "EMERGENCY_WORDS"),
    "lesion_map.compare": ("_GROUPS:last",),
    "links": ("_SEEN",),
    "reading_page": ("_LEGEND",),
    "reading_words": ("_GROUPS:last", "_STATUS"),
    "recognition_page": ("AID",),
    "recognition_words": ("_ANSWERS",),
    "rule_words": ("GRADES",),
    "scan_comparison.figure": ("STATES", "LOOKS", "FELT"),
    "scan_comparison.looks": ("EARLIER_WORDS", "LATER_WORDS"),
    "score_bar": ("_NEEDED",),
    "sections.due": ("_HEADINGS",),
    "sections.entries": ("_HEADINGS",),
    "sections.growth": ("_HEADS",),
    "sections.lesions": ("_KEYS:last",),
    "sections.remarks": ("_LEVELS",),
    "sections.safety": ("_GROUPS:last",),
    "sections.time": ("_KEY:last",),
    "sections.top": ("INTENDED_USE",),
    "sections.treatments": ("_MOMENTS:last",),
    "time_axis.tracks": ("_SHORT",),
    "visit_comparison.other_rows": ("RUNNING",),
    "words": ("_VERDICTS:first", "_BY_KIND", "_WORDS", "_MONTHS", "_TIME_UNITS"),
}

# Modules whose words come from outside the room, and those words.
OUTSIDE: Mapping[str, tuple[str, ...]] = {
    # The commonest answers that the rules try on a missing fact.
    "as_written": (
        *("yes", "no", "confirmed", "excluded", "normal", "abnormal", "low", "high", "pain"),
        *("no pain", "unchanged", "more places", "no other place"),
        *("below the laboratory's range", "within the laboratory's range"),
        *("above the laboratory's range", "our judgement", "no lesion"),
    ),
    "entry_words": ("visit", "admission", "emergency", "telephone", "Entry"),
    "finding_page.asked": ("published", "judgement"),
    "finding_page.people": ("female", "male", "other"),
    "finding_page.worklist": ("female", "male", "other"),
    # Theirs are said elsewhere too.
    "index_page": (),
    "letter.colleague_now": (),
    "scan_comparison.maps": (),
    # What these say stands in the tables of their neighbours.
    "letter.family_next": (),
    "letter.family_now": (),
    "paper": (),
    "reading_words": (
        *("low", "normal", "high"),
        *("complete", "partial", "none", "worse", "unknown"),
        *("no effect", "lost effect", "adverse event", "remission", "completed", "choice"),
        "other",
    ),
    "recognition_ranking": ("primary care", "orthopaedics", "rheumatology"),
}


def table_messages() -> Iterator[Message]:
    """Yield the words of every table, of what comes from outside, and of the map's colours."""
    for module, tables in TABLES.items():
        for table in tables:
            for text in _leaves(*_table(module, table)):
                yield Message(id=text, places=(f"report/{module.replace('.', '/')}.py",))
    for module, words in OUTSIDE.items():
        for text in words:
            yield Message(id=text, places=(f"report/{module.replace('.', '/')}.py",))
    for text in (*_map_words(), *_of_likelihoods()):
        yield Message(id=text, places=("knowledge",))


def covered_modules() -> frozenset[str]:
    """Return the modules of which it is known what they say beside written sentences."""
    return frozenset((*TABLES, *OUTSIDE, *_WITH_OWN_WORDS))


# Scales of the map, and ways to learn a fact, are gathered by the functions below.
_WITH_OWN_WORDS = ("lesion_map.figure", "recognition_words")


def _map_words() -> Iterator[str]:
    from crmo.report.lesion_map.scales import ways

    for way in ways():
        yield way.label
        yield from (category.label for category in way.scale.categories if _is_said(category.label))


def _is_said(label: str) -> bool:
    """Whether there is a word in it: steps of a scale such as 1–3 are said as they are."""
    return any(sign.isalpha() for sign in label)


def _of_likelihoods() -> Iterator[str]:
    """Yield how a fact can be learned, as `recognition_words.way_words` writes it, and values."""
    from crmo.knowledge import load_knowledge

    known = load_knowledge()
    features, tests = known.likelihood_features.values(), known.likelihood_tests.values()
    costs = {feature.learned_by for feature in features} | {test.learned_by for test in tests}
    costs |= {str(test["learned_by"]) for test in _excluding_tests(known)}
    for cost in sorted(costs):
        yield cost.replace("_", " ").replace("mri", "MRI")
    yield from (label for feature in features for label in feature.labels.values())
    yield from (answer.label for test in tests for answer in test.answers.values())


def _excluding_tests(known: Knowledge) -> Iterator[Mapping[str, object]]:
    for disease in known.likelihoods.values():
        yield from disease.danger.get("excluded_by", {}).values()


def _table(module: str, table: str) -> tuple[object, str]:
    name, _colon, which = table.partition(":")
    return getattr(import_module(f"crmo.report.{module}"), name), which


def _leaves(value: object, which: str = "") -> Iterator[str]:
    """Yield the texts of a table; of a mapping its values, of an inner tuple perhaps one item."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(_chosen(inner, which), which)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from _leaves(_chosen(inner, which), which)


def _chosen(inner: object, which: str) -> object:
    if not which or not isinstance(inner, tuple):
        return inner
    return inner[0] if which == "first" else inner[-1]
