"""What speaks for which disease: features of a record, and how often each is found in each."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from crmo.errors import InvalidValueError
from crmo.knowledge.immutable import immutable

SETTINGS = ("primary_care", "orthopaedics", "rheumatology")
ABSENT, PRESENT = "absent", "present"


@frozen(kw_only=True)
class Frequency:
    """How often the values of one feature are found among children with one disease.

    Args:
        counts: value of the feature to number of children (`present`, `absent`, or bands).
        shares: value to share from 0 to 1, where no count was seen or nobody counted.
        source: id of the source; empty for a decision of ours.
        grade: confirmed, secondary, derived or memory; empty without a source.
        decision: why this share, when nobody counted; empty with a source.
        note: what was counted, where that differs from the feature.
        frequency_class: Orphanet's or HPO's word (`frequent`) behind the share, or empty.
    """

    counts: Mapping[str, float] = field(factory=dict, converter=immutable)
    shares: Mapping[str, float] = field(factory=dict, converter=immutable)
    source: str = ""
    grade: str = ""
    decision: str = ""
    note: str = ""
    frequency_class: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether it rests on children that somebody counted."""
        return bool(self.counts)

    @property
    def is_assumption(self) -> bool:
        """Whether it is a decision of ours."""
        return not self.source

    def __attrs_post_init__(self) -> None:
        if bool(self.counts) + bool(self.shares) + bool(self.frequency_class) != 1:
            raise _unfounded("a frequency is counts, or shares, or a class, and one of them only.")
        if bool(self.source) == bool(self.decision):
            raise _unfounded("a frequency has a source, or else a decision with our reason.")
        if self.counts and not self.source:
            raise _unfounded("counts of children need the source that counted them.")
        numbers = [*self.counts.values(), *self.shares.values()]
        if any(not isfinite(n) or n < 0 for n in numbers):
            raise _unfounded("a frequency is negative.")
        if self.shares and abs(sum(self.shares.values()) - 1) > _ROUNDING:
            raise _unfounded("the shares of the values of a feature do not add up to 1.")


_ROUNDING = 0.011  # bands are written with two decimals


def _unfounded(problem: str) -> InvalidValueError:
    return InvalidValueError(
        problem,
        where="likelihoods",
        expected="`with:` and `of:`, or `counts:`, with `source:` and `grade:`; or `share:` or"
        " `shares:` with `decision:` or `source:`; or `class:` with `source:`",
        todo="See docs/reference/knowledge-format.md.",
    )


_PLAIN = ("source", "grade", "decision", "note")


def to_frequency(entry: Mapping[str, Any]) -> Frequency:
    """Return a frequency as the files write it.

    `with` and `of` are children with the feature and children looked at; `counts` children per
    value; `share` the share with the feature; `shares` the share per value; `class` a word of
    Orphanet (obligate, very_frequent, frequent, occasional, very_rare, excluded).
    """
    parts: dict[str, Any] = {key: entry[key] for key in _PLAIN if key in entry}
    if "with" in entry:
        parts["counts"] = {PRESENT: entry["with"], ABSENT: entry["of"] - entry["with"]}
    elif "counts" in entry:
        parts["counts"] = entry["counts"]
    elif "share" in entry:
        parts["shares"] = {PRESENT: entry["share"], ABSENT: 1 - entry["share"]}
    elif "shares" in entry:
        parts["shares"] = entry["shares"]
    if "class" in entry:
        parts["frequency_class"] = entry["class"]
    unknown = sorted(entry.keys() - {*_PLAIN, "with", "of", "counts", "share", "shares", "class"})
    if unknown:
        raise _unfounded(f"a frequency has a key that is not known: {', '.join(unknown)}.")
    return Frequency(**parts)


def _to_frequencies(entries: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Frequency]:
    return MappingProxyType({key: to_frequency(entry) for key, entry in entries.items()})


@frozen(kw_only=True)
class LikelihoodGroup:
    """Features that tell of the same thing, so that together they do not count in full.

    Args:
        id: `inflammation`.
        label: what they tell of.
        further: how much each fact after the strongest counts, from 0 (the same fact again) to
            1 (independent), with the decision behind it.
        note: why they belong together.
    """

    id: str
    label: str
    further: Mapping[str, Any] = field(converter=immutable)
    note: str = ""


@frozen(kw_only=True)
class LikelihoodFeature:
    """One thing that a record can tell, and how it is read from it.

    Args:
        id: `fever`, `crp`.
        label: the feature in words.
        group: id of the group whose features tell of the same thing.
        learned_by: how one would learn it: a key of the costs (`asking`, `blood_test`).
        body: `when:` with an expression of the rule language, true when present, false when
            absent; or `values:` with one expression per value; or `sex:`. `told_response:`,
            `lesion_on:` and `complaint_at:` say what the rule language has no word for;
            `of_a_lesion:` that absent needs a lesion that lacks it.
        ask: the question to put when it is not known.
        otherwise: frequency among children with a disease for which none is given.
        labels: words for its values, where the values are bands.
        is_asked: False for what counts when it is on record, but is no question to put next.
        is_own_test: True when it needs a test of its own, where other features learned in the
            same way come with one test (vitamin C is not part of the usual blood sample).
        note: what to bear in mind.
    """

    id: str
    label: str
    group: str
    learned_by: str
    body: Mapping[str, Any] = field(converter=immutable)
    ask: str
    otherwise: Frequency = field(converter=to_frequency)
    labels: Mapping[str, str] = field(factory=dict, converter=immutable)
    is_asked: bool = True
    is_own_test: bool = False
    note: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """Its possible values in order; present and absent when it has no bands."""
        return tuple(self.body["values"]) if "values" in self.body else (PRESENT, ABSENT)

    def value_label(self, value: str) -> str:
        """Return a value in words."""
        return self.labels.get(value, value.replace("_", " "))


