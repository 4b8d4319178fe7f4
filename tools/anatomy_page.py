"""The page of bone units, from the skeleton itself."""

from __future__ import annotations

from crmo.anatomy import all_bone_units

INTRODUCTION = """\
# Bone units

The smallest named pieces of skeleton that a lesion is filed under.
Left and right are the patient's. `crmo bones WORDS` finds a unit from plain or medical words.

| id | plain words | medical words |
|---|---|---|
"""


def pages() -> dict[str, str]:
    """Return the page docs/reference/bone-units.md."""
    rows = (f"| `{u.id}` | {u.name} | {u.medical_name} |" for u in all_bone_units())
    return {"reference/bone-units.md": INTRODUCTION + "\n".join(rows)}
