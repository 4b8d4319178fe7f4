"""What somebody has changed in a letter; everything else is made anew from the record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from crmo.report.languages import LANGUAGES
from crmo.report.letter import Letter, Voice

# A line that the doctor may change, beside the paragraphs.
ADDRESSEE = "addressee"
MOST_CHARACTERS = 20_000


@frozen(kw_only=True)
class Edits:
    """What differs from the letter that the record gives.

    Args:
        voice: to whom the letter speaks.
        language: of the letter, whatever the writer's own.
        texts: changed texts, by name of the paragraph, or `addressee`.
        bases: digest of what the record gave when the text was changed, by the same names.
        left_out: names of paragraphs that are not in the letter.
        recipient: to whom it goes; not printed, kept with the letter in the record.
    """

    voice: Voice
    language: str = "en"
    texts: Mapping[str, str] = field(factory=dict)
    bases: Mapping[str, str] = field(factory=dict)
    left_out: frozenset[str] = frozenset()
    recipient: str = ""

    def without(self, name: str) -> Edits:
        """Return the edits with one text as the record gives it."""
        texts = {key: text for key, text in self.texts.items() if key != name}
        bases = {key: base for key, base in self.bases.items() if key != name}
        return evolve(self, texts=texts, bases=bases)

    def on(self, made: Letter) -> Letter:
        """Return a letter from the record with what was changed."""
        paragraphs = tuple(p for p in made.paragraphs if p.name not in self.left_out)
        addressee = self.texts.get(ADDRESSEE, made.addressee_line)
        letter = evolve(made, paragraphs=paragraphs, addressee_line=addressee)
        return letter.edited(self.texts)

    def to_json(self) -> dict[str, Any]:
        """Return plain values for the draft."""
        return {
            "voice": str(self.voice),
            "language": self.language,
            "texts": dict(self.texts),
            "bases": dict(self.bases),
            "left_out": sorted(self.left_out),
            "recipient": self.recipient,
        }


def edits_kept(content: str) -> Edits:
    """Return the edits that a draft holds."""
    kept = json.loads(content or "{}")
    return Edits(
        voice=Voice(kept.get("voice", Voice.COLLEAGUE)),
        language=language_asked(kept.get("language", "en")),
        texts=kept.get("texts", {}),
        bases=kept.get("bases", {}),
        left_out=frozenset(kept.get("left_out", ())),
        recipient=kept.get("recipient", ""),
    )


def edits_sent(before: Edits, form: Mapping[str, str], kept_in: Iterable[str]) -> Edits:
    """Return the edits that a page sends.

    The page tells of each text which one it had been given. A text that is still that one was
    not edited, though the record may give another one by now.

    Args:
        before: what the draft held; its voice and language stay.
        form: `text-NAME` and `base-NAME` of each text, and `recipient`.
        kept_in: names of the paragraphs that are in the letter.
    """
    texts, bases = {}, {}
    for key, text in form.items():
        name = key.removeprefix("text-")
        base = form.get(f"base-{name}", "")
        sent = plain_text(text)
        if key.startswith("text-") and digest_of(sent) != base:
            texts[name] = sent
            bases[name] = base
    names = {key.removeprefix("base-") for key in form if key.startswith("base-")} - {ADDRESSEE}
    return evolve(
        before,
        texts=texts,
        bases=bases,
        left_out=frozenset(names - set(kept_in)),
        recipient=" ".join(form.get("recipient", before.recipient).split())[:200],
    )


def plain_text(text: str) -> str:
    """Return a text as it is kept: line breaks of one kind, nothing at its ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()[:MOST_CHARACTERS]


def digest_of(text: str) -> str:
    """Return a short name of a text, by which it is known again."""
    return hashlib.sha256(plain_text(text).encode("utf-8", "replace")).hexdigest()[:16]


def language_asked(text: object) -> str:
    """Return a language that letters speak; English for any other."""
    return text if isinstance(text, str) and text in LANGUAGES else "en"
