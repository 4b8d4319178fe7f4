from __future__ import annotations

import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from crmo.errors import UnreadableError, UserError
from crmo.workbench.care.content import Packed, parsed
from crmo.workbench.care.envelope import opened, write_encrypted

WORDS = "correct horse battery staple"


class TestEnvelope:
    def test_what_went_in_comes_out(self, tmp_path: Path) -> None:
        lines = ['{"crmo_backup":1,"chain_key":"k","made_at":"now"}\n', '["Zoë",1]\n'] * 1
        lines.append('{"end":true,"rows":{},"heads":{}}\n')
        path = tmp_path / "b.crmo"
        write_encrypted(path, Packed(iter(lines)), WORDS)
        with opened(path, WORDS) as content:
            told = list(parsed(content))
        assert told[1] == ["Zoë", 1]
        assert told[-1]["end"] is True

    def test_a_large_content_streams_through(self, tmp_path: Path) -> None:
        row = '["' + "x" * 1000 + '"]\n'
        lines = ['{"crmo_backup":1}\n', *([row] * 5000), '{"end":true,"rows":{},"heads":{}}\n']
        path = tmp_path / "b.crmo"
        write_encrypted(path, Packed(iter(lines)), WORDS)
        with opened(path, WORDS) as content:
            assert sum(1 for _ in parsed(content)) == 5002

    def test_the_file_says_nothing_without_its_passphrase(self, tmp_path: Path) -> None:
        path = tmp_path / "b.crmo"
        told = ['{"crmo_backup":1}\n', '["Zoë Kowalska"]\n', '{"end":true}\n']
        write_encrypted(path, Packed(iter(told)), WORDS)
        assert b"Zo" not in path.read_bytes()
        with pytest.raises(UnreadableError, match="cannot be opened"), opened(path, WORDS + "x"):
            pass

    def test_a_damaged_file_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "b.crmo"
        # Rows that do not pack well, so that the middle of the file is the middle of its content.
        rows = [f'["{sha256(bytes([n])).hexdigest()}"]\n' for n in range(256)]
        told = ['{"crmo_backup":1}\n', *rows, '{"end":true}\n']
        write_encrypted(path, Packed(iter(told)), WORDS)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        with pytest.raises(UnreadableError), opened(path, WORDS) as content:
            list(parsed(content))

    def test_a_short_passphrase_is_refused_before_anything_is_written(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="too short"):
            write_encrypted(tmp_path / "b", Packed(iter([])), "short")
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_cannot_be_written_leaves_the_older_backup(self, tmp_path: Path) -> None:
        older = tmp_path / "b"
        older.write_bytes(b"older")

        def failing() -> object:
            yield '{"crmo_backup":1}\n'
            raise OSError(28, "No space left on device")

        with pytest.raises(UserError, match="No space left"):
            write_encrypted(older, Packed(failing()), WORDS)  # type: ignore[arg-type]
        assert older.read_bytes() == b"older"
        assert list(tmp_path.iterdir()) == [older]


def test_a_content_without_its_last_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "b"
    write_encrypted(path, Packed(iter(['{"crmo_backup":1}\n', '["a"]\n'])), WORDS)
    with (
        opened(path, WORDS) as content,
        pytest.raises(UnreadableError, match="cut off"),
    ):
        list(parsed(content))


SCRIPT = """
from crmo.workbench.start import start
start(migrate=True)
from tests.workbench.conftest import example_record, load
from crmo.workbench.models import User, Role
user = User.objects.create(username="anna", role=Role.CLINICIAN)
for name in ("relapsing", "undiagnosed"):
    load(example_record(name), by=user)
"""


def run(folder: Path, *words: str, script: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(["-c", script] if script else ["-m", "crmo", *words])]
    return subprocess.run(
        command,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": "src:.",
            "CRMO_DATA": str(folder),
            "CRMO_BACKUP_PASSPHRASE": WORDS,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def rows(folder: Path, table: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "crmo.sqlite3") as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def test_a_backup_is_restored_row_for_row_and_verifies(tmp_path: Path) -> None:
    site, other, file = tmp_path / "site", tmp_path / "other", tmp_path / "b.crmo"
    made = run(site, script=SCRIPT)
    assert made.returncode == 0, made.stderr
    backed_up = run(site, "backup", str(file))
    assert backed_up.returncode == 0, backed_up.stderr
    rehearsed = run(site, "restore", str(file), "--rehearse")
    assert rehearsed.returncode == 0, rehearsed.stderr
    restored = run(other, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    for table in ("workbench_ledgerentry", "workbench_entrycontent", "workbench_user"):
        assert rows(other, table) == rows(site, table)
        assert rows(other, table)
    again = run(other, "restore", str(file))
    assert again.returncode == UserError.exit_code
    assert "already" in again.stderr
