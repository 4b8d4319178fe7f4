"""Constructions of reports and letters: every way of saying it, said of every sort of place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmo.knowledge import load_knowledge
from crmo.notes.pipeline import read_note
from crmo.record import ImagingStudy
from crmo.yaml12 import load

KNOWLEDGE = load_knowledge()
SCAN = "MRI of 3 May 2024.\n\n"
TEXTS = load(Path(__file__).with_name("constructions.yaml"))["texts"]


def read(text: str) -> dict[str, str]:
    return {
        lesion.bone_unit: str(lesion.status)
        for read in read_note(text, KNOWLEDGE).entries
        if isinstance(read.entry, ImagingStudy)
        for lesion in read.entry.lesions
    }


def text_of(case: dict[str, Any]) -> str:
    return str(case["text"])


@pytest.mark.parametrize("case", TEXTS, ids=text_of)
def test_a_construction_tells_these_lesions(case: dict[str, Any]) -> None:
    text = case["text"] if case.get("note") else SCAN + case["text"]
    assert read(text) == case["lesions"]


PLACES: dict[str, tuple[str, ...]] = {
    "the left distal femur": ("femur_distal_left",),
    "T8": ("vertebra_t8",),
    "the right clavicle": ("clavicle_right",),
    "the sacrum": ("sacrum",),
    "the manubrium": ("manubrium",),
}
PAIRS: dict[str, tuple[str, ...]] = {
    "both calcanei": ("calcaneus_left", "calcaneus_right"),
    "the left ilium and the right ischium": ("ilium_left", "ischium_right"),
    "the left second and third metatarsals": ("metatarsal_2_left", "metatarsal_3_left"),
    "the distal tibial metaphyses": (
        "tibia_distal_metaphysis_left",
        "tibia_distal_metaphysis_right",
    ),
    "T5, T6 and T9": ("vertebra_t5", "vertebra_t6", "vertebra_t9"),
}
VERBS = {
    "is": "are",
    "shows": "show",
    "looks": "look",
    "does": "do",
    "returns": "return",
    "demonstrates": "demonstrate",
    "appears": "appear",
    "has": "have",
}

ABSENT = [
    "No abnormality in {}.",
    "{} {is} unaffected.",
    "There is no evidence of a lesion in {}.",
    "No signal abnormality is seen in {}.",
    "{} {shows} no abnormality.",
    "{} {shows} no oedema.",
    "{} {shows} normal marrow signal.",
    "{} {is} free of disease.",
    "No bony lesion of {} is identified.",
    "There is nothing to suggest involvement of {}.",
    "Oedema is not demonstrated in {}.",
    "I could not see any lesion in {}.",
    "{} {looks} fine.",
    "{} {is} within normal limits.",
    "{} {is} not involved.",
    "{} {does} not show oedema.",
    "Normal appearance of {}.",
    "Marrow oedema is absent from {}.",
    "No oedema, sclerosis or periosteal reaction in {}.",
    "{}: no focal lesion.",
    "{}: nil.",
    "{}: unremarkable.",
    "{} {is} spared.",
    "There is sparing of {}.",
    "Marrow signal in {} is normal.",
    "{} {returns} normal signal.",
    "{} {is} devoid of oedema.",
    "No involvement of {}.",
    "{} {is} uninvolved.",
    "{} {demonstrates} no marrow signal change.",
    "There are no lesions in {}.",
    "No focal abnormality is present within {}.",
    "{} {appears} intact.",
    "Absent oedema in {}.",
    "No uptake in {}.",
    "No increased uptake is seen in {}.",
    "There is no longer any doubt that {} {is} normal.",
    "No fracture or lesion of {}.",
    "Neither oedema nor sclerosis is seen in {}.",
    "{} {is} negative.",
    "{} {is} clear of disease.",
    "{} {is} clear of oedema.",
    "No single lesion is found in {}.",
    "Not a single lesion is present in {}.",
    "{} {shows} no lesion whatsoever.",
    "There is no hint of oedema in {}.",
    "Nothing abnormal in {}.",
    "Nothing is seen in {}.",
    "I see nothing in {}.",
    "No lesion was found in {}, in contrast to 2022.",
    "{}: no lesion, no oedema, no effusion.",
    "{} {is} without oedema.",
    "{} without signal abnormality.",
    "{} {is} unremarkable, without oedema or periosteal reaction.",
    "No suspicious signal in {}.",
    "{} {shows} neither oedema nor enhancement.",
    "There is not any oedema in {}.",
    "There isn't any oedema in {}.",
    "Oedema was not found in {}.",
    "Oedema of {} could not be demonstrated.",
    "No lesion {is} visible in {} on any sequence.",
    "No marrow replacement or oedema of {}.",
    "{} {is} negative for oedema.",
    "{}: (-)",
    "{} = normal",
    "{} - no change of signal",
    "{} ok",
    "{} {is} preserved.",
    "No convincing oedema of {}.",
    "No definite signal abnormality in {}.",
    "No discernible lesion of {}.",
    "Lack of oedema in {}.",
    "There is an absence of oedema in {}.",
    "We found no oedema in {}.",
    "The radiologist saw no lesion in {}.",
    "MRI excluded a lesion of {}.",
    "MRI ruled out involvement of {}.",
    "A lesion of {} was excluded.",
    "A lesion of {} has been ruled out.",
    "Involvement of {} is excluded.",
    "{} {is} not oedematous.",
    "{} {is} not abnormal.",
    "{} {is} not inflamed.",
    "{} {has} no lesion.",
    "{} {has} not been affected.",
    "{} {has} never been involved.",
    "{} {is} otherwise unremarkable.",
    "There is no pathological uptake in {}.",
    "Tracer uptake in {} is physiological.",
    "{} {shows} physiological uptake only.",
    "{} {shows} age-appropriate marrow.",
    "{} {shows} normal haematopoietic marrow.",
    "The signal in {} is as expected for age.",
    "{} {is} radiologically normal.",
    "No active disease in {}.",
    "No active lesion is seen in {}.",
    "{} {shows} no active inflammation.",
]

PRESENT = [
    "Oedema in {}.",
    "{} {shows} oedema.",
    "{} {is} involved.",
    "There is marrow oedema of {}.",
    "A lesion is present in {}.",
    "{} {is} abnormal.",
    "Signal abnormality in {} is again seen.",
    "Active lesions in {}.",
    "{}: marrow oedema.",
    "{} - oedema.",
    "STIR hyperintensity within {}.",
    "{} {demonstrates} increased STIR signal.",
    "There is involvement of {}.",
    "The disease affects {}.",
    "Oedema is confined to {}.",
    "Increased uptake is noted in {}.",
    "Persisting oedema in {}.",
    "The oedema in {} is unchanged.",
    "The oedema in {} has not resolved.",
    "The oedema in {} has increased.",
    "New lesion in {}.",
    "{} {is} now involved.",
    "There is residual oedema in {}.",
    "The lesion in {} has decreased in size but persists.",
    "{} {is} oedematous.",
    "Inflammatory change is seen at {}.",
    "Osteitis of {}.",
    "Oedema extends throughout {}.",
    "The oedema in {} is less marked than before.",
    "Abnormal marrow signal involves {}.",
    "{} {has} a sclerotic lesion.",
    "The lesion of {} is not yet healed.",
    "No doubt there is oedema in {}.",
    "Definite oedema of {}.",
    "Not only oedema but also sclerosis is seen in {}.",
    "Marrow oedema without periosteal reaction is seen in {}.",
    "{} {shows} oedema, no fracture.",
    "Apart from {}, the skeleton is normal.",
    "No lesion other than that in {}.",
]

HEALED = [
    "The oedema in {} has resolved.",
    "The lesion in {} has healed.",
    "The previously noted oedema of {} has disappeared.",
    "Resolved oedema in {}.",
    "Complete resolution of the lesion in {}.",
    "{}: healed.",
    "The previous lesion in {} is no longer seen.",
    "There is interval resolution of oedema in {}.",
    "{} no longer {shows} oedema.",
    "{} {has} normalised.",
    "The oedema previously seen in {} is not visible today.",
    "The lesion in {} is now inactive.",
    "Healed lesion of {}.",
    "The changes in {} have completely settled.",
    "{} {has} returned to normal.",
]

UNCERTAIN = [
    "Possible oedema in {}.",
    "There may be a lesion in {}.",
    "Questionable signal in {}.",
    "A lesion in {} cannot be excluded.",
    "Equivocal signal change in {}.",
    "Probable lesion in {}.",
    "{}: possible oedema.",
    "Suspected lesion of {}.",
    "There might be subtle oedema in {}.",
    "I am not sure about {}.",
    "Oedema in {} is suspected.",
    "It is uncertain whether there is oedema in {}.",
    "Doubtful oedema in {}.",
    "?oedema in {}.",
    "Oedema is possible in {}.",
    "A small lesion of {} is likely.",
]


def said_of(template: str, place: str, *, is_plural: bool) -> str:
    for one, many in VERBS.items():
        template = template.replace(f"{{{one}}}", many if is_plural else one)
    text = template.replace("{}", place)
    return text[0].upper() + text[1:]


def _check(template: str, status: str) -> None:
    for places, is_plural in ((PLACES, False), (PAIRS, True)):
        for place, sites in places.items():
            text = said_of(template, place, is_plural=is_plural)
            assert read(SCAN + text) == dict.fromkeys(sites, status), text


@pytest.mark.parametrize("template", ABSENT)
def test_what_is_denied_of_a_place_is_absent(template: str) -> None:
    _check(template, "absent")


@pytest.mark.parametrize("template", PRESENT)
def test_what_is_seen_at_a_place_is_present(template: str) -> None:
    _check(template, "present")


@pytest.mark.parametrize("template", HEALED)
def test_what_has_gone_from_a_place_is_healed(template: str) -> None:
    _check(template, "healed")


@pytest.mark.parametrize("template", UNCERTAIN)
def test_what_is_doubted_of_a_place_is_uncertain(template: str) -> None:
    _check(template, "uncertain")