def _to_answers(entries: Mapping[str, Mapping[str, Any]]) -> Mapping[str, TestAnswer]:
    return MappingProxyType({key: TestAnswer(id=key, **entry) for key, entry in entries.items()})


@frozen(kw_only=True)
class TestAnswer:
    """One thing that a test can show.

    Args:
        id: `several_mirrored`.
        label: what it shows, in words.
        facts: value per feature that goes with it.
    """

    id: str
    label: str
    facts: Mapping[str, str] = field(converter=immutable)


@frozen(kw_only=True)
class LikelihoodTest:
    """A test that tells several features at once, and is asked for as a whole.

    Args:
        id: `whole_body_mri`.
        label: the test in words.
        ask: the question that it answers.
        learned_by: a key of the costs; features learned so are not asked for one by one.
        answers: what it can show, by id: every child falls under one of them.
        needs: features and values of which one must be known first (a lesion, for a biopsy).
        note: what to bear in mind.
    """

    id: str
    label: str
    ask: str
    learned_by: str
    answers: Mapping[str, TestAnswer] = field(converter=_to_answers)
    needs: Mapping[str, str] = field(factory=dict, converter=immutable)
    note: str = ""


@frozen(kw_only=True)
class DiseaseLikelihood:
    """One disease, how often it is met, and how often each feature is found in it.

    Args:
        id: `cno`; for a form of a disease its own name (`subacute_osteomyelitis`).
        label: the disease in words.
        concept: id of the disease in the concepts; empty when there is none.
        part_of: id of the disease that this is a form of, or empty.
        prior: relative weight per setting among children with bone or limb pain, or a bone
            lesion; with its decision or source.
        features: frequency of features by id, each with its own source or decision.
        classes: `source:`, `grade:` and, per word of Orphanet, the features it says it of.
        assumed: one `decision:` for several shares that nobody counted: feature to share, or to
            shares per value.
        danger: for diseases not to be missed: `reason`, `unless` (an expression; when true the
            disease is not in question, such as age), and `excluded_by` (tests by id, each with
            `label`, `learned_by` and `when`, an expression that is true when the test speaks
            against it).
        cannot_wait: True for a danger of days and not of weeks; it stands among the first of what
            must be ruled out as long as it is not excluded.
        is_anything_else: True for what stands for every disease not listed.
        note: what to bear in mind.
        frequencies: every frequency given for it; what stands under `features` before an
            assumption, which is made on purpose where a word of Orphanet does not fit children
            with bone pain, before the words of Orphanet.
    """

    id: str
    label: str
    concept: str = ""
    part_of: str = ""
    prior: Mapping[str, Any] = field(converter=immutable)
    features: Mapping[str, Frequency] = field(factory=dict, converter=_to_frequencies)
    classes: Mapping[str, Any] = field(factory=dict, converter=immutable)
    assumed: Mapping[str, Any] = field(factory=dict, converter=immutable)
    danger: Mapping[str, Any] = field(factory=dict, converter=immutable)
    cannot_wait: bool = False
    is_anything_else: bool = False
    note: str = ""
    frequencies: Mapping[str, Frequency] = field(init=False)

    @frequencies.default
    def _frequencies(self) -> Mapping[str, Frequency]:
        return MappingProxyType(
            {**_of_classes(self.classes), **_assumed(self.assumed), **self.features}
        )

    @property
    def candidate(self) -> str:
        """Id of the disease under which it is ranked."""
        return self.part_of or self.id

    def weight(self, setting: str) -> float:
        """Return its relative weight before any fact is known.

        Raises:
            KeyError: the file gives no weight for the setting.
        """
        return float(self.prior[setting])


def _assumed(block: Mapping[str, Any]) -> dict[str, Frequency]:
    found = {}
    for feature, stated in block.items():
        if feature not in _PLAIN:
            key = "shares" if isinstance(stated, Mapping) else "share"
            found[feature] = to_frequency({key: stated, "decision": block.get("decision", "")})
    return found


def _of_classes(block: Mapping[str, Any]) -> dict[str, Frequency]:
    origin = {key: block[key] for key in _PLAIN if key in block}
    return {
        feature: to_frequency({"class": word, **origin})
        for word, features in block.items()
        if word not in _PLAIN
        for feature in features
    }


__all__ = [
    "ABSENT",
    "PRESENT",
    "SETTINGS",
    "DiseaseLikelihood",
    "Frequency",
    "LikelihoodFeature",
    "LikelihoodGroup",
    "LikelihoodTest",
    "TestAnswer",
    "to_frequency",
]
