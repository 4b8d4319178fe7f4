"""What every install must find in the knowledge, and what must never be in it."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files

import pytest

from crmo.anatomy import groups
from crmo.errors import KnowledgeError, UserError
from crmo.knowledge import Knowledge, RuleKind, load_knowledge
from crmo.knowledge.check import main, problems
from crmo.knowledge.files import knowledge_files
from crmo.knowledge.layers import Layers

KNOWLEDGE = load_knowledge()

FINDINGS = """
bone_pain night_pain joint_pain swelling tenderness warmth limp functional_limitation fever
weight_loss anorexia fatigue malaise night_sweats hepatomegaly splenomegaly hepatosplenomegaly
lymphadenopathy good_general_health local_inflammation palmoplantar_pustulosis psoriasis acne
severe_acne hidradenitis pyoderma_gangrenosum uveitis arthritis sacroiliitis enthesitis
inflammatory_bowel_disease crohn_disease ulcerative_colitis autoimmune_disease
autoinflammatory_disease neurological_signs mass kyphosis scoliosis leg_length_difference
abdominal_pain diarrhoea pregnancy pain_amplification antibiotic_response
"""
FEATURES = """
marrow_oedema lysis sclerosis marginal_sclerosis hyperostosis bone_expansion periosteal_reaction
soft_tissue_swelling height_loss physis_involved cortical_destruction abscess metaphyseal_bands
punched_out_lysis geographic contrast_enhancement sequestrum fracture_line
"""
DISEASES = """
cno sapho bacterial_osteomyelitis tuberculosis leukaemia lymphoma malignancy ewing_sarcoma
osteosarcoma neuroblastoma langerhans_cell_histiocytosis osteoid_osteoma scurvy hypophosphatasia
jia majeed dira papa infection
"""
PROCEDURES = "bone_biopsy bone_marrow_examination blood_culture"
RESULTS = """
bacterial_growth pcr_positive histology_inflammation histology_fibrosis histology_sclerosis
histology_plasma_cells histology_osteoclasts histology_necrosis malignant_cells organism
antibiotics_at_sampling histology_normal blasts
"""
ANALYTES = """
crp esr haemoglobin white_cells neutrophils neutrophil_bands lymphocytes platelets ldh uric_acid
alp alt ast creatinine egfr creatinine_clearance calcium phosphate vitamin_d vitamin_c ferritin ck
ana hla_b27 il6 height weight leg_length_difference body_temperature urine_ntx_creatinine pth
magnesium albumin glucose
"""
INSTRUMENTS = """
physician_global patient_global pain chaq clinical_lesion_count mri_lesion_count
"""


def test_the_shipped_knowledge_has_no_problem() -> None:
    found = list(problems(Layers(knowledge_files(files("crmo.knowledge")))))
    assert [str(problem) for problem in found] == []


def test_the_check_says_how_much_it_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "0 problems" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "ids"),
    [
        ("finding", FINDINGS),
        ("feature", FEATURES),
        ("disease", DISEASES),
        ("procedure", PROCEDURES),
        ("result", RESULTS),
    ],
)
def test_every_promised_concept_is_there_and_of_its_kind(kind: str, ids: str) -> None:
    found = {key: KNOWLEDGE.concepts[key].kind for key in ids.split()}
    assert found == dict.fromkeys(ids.split(), kind)


def test_every_promised_analyte_and_instrument_is_there() -> None:
    assert set(ANALYTES.split()) <= KNOWLEDGE.analytes.keys()
    assert set(INSTRUMENTS.split()) <= KNOWLEDGE.instruments.keys()


def test_importing_the_room_parses_nothing() -> None:
    code = (
        "import crmo.knowledge, crmo.yaml12, sys\n"
        "calls = []\n"
        "crmo.yaml12.load = lambda *a, **k: calls.append(a)\n"
        "knowledge = crmo.knowledge.load_knowledge()\n"
        "sys.exit(len(calls))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0


def test_the_same_knowledge_is_loaded_once() -> None:
    assert load_knowledge() is KNOWLEDGE


def test_every_rule_is_found_under_its_kind_and_its_id() -> None:
    by_kind = {key for kind in RuleKind for key in KNOWLEDGE.rules(kind)}
    assert by_kind == KNOWLEDGE.all_rules.keys()
    for key, rule in KNOWLEDGE.all_rules.items():
        assert KNOWLEDGE.rule(key) is rule
        assert rule.id == key
        assert not rule.is_overridden


def test_a_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UserError, match="no rule"):
        KNOWLEDGE.rule("criteria_of_nobody")
    with pytest.raises(ValueError, match="not a valid RuleKind"):
        KNOWLEDGE.rules("horoscope")


def test_a_rule_body_cannot_be_changed() -> None:
    rule = next(iter(KNOWLEDGE.all_rules.values()))
    with pytest.raises(TypeError):
        rule.body["cut_off"] = 1  # type: ignore[index]
    with pytest.raises(TypeError):
        KNOWLEDGE.concepts["fever"] = None  # type: ignore[index]


def test_no_drug_entry_holds_a_number() -> None:
    """No dose is in the knowledge, so none can be offered."""
    text = files("crmo.knowledge").joinpath("drugs.yaml").read_text(encoding="utf-8")
    assert not re.search(r"\d\s*(mg|g|ml|mcg|µg|IU)\b", text)
    for drug in KNOWLEDGE.drugs.values():
        assert not any(isinstance(getattr(drug, name), int | float) for name in drug.__slots__)


def test_the_groups_of_anatomy_name_sources_that_exist() -> None:
    named = {group.source for group in groups().values() if group.source}
    assert named <= KNOWLEDGE.sources.keys()


def test_sources_link_to_their_lasting_address() -> None:
    assert KNOWLEDGE.sources["jansson_2009"].link == "https://doi.org/10.1002/art.24402"
    assert KNOWLEDGE.sources["duffy_2002"].link == "https://pubmed.ncbi.nlm.nih.gov/12131448/"
    assert KNOWLEDGE.sources["sparn_pamidronate"].link == ""


def test_contradicting_figures_stand_side_by_side() -> None:
    figures = {figure.id: figure for figure in KNOWLEDGE.population["prevalence"].figures}
    assert figures["measured"].value is None
    assert "from_incidence" in figures["family_leaflet"].contradicted_by
    shares = [
        figure.value
        for figure in KNOWLEDGE.population["nsaid_enough"].figures
        if figure.value is not None
    ]
    assert min(shares) == 13.3
    assert max(shares) == 85


def test_shares_that_give_counts_are_the_quotient_of_their_counts() -> None:
    for topic in KNOWLEDGE.population.values():
        for figure in topic.figures:
            if figure.unit == "%" and figure.numerator and figure.denominator and figure.value:
                share = 100 * figure.numerator / figure.denominator
                assert share == pytest.approx(figure.value, abs=0.6), (topic.id, figure.id)


def test_what_is_known_of_a_thing_is_known_of_its_kinds() -> None:
    knowledge: Knowledge = KNOWLEDGE
    assert knowledge.is_a("ewing_sarcoma", "malignancy")
    assert knowledge.is_a("tuberculosis", "infection")
    assert knowledge.is_a("crohn_disease", "inflammatory_bowel_disease")
    assert knowledge.is_a("severe_acne", "acne")
    assert knowledge.is_a("celecoxib", "nsaid")
    assert knowledge.is_a("adalimumab", "biologic")
    assert knowledge.is_a("fever", "fever")
    assert not knowledge.is_a("malignancy", "ewing_sarcoma")
    assert not knowledge.is_a("osteomyelitis", "infection")
    assert {"leukaemia", "malignancy"} <= knowledge.descendants("malignancy")


def test_every_id_has_words_and_a_question() -> None:
    assert KNOWLEDGE.label("tnf_inhibitor") == "TNF inhibitor"
    assert KNOWLEDGE.ask("fever").endswith("?")
    assert KNOWLEDGE.ask("naproxen") == "naproxen"
    assert "thigh" in KNOWLEDGE.label("femur_distal_left")
    with pytest.raises(KnowledgeError):
        KNOWLEDGE.label("phlogiston")
