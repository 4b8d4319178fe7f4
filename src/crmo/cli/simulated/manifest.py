"""What a simulated folder holds: by what it was made, and a fingerprint of each file."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crmo import __version__
from crmo.exchange.whole_file import write_bytes_whole
from crmo.simulate.plan import Plan

MANIFEST = "manifest.json"
READ_ME = "README.txt"

_WORDS = """Virtual children made by crmo {version}.

Nothing in this folder is about a real child. The children follow published figures as far as
there are any, and stated assumptions where there are none. Use them to test, teach and plan;
never to decide about a child.

Made by: crmo simulate --patients {n} --seed {seed} --mix {quoted} --until {until} --years {years}
 --to {outputs}

truth/      what is true of each child, whether anybody saw it or not
others      what a hospital would hold: much is not recorded, some of it is wrong
manifest.json stands here when everything has been written, with a fingerprint of each file.
"""


def write_read_me(folder: Path, plan: Plan, outputs: Sequence[str]) -> None:
    """Write the note that says what the folder is."""
    text = _WORDS.format(
        version=__version__,
        quoted=shlex.quote(plan.mix.name),
        outputs=",".join(outputs),
        **_made_by(plan),
    )
    write_bytes_whole(folder / READ_ME, text.encode())


def write_manifest(
    folder: Path, plan: Plan, outputs: Sequence[str], n_of_kind: Mapping[str, int]
) -> None:
    """Write what was made, last of all: without it the folder is unfinished."""
    files = {
        str(path.relative_to(folder).as_posix()): _fingerprint(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {MANIFEST, READ_ME}
    }
    content = {
        "crmo": __version__,
        **_made_by(plan),
        "outputs": list(outputs),
        # The bytes of Parquet and spreadsheet files depend on these; the content does not.
        "made_with": {name: version(name) for name in ("numpy", "openpyxl", "pyarrow")},
        "children": dict(sorted(n_of_kind.items())),
        "files": files,
    }
    text = json.dumps(content, indent=1, ensure_ascii=False)
    write_bytes_whole(folder / MANIFEST, f"{text}\n".encode())


def _made_by(plan: Plan) -> dict[str, Any]:
    return {
        "n": plan.n,
        "seed": plan.seed,
        "mix": plan.mix.name,
        "until": plan.until.isoformat(),
        "years": plan.years,
    }


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}
