"""How quickly letters are read: dense ones, those without a word of ours, a million mixed ones.

Other readers read the same notes in the same run (`make peers` installs them). They are given our
whole vocabulary and our negation cues and do sentences, terms and negation; nothing of them joins
a side to a bone, a value to its unit or a drug to its date, so that they do less.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from benchmarks.figures import Figure, NotMeasuredError, median_cpu_seconds, median_seconds
from crmo.knowledge import load_knowledge
from crmo.notes import read_note
from crmo.notes.folding import fold
from crmo.notes.pipeline import matcher_of
from crmo.notes.vocabulary import Vocabulary, rules
from crmo.simulate import Parameters, Plan, mix_of, observe, simulate_children, write_documents

ROOT = Path(__file__).resolve().parent.parent
DIALOGUES = ROOT.parent / "shared" / "data" / "text_mts_dialog" / "MTS-Dialog-TrainingSet.csv"
PEERS = {
    "spaCy + negspacy": ("spacy", "spacy_negspacy"),
    "EDS-NLP, its negation given English cues": ("spacy", "edsnlp_negation"),
    "medspaCy as shipped": ("medspacy", "medspacy_context"),
}
FULL = "CRMO_BENCH_MILLION"  # set it, and a million notes are read: that takes long
GOAL_DENSE, GOAL_GATE, GOAL_MIB, GOAL_START_S = 1_000, 20_000, 80, 0.3
DENSE, CLEAN, PEER_NOTES = 400, 2_000, 200
SHORTEST, LONGEST = 800, 1_250
TIMES = 5
SHARE_DENSE = 20  # of the mixed notes, one in so many is dense
MIXED, MILLION = 40_000, 1_000_000
WORKERS = 2
_MIB = 2**20


def measure() -> Iterator[Figure]:
    """Yield the speed with dense and with clean notes, the start, and what others need."""
    dense, clean = dense_notes(DENSE), clean_notes(CLEAN)
    yield from _start()
    yield from _dense(dense)
    yield from _clean(clean)
    yield from _mixed(dense, clean)
    yield from _peers(dense[:PEER_NOTES])


# The notes ---------------------------------------------------------------------------------------


def dense_notes(n: int) -> list[str]:
    """Return reports and letters of virtual children with CNO, about 1 kB each, all styles."""
    knowledge = load_knowledge()
    parameters = Parameters.of(knowledge)
    plan = Plan(n=n, seed=7, mix=mix_of("cno", knowledge), until=date(2025, 12, 31))
    found: list[str] = []
    for child in simulate_children(plan, knowledge):
        record = observe(child, parameters, knowledge)
        for document in write_documents(record, knowledge, seed=7, child=child.number):
            if SHORTEST <= len(document.text) <= LONGEST:
                found.append(document.text)
        if len(found) >= n:
            break
    return found[:n]


def clean_notes(n: int) -> list[str]:
    """Return notes of about 1 kB without any word of ours: sentences of other people's visits.

    Raises:
        NotMeasuredError: the MTS-Dialog data are not beside the project.
    """
    if not DIALOGUES.exists():
        raise NotMeasuredError("shared/data/text_mts_dialog is not beside the project")
    matcher = matcher_of(load_knowledge())
    with DIALOGUES.open(encoding="utf-8-sig", newline="") as file:
        told = [row["dialogue"] for row in csv.DictReader(file)]
    lines = [line for text in told for line in text.splitlines() if line.strip()]
    kept = [line for line in lines if not matcher.is_worth_reading(fold(line))]
    notes: list[str] = []
    at = 0
    while len(notes) < n:
        note = ""
        while len(note) < 1_000:
            note += kept[at % len(kept)] + "\n"
            at += 1
        notes.append(note)
    return notes


# Ourselves ---------------------------------------------------------------------------------------


def _start() -> Iterator[Figure]:
    code = (
        "from crmo.knowledge import load_knowledge; from crmo.notes import read_note;"
        "read_note('MRI: oedema in the left distal femur. CRP 12 mg/L.', load_knowledge())"
    )
    bare_s = _fresh("pass")
    start_s = _fresh(code)
    yield Figure(
        name="first note read, from the start of Python",
        value=f"{start_s:.2f} s",
        goal=f"at most {GOAL_START_S:g} s",
        is_met=start_s <= GOAL_START_S,
        how=f"fresh process, warm disk; a Python that does nothing takes {bare_s:.2f} s",
    )


def _fresh(code: str) -> float:
    def run() -> None:
        subprocess.run([sys.executable, "-c", code], check=True, env=_with_bytecode())

    run()
    return median_seconds(run, times=TIMES)


def _with_bytecode() -> dict[str, str]:
    return {name: told for name, told in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _dense(notes: Sequence[str]) -> Iterator[Figure]:
    knowledge = load_knowledge()
    size = sum(map(len, notes)) / len(notes)
    read = [len(read_note(note, knowledge).entries) for note in notes]
    each_s = _each_s(notes)
    yield Figure(
        name="dense notes, everything read",
        value=f"{1 / each_s:,.0f} notes/s",
        goal=f"at least {GOAL_DENSE:,}",
        is_met=1 / each_s >= GOAL_DENSE,
        how=(
            f"{len(notes)} reports and letters of virtual children, {size:.0f} characters and "
            f"{statistics.mean(read):.0f} entries each; one core, median of {TIMES}; "
            f"{1e6 * each_s / size:.2f} ms/kB"
        ),
    )
    peak = psutil.Process().memory_info().rss / _MIB
    alone = _memory_alone(notes)
    yield Figure(
        name="memory of a process that reads them",
        value=f"{alone:,.0f} MiB",
        goal=f"at most {GOAL_MIB} MiB",
        is_met=alone <= GOAL_MIB,
        how=f"largest of a process of its own (this one, with the simulator: {peak:,.0f} MiB)",
    )


def _each_s(notes: Sequence[str]) -> float:
    knowledge = load_knowledge()

    def work() -> None:
        for note in notes:
            read_note(note, knowledge)

    return median_cpu_seconds(work, times=TIMES) / len(notes)


# The peak of the process itself: `ru_maxrss` begins with that of the process that started it.
_ALONE = """
import json, sys
from crmo.knowledge import load_knowledge
from crmo.notes import read_note
knowledge = load_knowledge()
for line in open(sys.argv[1], encoding="utf-8"):
    read_note(json.loads(line), knowledge)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def _memory_alone(notes: Sequence[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "notes.jsonl")
        file.write_text("".join(json.dumps(note) + "\n" for note in notes), encoding="utf-8")
        told = subprocess.run(
            [sys.executable, "-c", _ALONE, str(file)], check=True, capture_output=True, text=True
        )
    return int(told.stdout) / 1024


def _clean(notes: Sequence[str]) -> Iterator[Figure]:
    each_s = _each_s(notes)
    size = sum(map(len, notes)) / len(notes)
    yield Figure(
        name="notes without a word of ours",
        value=f"{1 / each_s:,.0f} notes/s",
        goal=f"at least {GOAL_GATE:,}",
        is_met=1 / each_s >= GOAL_GATE,
        how=(
            f"{len(notes):,} notes of {size:.0f} characters from sentences of MTS-Dialog; one core"
        ),
    )


def _mixed(dense: Sequence[str], clean: Sequence[str]) -> Iterator[Figure]:
    n = MILLION if os.environ.get(FULL) else MIXED
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
        shares = [(dense, clean, n // WORKERS, worker) for worker in range(WORKERS)]
        pool.starmap(_read_share, [(dense, clean, 100, 0)] * WORKERS)  # started, words known
        start = time.perf_counter()
        peaks = pool.starmap(_read_share, shares)
        wall_s = time.perf_counter() - start
    yield Figure(
        name=f"{n:,} mixed notes, {WORKERS} processes",
        value=f"{wall_s:,.0f} s, {max(peaks):,.0f} MiB each",
        how=(
            f"one in {SHARE_DENSE} dense, the others without a word of ours; "
            + ("measured" if n == MILLION else f"a million at this speed: {_minutes(n, wall_s)}")
        ),
    )


def _minutes(n: int, wall_s: float) -> str:
    return f"{wall_s * MILLION / n / 60:.1f} min"


def _read_share(dense: Sequence[str], clean: Sequence[str], n: int, worker: int) -> float:
    """Read a share of the mixed notes; return the largest memory of this process in MiB."""
    knowledge = load_knowledge()
    for at in range(worker, worker + n):
        of = dense if at % SHARE_DENSE == 0 else clean
        read_note(of[at // SHARE_DENSE % len(of)], knowledge)
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


# The others --------------------------------------------------------------------------------------


def _peers(notes: Sequence[str]) -> Iterator[Figure]:
    asked = {"notes": list(notes), "terms": _terms(), "cues": _negation_cues(), "times": 3}
    ours_s = _each_s(notes)
    yield Figure(
        name="crmo, on the notes that the others read",
        value=f"{1 / ours_s:,.0f} notes/s",
        how=f"{len(notes)} of the dense notes; everything read",
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "asked.json")
        file.write_text(json.dumps(asked), encoding="utf-8")
        for name, (environment, script) in PEERS.items():
            yield _peer(name, environment, script, file, len(notes), ours_s)


def _peer(
    name: str, environment: str, script: str, asked: Path, n_notes: int, ours_s: float
) -> Figure:
    python = ROOT / ".peers" / environment / "bin" / "python"
    if not python.exists():
        return Figure(name=name, value="not measured", how="`make peers` installs it")
    told = subprocess.run(
        [str(python), str(ROOT / "benchmarks" / "peers" / f"{script}.py"), str(asked)],
        check=True,
        capture_output=True,
        text=True,
    )
    cost: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    each_s = statistics.median(cost["cpu_s"]) / n_notes
    return Figure(
        name=name,
        value=f"{1 / each_s:,.0f} notes/s",
        how=(
            f"terms and negation only; {ours_s / each_s:.2f} times our speed; starts in "
            f"{cost['load_s']:.1f} s, {cost['peak_mib']:,.0f} MiB"
        ),
    )


def _terms() -> list[str]:
    return sorted(Vocabulary(load_knowledge()).words)


def _negation_cues() -> list[str]:
    return sorted(
        {
            word
            for rule in rules("assertion")["rules"].values()
            if rule["class"] == "negation"
            for word in rule["words"]
        }
    )
