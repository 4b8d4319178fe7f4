"""The sample of persons who were not proposed, as files and as a step of the run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crmo.find.candidates.chart import Table
from crmo.find.found_cases import FoundCases
from crmo.find.privacy.pseudonyms import PseudonymKey
from crmo.find.request import Request
from crmo.find.worklist.others import Sampled, sample_others
from crmo.find.worklist.tables import write_rows
from crmo.find.written import write_whole
from crmo.knowledge.case_definition import CaseDefinition

OTHERS_FILES = ("others.csv", "others.json", "others.parquet")
OTHERS_COLUMNS = {"pseudonym": "string", "stratum": "string", "n_in_stratum": "int64"}


def drawn(
    request: Request,
    table: Table,
    cases: FoundCases,
    definition: CaseDefinition,
    index_code_ids: Sequence[int],
    key: PseudonymKey,
) -> Mapping[str, Any]:
    """Draw the sample, write `others`, and return it as plain values."""
    sampled = sample_others(
        request.out,
        table,
        cases,
        definition,
        index_code_ids,
        n=request.sample_others,
        key=key,
        memory_limit=request.memory_limit,
        threads=request.threads,
    )
    rows = sorted(
        (name, sampled.strata[person], sampled.sizes[sampled.strata[person]])
        for person, name in sampled.pseudonyms.items()
    )
    write_rows(request.out / "others", OTHERS_COLUMNS, rows)
    content = json.dumps({"sizes": sampled.sizes}, indent=1)
    write_whole(request.out / "others.json", f"{content}\n".encode())
    return {
        "persons": [
            [person, name, sampled.source_persons[person], sampled.strata[person]]
            for person, name in sampled.pseudonyms.items()
        ],
        "sizes": dict(sampled.sizes),
    }


def kept_sample(told: Mapping[str, Any]) -> Sampled:
    """Return the sample that `drawn` told of."""
    rows = told["persons"]
    return Sampled(
        pseudonyms={person: name for person, name, _, _ in rows},
        source_persons={person: source for person, _, source, _ in rows},
        strata={person: stratum for person, _, _, stratum in rows},
        sizes=told["sizes"],
    )
