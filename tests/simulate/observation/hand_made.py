"""Hand-made virtual children: a girl with CNO, a boy with leukaemia, a healthy one."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve

from crmo.record import Certainty, Modality, Sex, StopReason, ToldResponse
from crmo.simulate.child import (
    STEP_DAYS,
    Belief,
    Bout,
    Condition,
    Sampling,
    Scan,
    States,
    Treatment,
    VirtualChild,
    Visit,
)

ONSET = date(2012, 3, 5).toordinal()
RHEUM = "paediatric rheumatology"


def states(years: float, **levels: float) -> States:
    """Return series that begin high and fall, one value per step."""
    n = max(int(years * 365 / STEP_DAYS), 1)
    usual = {
        "pain": 6.0, "patient_global": 5.0, "physician_global": 5.0, "chaq": 1.0, "n_active": 3.0,
        "n_felt": 2.0, "crp": 14.0, "esr": 30.0, "haemoglobin": 124.0, "white_cells": 7.5,
        "neutrophils": 4.0, "platelets": 310.0, "ldh": 240.0, "alp": 250.0,
    }  # fmt: skip
    falling = {
        "pain",
        "patient_global",
        "physician_global",
        "chaq",
        "n_active",
        "n_felt",
        "crp",
        "esr",
    }
    return States(
        first_day=ONSET,
        values={
            name: tuple(
                value * max(1 - step / 30, 0.1) if name in falling else value for step in range(n)
            )
            for name, value in {**usual, **levels}.items()
        },
    )


def girl_with_cno(years: float = 10.0, number: int = 0, **changes: Any) -> VirtualChild:
    """Return a girl followed from the age of nine: tibiae, collar bone, a silent vertebra."""
    until = ONSET + int(years * 365)
    seen = [ONSET + d for d in (20, 60, 110, 150, 180, 210, 270, 360)]
    later = range(ONSET + 450, until, 105)
    departments = ["general practice", "orthopaedics", "emergency", "paediatrics", *[RHEUM] * 4]
    child = VirtualChild(
        number=number, seed=7, kind="cno", sex=Sex.FEMALE, born=ONSET - 9 * 365, onset=ONSET,
        until=until, leaves="cut", pattern="mixed",
        bouts=(
            Bout(bone_unit="tibia_distal_metaphysis_left", first_day=ONSET, last_day=ONSET + 700,
                 is_felt=True, size_mm=24, features={"sclerosis": ONSET + 120}),
            Bout(bone_unit="tibia_distal_metaphysis_right", first_day=ONSET + 40,
                 last_day=ONSET + 500, is_felt=False, size_mm=14),
            Bout(bone_unit="clavicle_medial_right", first_day=ONSET + 90, last_day=ONSET + 1200,
                 is_felt=True, size_mm=31, features={"hyperostosis": ONSET + 200}),
            Bout(bone_unit="vertebra_t8", first_day=ONSET + 100, last_day=ONSET + 900,
                 is_felt=False, size_mm=12, features={"height_loss": ONSET + 160}),
            Bout(bone_unit="tibia_distal_metaphysis_left", first_day=ONSET + 1500,
                 last_day=ONSET + 1900, is_felt=True, size_mm=18),
            Bout(bone_unit="calcaneus_left", first_day=ONSET + 2200, last_day=None, is_felt=False,
                 size_mm=9),
        ),
        incidental=("femur_proximal_metaphysis_left",),
        conditions=(
            Condition(concept="fever", first_day=ONSET + 10, last_day=ONSET + 22),
            Condition(concept="palmoplantar_pustulosis", first_day=ONSET - 300),
            Condition(concept="leg_length_difference", first_day=ONSET + 900),
        ),
        traits={"hla_b27_positive": False, "ana_positive": True}, family=("psoriasis",),
        states=states(years),
        treatments=(
            Treatment(drug="flucloxacillin", start=ONSET + 62, stop=ONSET + 100,
                      indication="bacterial_osteomyelitis", response=ToldResponse.NONE,
                      stop_reason=StopReason.NO_EFFECT),
            Treatment(drug="naproxen", start=ONSET + 180, stop=ONSET + 360, indication="cno",
                      response=ToldResponse.PARTIAL, stop_reason=StopReason.NO_EFFECT),
            Treatment(drug="pamidronic_acid", start=ONSET + 360, stop=ONSET + 765,
                      indication="cno", response=ToldResponse.COMPLETE,
                      stop_reason=StopReason.REMISSION, adverse_events=("flu_like_reaction",)),
            Treatment(drug="adalimumab", start=ONSET + 1605, stop=None, indication="cno"),
        ),
        visits=tuple(
            Visit(day=d, department=name) for d, name in zip(seen, departments, strict=True)
        ) + tuple(
            Visit(day=d, department=RHEUM, is_attended=n % 9 != 4) for n, d in enumerate(later)
        ),
        scans=(
            Scan(day=ONSET + 22, modality=Modality.RADIOGRAPH, sites=("lower_leg_left",)),
            Scan(day=ONSET + 112, modality=Modality.RADIOGRAPH,
                 sites=("ankle_left", "clavicle_right")),
            Scan(day=ONSET + 155, modality=Modality.MRI,
                 sites=("lower_leg_left", "lower_leg_right")),
            *(Scan(day=d, modality=Modality.MRI, whole_body=True)
              for d in (ONSET + 178, *range(ONSET + 400, until, 400))),
        ),
        samplings=(
            Sampling(day=ONSET + 160, concept="bone_biopsy", site="clavicle_medial_right",
                     results={"bacterial_growth": False, "malignant_cells": False,
                              "histology_inflammation": True}),
        ),
        beliefs=(
            Belief(concept="bacterial_osteomyelitis", certainty=Certainty.SUSPECTED,
                   first_day=ONSET + 60, last_day=ONSET + 178),
            Belief(concept="malignancy", certainty=Certainty.EXCLUDED, first_day=ONSET + 165),
            Belief(concept="cno", certainty=Certainty.CONFIRMED, first_day=ONSET + 180),
        ),
        height_z=-0.4,
    )  # fmt: skip
    return evolve(child, **changes)


def boy_with_leukaemia(number: int = 1) -> VirtualChild:
    """Return a boy of five whose marrow fails within two months."""
    return VirtualChild(
        number=number, seed=7, kind="leukaemia", sex=Sex.MALE, born=ONSET - 5 * 365, onset=ONSET,
        until=ONSET + 120, leaves="other_care",
        bouts=(
            Bout(bone_unit="femur_distal_metaphysis_left", first_day=ONSET, last_day=None,
                 is_felt=True, size_mm=40,
                 features={"metaphyseal_bands": ONSET + 10, "marrow_infiltrate": ONSET}),
            Bout(bone_unit="femur_distal_metaphysis_right", first_day=ONSET, last_day=None,
                 is_felt=True, size_mm=40,
                 features={"metaphyseal_bands": ONSET + 10, "marrow_infiltrate": ONSET}),
        ),
        conditions=(
            Condition(concept="fever", first_day=ONSET + 5),
            Condition(concept="pallor", first_day=ONSET + 15),
            Condition(concept="lymphadenopathy", first_day=ONSET + 15),
            Condition(concept="hepatosplenomegaly", first_day=ONSET + 15),
        ),
        states=states(0.4, haemoglobin=84.0, platelets=70.0, neutrophils=0.9, ldh=900.0),
        visits=(
            Visit(day=ONSET + 14, department="general practice"),
            Visit(day=ONSET + 30, department="emergency", is_planned=False),
            Visit(day=ONSET + 33, department="paediatric oncology"),
        ),
        scans=(
            Scan(day=ONSET + 30, modality=Modality.RADIOGRAPH, sites=("femur_left", "femur_right")),
            Scan(day=ONSET + 34, modality=Modality.MRI, sites=("femur_left", "femur_right")),
        ),
        samplings=(
            Sampling(day=ONSET + 35, concept="bone_marrow_examination", results={"blasts": True}),
        ),
        beliefs=(
            Belief(concept="leukaemia", certainty=Certainty.CONFIRMED, first_day=ONSET + 36),
        ),
    )  # fmt: skip


def healthy_child(number: int = 2) -> VirtualChild:
    """Return a child who came once with a sore leg and had a scan for it."""
    return VirtualChild(
        number=number, seed=7, kind="healthy", sex=Sex.MALE, born=ONSET - 8 * 365, onset=ONSET,
        until=ONSET + 365, leaves="cut", incidental=("calcaneus_left", "talus_right"),
        conditions=(
            Condition(concept="limb_pain", first_day=ONSET, last_day=ONSET + 30,
                      site="lower_leg_left"),
        ),
        states=states(1, pain=2.0, patient_global=0.5, physician_global=0.2, chaq=0.0, crp=0.8,
                      esr=6.0),
        visits=(Visit(day=ONSET + 20, department="general practice"),),
        scans=(Scan(day=ONSET + 40, modality=Modality.MRI, whole_body=True),),
    )  # fmt: skip
