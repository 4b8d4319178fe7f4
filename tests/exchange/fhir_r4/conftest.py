"""Resources in, records out: what the tests of the FHIR reader share."""

from __future__ import annotations

import json
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crmo.exchange.fhir_r4 import read
from crmo.exchange.reading import Level, Reading
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import Entry

ROOT = Path(__file__).resolve().parents[3]
CHILD = {"resourceType": "Patient", "id": "child", "birthDate": "2014-03-02", "gender": "female"}


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def read_json(tmp_path: Path, knowledge: Knowledge) -> Callable[..., Reading]:
    """Write values or text to a file and read it."""

    def reading(content: Any, name: str = "file.json", **options: Any) -> Reading:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content)
            path.write_text(text, encoding="utf-8")
        return read(path, knowledge=knowledge, **options)

    return reading


@pytest.fixture
def read_bundle(read_json: Callable[..., Reading]) -> Callable[..., Reading]:
    """Read a bundle of resources about one girl, whose Patient comes first."""

    def reading(*resources: dict[str, Any], **about: Any) -> Reading:
        entry = [{"resource": each} for each in (CHILD, *resources)]
        return read_json({"resourceType": "Bundle", "type": "collection", "entry": entry} | about)

    return reading


@pytest.fixture
def entries_of(read_bundle: Callable[..., Reading]) -> Callable[..., tuple[Entry, ...]]:
    """Read resources about one girl and return what her record holds."""

    def entries(*resources: dict[str, Any]) -> tuple[Entry, ...]:
        reading = read_bundle(*resources)
        assert [r.code for r in reading.remarks if r.level is Level.ERROR] == []
        (record,) = reading.records
        return record.entries

    return entries


@pytest.fixture
def entry_of(entries_of: Callable[..., tuple[Entry, ...]]) -> Callable[..., Any]:
    """Read resources that make one entry and return it."""

    def entry(*resources: dict[str, Any]) -> Any:
        (only,) = entries_of(*resources)
        return only

    return entry


@pytest.fixture
def codes_of() -> Callable[[Reading], set[str]]:
    """Return which kinds of remarks a reading holds."""
    return lambda reading: {remark.code for remark in reading.remarks}


# --- real data, kept beside the checkout --------------------------------------------------------


def _shared_data() -> Path:
    named = os.environ.get("CRMO_SHARED_DATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; without it the tests are skipped, in CI they fail."""
    folder = _shared_data()
    if not folder.is_dir():
        message = "the real data are not here; set CRMO_SHARED_DATA to their folder"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def unpacked(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that unpacks one set of real data, once, and gives its folder."""
    folders: dict[str, Path] = {}

    def folder_of(archive: str) -> Path:
        if archive not in folders:
            target = tmp_path_factory.mktemp(Path(archive).parent.name)
            _unpack(shared_data / archive, target)
            folders[archive] = target
        return folders[archive]

    return folder_of


def _unpack(archive: Path, target: Path) -> None:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(target)
    else:
        with tarfile.open(archive) as packed_tar:
            packed_tar.extractall(target, filter="data")


@pytest.fixture(scope="session")
def synthea_bundles(shared_data: Path) -> Callable[[int], Iterator[tuple[str, bytes]]]:
    """Return a function that yields the first n Synthea bundles without unpacking the rest."""

    def bundles(n: int) -> Iterator[tuple[str, bytes]]:
        archive = shared_data / "fhir_r4_synthea" / "bundles.tar.xz"
        with tarfile.open(archive, "r|xz") as packed:
            count = 0
            for member in packed:
                content = packed.extractfile(member) if member.isfile() else None
                if content is None or not member.name.endswith(".json"):
                    continue
                yield Path(member.name).name, content.read()
                count += 1
                if count == n:
                    return

    return bundles
