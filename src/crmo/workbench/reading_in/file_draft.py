"""A file on its way in: what was understood, whose it is, and what was decided so far.

It lives in a `Draft`, so that it survives a closed browser and a killed server. The records are
kept packed, each child by itself: a file with hundreds of children opens as quickly as one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any
from uuid import UUID

from attrs import define, field
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext

from crmo.errors import UserError
from crmo.record import Patient, PatientRecord
from crmo.record.json_form import from_dict, part_from_dict
from crmo.record.matching import Match
from crmo.workbench import clock
from crmo.workbench.models import Draft, User
from crmo.workbench.reading_in.decision import Decision, Verb
from crmo.workbench.reading_in.packed import unpacked

MOST_DRAFTS = 50


class Who(StrEnum):
    """Whose the entries of one child of a file are."""

    UNDECIDED = "undecided"
    KNOWN = "known"
    NEW = "new"
    SKIP = "skip"


@define(kw_only=True)
class Candidate:
    """A known child that a child of the file may be.

    Args:
        key: of the known child.
        match: how sure it is.
        reasons: what speaks for and against, as `MatchReason` values.
    """

    key: UUID
    match: Match
    reasons: tuple[str, ...]


@define(kw_only=True)
class FileChild:
    """One child of a file.

    Args:
        plain_patient: who it is, as the file says, in JSON values.
        n_entries: how many entries it has.
        n_current: how many of them the file has neither corrected nor taken back.
        kinds: how many of each kind.
        packed_record: the whole record.
        candidates: known children that it may be, the surest first.
        who: whose the entries are.
        chosen: key of the known child, for KNOWN.
        head: newest statement about that child when the counts were made.
        counts: how many entries are new, conflict and so on, by `Change` value.
        standing: how many are taken, wait, and so on, by `Verb` value.
        decisions: by entry id, those that a person took.
        fields: name, birth date and sex to be taken from the file or left, by field.
        withdrawals: entries that the file takes back: ids of known ones, taken or left.
    """

    plain_patient: dict[str, Any]
    n_entries: int
    n_current: int
    kinds: dict[str, int]
    packed_record: str
    candidates: list[Candidate] = field(factory=list)
    who: Who = Who.UNDECIDED
    chosen: UUID | None = None
    head: int = -1
    counts: dict[str, int] = field(factory=dict)
    standing: dict[str, int] = field(factory=dict)
    decisions: dict[str, Decision] = field(factory=dict)
    fields: dict[str, Verb] = field(factory=dict)
    withdrawals: dict[str, Verb] = field(factory=dict)

    @property
    def patient(self) -> Patient:
        """Who the child is, as the file says."""
        return part_from_dict(self.plain_patient, Patient)

    @property
    def record(self) -> PatientRecord:
        """What the file says of the child."""
        return from_dict(unpacked(self.packed_record))

    @property
    def match(self) -> Match:
        """How sure the surest candidate is."""
        return self.candidates[0].match if self.candidates else Match.NONE

    def forget_comparison(self) -> None:
        """Drop what was counted and decided, as after another child was chosen."""
        self.head = -1
        self.counts, self.standing = {}, {}
        self.decisions, self.fields, self.withdrawals = {}, {}, {}


@define(kw_only=True)
class FileDraft:
    """All of a file on its way in.

    Args:
        source: its name as shown.
        form: what it turned out to be.
        counts: how much was understood, ignored and not understood, by kind of row.
        n_remarks: how many remarks the reader made.
        packed_remarks: level, place, message, what came and code of each, the gravest first.
        children: in the order of the file.
    """

    source: str
    form: str
    counts: dict[str, dict[str, int]]
    n_remarks: int
    packed_remarks: str
    children: list[FileChild]

    @property
    def remarks(self) -> list[tuple[str, str, str, str, str]]:
        """What the reader noticed: level, place, message, what came, code."""
        return [tuple(remark) for remark in unpacked(self.packed_remarks)]

    def to_text(self) -> str:
        """Return it as the text of a draft."""
        plain = {
            "source": self.source,
            "form": self.form,
            "counts": self.counts,
            "n_remarks": self.n_remarks,
            "remarks": self.packed_remarks,
            "children": [_child_to_json(child) for child in self.children],
        }
        return json.dumps(plain, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> FileDraft:
        """Return what `to_text` wrote."""
        plain = json.loads(text)
        return cls(
            source=plain["source"],
            form=plain["form"],
            counts=plain["counts"],
            n_remarks=plain["n_remarks"],
            packed_remarks=plain["remarks"],
            children=[_child_from_json(child) for child in plain["children"]],
        )

    @classmethod
    def from_answer(cls, read: Mapping[str, Any]) -> FileDraft:
        """Return the draft of what the reading process understood."""
        return cls(
            source=read["source"],
            form=read["format"],
            counts={name: read[name] for name in ("understood", "ignored", "not_understood")},
            n_remarks=read["n_remarks"],
            packed_remarks=read["remarks"],
            children=[
                FileChild(
                    plain_patient=each["patient"],
                    n_entries=each["n_entries"],
                    n_current=each["n_current"],
                    kinds=each["kinds"],
                    packed_record=each["record"],
                )
                for each in read["children"]
            ],
        )


def _child_to_json(child: FileChild) -> dict[str, Any]:
    return {
        "patient": child.plain_patient,
        "n_entries": child.n_entries,
        "n_current": child.n_current,
        "kinds": child.kinds,
        "record": child.packed_record,
        "candidates": [[str(each.key), each.match, each.reasons] for each in child.candidates],
        "who": child.who,
        "chosen": None if child.chosen is None else str(child.chosen),
        "head": child.head,
        "counts": child.counts,
        "standing": child.standing,
        "decisions": {name: each.to_json() for name, each in child.decisions.items()},
        "fields": child.fields,
        "withdrawals": child.withdrawals,
    }


def _child_from_json(plain: Mapping[str, Any]) -> FileChild:
    return FileChild(
        plain_patient=plain["patient"],
        n_entries=plain["n_entries"],
        n_current=plain["n_current"],
        kinds=plain["kinds"],
        packed_record=plain["record"],
        candidates=[
            Candidate(key=UUID(key), match=Match(match), reasons=tuple(reasons))
            for key, match, reasons in plain["candidates"]
        ],
        who=Who(plain["who"]),
        chosen=UUID(plain["chosen"]) if plain["chosen"] else None,
        head=plain["head"],
        counts=plain["counts"],
        standing=plain["standing"],
        decisions={name: Decision.from_json(each) for name, each in plain["decisions"].items()},
        fields={name: Verb(verb) for name, verb in plain["fields"].items()},
        withdrawals={name: Verb(verb) for name, verb in plain["withdrawals"].items()},
    )


def draft_of(user: User, key: UUID) -> Draft:
    """Return somebody's own draft of a file.

    Raises:
        Http404: there is none of theirs; somebody else's looks the same.
    """
    found = Draft.objects.filter(key=key, kind=Draft.Kind.READING_IN, author=user).first()
    if found is None:
        raise Http404
    return found


def refuse_more(kind: Draft.Kind, by: User) -> None:
    """Refuse to begin another draft where somebody has very many.

    Raises:
        UserError: they have.
    """
    if Draft.objects.filter(kind=kind, author=by).count() >= MOST_DRAFTS:
        raise UserError(
            gettext("too many are begun and not finished."),
            expected=gettext("fewer than %(n)s") % {"n": MOST_DRAFTS},
            todo=gettext("Finish some of them, or put them aside."),
        )


def new_draft(file: FileDraft, *, by: User) -> Draft:
    """Return the new draft of a file."""
    now = clock.now()
    return Draft.objects.create(
        kind=Draft.Kind.READING_IN,
        author=by,
        content=file.to_text(),
        created_at=now,
        updated_at=now,
    )


@contextmanager
def changing(user: User, key: UUID) -> Iterator[FileDraft]:
    """Hold a draft while it is changed; two windows on one file lose nothing of each other.

    Raises:
        Http404: as for `draft_of`.
    """
    with transaction.atomic():
        locked = Draft.objects.select_for_update().filter(
            key=key, kind=Draft.Kind.READING_IN, author=user
        )
        draft = locked.first()
        if draft is None:
            raise Http404
        file = FileDraft.from_text(draft.content)
        yield file
        draft.content = file.to_text()
        draft.version += 1
        draft.updated_at = clock.now()
        draft.save(update_fields=["content", "version", "updated_at"])
