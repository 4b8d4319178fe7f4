"""`python -m tools.catalogues`: collect what crmo says, keep the translations, compile them.

With `--check` nothing is written, and every fault is told: a message that is missing, fuzzy,
untranslated or no longer said, a place for a value that differs, a compiled file that is old.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import evolve

from tools.catalogues.domains import DOMAINS, LANGUAGES, Domain
from tools.catalogues.faults import faults_of
from tools.catalogues.message import Message, merged
from tools.catalogues.mo_file import mo_bytes
from tools.catalogues.po_file import po_text, read_po
from tools.catalogues.report_messages import ROOT, not_found


def main(arguments: list[str]) -> int:
    """Write the catalogues, or check them; return the exit code."""
    if "--check" in arguments:
        found = list(faults())
        for line in found:
            print(f"catalogues: {line}")
        return 1 if found else 0
    for domain in DOMAINS:
        for language in LANGUAGES:
            _write(domain, language)
    return 0


def faults() -> Iterator[str]:
    """Yield a line per fault of any catalogue."""
    yield from not_found()
    for domain in DOMAINS:
        said = merged(domain.messages())
        for language in LANGUAGES:
            if said:
                yield from _faults_of_file(domain, language, said.values())


def _faults_of_file(domain: Domain, language: str, said: Iterable[Message]) -> Iterator[str]:
    path = domain.path(language)
    known = read_po(path)
    for fault in faults_of(said, known):
        yield f"{short(path)}: {fault}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != mo_bytes(known, language=language):
        yield f"{short(compiled)} is not compiled from it; run python -m tools.catalogues"


def _write(domain: Domain, language: str) -> None:
    """Write both files of a domain: translations of what is still said are kept."""
    path = domain.path(language)
    known = {message.key: message for message in read_po(path)}
    kept = [
        _kept(message, known.get(message.key)) for message in merged(domain.messages()).values()
    ]
    if not kept:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(po_text(kept, language=language), encoding="utf-8", newline="\n")
    path.with_suffix(".mo").write_bytes(mo_bytes(kept, language=language))
    n = sum(message.is_translated for message in kept)
    print(f"{short(path)}: {n} of {len(kept)} translated")


def _kept(message: Message, known: Message | None) -> Message:
    if known is None or bool(known.plural) != bool(message.plural):
        return message
    # A plural that reads differently now was translated from other words.
    is_other = known.plural != message.plural
    flags = known.flags | {"fuzzy"} if is_other else known.flags
    return evolve(message, said=known.said, flags=flags)


def short(path: Path) -> str:
    """Return a path as seen from the root of the project."""
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
