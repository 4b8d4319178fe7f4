"""A disk that is full, fails or is read-only: people are told, nothing accepted is lost."""

from __future__ import annotations

import http.client
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from tests.workbench import cluster
from tests.workbench.faults.killing import verified
from tests.workbench.faults.test_kill_import import N_STATEMENTS, file_with_children
from tests.workbench.faults.truth import Truth
from tests.workbench.faults.visits import opened_form
from tests.workbench.stories.clinic import Clinic, Template
from tests.workbench.stories.prepared_clinic import PASSWORD

from benchmarks.visitor import Answer, Visitor

WORDS = "six plain words for this test"
_ROOM_MB = 60
_MOST_VISITS = 400

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(cluster.is_asked_for(), reason="the disk of PostgreSQL is another's"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of the test's own."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk can be mounted by root only")
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_ROOM_MB}m", "none", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this machine does not let a small disk be mounted")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def small_clinic(fault_template: Template, disk: Path) -> Iterator[Clinic]:
    """A clinic whose data lie on the small disk, not yet open."""
    made = fault_template.copy(disk / "data", CRMO_BACKUP_PASSPHRASE=WORDS)
    made.log = disk.with_name("server.log")
    yield made
    made.stop()


class Ballast:
    """Fills a disk to the last byte.

    Args:
        folder: on it.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ballast"

    def fill(self) -> None:
        with self._file.open("ab", buffering=0) as file:
            for size in (2**20, 2**12, 1):
                try:
                    while file.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue

    def remove(self) -> None:
        self._file.unlink()


class Doctor:
    """A clinician at a child."""

    def __init__(self, clinic: Clinic) -> None:
        self.visitor = Visitor(clinic.port)
        self.visitor.sign_in("clinician", PASSWORD)
        self.child = UUID(clinic.children["relapsing"])
        self.saved: list[UUID] = []
        self.refused = opened_form(self.visitor, self.child, uuid4(), crp=1, note="the refused one")

    def save_until_refused(self) -> Answer:
        """Save visits until one is not taken; remember those that were."""
        for _ in range(_MOST_VISITS):
            answer = self.refused.save(self.visitor)
            if answer.status != http.client.FOUND:
                return answer
            self.saved.append(self.refused.key)
            told = self.refused
            self.refused = type(told)(child=told.child, key=uuid4(), fields=told.fields)
        raise AssertionError("the disk never filled up")

    def close(self) -> None:
        self.visitor.close()


def test_a_full_disk_is_told_and_loses_nothing(small_clinic: Clinic, disk: Path) -> None:
    clinic, truth, ballast = small_clinic.start(), Truth(small_clinic), Ballast(disk)
    backup = disk / "backups" / "clinic.crmo"
    assert clinic.crmo("backup", str(backup)).returncode == 0
    older = backup.read_bytes()
    with closing(Doctor(clinic)) as doctor:
        ready = doctor.visitor.post_file("/reading-in/", "files", "a.json", file_with_children(1))
        key = ready.location.strip("/").split("/")[-1]
        ballast.fill()
        answer = doctor.save_until_refused()
        _require_told(answer, 507, "The disk is full")
        assert "the refused one" in answer.text, "what was typed is in the page"
        assert truth.n_visits(doctor.refused.key) == 0
        assert all(truth.n_visits(key) == 1 for key in doctor.saved)
        before = truth.n_statements()
        _require_told(doctor.visitor.post(f"/reading-in/{key}/save/", {}), 507, "The disk is full")
        upload = doctor.visitor.post_file("/reading-in/", "files", "b.json", file_with_children(2))
        _require_told(upload, 507, "The disk is full")
        page = doctor.visitor.get(f"/children/{doctor.child}/")
        _require_told(page, 507, "whoever looks at a child is written into the audit")
        _require_backup_refused(clinic, backup, older)
        assert truth.n_statements() == before
        ballast.remove()
        doctor.visitor.close()  # the server ends connections that were idle for long
        assert doctor.visitor.get(f"/children/{doctor.child}/").status == http.client.OK
        assert doctor.refused.save(doctor.visitor).status == http.client.FOUND
        assert doctor.visitor.post(f"/reading-in/{key}/save/", {}).status == http.client.FOUND
        assert truth.n_visits(doctor.refused.key) == 1
        assert truth.n_statements() > before + N_STATEMENTS
    assert clinic.crmo("backup", str(backup)).returncode == 0
    verified(clinic)
    assert "Traceback" not in clinic.said()


def _require_told(answer: Answer, status: int, words: str) -> None:
    assert answer.status == status, answer.text[:500]
    assert words in answer.text
    assert "Traceback" not in answer.text


def _require_backup_refused(clinic: Clinic, backup: Path, older: bytes) -> None:
    done = clinic.crmo("backup", str(backup))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr or "disk is full" in done.stderr, done.stderr
    assert backup.read_bytes() == older
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    rehearsed = clinic.crmo("restore", str(backup), "--rehearse")
    assert rehearsed.returncode == 0, rehearsed.stderr


def test_a_read_only_disk_is_told_before_the_doors_open(small_clinic: Clinic, disk: Path) -> None:
    small_clinic.start()
    small_clinic.stop()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    refused = small_clinic.crmo("serve", "--port", str(small_clinic.port))
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr, refused.stderr
    assert "read-only" in refused.stderr.lower(), refused.stderr
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    small_clinic.start()
    with closing(Doctor(small_clinic)) as doctor:
        assert doctor.refused.save(doctor.visitor).status == http.client.FOUND


def test_a_disk_that_refuses_writes_is_told(fault_template: Template, tmp_path: Path) -> None:
    """Workers may suddenly write no file any further, as when a disk fails under them."""
    clinic = fault_template.copy(tmp_path / "clinic").start()
    truth = Truth(clinic)
    with closing(Doctor(clinic)) as doctor:
        before = truth.n_statements()
        workers = _processes_of(clinic)
        for pid in workers:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        answer = doctor.refused.save(doctor.visitor)
        assert answer.status in (503, 507), answer.text[:300]
        assert "The disk" in answer.text
        assert "the refused one" in answer.text
        page = doctor.visitor.get(f"/children/{doctor.child}/")
        assert page.status in (503, 507)
        assert "Example child" not in page.text
        assert truth.n_statements() == before
        for pid in workers:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        assert doctor.refused.save(doctor.visitor).status == http.client.FOUND
        assert truth.n_visits(doctor.refused.key) == 1
    verified(clinic)
    clinic.stop()


def _processes_of(clinic: Clinic) -> list[int]:
    """Return the server and its workers: the processes of the session that it began."""
    assert clinic.process is not None
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                if os.getsid(int(place.name)) == clinic.process.pid:
                    found.append(int(place.name))
            except ProcessLookupError:
                continue
    return found
