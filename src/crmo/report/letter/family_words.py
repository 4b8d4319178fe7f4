"""Plain words for what a letter to a family names."""

from __future__ import annotations

from crmo.assess.lesions.timeline import LesionState
from crmo.record import StopReason

# What became of a place, each the beginning of a sentence.
CHANGES = {
    LesionState.NEW: "New since then: {places}.",
    LesionState.RECURRED: "Came back: {places}.",
    LesionState.PERSISTENT: "Still there: {places}.",
    LesionState.HEALED: "No longer seen: {places}.",
    LesionState.UNCERTAIN: "The pictures do not tell: {places}.",
    LesionState.NOT_COVERED: "Not in both pictures: {places}.",
}

STOPPED = {
    StopReason.NO_EFFECT: "it did not help",
    StopReason.LOST_EFFECT: "it stopped helping",
    StopReason.ADVERSE_EVENT: "of side effects",
    StopReason.REMISSION: "the disease was quiet",
    StopReason.COMPLETED: "the course was finished",
    StopReason.CHOICE: "it was decided so",
    StopReason.OTHER: "of another reason",
}

# What is due, by rule, in words of every day; a rule that is not here is told by its own title.
DUE = {
    "due_visit": "a visit at the clinic, to see how things are",
    "due_mri_after_change": "an MRI scan, because the treatment was started or changed",
    "due_mri_follow_up": "an MRI scan, to see how the bones are",
    "due_bloods_nsaid": "blood tests, to check that the medicine does no harm",
    "due_bloods_methotrexate": "blood tests, to check that the medicine does no harm",
    "due_bloods_sulfasalazine": "blood tests, to check that the medicine does no harm",
    "due_bloods_leflunomide": "blood tests, to check that the medicine does no harm",
    "due_bloods_tnf_inhibitor": "blood tests, to check that the medicine does no harm",
    "due_bloods_other_biologic": "blood tests, to check that the medicine does no harm",
    "due_bloods_before_bisphosphonate": "blood tests before the first infusion",
    "due_bloods_each_bisphosphonate_cycle": "blood tests before the next infusion",
    "due_dental_before_bisphosphonate": "a visit at the dentist, because of the infusions",
    "due_infection_screen_before_tnf_inhibitor": (
        "tests for tuberculosis and hepatitis B, because of the medicine"
    ),
    "due_glucocorticoid_follow_up": (
        "checks of growth, blood sugar, blood pressure and eyes, because of the medicine"
    ),
    "due_growth": "measuring growth and leg length, and a look at the way of walking",
    "due_spine": "a look at the back",
    "due_skin_gut_joints": "a look at skin and joints, and questions about the tummy",
    "due_vaccination_review": "a look at the vaccinations",
    "due_eyes": "an eye check",
    "due_bone_density": "a measurement of how strong the bones are",
    "due_physiotherapy": "a talk about physiotherapy",
    "due_psychosocial": "a talk about mood, school and sleep",
}

# What a family sees itself, by red flag; told only where the rule has a source.
SEEN_AT_HOME = {
    "flag_fever": "fever",
    "flag_night_sweats": "sweating at night so that clothes are wet",
    "flag_constitutional": "losing weight, not wanting to eat, or being worn out",
    "flag_night_pain": "pain that wakes at night",
}
EMERGENCY = "flag_emergency"
EMERGENCY_WORDS = (
    "Weakness, numbness, not being able to hold water or stool, or a lump that grows quickly need "
    "a hospital at once."
)
