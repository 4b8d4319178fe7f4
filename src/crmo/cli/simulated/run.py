"""Blocks of children made by workers, and joined in their order as they become ready."""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from attrs import frozen

from crmo.cli.simulated.joined import Joined
from crmo.cli.simulated.manifest import MANIFEST, write_manifest, write_read_me
from crmo.cli.simulated.outputs import OMOP_ROWS, OUTPUTS, Block
from crmo.cli.terminal import progress
from crmo.errors import UserError
from crmo.knowledge import Knowledge, load_knowledge
from crmo.simulate import Plan, VirtualChild, simulate_children
from crmo.simulate.plan import BLOCK, RUN

PARTS = ".parts"
_AHEAD = 2  # runs of blocks per worker that may wait to be joined: bounds the disk
MOST_WORKERS = 61 if sys.platform == "win32" else 256  # what the system can wait for


@frozen(kw_only=True)
class Job:
    """What every worker has to know.

    Args:
        plan: what is simulated.
        outputs: names of the outputs wanted.
        folder: where everything goes.
        overlay: folder of local knowledge, or None.
    """

    plan: Plan
    outputs: tuple[str, ...]
    folder: Path
    overlay: Path | None = None

    def part(self, block: int) -> Path:
        """Return the folder that one block is written into before it is joined."""
        return self.folder / PARTS / f"{block:06d}"


def run(job: Job, *, workers: int) -> Counter[str]:
    """Make all children and write them; return how many there are of each kind.

    The bytes do not depend on the number of workers: a block depends on its own numbers alone,
    and blocks are joined in their order.

    Raises:
        UserError: the folder cannot be used, the disk is full, or a worker was ended.
    """
    _check_folder(job.folder)
    n_workers = min(workers or available_cores(), job.plan.n_blocks, MOST_WORKERS)
    try:
        write_read_me(job.folder, job.plan, job.outputs)
        n_of_kind = _joined(job, n_workers)
        write_manifest(job.folder, job.plan, job.outputs, n_of_kind)
    except OSError as error:
        raise _unfinished(job, f"this cannot be written ({error.strerror}).", "") from None
    except BrokenProcessPool:
        raise _unfinished(
            job, "a worker was ended, perhaps for lack of memory.", "Use fewer --workers."
        ) from None
    finally:
        shutil.rmtree(job.folder / PARTS, ignore_errors=True)
    return n_of_kind


def _joined(job: Job, workers: int) -> Counter[str]:
    n_of_kind: Counter[str] = Counter()
    with (
        ExitStack() as open_files,
        progress("children") as bar,
        closing(_made(job, workers)) as made,
    ):
        joined = open_files.enter_context(Joined(job.folder, _takers(job, open_files)))
        shown = bar.add_task("children", total=job.plan.n)
        for block, kinds in made:
            joined.add(job.part(block))
            n_of_kind += kinds
            bar.advance(shown, kinds.total())
    return n_of_kind


def _unfinished(job: Job, problem: str, todo: str) -> UserError:
    return UserError(
        problem,
        where=f"{job.folder}, which is unfinished: it has no {MANIFEST}",
        todo=f"{todo} Remove the folder and begin again.".strip(),
    )


def _takers(job: Job, open_files: ExitStack) -> dict[str, Callable[[Path], None]]:
    """Return what takes over the files that are neither lines nor tables of one file."""
    if "omop" not in job.outputs:
        return {}
    from crmo.exchange.omop_cdm_5_4 import OmopWriter

    writer = OmopWriter(
        job.folder / "omop",
        load_knowledge(job.overlay),
        name="crmo virtual children",
        description=f"Invented children, seed {job.plan.seed}; no real child's data.",
        released_on=job.plan.until,
    )
    open_files.enter_context(writer)

    def take(path: Path) -> None:
        writer.add_rows(pickle.loads(path.read_bytes()))  # noqa: S301 -- our own worker wrote it

    return {f"omop/{OMOP_ROWS}": take}


def available_cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _made(job: Job, workers: int) -> Generator[tuple[int, Counter[str]], None, None]:
    """Yield each block with the kinds made in it, in the order of the blocks."""
    runs = _runs(job.plan, workers)
    if workers == 1:
        for run in runs:
            yield from make_blocks(job, run)
        return
    # Spawned, not forked: the same on every system, and no thread of Arrow's is cut in half.
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_leave_ctrl_c_to_the_parent
    ) as pool:
        waiting: deque[Future[list[tuple[int, Counter[str]]]]] = deque()
        try:
            for run in runs:
                waiting.append(pool.submit(_all_blocks, job, run))
                if len(waiting) >= _AHEAD * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _runs(plan: Plan, workers: int) -> list[range]:
    """Return blocks to be made in one go: long runs are quicker, short ones keep all busy."""
    longest = RUN // BLOCK
    size = max(1, min(longest, plan.n_blocks // (_AHEAD * workers)))
    return [
        range(first, min(first + size, plan.n_blocks)) for first in range(0, plan.n_blocks, size)
    ]


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _without_looking_for_cycles() -> Iterator[None]:
    """Spare the search through a block's million values, of which hardly one holds itself.

    Spreadsheets do; what they leave behind is collected when one is written.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _all_blocks(job: Job, blocks: range) -> list[tuple[int, Counter[str]]]:
    return list(make_blocks(job, blocks))


def make_blocks(job: Job, blocks: range) -> Iterator[tuple[int, Counter[str]]]:
    """Make the children of some blocks and write their parts; yield each with its kinds."""
    knowledge = load_knowledge(job.overlay)
    numbers = range(job.plan.block(blocks[0]).start, job.plan.block(blocks[-1]).stop)
    with _without_looking_for_cycles():
        everybody = simulate_children(job.plan, knowledge, numbers=numbers)
        for block in blocks:
            children = tuple(islice(everybody, len(job.plan.block(block))))
            _write(job, block, children, knowledge)
            yield block, Counter(child.kind for child in children)


def _write(job: Job, block: int, children: tuple[VirtualChild, ...], knowledge: Knowledge) -> None:
    made = Block(
        number=block,
        plan=job.plan,
        children=children,
        knowledge=knowledge,
        has_documents="notes" in job.outputs,
    )
    folder = job.part(block)
    folder.mkdir(parents=True)
    for name in job.outputs:
        OUTPUTS[name](made, folder)


def _check_folder(folder: Path) -> None:
    try:
        is_used = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise UserError(
            f"this folder cannot be used ({error.strerror}).",
            where=str(folder),
            todo="Name another folder with --out.",
        ) from None
    if is_used:
        raise UserError(
            "there is something here already; nothing was written.",
            where=str(folder),
            expected="a folder that is empty or not there yet",
            todo="Name another folder with --out.",
        )


def wanted_outputs(told: Sequence[str]) -> tuple[str, ...]:
    """Return the outputs asked for, `truth` always among them.

    Raises:
        UserError: there is no such output.
    """
    names = [name.strip() for text in told for name in text.split(",")]
    unknown = [name for name in names if name not in {*OUTPUTS, "all"}]
    if unknown:
        raise UserError(
            "--to names something that is not written.",
            came=unknown[0],
            expected=", ".join(["all", *OUTPUTS]),
        )
    wanted = set(OUTPUTS) if "all" in names else {*names, "truth"}
    return tuple(name for name in OUTPUTS if name in wanted)
