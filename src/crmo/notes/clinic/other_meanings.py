"""When the word for a symptom means something else: part of a name, of another organ, a score."""

from __future__ import annotations

import re

from crmo.notes.context import NoteContext
from crmo.notes.mention import Mention, MentionKind
from crmo.record import FactStatus

# "Hepatitis B serology", "swollen gums": the word is part of another name.
_OTHER_NOUN = re.compile(
    r"(?<=hepatitis)\s?[abc]\b|(?<=swollen)[^.,;]{0,12}\b(?:gums?|gingiva|tonsils?|eyelids?|lips?"
    r"|glands?)\b"
    r"|\s(?:scale|clinic|chart|diary|visit|attendance|encounter)\b"
)
_ALLERGY = re.compile(r"\ballerg(?:y|ies|ic)\b[^.;\n]{0,60}\Z")
_ALLERGIC_SIGNS = frozenset({"rash", "swelling", "easy_bruising", "diarrhoea"})
_UNTICKED = re.compile(r"(?:\A|\n)[ \t*-]*\[ ?\][ ]*[^\n]{0,30}\Z")
# "Medicines to lower the fever": it is there, or was.
_TO_TREAT = re.compile(
    r"\b(?:to (?:lower|reduce|control|treat|bring down|help|ease|relieve)|medicines? for"
    r"|something for)"
    r" (?:the |his |her |any )?\Z"
)
_PAINFUL = re.compile(
    r"\b(?:pain|pains|ache\w*|sore|hurts?|limp\w*|symptoms?|swelling|discomfort)\b"
)
_BIRTH_AFTER = re.compile(
    r"\s*(?:and (?:birth|delivery|labour|labor|neonatal)|was (?:normal|uneventful|uncomplicated"
    r"|unremarkable)"
    r"|(?:was |had )?(?:complicated|history)|:|,? (?:birth|delivery))"
)
_MOVES = re.compile(
    r"\b(?:mov\w+|movements?|motion|rom|range|rotation|flexion|extension|walk\w*"
    r"|bear\w*)\b[^.;]{0,30}\Z"
)
# Nodes alone are anatomy; these words beside them make them a finding.
_BARE_NODES = frozenset({"nodes", "lymph nodes", "lymph node", "glands"})
_OF_NODES = re.compile(
    r"\b(?:palpable|enlarged|swollen|shotty|prominent|bulky|tender|large|small|matted|several"
    r"|multiple"
    r"|up to|\d+(?:\.\d+)? ?(?:cm|mm)|cervical|inguinal|axillary)\b"
)
_SCORED = re.compile(
    r"\s*(?:score|vas|nrs|at|of|is|was|:)?\s*:?\s*\d{1,2}(?:\.\d)?\s*(?:/|out of)\s*10"
)
_OF_MARROW = re.compile(
    r"\s*(?:marrow|cells?|blood|flags?|meat|wine|cross|book|fruits?|food|peppers?)\b"
)
# "Abdomen soft, non-tender", "eyes: no redness or pain": of no bone.
_OTHER_ORGAN = re.compile(
    r"\b(?:abdo\w*|abd|belly|stomach|eyes?|throat|pharynx|tonsils|ears?|scrotum|testes|gums?|gingiva\w*|eyelids?|lips?|calf"
    r"|calves)\b:?[^.;:\n]{0,28}\Z"
)
_OF_BONES = frozenset({"tenderness", "redness", "warmth", "swelling"})
_OF_MOTHER = (
    "uneventful ",
    "uncomplicated ",
    "normal ",
    "during ",
    "term ",
    "after ",
    "twin ",
    "in ",
)
_LOCAL_SIGNS = re.compile(r"\b(?:tender\w*|swollen|swelling|hot|warm|painful)\b")
_NEED_PLACE = frozenset({"redness", "warmth"})


