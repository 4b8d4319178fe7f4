"""Hold the pinned requirements against known faults, and against licences we do not take in.

`python -m tools.audit_dependencies` exits with 1 for a known fault or a refused licence. Known
faults come from the package index; where it gives none, nothing was audited, and that is said:
CRMO_AUDIT=required makes it an error.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = _ROOT / "requirements" / "dev.txt"
# Found in names of licences; the lesser GPL (psycopg) may be used, not copied.
_REFUSED = re.compile(r"(?<!lesser )(?<!library )\bA?GPL|(?<!Lesser )General Public", re.IGNORECASE)
_LESSER = re.compile(r"LGPL|Lesser General", re.IGNORECASE)


def main() -> int:
    """Audit, say what was found, and return the exit code."""
    refused = refused_licences()
    for line in refused:
        print(f"licence: {line}", file=sys.stderr)
    n_audited, faults = known_faults()
    for line in faults:
        print(f"known fault: {line}", file=sys.stderr)
    if refused or faults:
        return 1
    if n_audited == 0:
        print(
            "Known faults: NOT AUDITED. The package index here gives no advisories; "
            "run this where it does before a release.",
            file=sys.stderr,
        )
        return 1 if os.environ.get("CRMO_AUDIT") == "required" else 0
    print(f"{n_audited} pinned packages, no known fault; no refused licence.")
    return 0


def known_faults() -> tuple[int, list[str]]:
    """Return how many packages could be audited, and a line for each known fault."""
    command = [
        sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json",
        "--progress-spinner", "off", "--requirement", str(REQUIREMENTS),
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        return 0, []
    audited = [each for each in packages if "skip_reason" not in each]
    return len(audited), [
        f"{each['name']} {each['version']}: {fault['id']}, "
        f"mended in {', '.join(fault['fix_versions']) or 'no version yet'}"
        for each in audited
        for fault in each["vulns"]
    ]


def refused_licences() -> list[str]:
    """Return a line for each pinned package that is here under a licence we do not take in."""
    pinned = set(
        re.findall(r"^([a-z0-9.-]+)==", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    )
    found = {_name(each): each for each in distributions()}
    return [
        f"{name}: {told}"
        for name in sorted(pinned & found.keys())
        if is_refused(told := licence_of(found[name]))
    ]


def is_refused(licence: str) -> bool:
    """Tell whether a licence binds whoever ships the package to it; a choice of two may not."""
    choices = [each for each in re.split(r"\bOR\b|;", licence) if each.strip()]
    bound = [each for each in choices if _REFUSED.search(each) and not _LESSER.search(each)]
    return bool(choices) and len(bound) == len(choices)


def licence_of(distribution: Distribution) -> str:
    """Return the names of a package's licences, as it tells them."""
    told = distribution.metadata
    classifiers = told.get_all("Classifier") or []
    named = [each.rsplit("::", 1)[-1].strip() for each in classifiers if "License ::" in each]
    expression, words = (told.get_all(key) or [""] for key in ("License-Expression", "License"))
    return expression[0] or "; ".join(named) or words[0][:80]


def _name(distribution: Distribution) -> str:
    return re.sub(r"[-_.]+", "-", distribution.metadata["Name"] or "").lower()


if __name__ == "__main__":
    sys.exit(main())
