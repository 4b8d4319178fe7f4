"""A letter on its way in: its text, what was read, what a person changed and decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from attrs import define, evolve, field
from django.db import transaction
from django.http import Http404

from crmo.notes import Contradiction, Mark, NoteReading, ReadEntry, Role, Unread
from crmo.record import Entry, ImagingStudy, Interval, Sex
from crmo.record.json_form import entry_from_dict, entry_to_dict
from crmo.workbench import clock
from crmo.workbench.models import Child, Draft, User
from crmo.workbench.reading_in.decision import Decision


@define(kw_only=True)
class Reading:
    """One entry that was read from a letter.

    Args:
        plain: the entry as it stands now, in JSON values.
        evidence: the words it rests on.
        was: the entry as it was read, if somebody has changed it.
        dropped: numbers of the places of a scan that somebody threw away.
        decision: what is to become of it, or None.
    """

    plain: dict[str, Any]
    evidence: list[list[Any]]
    was: dict[str, Any] | None = None
    dropped: list[int] = field(factory=list)
    decision: Decision | None = None

    @property
    def entry(self) -> Entry:
        """The entry as it stands now, places that were thrown away included."""
        return entry_from_dict(self.plain)

    @property
    def kept_entry(self) -> Entry:
        """The entry without the places that were thrown away."""
        entry = self.entry
        if not isinstance(entry, ImagingStudy) or not self.dropped:
            return entry
        left = [each for n, each in enumerate(entry.lesions) if n not in self.dropped]
        return evolve(entry, lesions=left)

    @property
    def is_changed(self) -> bool:
        """Whether a person has changed what the rules read."""
        return self.was is not None or bool(self.dropped)

    def change(self, entry: Entry) -> None:
        """Put a changed entry in the place of the one that was read."""
        self.was = self.was or self.plain
        self.plain = entry_to_dict(entry)
        if self.plain == self.was:
            self.was = None

    def restore(self) -> None:
        """Go back to what the rules read."""
        self.plain = self.was or self.plain
        self.was = None
        self.dropped = []


@define(kw_only=True)
class LetterDraft:
    """All of a letter on its way in.

    Args:
        text: the letter, which the places of words count in.
        document: its name.
        on: its date, as told or found in it, or None.
        sex: of the child, as the letter tells it.
        age_years: lowest and highest age on its date, or None.
        readings: what was read, in the order of the text.
        unread: what was not understood: first and last character, words, why.
        contradictions: what excludes one another: about what, entries, words, why.
        keeps_letter: whether the letter itself is kept with the child's record.
    """

    text: str
    document: str
    on: date | None
    sex: Sex
    age_years: Interval | None
    readings: list[Reading]
    unread: list[list[Any]]
    contradictions: list[list[Any]]
    keeps_letter: bool = True

    def note_reading(self) -> NoteReading:
        """Return the letter with what was read, as it stands now."""
        return NoteReading(
            text=self.text,
            document=self.document,
            on=self.on,
            entries=tuple(
                ReadEntry(each.entry, tuple(map(_mark, each.evidence))) for each in self.readings
            ),
            unread=tuple(Unread(*each) for each in self.unread),
            contradictions=tuple(
                Contradiction(about, tuple(entries), tuple(map(_mark, marks)), why)
                for about, entries, marks, why in self.contradictions
            ),
        )

    def to_text(self) -> str:
        """Return it as the text of a draft."""
        age = self.age_years
        plain = {
            "text": self.text,
            "document": self.document,
            "on": self.on.isoformat() if self.on else None,
            "sex": str(self.sex),
            "age": [age.low, age.high] if age else None,
            "readings": [_reading_to_json(each) for each in self.readings],
            "unread": self.unread,
            "contradictions": self.contradictions,
            "keeps_letter": self.keeps_letter,
        }
        return json.dumps(plain, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> LetterDraft:
        """Return what `to_text` wrote."""
        return cls.from_answer(json.loads(text))

    @classmethod
    def from_answer(cls, plain: Mapping[str, Any]) -> LetterDraft:
        """Return the draft of what the reading process has read."""
        return cls(
            text=plain["text"],
            document=plain["document"],
            on=date.fromisoformat(plain["on"]) if plain["on"] else None,
            sex=Sex(plain["sex"]),
            age_years=Interval(*plain["age"]) if plain["age"] else None,
            readings=[_reading_from_json(each) for each in plain["readings"]],
            unread=plain["unread"],
            contradictions=plain["contradictions"],
            keeps_letter=plain.get("keeps_letter", True),
        )


def _mark(plain: list[Any]) -> Mark:
    start, end, role, rule, about = plain
    return Mark(start, end, Role(role), rule, about)


def _reading_to_json(reading: Reading) -> dict[str, Any]:
    decision = reading.decision
    return {
        "entry": reading.plain,
        "evidence": reading.evidence,
        "was": reading.was,
        "dropped": reading.dropped,
        "decision": decision.to_json() if decision else None,
    }


def _reading_from_json(plain: Mapping[str, Any]) -> Reading:
    decision = plain.get("decision")
    return Reading(
        plain=plain["entry"],
        evidence=plain["evidence"],
        was=plain.get("was"),
        dropped=plain.get("dropped", []),
        decision=Decision.from_json(decision) if decision else None,
    )


def draft_of(user: User, key: UUID) -> Draft:
    """Return somebody's own draft of a letter.

    Raises:
        Http404: there is none of theirs; somebody else's looks the same.
    """
    mine = Draft.objects.filter(key=key, kind=Draft.Kind.LETTER_IN, author=user)
    found = mine.select_related("child").first()
    if found is None:
        raise Http404
    return found


def new_draft(letter: LetterDraft, *, by: User, child: Child | None) -> Draft:
    """Return the new draft of a letter."""
    now = clock.now()
    return Draft.objects.create(
        kind=Draft.Kind.LETTER_IN,
        author=by,
        child=child,
        content=letter.to_text(),
        created_at=now,
        updated_at=now,
    )


@contextmanager
def changing(user: User, key: UUID) -> Iterator[tuple[Draft, LetterDraft]]:
    """Hold a draft while it is changed; two windows on one letter lose nothing of each other.

    Raises:
        Http404: as for `draft_of`.
    """
    with transaction.atomic():
        locked = Draft.objects.select_for_update().filter(
            key=key, kind=Draft.Kind.LETTER_IN, author=user
        )
        draft = locked.first()
        if draft is None:
            raise Http404
        letter = LetterDraft.from_text(draft.content)
        yield draft, letter
        draft.content = letter.to_text()
        draft.version += 1
        draft.updated_at = clock.now()
        draft.save(update_fields=["content", "version", "updated_at", "child"])
