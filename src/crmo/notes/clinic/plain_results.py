"""Results told by a plain word: `PCR negative`, `slit lamp normal`, `GMS stain negative`."""

from __future__ import annotations

import re
from functools import cache

from crmo.notes.clinic.examination import Done, add_result
from crmo.notes.clinic.phrases import Phrases
from crmo.notes.context import Assertion, NoteContext, Sentence, Status
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Role as MarkRole
from crmo.notes.vocabulary import rules
from crmo.record import FactStatus

RULE = "procedures"
_VARIANT = re.compile(
    r"[^.;]{0,30}\b(?:identified|found|revealed|showed|confirmed|detected)\b(?! no\b)"
    r"(?:(?!uncertain|benign|\bno\b)[^.;]){0,40}"
    r"\b(?P<told>mutations?|deletions?|variants?|homozygosity)\b(?! of uncertain)"
)
# Names of stains are no sights; without a positive answer nothing was seen.
_NAMES_OF_STAINS = frozenset(
    {
        "afb",
        "gms",
        "langerhans cell stains",
        "langerhans cell stain",
        "langerhans stains",
        "langerhans stain",
        "cd1a",
        "zn stain",
        "pas",
        "s100",
        "langerin",
        "cd207",
        "ziehl neelsen",
        "ziehl neelsen stain",
        "ziehl-neelsen",
        "ziehl-neelsen stain",
        "tb pcr",
        "genexpert",
        "mycobacterial pcr",
    }
)
_LIST_ANSWER = re.compile(
    r"(?:\s*(?:,|and|&|/|or|\+)\s*[\w-]+){0,4}\)?(?: (?:stains?|stainings?))?[: ]*"
    r"(?:(?:is|are|was|were|both|all|stains?|staining) )*(?P<answer>negative|neg|positive|pos)\b"
)
_NOT_SHOWN = re.compile(r"\b(?:fail(?:s|ed)? to|no|not|negative|neg|without)\b")
_SHOWN = re.compile(r"\b(?:positive|pos|seen|present|detected|identified|found|shown)\b")
_STAIN = re.compile(
    r"(?:,? (?:and |or )?[\w-]+){0,2} (?:stains?|stainings?|cultures?|smears?)\b"
    r"(?:[: ]*(?:is |are |was |were |both )*(?P<answer>negative|neg|positive|pos)\b)?"
)
_ANSWER_BEFORE = re.compile(
    r"\b(?P<word>negative|positive|normal|sterile)\s(?:tb |bone |tissue )?\Z"
)
# "No organisms, no granulomas, fibrosis": a no of its own for each that is denied.
_OWN_DENIAL = re.compile(r"\bno [\w -]{3,40}, (?:and )?no \Z")
_OR_BEHIND = re.compile(r"[^.;]{0,60}\b(?:or|nor)\b")
_QUIET_EYE = re.compile(
    r"[^.;a-z]{0,14}:?\s*(?:no (?:cells|flare|uveitis|inflammation|active)|quiet|clear\b|nad\b)"
)
_NEGATIVE = frozenset({"-ve", "ngtd", "negative", "neg", "not detected", "sterile", "no growth"})
_OPEN = frozenset({"indeterminate", "equivocal"})
_NORMAL = frozenset({"normal", "unremarkable"})
SAMPLES = frozenset({"bone_biopsy", "bone_culture", "blood_culture"})
BY_CULTURE = re.compile(
    r" (?:on|in|from) (?:(?:all|the|any|tissue|bone|extended|prolonged) )*cultures?\b"
)


def plain_result(context: NoteContext, done: Done, match: re.Match[str]) -> None:
    """Read `PCR negative`, `blood culture positive`, `slit lamp normal`."""
    word, table = match["word"], rules(RULE)
    if word in _OPEN:
        return
    if word in _NORMAL:
        result, status = table["normal"].get(done.concept), FactStatus.PRESENT
    elif word in _NEGATIVE:
        result, told = table["negative"].get(done.concept, (None, "absent"))
        status = FactStatus(told)
    else:
        result, status = table["positive"].get(done.concept), FactStatus.PRESENT
    if result:
        start, end = match.span("word")
        add_result(done, result, status, [context.mark(start, end, MarkRole.VALUE, RULE, result)])


def antibiotics_told(context: NoteContext, done: Done, sentence: Sentence) -> None:
    """Read whether antibiotics were being given when the sample was taken."""
    if done.concept not in SAMPLES:
        return
    for found in _about_antibiotics().find(context.folded, sentence.start, sentence.end):
        behind = context.folded[found.end : min(sentence.end, found.end + 25)]
        drugs = context.mentions_in(
            found.start, min(sentence.end, found.end + 25), MentionKind.DRUG
        )
        is_drug = any(context.knowledge.is_a(drug.about, "antibiotic") for drug in drugs)
        if (
            found.tag == 1
            and not is_drug
            and "antibiotic" not in context.folded[found.start : found.end] + behind
        ):
            continue
        status = FactStatus.PRESENT if found.tag == 1 else FactStatus.ABSENT
        mark = context.mark(found.start, found.end, MarkRole.CUE, RULE, "antibiotics_at_sampling")
        add_result(done, "antibiotics_at_sampling", status, [mark])
        return


