"""Look for virtual children with CNO among others, and keep how well they were found.

    python -m tools.evaluate_finding [--third-party FOLDER] [--work FOLDER]

writes docs/reference/finding.json; `make docs` then makes the page from that file. Run it again
when a case definition, the events or the virtual children have changed. It takes some minutes.
`--third-party` names a folder with other people's records, one source in each folder of it; where
it is left out, what was found there before is kept.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crmo.knowledge import load_knowledge
from tools.find_evaluation.results import results
from tools.find_evaluation.third_party import third_party_results

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "finding.json"


def read() -> dict[str, Any]:
    """Return the results that are kept."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def main(arguments: list[str]) -> None:
    """Write the file."""
    others, work = _option(arguments, "--third-party"), _option(arguments, "--work")
    knowledge = load_knowledge()
    with TemporaryDirectory() as temporary:
        folder = work or Path(temporary)
        found = results(folder, knowledge)
        if others is not None:
            found["third_party"] = third_party_results(others, folder, knowledge)
        elif FILE.exists():
            found["third_party"] = read().get("third_party", {})
    text = json.dumps(found, indent=1, ensure_ascii=False)
    FILE.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _option(arguments: list[str], name: str) -> Path | None:
    return Path(arguments[arguments.index(name) + 1]) if name in arguments else None


if __name__ == "__main__":
    main(sys.argv[1:])
