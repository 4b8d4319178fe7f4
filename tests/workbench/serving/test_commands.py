from __future__ import annotations

import subprocess
import sys

import pytest

from crmo.errors import MissingExtraError


def without_the_extra(*words: str) -> subprocess.CompletedProcess[str]:
    """Run crmo where nothing of the extra `workbench` is installed."""
    code = (
        "import sys\n"
        "for name in ('allauth', 'django', 'granian', 'whitenoise'): sys.modules[name] = None\n"
        "from crmo.cli import main\n"
        f"sys.exit(main({list(words)!r}))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("command", ["serve", "refresh"])
def test_without_the_extra_the_way_to_it_is_told(command: str) -> None:
    answer = without_the_extra(command)
    assert answer.returncode == MissingExtraError.exit_code
    assert "pip install 'crmo[workbench]'" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_other_commands_do_not_need_it() -> None:
    answer = without_the_extra("--help")
    assert answer.returncode == 0
    assert "serve" in answer.stdout
