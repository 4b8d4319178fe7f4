"""Commands that show what crmo knows: rules, bones, sources, schema."""

from __future__ import annotations

from crmo.cli.options import Overlay


def rules(rule: str | None = None, *, knowledge: Overlay = None) -> int:
    """List the rules, or explain one.

    Args:
        rule: id of a rule, such as bristol_2016.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.browse import show_rules

    return show_rules(rule, overlay=knowledge)


def bones(*text: str) -> int:
    """List the bone units, or find those that words mean.

    Args:
        text: words such as left shin bone, T8, or distal tibial metaphysis.
    """
    from crmo.cli.browse import show_bones

    return show_bones(" ".join(text))


def sources(source: str | None = None, *, knowledge: Overlay = None) -> int:
    """List the sources behind every number, or show one with the rules that rest on it.

    Args:
        source: id of a source, such as roderick2016.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.browse import show_sources

    return show_sources(source, overlay=knowledge)


def schema(of: str = "record") -> int:
    """Print the JSON Schema of a patient record, or of what another command writes.

    Args:
        of: record, reading (of `crmo read --json`) or recognition (of `crmo recognise --json`).
    """
    from crmo.cli.browse import show_schema

    return show_schema(of)
