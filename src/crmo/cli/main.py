"""Run a command, and turn errors into a sentence and an exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence

from crmo.cli.visible import one_line
from crmo.errors import UserError

EXIT_BUG = 70
EXIT_INTERRUPTED = 130
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run crmo with the arguments of the command line.

    Args:
        arguments: words after `crmo`; those of the process if None.

    Returns:
        The exit code: 0 done, 1 wrong use, 2 to 6 a clear error (docs/reference/exit-codes.md),
        70 a bug in crmo, 130 interrupted.
    """
    _write_utf_8()
    try:
        return _run_and_flush(sys.argv[1:] if arguments is None else list(arguments))
    except UserError as error:
        print(f"crmo: {one_line(error.explain())}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("crmo: interrupted; pages already written are whole.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`crmo bones | head`): nothing to report.
        _drop_output()
        return 0
    except OSError as error:
        if error.filename is not None or error.errno not in _NO_ROOM:
            return _report_bug(error)
        _drop_output()
        print(f"crmo: standard output cannot be written ({error.strerror}).", file=sys.stderr)
        return UserError.exit_code
    except Exception as error:
        return _report_bug(error)


def _run_and_flush(arguments: list[str]) -> int:
    from crmo.cli.app import run

    code = run(arguments)
    sys.stdout.flush()  # here, where a full disk can still be told
    return code


def _drop_output() -> None:
    """Let what is still waiting for standard output go nowhere, so that the end is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_utf_8() -> None:
    """Write UTF-8 into files and pipes, too, where the system would choose a smaller alphabet."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")


def _report_bug(error: Exception) -> int:
    """Say where it happened; the exception's text may hold a child's data and is left out."""
    if os.environ.get("CRMO_DEBUG"):
        raise error
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_name}, line {frame.tb_lineno}" if frame else "unknown"
    print(
        f"crmo: a fault in crmo itself ({type(error).__name__} in {place}). "
        "Pages already written are whole. Please report it without patient data; "
        "CRMO_DEBUG=1 shows the whole trace.",
        file=sys.stderr,
    )
    return EXIT_BUG
