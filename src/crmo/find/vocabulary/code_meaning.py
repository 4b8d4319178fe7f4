"""One code of a source, and what is known of it."""

from __future__ import annotations

from attrs import frozen

CodeKey = tuple[str, str, str, tuple[str, ...], str]
LOCAL, OMOP, OWN = "local", "omop", "crmo"


@frozen
class Coding:
    """A code as it came.

    Args:
        system: our short name of the code system, `omop`, `crmo`, `local`, or the name or address
            under which it came.
        code: as it came.
        label: its name there, or empty.
        own_kind: of our own ids, which of our tables it is from (`analyte`).
    """

    system: str
    code: str
    label: str = ""
    own_kind: str = ""

    @property
    def key(self) -> str:
        """`system:code`."""
        return f"{self.system}:{self.code}"


@frozen
class Meaning:
    """What is understood by a code.

    Args:
        id: id of a concept, analyte, drug, drug class, instrument, modality, visit or specialty.
        concept_kind: concept, analyte, drug, instrument, modality, visit or specialty.
        kind: kind of the event that it makes (`condition`).
        how: shipped, concept_table, ancestor or mapping.
    """

    id: str
    concept_kind: str
    kind: str
    how: str = "shipped"


@frozen
class Code:
    """A row of codes.parquet before it has a number.

    Args:
        kind: condition, finding, measurement, drug, procedure, imaging, visit or specialty.
        system: code system.
        code: as it came.
        also: `system:code` of the same thing elsewhere; `crmo:id` for a further meaning.
        label: its name, or empty.
        concept: what it means, or None.
        concept_kind: kind of `concept`, or None.
        how: what told the meaning, or empty.
    """

    kind: str
    system: str
    code: str
    also: tuple[str, ...] = ()
    label: str = ""
    concept: str | None = None
    concept_kind: str | None = None
    how: str = ""

    @property
    def key(self) -> CodeKey:
        """What makes it one row: with other codes or another meaning it is another row."""
        return self.kind, self.system, self.code, self.also, self.concept or ""
