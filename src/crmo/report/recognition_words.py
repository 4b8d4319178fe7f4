"""Probabilities, reasons and ways to learn in words, for the page and for the terminal."""

from __future__ import annotations

from crmo.assess.differential import differential_of
from crmo.assess.facts import Facts
from crmo.knowledge.likelihoods import SETTINGS
from crmo.notes.letter_facts import Letter
from crmo.record import Interval, Sex
from crmo.report.words import capitalised, decimal_words, name_words, say, sex_words

LEAST_SHOWN = 0.05
_ELSEWHERE = 3


def percent(share: float) -> str:
    """Return a probability in words.

    Near the ends the number would claim more than the model knows: most of its frequencies are
    judged, and its intervals leave out the doubt about the model. JSON holds it as computed.
    """
    if share < LEAST_SHOWN:
        return say("under {n} %", n=f"{100 * LEAST_SHOWN:.0f}")
    if share > 1 - LEAST_SHOWN:
        return say("over {n} %", n=f"{100 * (1 - LEAST_SHOWN):.0f}")
    return f"{100 * share:.0f} %"


def percent_interval(low: float, high: float) -> str:
    """Return an interval of probabilities in words; one word when both ends read the same."""
    shown = (percent(low), percent(high))
    if shown[0] == shown[1]:
        return shown[0]
    return say("{low} to {high}", low=shown[0], high=shown[1])


def percent_with_interval(share: float, low: float, high: float) -> str:
    """Return a probability with its interval, which is left out where it says the same."""
    ends = percent_interval(low, high)
    return percent(share) if ends == percent(share) else f"{percent(share)} ({ends})"


def answer_words(value: str) -> str:
    """Return an answer to a question in words: yes and no for what is present or absent."""
    return capitalised(say(_ANSWERS.get(value, value)))


def way_words(learned_by: str) -> str:
    """Return how a fact is learned, in words."""
    return say(learned_by.replace("_", " ").replace("mri", "MRI"))


def units_taken_words(letter: Letter) -> str:
    """Return which values were read in a unit that the letter does not tell, or nothing."""
    knowledge = letter.facts.knowledge
    told = [
        f"{name_words(knowledge.analytes[each.analyte].label)} "
        f"{decimal_words(f'{each.value:g}')} ({each.unit})"
        for each in letter.units_taken
    ]
    if not told:
        return ""
    return say(
        "Told without a unit, and weighed in the only one that fits: {values}.",
        values=", ".join(told),
    )


def elsewhere_words(facts: Facts, setting: str) -> list[str]:
    """Return, for the other settings, the likeliest diseases on the same facts."""
    return [
        say(
            "{setting}: {diseases}",
            setting=capitalised(say(other.replace("_", " "))),
            diseases=", ".join(
                f"{name_words(each.label)} {percent(each.probability)}"
                for each in differential_of(facts, other, with_questions=False).ranking[:_ELSEWHERE]
            ),
        )
        for other in SETTINGS
        if other != setting
    ]


def child_words(age: Interval | None, sex: Sex) -> str:
    """Return age and sex of a child in words, as far as they are known."""
    told = [say("age not known") if age is None else _age_words(age)]
    if sex is not Sex.UNKNOWN:
        told.append(sex_words(sex, is_adult=age is not None and age.low >= _ADULT))
    return ", ".join(told)


_ADULT = 18
_ANSWERS = {"present": "yes", "absent": "no"}
_MONTHS_A_YEAR, _IN_YEARS_FROM = 12, 2


def _age_words(age: Interval) -> str:
    if age.low < _IN_YEARS_FROM:
        return say("{n} months", n=int(age.low * _MONTHS_A_YEAR + 1e-6))
    return say("{n} years", n=int(age.low))
