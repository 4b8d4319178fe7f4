"""The page on writing FHIR: what becomes what, our own names, and what does not come back."""

from __future__ import annotations

from crmo.exchange.fhir_r4.own_names import CODE_SYSTEMS, ENTRY, FIELDS, PART, PATIENT, WORDS

PAGE = "reference/fhir-export.md"

TEXT = """\
# Writing FHIR R4

crmo writes a record as FHIR R4 in two forms: one child as a Bundle, and many children in the
layout of a Bulk Data export. What it writes it reads back without loss;
how it reads is told in [FHIR R4](fhir.md).

```python
from pathlib import Path

from crmo.examples import EXAMPLES
from crmo.exchange import read
from crmo.exchange.fhir_r4 import BulkWriter, record_to_resources, write_bundle
from crmo.knowledge import load_knowledge

knowledge = load_knowledge()
records = [read(example.path, knowledge=knowledge).records[0] for example in EXAMPLES]

write_bundle(records[0], knowledge, Path("child.json"))

with BulkWriter(Path("export"), knowledge) as bulk:  # export/Observation.ndjson, ...
    for record in records:
        bulk.add(record)

resources = record_to_resources(records[0], knowledge)  # plain values for JSON
```

A Bundle appears whole or not at all; so does an export. `BulkWriter` holds one record in memory
at a time, and a number of eight bytes for each patient it has written.
The same record and the same knowledge give the same bytes. There is no time stamp unless one is
passed.

## What becomes what

| crmo | FHIR | how |
|---|---|---|
| the patient | Patient | The id in the record is an identifier; the name is one text. |
| `Finding` | Observation | `valueBoolean` for present and absent; else `dataAbsentReason`: \
`not-performed` for not looked for, `unknown`. |
| `Finding` that is a disease (it has a Mondo code), present or absent | Condition | `confirmed` \
or `refuted`, with onset and abatement. |
| `Finding` in the family, present | FamilyMemberHistory | Of an unnamed member of the family. |
| `Finding` in the family, not present | Observation | Under a code for the question ("Family \
history: psoriasis"), never under that of the disease: that would deny it of the child. |
| `Diagnosis` | Condition | `confirmed`, `provisional`, `refuted`, or no verification status. \
The date is when it was said (`condition-assertedDate`), not when the disease began. |
| `Measurement` | Observation | UCUM quantity, reference range, interpretation; words as \
`valueString`; nothing at all as `unknown`. |
| `Score` | Observation | The ends of its scale stand beside it and in its name. |
| `Procedure` | Procedure, and an Observation for each result | `not-done` is absent; the \
results are `partOf` the procedure. |
| `TreatmentCourse` | MedicationStatement | The dose stays in the words in which it was told. |
| `ImagingStudy` | DiagnosticReport, and an Observation for each lesion | The lesion's status is \
the value, its place the body site; features, size and clinical activity are components. |
| `Encounter` | Encounter | An admission without a last day has the status `unknown`. |
| `Document` | DocumentReference | The text as an attachment in base64. |

**Only current entries are written.** What was corrected or taken back is left out, and so is the
reason; an entry that corrects another no longer says so.

**No more is said than the record says.** A Condition is never called active: a disease may be in
remission without the record telling. One with an end is `inactive`. A FamilyMemberHistory is
`partial`. No ImagingStudy is written, because that describes pictures and their DICOM numbers,
which a record does not hold. `recordedDate` is the day on which an entry became known; where
that was not kept, it is the entry's own date.

**Dates** stay as partial as they are: `2024`, `2024-05`, `2024-05-17`.

**Codes.** Our own code stands first and is always there. After it comes one code of each public
system for which the knowledge has a code that was seen there; codes from memory, old codes and
ranges are not written. LOINC has different codes for the mass and for the amount of a substance:
the one that fits the unit is written, or none. For a score LOINC is written only where the scale
is the one the code is for. An id such as `loinc:20454-5`, under which a reader kept a code that
crmo does not know, is written as that code too.

**Ids.** A patient keeps an id that FHIR allows (letters, digits, `-`, `.`, at most 64); any other
becomes a UUID made from it. Every other resource gets a UUID (version 5) made from the ids of
patient and entry, so that the entry `finding-1` of two children makes two resources, and of one
child always the same one. In a Bundle `fullUrl` and references are `urn:uuid:`; in an export
references are `Type/id`.

## What does not come back

What is read back from our own FHIR equals what was written, but for these:

- Entries that were corrected or taken back, and `supersedes`: only current entries are written.
- Texts in which nothing can be seen, such as a single blank, come back empty: FHIR has no such
  text.
- Control characters other than tab and line ends, and halves of characters, come back as `\ufffd`:
  FHIR forbids them.
- An entry without a source comes back with one: the file and resource it was read from.
- In an export the entries come back in the order of the files, because there is one for each kind
  of resource.

The tests compare everything else: on the examples, on the published cases, and on random records.

## What others see

Other systems may drop our extensions and even our codes. What is left is still right by itself.
What is lost then, also when crmo reads it:

- ids of entries, and where they came from;
- severity; since when and until when, except in a Condition; the scale of a score, except in its
  name;
- of an imaging study what it covered, its sequences and contrast; lesions are then findings and
  results of their own, which no longer belong to a study;
- of a course of treatment the response and adverse events;
- the difference between findings and measurements, for concepts that the knowledge does not have.

A resource that somebody changed after crmo wrote it is read as it stands. If it then says
something that crmo does not write, such as another status, the general reader reads it, and a
remark (`changed-since`) says so.

## Is it valid?

Every kind of resource is checked in the tests with `fhir.resources`, whose nearest version is
R4B (4.3.0). HL7 changed in R4B what is about medicinal products, evidence and subscriptions, and
kept the rest compatible with R4 (4.0.1); none of the kinds written here was changed.
That library checks structure and types; a few invariants (`obs-6`, `obs-7`, `con-4`, `ele-1`,
`ext-1`) are checked beside it. The official HL7 validator has not been run, and no profile of a
country is claimed.

## Our names

FHIR wants an address for every code system and extension. Ours begin with `urn:crmo:`; they are
names and lead nowhere. A code that FHIR would not allow (blanks at the ends, a `%`) is written
percent-encoded.

### Code systems

{systems}

The identifier of a Patient has the system `{patient}`.

### Extensions

`{entry}` is on every resource that is an entry, `{part}` on an Observation that is a lesion or a
result of one, `{words}` on a component whose fact was told in words. The first two hold these
extensions, each only where it says something:

{fields}
"""


def pages() -> dict[str, str]:
    """Return the page docs/reference/fhir-export.md."""
    systems = [f"| `{uri}` | {about} |" for uri, about in CODE_SYSTEMS.items()]
    fields = [
        f"| `{name}` | {f'`{field.value}`' if field.value else 'extensions'} | {field.about} |"
        for name, field in FIELDS.items()
    ]
    text = TEXT.format(
        systems="\n".join(["| system | what it holds |", "|---|---|", *systems]),
        fields="\n".join(["| url | value | what it says |", "|---|---|---|", *fields]),
        entry=ENTRY,
        part=PART,
        words=WORDS,
        patient=PATIENT,
    )
    return {PAGE: text}