# "Told to expect aches for two days": of what may come of a drug.
_EXPECTED = re.compile(
    r"\b(?:(?:told|warned|advised|counsell?ed|aware|informed|know|reminded) (?:to expect"
    r"|to look out for|about|of)|to be expected|expect (?:some|a bit of|aches?|a little)"
    r"|(?:may|can|might) cause"
    r"|side[- ]effects?(?: \w+)? (?:such as|including|like|of))\b[^.;\n]{0,40}\Z"
    r"|\b(?:to|should) expect \Z"
)
# "Sulfasalazine was stopped in April (rash)": why, of the drug before the bracket.
_BRACKET = re.compile(r"([^.;()\n]{0,45})\(\s*(?:an? |the )?\Z")
_DRUG_OVER = re.compile(
    r"\b(?:stop\w*|discontinu\w*|ceased|withdrawn|previous\w*|past|prior|former\w*|failed|tried|not"
    r" tolerated|intolera\w*|d/c'?d?|was|were|had|off)\b"
)
_ASKED_BY_DRUG = frozenset({"headache", "neutropenia", "anaemia", "thrombocytopenia", "diarrhoea"})


# "Return for fever", "call if": advice for later.
_ADVICE = re.compile(
    r"(?:\A|[.;:\n-]\s*)(?:please |to |asked to |advised to )?(?:return(?: to \w+)?"
    r"|call(?: home| us)?|ring|come back|represent|re-present|red flags?|safety[- ]net\w*"
    r"|look out|watch)"
    r"(?: (?:immediately|urgently|us|back|to (?:the )?ed|sooner))? ?(?:for|if|with|:)[^.;\n]*\Z"
)
# "Stopped because of a rash": how a drug was not borne.
_FROM_DRUG = re.compile(
    r"(?:\b(?:because of|due to|owing to|caused|gave (?:him|her)|2/2)|->|→)\s+(?:an? )?\Z"
)
_NOT_OF_BODY = re.compile(
    r"\b(?:liver|kidney|renal|avulsion|intracranial|brain|nerve|cord|physeal|stress|hepatic|lung"
    r"|drug-induced|acl|meniscal|ligament\w*|labral) \Z"
)
_ASKED_OF_TEST = re.compile(
    r"\b(?:panel|test\w*|screen\w*|sequencing|clinic|leaflet|referral)(?: \w+)? for \Z"
)
_WORRY = re.compile(r"\b(?:worr(?:y|ies)|concerns?|thoughts)\b[^.:]{0,8}(?:are|is|were)\b[^.]*\Z")
_OF_IMAGE = re.compile(
    r"\b(?:soft[ -]tissue|epidural|paravertebral|presacral|paraspinal)[ -](?:mass(?:es)?|lump)\Z"
)
_RED_EYE = re.compile(r"\s(?:left |right |both )?(?:eyes?|throat|ears?)\b")
# "Non-weight-bearing in a boot for 4 weeks": ordered, not refused.
_ORDERED = re.compile(r"\s(?:in an? |in plaster|with crutches|on crutches|for \d|until|status)")


def means_something_else(context: NoteContext, mention: Mention, status: FactStatus) -> bool:
    """Whether a word is no finding here: `red marrow`, `pain 6/10` (a score), `pharynx red`.

    Args:
        context: the note.
        mention: the word.
        status: what it would be told as.
    """
    if mention.about == "pain" and _SCORED.match(context.folded, mention.end):
        return True
    if _is_of_another(context, mention, status):
        return True
    if mention.about == "pain" and status is FactStatus.ABSENT:
        before = context.folded[max(0, mention.start - 60) : mention.start]
        return bool(_MOVES.search(before)) and "without" in before
    if _OTHER_NOUN.match(context.folded, mention.end) or _is_allergy(context, mention):
        return True
    if context.folded[mention.start : mention.end] in _BARE_NODES:
        sentence = context.sentence_at(mention.start)
        is_told = sentence and _OF_NODES.search(context.folded, sentence.start, sentence.end)
        return status is FactStatus.PRESENT and not is_told
    if mention.about in _NEED_PLACE:
        is_other = _OF_MARROW.match(context.folded, mention.end)
        is_beside = _LOCAL_SIGNS.search(_beside(context.folded, mention))
        needs = status is FactStatus.PRESENT and context.place_of(mention) is None and not is_beside
        return bool(is_other or needs)
    return False


