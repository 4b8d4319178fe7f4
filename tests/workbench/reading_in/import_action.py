"""One import as a process: `python -m tests.workbench.reading_in.import_action FILE WHO MARK`.

Reads FILE in as the user WHO, accepts all that is new, and saves it. MARK keeps the key of the
draft: where it is there already, only the saving is tried again, as a person does who comes back
after a crash. It prints `read <key>` and `saved <key> <children> <whether it had been saved>`.
Without settings of Django's own it uses those of the environment (`CRMO_DATA`, `CRMO_DATABASE`).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from uuid import UUID


def import_file(path: Path, *, who: str, mark: Path) -> str:
    """Read a file in and save it; return what was done. Wake Django before."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from crmo.workbench.models import User
    from crmo.workbench.reading_in.saving import save_file
    from crmo.workbench.reading_in.taking_in import take_in

    user = User.objects.get(username=who)
    if not mark.exists():
        draft = take_in([SimpleUploadedFile(path.name, path.read_bytes())], by=user)
        fresh = mark.with_suffix(".new")
        fresh.write_text(str(draft.key), encoding="ascii")
        fresh.replace(mark)
        _say(f"read {draft.key}")
    saved = save_file(key=UUID(mark.read_text(encoding="ascii")), by=user)
    return f"saved {saved.key} {saved.n_children} {saved.was_saved_before}"


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    from crmo.workbench.start import start

    os.environ.setdefault("CRMO_SECOND_FACTOR", "no")
    start()
    _say(import_file(Path(sys.argv[1]), who=sys.argv[2], mark=Path(sys.argv[3])))
