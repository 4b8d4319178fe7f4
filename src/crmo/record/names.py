"""Names of people, folded so that one person's name meets its other spellings."""

from __future__ import annotations

import re
import unicodedata

# Letters that do not fall apart into a plain one and a mark.
_PLAIN = str.maketrans("łøđðħŧıŋə", "loddhtine") | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_BETWEEN_LETTERS = re.compile(r"[^\w\s,]|_")
_BETWEEN_NAMES = re.compile(r"[\s,]+")


def folded_names(name: str) -> frozenset[str]:
    """Return the forms under which a name is compared: without case, accents, signs, order.

    `Müller, Zoë`, `zoe muller` and `Zoe Mueller` share a form; `O'Brien` is `OBrien`, and a
    hyphen is a blank. An empty name has none.
    """
    lower = unicodedata.normalize("NFC", name).casefold().replace("-", " ")
    forms = (_folded(lower), _folded(lower.translate(_GERMAN)))
    return frozenset(form for form in forms if form)


def _folded(lower: str) -> str:
    apart = unicodedata.normalize("NFKD", lower.translate(_PLAIN))
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    words = _BETWEEN_NAMES.split(_BETWEEN_LETTERS.sub("", bare))
    return " ".join(sorted(word for word in words if word))