@cache
def _about_antibiotics() -> Phrases:
    table = rules(RULE)
    given = [(words, 1) for words in table["antibiotics"]]
    return Phrases([*((words, 0) for words in table["no_antibiotics"]), *given])


def variant_told(context: NoteContext, done: Done, sentence: Sentence) -> None:
    """Read `genetic testing identified a homozygous LPIN2 mutation`."""
    if done.concept != "genetic_test":
        return
    match = _VARIANT.match(context.folded, done.mention.end, sentence.end)
    if match:
        mark = context.mark(*match.span("told"), MarkRole.VALUE, RULE, "pathogenic_variant")
        add_result(done, "pathogenic_variant", FactStatus.PRESENT, [mark])


def answer_before(folded: str, sentence: Sentence, mention: Mention) -> re.Match[str] | None:
    """Return the answer told right before a test: `after a negative QuantiFERON test`."""
    return _ANSWER_BEFORE.search(folded, max(sentence.start, mention.start - 24), mention.start)


def is_own_item(context: NoteContext, mention: Mention, stands: Assertion) -> bool:
    """Whether a denial ends before a result: `no granulomas, no atypia, fibrosis, plasma cells`.

    Where two items of a list have a "no" of their own, an item without one is seen, unless the
    list ends in "or".
    """
    folded = context.folded
    denials = [mark for mark in stands.marks if mark.end <= mention.start]
    if not denials or any(mark.start >= mention.end for mark in stands.marks):
        return False
    last = max(denials, key=lambda mark: mark.start)
    between = folded[last.end : mention.start]
    before = folded[max(0, last.start - 60) : last.start]
    if "," not in between or re.search(r"\b(?:n?or)\b", between):
        return False
    is_repeated = _OWN_DENIAL.search(before + "no ") is not None
    goes_on = _OR_BEHIND.match(folded, mention.end)
    return is_repeated and goes_on is None


def is_called_normal(context: NoteContext, mention: Mention, stands: Assertion) -> bool:
    """Whether the word before says so, or the name itself: `normal film`."""
    if stands.status is Status.ABSENT and all(mark.about == "normality" for mark in stands.marks):
        return True
    if mention.about == "eye_examination" and _QUIET_EYE.match(context.folded, mention.end):
        return True
    before = context.folded[max(0, mention.start - 7) : mention.start]
    return before == "normal " or "normal" in context.folded[mention.start : mention.end].split()


# "No growth (bacteria, fungi)": none of these.
_NONE_OF = re.compile(r"\b(?:no|nil|without) (?:growth|organisms?|germs?|pathogens?) ?\([^().;]*\Z")
_GERMS = frozenset({"bacterial_growth", "fungi_found", "mycobacteria_found", "cutibacterium_acnes"})
_MARROW = re.compile(r"\bmarrow\b")


def made_by(context: NoteContext, mention: Mention, sentence: Sentence) -> str | None:
    """Return the examination that a result implies: blasts are looked for in marrow or blood."""
    concept: str | None = rules(RULE)["made_by"].get(mention.about)
    if mention.about == "blasts" and _MARROW.search(context.folded, sentence.start, mention.start):
        return "bone_marrow_examination"
    return concept


def status_by_stain(
    context: NoteContext, mention: Mention, sentence: Sentence, status: FactStatus | None
) -> FactStatus | None:
    """Return the status of what a stain or special culture looks for: `AFB stain negative`."""
    folded = context.folded
    begin = max(sentence.start, mention.start - 60)
    if mention.about in _GERMS and _NONE_OF.search(folded, begin, mention.start):
        return FactStatus.ABSENT
    if folded[mention.start : mention.end] in _NAMES_OF_STAINS:
        answer = _LIST_ANSWER.match(folded, mention.end, sentence.end)
        if answer:
            said = answer["answer"].startswith("pos")
            return FactStatus.PRESENT if said else FactStatus.ABSENT
        if status is FactStatus.PRESENT:
            if _NOT_SHOWN.search(folded, mention.end, min(sentence.end, mention.end + 50)):
                return FactStatus.ABSENT
            return status if _SHOWN.search(folded, sentence.start, sentence.end) else None
    if mention.about.startswith("histology"):
        return status  # "chronic inflammation and sterile cultures"
    match = _STAIN.match(folded, mention.end, sentence.end)
    if match is None or BY_CULTURE.match(folded, mention.end, sentence.end):
        return status
    if match["answer"] is None:
        return None
    return FactStatus.PRESENT if match["answer"].startswith("pos") else FactStatus.ABSENT
