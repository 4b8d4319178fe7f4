"""Every code says what we think it says: compared with the code systems themselves.

The terminologies are not part of the project. They are looked for beside the checkout; where
they are absent these tests are skipped and say so.
"""

from __future__ import annotations

import lzma
import re
from functools import cache
from pathlib import Path

import pytest

from crmo.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
HPO = DATA / "hpo_2025-01-16" / "hp.obo.xz"
MONDO = DATA / "mondo_sssom" / "mondo.sssom.tsv.xz"
ICD = DATA / "code_lists" / "icd10cm_code_list_2026-04.txt"
MONDO_PREFIX = {"snomed": "SCTID", "orpha": "Orphanet", "ncit": "NCIT", "mesh": "mesh"}


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not path.exists(), reason=f"{path.name} is not beside the checkout: codes not compared"
    )


@cache
def hpo_terms() -> dict[str, tuple[str, bool]]:
    with lzma.open(HPO, "rt", encoding="utf-8") as file:
        text = file.read()
    terms = {}
    for block in text.split("\n[Term]\n")[1:]:
        code = re.search(r"^id: (\S+)", block, re.MULTILINE)
        name = re.search(r"^name: (.*)", block, re.MULTILINE)
        assert code
        assert name
        terms[code[1]] = (name[1], "is_obsolete: true" in block)
    return terms


@cache
def mondo_rows() -> tuple[dict[str, str], set[tuple[str, str]]]:
    labels: dict[str, str] = {}
    pairs: set[tuple[str, str]] = set()
    with lzma.open(MONDO, "rt", encoding="utf-8") as file:
        rows = [line.split("\t") for line in file if line.startswith("MONDO:")]
    for code, label, predicate, target, *_ in rows:
        labels[code] = label
        if predicate == "skos:exactMatch":
            pairs.add((code, target))
    return labels, pairs


@needs(HPO)
def test_every_hpo_code_has_the_name_we_wrote_beside_it() -> None:
    compared = 0
    for concept in KNOWLEDGE.concepts.values():
        for code, name in concept.named_codes.get("hpo", {}).items():
            assert hpo_terms()[code] == (name, False), (concept.id, code)
            compared += 1
    assert compared > 80


@needs(HPO)
def test_old_and_narrower_hpo_codes_are_real_and_never_written() -> None:
    assert hpo_terms()["HP:0005901"][1]
    for concept in KNOWLEDGE.concepts.values():
        for code in concept.named_read_codes.get("hpo", {}):
            assert code in hpo_terms()
            assert concept.code_to_write("hpo") != code


@needs(MONDO)
def test_every_mondo_code_has_the_name_we_wrote_beside_it() -> None:
    labels, _ = mondo_rows()
    compared = 0
    for concept in KNOWLEDGE.concepts.values():
        for code, name in concept.named_codes.get("mondo", {}).items():
            assert labels[code] == name, (concept.id, code)
            assert not name.startswith("obsolete")
            compared += 1
    assert compared > 40


@needs(MONDO)
@pytest.mark.parametrize("system", ["snomed", "orpha", "ncit", "mesh"])
def test_codes_of_diseases_are_exact_matches_in_mondo(system: str) -> None:
    _, pairs = mondo_rows()
    not_in_mondo = {("fibromyalgia", "95417003"), ("cno", "C535456")}
    for concept in KNOWLEDGE.concepts.values():
        own = concept.named_codes.get("mondo", {})
        if not own:
            continue
        for code in concept.named_codes.get(system, {}):
            matches = any((mondo, f"{MONDO_PREFIX[system]}:{code}") in pairs for mondo in own)
            assert matches or (concept.id, code) in not_in_mondo, (concept.id, system, code)


@needs(MONDO)
def test_the_omim_traps_are_respected() -> None:
    _, pairs = mondo_rows()
    assert ("MONDO:0009813", "OMIMPS:609628") in pairs
    assert ("MONDO:0012316", "OMIM:609628") in pairs
    assert ("MONDO:0958177", "OMIM:259680") in pairs
    assert list(KNOWLEDGE.concepts["cno"].codes["omim"]) == ["PS609628"]
    assert list(KNOWLEDGE.concepts["majeed"].codes["omim"]) == ["609628"]


@needs(ICD)
def test_every_icd_10_cm_code_exists() -> None:
    known = set(ICD.read_text(encoding="utf-8").split())
    compared = 0
    for concept in KNOWLEDGE.concepts.values():
        groups = (concept.named_codes, concept.named_unverified_codes, concept.named_read_codes)
        for group in groups:
            for code in group.get("icd10cm", {}):
                if "-" not in code:
                    assert code.replace(".", "") in known, (concept.id, code)
                    compared += 1
    assert compared > 60
