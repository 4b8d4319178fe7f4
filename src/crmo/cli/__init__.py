"""The command line: open, assess, template, rules, bones, sources, schema, demo."""

from crmo.cli.main import main

__all__ = ["main"]
