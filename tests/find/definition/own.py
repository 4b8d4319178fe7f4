"""A definition in a file, as somebody might write it, and the same with something changed."""

from __future__ import annotations

from pathlib import Path

GOOD = """\
id: mine
version: 1
label: mine
purpose: to try it out
code_sets:
  pain:
    label: pain
    concepts: [bone_pain]
  crp:
    label: CRP
    analytes: [crp]
index:
  first_of: pain
  max_years: 18
criteria:
  pain_again:
    kind: repeat
    label: pain again
    why: it stays
    of: pain
    min_days: 42
    max_days: 365
    window: {from_day: 0, to_day: 730}
    points: 2
  crp_raised:
    kind: count
    label: CRP
    why: it burns
    of: {set: crp, at_least: 10, unit: mg/L}
    points: 1
  both:
    kind: all_of
    label: both
    why: two facts
    of: [pain_again, crp_raised]
    points: 0.5
require: [pain_again]
bands:
  - {id: high, label: high, at_least: 3}
  - {id: low, label: low, at_least: 2}
"""


def write(folder: Path, old: str = "", new: str = "") -> Path:
    """Write the good definition with one thing replaced, which must be there once."""
    assert not old or GOOD.count(old) == 1
    path = folder / "mine.yaml"
    path.write_text(GOOD.replace(old, new) if old else GOOD, encoding="utf-8")
    return path


def line_of(text: str, path: Path) -> int:
    """The line of the file on which a text stands."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)
