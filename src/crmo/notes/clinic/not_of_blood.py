"""Numbers beside a test that are no result of it: of a joint's fluid, or one that is waited for."""

from __future__ import annotations

import re

from crmo.notes.context import Sentence
from crmo.notes.mention import Mention

_IN_FLUIDS = frozenset({"white_cells", "neutrophils", "lymphocytes", "ldh", "blast_percentage"})
_FLUID = re.compile(
    r"\b(?:arthrocentesis|synovial|joint (?:fluid|aspirat\w+)|aspirat\w+|effusion|csf"
    r"|lumbar puncture|urin\w+|dipstick|fluid|lavage|sputum|pus)\b[^;.]*\Z"
)
# "Enzyme activity in leucocytes was 6% of control".
_IN_CELLS = re.compile(r"\b(?:activity|expression|levels?|assay) (?:\w+ )?(?:in|of|on|from) \Z")
# "Home when CRP <20", "scope if calprotectin >250".
_WAITED_FOR = re.compile(
    r"\b(?:when|once|until|till|unless|if|should|aim(?:ing)? for|target|provided|in case of)\s"
    r"(?:the |her |his )?(?:\w+ )?\Z"
)


def is_of_fluid(folded: str, sentence: Sentence, test: Mention) -> bool:
    """Whether cells are counted in a joint or in urine, or something is measured in cells."""
    before = folded[max(sentence.start, test.start - 60) : test.start]
    if _IN_CELLS.search(before):
        return True
    return test.about in _IN_FLUIDS and bool(_FLUID.search(before))


def is_waited_for(folded: str, sentence: Sentence, test: Mention) -> bool:
    """Whether a limit is told that a test has yet to reach: `home when CRP <20`."""
    begin = max(sentence.start, test.start - 24)
    return _WAITED_FOR.search(folded, begin, test.start) is not None
