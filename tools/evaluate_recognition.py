"""Weigh the published cases and virtual children, and keep what was found.

    python -m tools.evaluate_recognition

writes docs/reference/recognising.json; `make docs` then makes the page from that file. Run it
again when the likelihoods, the model or the virtual children have changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crmo.assess.facts import Facts
from crmo.knowledge import Knowledge, load_knowledge
from tools.recognition.cases import case_results, coded_facts, told_facts
from tools.recognition.virtual import (
    at_first_visit,
    calibration,
    children,
    regression_on_cases,
    regression_on_children,
    trained,
    with_mri,
)

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "recognising.json"
N_WEIGHED, SEED_WEIGHED = 2000, 2026
N_TRAINED, SEED_TRAINED = 3000, 2027


def results(knowledge: Knowledge) -> dict[str, Any]:
    """Return everything that the page is made from, as plain values."""
    weighed = children(N_WEIGHED, SEED_WEIGHED, knowledge)
    model = trained(children(N_TRAINED, SEED_TRAINED, knowledge), knowledge)
    cases = all_cases(knowledge)
    return {
        **{name: case_results(facts, knowledge) for name, facts in cases.items()},
        "virtual": calibration(weighed, knowledge),
        "first_visit": calibration(at_first_visit(weighed), knowledge),
        "with_mri": with_mri(weighed, knowledge),
        "regression": {
            "n_trained": N_TRAINED,
            **{name: regression_on_cases(model, facts, knowledge) for name, facts in cases.items()},
            "virtual": regression_on_children(model, weighed, knowledge),
        },
    }


def all_cases(knowledge: Knowledge) -> dict[str, dict[str, Facts]]:
    """Return the published cases: coded, told with age and sex beside, and told alone."""
    return {
        "cases": coded_facts(knowledge),
        "told": told_facts(knowledge, with_person=True),
        "told_alone": told_facts(knowledge, with_person=False),
    }


def read() -> dict[str, Any]:
    """Return the results that are kept."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def main() -> None:
    """Write the file."""
    text = json.dumps(results(load_knowledge()), indent=1, ensure_ascii=False)
    FILE.write_text(f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
