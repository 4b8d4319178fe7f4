"""The names under which crmo writes what FHIR has no place for, and reads it back.

FHIR lets anybody add code systems and extensions under an address of their own. Ours begin with
`urn:crmo:`; docs/reference/fhir-export.md lists them from the tables below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, unquote

PATIENT = "urn:crmo:patient"  # system of Patient.identifier
ENTRY = "urn:crmo:entry"  # extension of a resource that is an entry
PART = "urn:crmo:part"  # extension of an Observation that belongs to an entry
WORDS = "urn:crmo:words"  # extension of a component: the words of a fact

CONCEPT, ANALYTE = "urn:crmo:concept", "urn:crmo:analyte"
INSTRUMENT, DRUG = "urn:crmo:instrument", "urn:crmo:drug"
SITE, STATEMENT = "urn:crmo:site", "urn:crmo:statement"
FAMILY_HISTORY = "urn:crmo:family-history"
LESION_STATUS, MODALITY = "urn:crmo:lesion-status", "urn:crmo:modality"
CONTACT, STOP_REASON = "urn:crmo:contact", "urn:crmo:stop-reason"

LESION, RESULT = "lesion", "result"  # kinds of parts
LESION_SIZE, CLINICALLY_ACTIVE = "lesion-size", "clinically-active"

CODE_SYSTEMS: Mapping[str, str] = MappingProxyType(
    {
        CONCEPT: "findings, features, diseases, procedures, results and events",
        ANALYTE: "what is measured",
        INSTRUMENT: "scales and counts",
        DRUG: "drugs and classes of drugs",
        SITE: "bone units and vaguer places",
        FAMILY_HISTORY: "concepts, where the family was asked for them",
        STATEMENT: "what an Observation of a lesion, or a component of it, states",
        LESION_STATUS: "present, absent, uncertain, healed",
        MODALITY: "how a picture was made",
        CONTACT: "kinds of encounters that v3-ActCode lacks",
        STOP_REASON: "why a course of treatment ended",
    }
)


class Field(NamedTuple):
    """A field of an entry, or of a part, that is written as an extension inside ours.

    Attributes:
        value: name of the element that holds it; empty for one made of further extensions.
        about: what it says.
    """

    value: str
    about: str


FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "id": Field("valueString", "id of the entry in the record, unique within the patient"),
        "kind": Field("valueCode", "kind of the entry or part"),
        "number": Field("valuePositiveInt", "place of a part among those of its entry"),
        "recorded_on": Field("valueDate", "the day on which it became known"),
        "since": Field("valueDateTime", "first day it was there"),
        "until": Field("valueDateTime", "last day it was there"),
        "severity": Field("valueDecimal", "0 to 10"),
        "status": Field("valueCode", "`not_looked_for` where FHIR can only say unknown"),
        "site": Field("valueCode", "bone site, where the resource has no body site"),
        "site_text": Field("valueString", "the place in words, beside a bone site"),
        "text": Field("valueString", "the result as written, beside a number"),
        "scale_low": Field("valueDecimal", "lowest answer of the scale"),
        "scale_high": Field("valueDecimal", "highest answer of the scale"),
        "ongoing": Field("valueCode", "`not_looked_for` where FHIR can only say unknown"),
        "response": Field("valueCode", "response to a drug as told"),
        "sustained": Field("valueCode", "whether a told complete response lasted"),
        "adverse_events": Field("", "`concept`, `status`, `text`: one event; may repeat"),
        "whole_body": Field("valueCode", "whether the whole skeleton was covered"),
        "covers": Field("valueCode", "a bone site that was covered; may repeat"),
        "unlisted": Field("valueCode", "what holds for covered places not listed"),
        "sequences": Field("valueString", "a sequence of the study; may repeat"),
        "contrast": Field("valueCode", "whether contrast medium was given"),
        "contact": Field("valueString", "kind of an encounter that v3-ActCode lacks"),
        "media_type": Field("valueString", "type of a document of which only the text is kept"),
        "note": Field("valueString", "free text, where the resource has no note"),
        "source": Field(
            "", "`document`, `locator`, `text`, `start`, `end`, `rule`: where it was read from"
        ),
    }
)

# Percent signs are encoded too, so that decoding gives every id back.
_PLAIN = r"[^\s%\x00-\x1f\x7f\ud800-\udfff]+"
_PLAIN_CODE = re.compile(rf"{_PLAIN}(?: {_PLAIN})*\Z")


def as_code(own_id: str) -> str:
    """Return an id as FHIR allows a code to be: unlike blanks and signs are percent-encoded."""
    return own_id if _PLAIN_CODE.match(own_id) else quote(own_id, errors="surrogatepass")


def from_code(code: str) -> str:
    """Return the id that `as_code` was given."""
    return unquote(code, errors="surrogatepass") if "%" in code else code