def _is_of_another(context: NoteContext, mention: Mention, status: FactStatus) -> bool:
    """Whether the words speak of treatment, of the mother, or of what is no pain."""
    folded = context.folded
    before = folded[max(0, mention.start - 40) : mention.start]
    if status is FactStatus.ABSENT and _TO_TREAT.search(before):
        return True
    if mention.about in _OF_BONES and _OTHER_ORGAN.search(before):
        return True
    if mention.about == "fatigue" and before.endswith(("when ", "if ", "after ")):
        return True
    if _is_no_sign(folded, mention, before):
        return True
    if mention.about == "trauma" and _NOT_OF_BODY.search(before):
        return True
    if _ASKED_OF_TEST.search(before) or _is_advice(context, mention):
        return True
    if mention.about in _ALLERGIC_SIGNS and _FROM_DRUG.search(before):
        begin = max(0, mention.start - 90)
        return bool(context.mentions_in(begin, mention.start, MentionKind.DRUG))
    if mention.about in _ALLERGIC_SIGNS | _ASKED_BY_DRUG and _is_why_stopped(context, mention):
        return True
    if mention.about == "pregnancy":
        return bool(_BIRTH_AFTER.match(folded, mention.end)) or before.endswith(_OF_MOTHER)
    if mention.about == "intermittent_pain":
        near = before + folded[mention.start : mention.end + 20]
        return not _PAINFUL.search(near)
    return False


def _is_why_stopped(context: NoteContext, mention: Mention) -> bool:
    """Whether a sign only tells how a drug was not borne: `sulfasalazine stopped (rash)`."""
    bracket = _BRACKET.search(context.folded, max(0, mention.start - 60), mention.start)
    if bracket is None:
        return False
    drugs = context.mentions_in(max(0, bracket.start() - 30), bracket.end(), MentionKind.DRUG)
    sentence = context.sentence_at(mention.start)
    if not drugs or sentence is None or "\n" in context.folded[drugs[-1].end : mention.start]:
        return False
    return _DRUG_OVER.search(context.folded, sentence.start, mention.start) is not None


def _is_no_sign(folded: str, mention: Mention, before: str) -> bool:
    """Whether the word is of an eye, of a picture, of an order, or of what is feared."""
    if mention.about == "arthritis" and _WORRY.search(
        folded, max(0, mention.start - 160), mention.start
    ):
        return True
    if mention.about == "redness" and _RED_EYE.match(folded, mention.end):
        return True
    if mention.about == "mass" and _OF_IMAGE.search(before + folded[mention.start : mention.end]):
        return True
    is_bearing = mention.about == "refusal_to_bear_weight"
    return is_bearing and _ORDERED.match(folded, mention.end) is not None


def _beside(folded: str, mention: Mention) -> str:
    """Return the words right before and behind: `warm and tender`."""
    before = folded[max(0, mention.start - 16) : mention.start]
    return (
        before.rpartition(".")[2] + "|" + folded[mention.end : mention.end + 16].partition(".")[0]
    )


def _is_advice(context: NoteContext, mention: Mention) -> bool:
    """Whether a sign is only to be watched for: `return for fever or worse pain`."""
    begin = max(0, mention.start - 90)
    if _EXPECTED.search(context.folded, begin, mention.start):
        return True
    return bool(_ADVICE.search(context.folded, begin, mention.start))


def is_unticked(context: NoteContext, mention: Mention) -> bool:
    """Whether a finding stands behind an empty box of a form."""
    before = context.folded[max(0, mention.start - 40) : mention.start]
    return "[" in before and bool(_UNTICKED.search(before))


def _is_allergy(context: NoteContext, mention: Mention) -> bool:
    """Whether a sign only says how an allergy shows: `allergies: penicillin (rash)`."""
    if mention.about not in _ALLERGIC_SIGNS:
        return False
    return bool(_ALLERGY.search(context.folded, max(0, mention.start - 80), mention.start))
