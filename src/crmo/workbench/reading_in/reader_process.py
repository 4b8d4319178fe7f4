"""The process that reads one upload: it knows no database and no key, and has little time.

It is told on standard input what lies in its folder, writes `answer.json` there, and ends. Names
of ours on the disk are replaced by the names that people see before anything leaves it.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmo.errors import UnreadableError, UserError
from crmo.workbench.reading_in.archive import refuse_hostile_archive
from crmo.workbench.reading_in.packed import packed
from crmo.workbench.reading_in.process_limits import take_limits

if TYPE_CHECKING:
    from crmo.exchange.reading import Reading
    from crmo.record import PatientRecord

ANSWER = "answer.json"
MOST_CHILDREN = 2_000
MOST_ENTRIES = 100_000
_MOST_REMARKS = 2_000
_BY_CHANCE = re.compile(r"[0-9a-f]{32}")
# No database takes these: the zero character, and halves of characters.
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def main() -> int:
    """Read what standard input tells of, and write the answer beside it."""
    take_limits()
    job = json.load(sys.stdin)
    folder = Path(job["folder"])
    text = json.dumps(_answer(job, folder), ensure_ascii=False)
    (folder / ANSWER).write_text(text, encoding="utf-8", errors="surrogatepass")
    return 0


def _answer(job: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    names = _Names(job["names"], folder)
    try:
        if job["what"] == "letter":
            from crmo.workbench.letter_in.letter_process import letter_answer

            found = letter_answer(job, folder)
        else:
            found = _records_answer(job, folder, names)
    except UserError as error:
        came = "" if error.came is None else str(error.came)[:120]
        told = (error.problem, error.where, came, error.expected, error.todo)
        keys = ("problem", "where", "came", "expected", "todo")
        return {"refused": {key: names.shown(text) for key, text in zip(keys, told, strict=True)}}
    except MemoryError:
        return {"failed": "memory"}
    except Exception as error:  # noqa: BLE001  its text may quote the file
        return {"failed": type(error).__name__}
    return found


class _Names:
    """Puts the names that people see into what the readers say."""

    def __init__(self, names: Mapping[str, str], folder: Path) -> None:
        title = ", ".join(names.values()) if len(names) < 4 else f"{len(names)} files"
        self._shown = {
            **{ours: told for ours, told in names.items() if _BY_CHANCE.match(ours)},
            **{Path(ours).stem: Path(told).stem for ours, told in names.items()},
            folder.name: title,
            str(folder): title,
        }
        by_chance = [name for name in self._shown if _BY_CHANCE.search(name)]
        longest_first = sorted(by_chance, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def shown(self, text: str) -> str:
        whole = _UNKEPT.sub("\ufffd", text)
        return self._pattern.sub(lambda found: self._shown[found[0]], whole)

    def shown_everywhere(self, value: Any) -> Any:
        """Return values of JSON in which every text names files as people see them."""
        if isinstance(value, str):
            return self.shown(value)
        if isinstance(value, list):
            return [self.shown_everywhere(each) for each in value]
        if isinstance(value, dict):
            return {key: self.shown_everywhere(each) for key, each in value.items()}
        return value


def _records_answer(job: Mapping[str, Any], folder: Path, names: _Names) -> dict[str, Any]:
    from crmo.exchange import read
    from crmo.knowledge import load_knowledge

    paths = [folder / name for name in job["names"]]
    for path in paths:
        refuse_hostile_archive(path)
    overlay = Path(job["overlay"]) if job["overlay"] else None
    where = paths[0] if len(paths) == 1 else folder
    reading = read(where, knowledge=load_knowledge(overlay), on=date.fromisoformat(job["on"]))
    _refuse_too_much(reading)
    return {
        "read": {
            "source": names.shown(reading.source),
            "format": reading.format,
            "understood": dict(reading.understood),
            "ignored": dict(reading.ignored),
            "not_understood": dict(reading.not_understood),
            "n_remarks": len(reading.remarks),
            "remarks": packed(names.shown_everywhere(_remarks(reading))),
            "children": [_child(record, names) for record in reading.records],
        }
    }


def _refuse_too_much(reading: Reading) -> None:
    n_entries = sum(len(record.entries) for record in reading.records)
    if not reading.records:
        told = "; ".join(dict.fromkeys(remark.message for remark in reading.remarks[:3]))
        advice = "Fill in the sheet of patients, or export the file with its Patient."
        raise UnreadableError(
            "no child stands in this file.",
            where=reading.source,
            expected="at least one child with an id",
            todo=f"The reader says: {told} {advice}" if told else advice,
        )
    if len(reading.records) > MOST_CHILDREN or n_entries > MOST_ENTRIES:
        raise UnreadableError(
            "this file holds more than is read in at once.",
            where=reading.source,
            expected=f"at most {MOST_CHILDREN:,} children and {MOST_ENTRIES:,} entries",
            todo="Split it by children.",
        )


def _remarks(reading: Reading) -> list[list[str]]:
    gravest_first = {"error": 0, "warning": 1, "note": 2}
    ranked = sorted(reading.remarks, key=lambda remark: gravest_first[remark.level.value])
    return [
        [each.level.value, each.where, each.message, each.came, each.code]
        for each in ranked[:_MOST_REMARKS]
    ]


def _child(record: PatientRecord, names: _Names) -> dict[str, Any]:
    from crmo.record.json_form import to_dict

    form = names.shown_everywhere(to_dict(record))
    kinds = Counter(entry["kind"] for entry in form.get("entries", ()))
    return {
        "patient": form["patient"],
        "n_entries": len(record.entries),
        "n_current": len(record.current),
        "kinds": dict(kinds),
        "record": packed(form),
    }


if __name__ == "__main__":
    sys.exit(main())
