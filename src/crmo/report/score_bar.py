"""A score drawn as what it is: an interval on its scale, with the threshold it must reach."""

from __future__ import annotations

import math

from attrs import frozen

from crmo.assess.assessment import Assessment
from crmo.assess.rules.compile import compiled_rule
from crmo.assess.rules.score import Domain, Score
from crmo.record import Interval
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element, number
from crmo.report.words import interval_words, number_words, say

_NEEDED = {
    ">=": "{threshold} or more",
    ">": "more than {threshold}",
    "<=": "{threshold} or less",
    "<": "less than {threshold}",
}
_WIDTH, _LEFT, _RIGHT = 320.0, 6.0, 314.0
_MIDDLE = 26.0


@frozen(kw_only=True)
class ScoreScale:
    """The scale of a score.

    Args:
        low: the left end of the drawing.
        high: the right end.
        is_known: whether the ends are the least and the greatest score there can be; when the
            points of some part are not known, no end is written.
        threshold: the score to be reached, or None.
        operator: how it is to be reached (`>=`, `>`).
    """

    low: float
    high: float
    is_known: bool
    threshold: float | None
    operator: str


def scale_of(case: Case, answer: Assessment) -> ScoreScale | None:
    """Return the scale on which an answer's value is drawn; None for a rule without a score."""
    score = _score_of(case, answer)
    if score is None:
        return None
    value = value_of(answer)
    domains = [_greatest(domain) for domain in score.domains]
    known = [points for points in domains if points is not None]
    is_known = len(known) == len(domains)
    threshold = score.threshold
    ends = [end for end in (value.high, threshold) if end is not None and math.isfinite(end)]
    return ScoreScale(
        low=min(0.0, value.low) if math.isfinite(value.low) else 0.0,
        high=sum(known) if is_known else 1.8 * max([*ends, 1.0]),
        is_known=is_known,
        threshold=threshold,
        operator=score.operator,
    )


def value_of(answer: Assessment) -> Interval:
    """Return the score; without one anything is possible: its points are not known to us."""
    return answer.value or Interval(-math.inf, math.inf)


def scored_criteria(case: Case, answer: Assessment) -> frozenset[str]:
    """Return the ids of the criteria that give points, known to us or not."""
    if _score_of(case, answer) is None:
        return frozenset()
    rule = compiled_rule(case.knowledge, answer.rule)
    return frozenset(criterion.id for criterion in rule.criteria if criterion.domain is not None)


def _score_of(case: Case, answer: Assessment) -> Score | None:
    if answer.rule not in case.knowledge.all_rules:
        return None
    return compiled_rule(case.knowledge, answer.rule).score


def _greatest(domain: Domain) -> float | None:
    """Return the most points a domain can give; None when that is not known."""
    points = [item.points for item in domain.categories]
    if not points or None in points:
        return None
    return max([0.0, *(value for value in points if value is not None)])


def score_bar(case: Case, answer: Assessment) -> Html:
    """Return the bar of an answer's score with its words, or nothing if it has no score."""
    scale, value = scale_of(case, answer), value_of(answer)
    if scale is None:
        return NOTHING
    words = score_words(value, scale)
    return element(
        "figure",
        element(
            "svg",
            _shapes(value, scale),
            viewBox=f"0 0 {_WIDTH:g} 46",
            role="img",
            aria_label=words,
        ),
        element("figcaption", words),
        class_="score",
    )


def score_words(value: Interval, scale: ScoreScale) -> str:
    """Return score and threshold as a sentence."""
    told = say("Score {value}", value=interval_words(value))
    if scale.threshold is None:
        return told
    needed = _NEEDED[scale.operator]
    return say(
        "{told}; needed: {needed}",
        told=told,
        needed=say(needed, threshold=number_words(scale.threshold)),
    )


def _shapes(value: Interval, scale: ScoreScale) -> list[Html]:
    shapes = [element("path", d=f"M{_LEFT:g} {_MIDDLE:g}H{_RIGHT:g}", class_="score-axis")]
    if scale.is_known:
        shapes += [_end(scale.low, _LEFT, "start"), _end(scale.high, _RIGHT, "end")]
    shapes += _value_shapes(value, scale)
    if scale.threshold is not None:
        shapes += _threshold_shapes(scale.threshold, scale)
    return shapes


def _value_shapes(value: Interval, scale: ScoreScale) -> list[Html]:
    left, right = _x(value.low, scale), _x(value.high, scale)
    if value.is_exact:
        return [element("circle", cx=left, cy=_MIDDLE, r=5.5, class_="score-value")]
    # Where the points of a part are not known, nothing limits the sum: no end is drawn there.
    ends = [_x(end, scale) for end in (value.low, value.high) if math.isfinite(end)]
    width = max(2.0, right - left)
    class_ = "score-range" if len(ends) == 2 else "score-range endless"
    box = element("rect", x=left, y=_MIDDLE - 5, width=width, height=10, rx=1.5, class_=class_)
    stops = [
        element("path", d=f"M{number(x)} {_MIDDLE - 7:g}v14", class_="score-end") for x in ends
    ]
    return [box, *stops]


def _threshold_shapes(threshold: float, scale: ScoreScale) -> list[Html]:
    x = _x(threshold, scale)
    where = "start" if x < 30 else "end" if x > _RIGHT - 24 else "middle"
    return [
        element("path", d=f"M{number(x)} 12V37", class_="score-threshold"),
        element(
            "text", number_words(threshold), x=x, y=9, text_anchor=where, class_="score-needed"
        ),
    ]


def _end(value: float, x: float, where: str) -> Html:
    return element("text", number_words(round(value, 1)), x=x, y=44, text_anchor=where,
                   class_="score-tick")  # fmt: skip


def _x(value: float, scale: ScoreScale) -> float:
    if math.isinf(value):
        return _LEFT if value < 0 else _RIGHT
    share = (value - scale.low) / (scale.high - scale.low)
    return _LEFT + (_RIGHT - _LEFT) * min(1.0, max(0.0, share))
