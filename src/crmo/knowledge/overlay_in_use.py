"""Which local files lie over crmo's own knowledge, and what each of them changed."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from crmo.knowledge.files import KnowledgeFile
from crmo.knowledge.layers import Override


@frozen(kw_only=True)
class OverlayInUse:
    """One local file that was in use.

    Args:
        file: its name in the overlay folder.
        who: who decided, as the file says; empty if it does not.
        when: when, as the file says.
        why: why, as the file says.
        changes: what it changed or added; empty if nothing.
    """

    file: str
    who: str = ""
    when: str = ""
    why: str = ""
    changes: tuple[Override, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Every changed place (`due_mri_after_change body.interval.first.from`), each once.

        An entry that was added is told by its table and id (`sources our_laboratory, new`).
        """
        return tuple(dict.fromkeys(_place(change) for change in self.changes))

    @property
    def summary(self) -> str:
        """The changed places in short, those of one mapping together; `nothing` without any."""
        groups: dict[str, dict[str, None]] = {}
        for change in self.changes:
            above, _, last = change.path.rpartition(".")
            where = f"{change.id} {above}" if above else change.id
            name = last or f"new in {change.table}"
            groups.setdefault(where, {})[name] = None
        return "; ".join(f"{where} ({', '.join(names)})" for where, names in groups.items()) or (
            "nothing"
        )

    @property
    def unused(self) -> tuple[Override, ...]:
        """Changes that no answer of crmo uses: reference ranges, which come with each result."""
        return tuple(each for each in self.changes if each.path.startswith("reference_ranges"))

    @property
    def lacks(self) -> tuple[str, ...]:
        """Which of `who`, `when` and `why` the file does not say."""
        told = {"who": self.who, "when": self.when, "why": self.why}
        return tuple(key for key, value in told.items() if not value.strip())


def overlays_in_use(
    files: Sequence[KnowledgeFile], overrides: Sequence[Override]
) -> tuple[OverlayInUse, ...]:
    """Return every overlay file with its changes.

    Args:
        files: the overlay files, in the order in which they are laid.
        overrides: all changes of all files.
    """
    return tuple(
        OverlayInUse(
            file=file.name,
            **file.overlay_remarks,
            changes=tuple(change for change in overrides if change.file == file.name),
        )
        for file in files
    )


def _place(change: Override) -> str:
    return f"{change.id} {change.path}" if change.path else f"{change.table} {change.id}, new"
