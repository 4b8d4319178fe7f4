"""Lets `python -m crmo` do what the command `crmo` does."""

from crmo.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
