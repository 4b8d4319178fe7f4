"""The languages that pages speak: English built in, others as catalogues beside this module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from types import MappingProxyType

from crmo.errors import InvalidValueError
from crmo.report.words import CATALOGUE

# By the name that each has in itself.
LANGUAGES = MappingProxyType({"en": "English", "de": "Deutsch"})
# Sentences of the pages, and names of bones, findings, drugs and rules.
DOMAINS = ("report", "names")


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the sentences and names of a language.

    Args:
        language: BCP 47 tag; `de-AT` is German.

    Raises:
        InvalidValueError: crmo does not speak the language.
    """
    code = language.replace("_", "-").partition("-")[0].lower()
    if code not in LANGUAGES:
        raise InvalidValueError(
            "crmo does not speak this language.", came=language, expected=" or ".join(LANGUAGES)
        )
    if code == "en":
        return NullTranslations()
    first, *others = (_domain(code, domain) for domain in DOMAINS)
    for other in others:
        first.add_fallback(other)
    return first


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Make pages within the context in a language.

    Args:
        language: as for `catalogue`.
    """
    before = CATALOGUE.set(catalogue(language))
    try:
        yield
    finally:
        CATALOGUE.reset(before)


def _domain(code: str, domain: str) -> GNUTranslations:
    file = files("crmo.report") / "locale" / code / "LC_MESSAGES" / f"{domain}.mo"
    with file.open("rb") as opened:
        return GNUTranslations(opened)
