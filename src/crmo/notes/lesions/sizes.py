"""How large a lesion is today, in millimetres; sizes of earlier scans are not today's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_SIZE = re.compile(
    rf"(?<![\d.,/-])(?P<numbers>{_NUMBER}(?:[ ]*(?:mm|cm)?[ ]*(?:x|by|"
    rf"\*)[ ]*{_NUMBER}){{0,2}})[ -]?(?P<unit>mm|cm)\b"
    r"(?![ ]*(?:hg|slice|thick|section|interval|gap|/|per|below|above|from|proximal to|distal "
    r"to|shorter|longer|difference|h2o))"
)
_EARLIER_BEFORE = re.compile(
    r"(?:previously|previous|was|prior|formerly|compared (?:to|with)|from|versus|vs|earlier|before|"
    r"in \d{4}|last (?:scan|time|mri))[ (:,]*(?:measur\w+|up to|about|approximately|at|as|a|"
    r"of|the|size|scan)*[ ]*$"
)
_TODAY_BEFORE = re.compile(r"\bto[ ]*$")
_EARLIER_AFTER = re.compile(
    r"[ ]*(?:\(?(?:previously|before|on the (?:previous|prior|last)|at the (?:previous|last)|"
    r"in (?:19|20)\d\d|last (?:time|year)|then)(?![ ]*(?:measured|measuring|was)?[ ]*[\d<]))"
)
_ONE = re.compile(_NUMBER)


class Size(NamedTuple):
    """A size told of today: place in the text and largest diameter."""

    start: int
    end: int
    largest_mm: float


def sizes_in(folded: str, start: int, end: int) -> Iterator[Size]:
    """Yield the sizes that part of a folded note tells of today."""
    if folded.find("mm", start, end) < 0 and folded.find("cm", start, end) < 0:
        return
    for match in _SIZE.finditer(folded, start, end):
        before = folded[max(start, match.start() - 40) : match.start()]
        after = folded[match.end() : match.end() + 30]
        is_to = bool(_TODAY_BEFORE.search(before))
        if (_EARLIER_BEFORE.search(before) and not is_to) or _EARLIER_AFTER.match(after):
            continue
        if re.match(r"[ ]*to[ ]+\d", after):
            continue
        factor = 10.0 if match["unit"] == "cm" else 1.0
        largest = max(float(n.replace(",", ".")) for n in _ONE.findall(match["numbers"])) * factor
        if largest > 0:
            yield Size(match.start(), match.end(), largest)
