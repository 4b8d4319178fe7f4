"""Whom to review, in which order: blocks with one of each group, mixed, so that nothing shows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo.errors import UnreadableError


@frozen(kw_only=True)
class Candidate:
    """One to be reviewed.

    Args:
        pseudonym: who.
        stratum: band, or group of those not proposed; never shown before the verdict.
        is_hit: whether the definition proposed the person.
    """

    pseudonym: str
    stratum: str
    is_hit: bool


@frozen(kw_only=True)
class Chosen:
    """All candidates of a run, in the order of the review.

    Args:
        candidates: in that order.
        proposed: group -> how many persons proposed are in it, reviewed or not.
        others: group -> how many persons not proposed are in it, drawn or not; empty if nobody
            was to be drawn.
    """

    candidates: tuple[Candidate, ...]
    proposed: Mapping[str, int]
    others: Mapping[str, int]


def chosen_of(run: Path) -> Chosen:
    """Return the candidates of a run's folder.

    Raises:
        UnreadableError: no run was finished there.
    """
    import pyarrow.parquet as pq

    if not (run / "worklist.parquet").exists() or not (run / "charts.parquet").exists():
        raise UnreadableError(
            "no finished run of case finding is here.",
            where=str(run),
            expected="the folder that `crmo find` named with --out",
            todo="Run crmo find again; it goes on where it was.",
        )
    rows: list[dict[str, Any]] = pq.read_table(run / "worklist.parquet").to_pylist()
    found = [
        Candidate(
            pseudonym=row["pseudonym"],
            stratum=row["band"] or f"possibly {row['band_possible']}",
            is_hit=True,
        )
        for row in rows
    ]
    others: dict[str, int] = {}
    if (run / "others.json").exists():
        others = json.loads((run / "others.json").read_text(encoding="utf-8"))["sizes"]
        drawn = pq.read_table(run / "others.parquet").to_pylist()
        found += [
            Candidate(pseudonym=row["pseudonym"], stratum=row["stratum"], is_hit=False)
            for row in drawn
        ]
    return Chosen(
        candidates=in_blinded_order(found),
        proposed=Counter(each.stratum for each in found if each.is_hit),
        others=others,
    )


def in_blinded_order(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates in an order that tells nothing of them and is the same for everybody.

    Each block holds the next one of every group that is left, mixed. So a review that is broken
    off has seen a random part of each group, and two reviewers have seen the same ones. Chance
    comes from the pseudonyms, which are random to whoever has not the key.
    """
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for each in candidates:
        groups[each.stratum].append(each)
    placed = []
    for group in groups.values():
        for block, each in enumerate(sorted(group, key=lambda c: _luck("turn", c))):
            placed.append((block, _luck("place", each), each))
    return tuple(each for _, _, each in sorted(placed, key=lambda place: place[:2]))


def _luck(purpose: str, candidate: Candidate) -> str:
    return sha256(f"crmo review {purpose}\0{candidate.pseudonym}".encode()).hexdigest()
