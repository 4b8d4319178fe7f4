"""What a clinic installs by: settings, container, service. Each must name what there is."""

from __future__ import annotations

import re
from pathlib import Path

from crmo.workbench.environment import SETTINGS
from crmo.yaml12 import load

ROOT = Path(__file__).resolve().parents[3]
HOW_TO = ROOT / "docs" / "how-to" / "run-the-workbench.md"
_NAME = re.compile(r"\bCRMO_[A-Z_]+\b")
OF_COMMANDS = {"CRMO_BACKUP_PASSPHRASE"}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_is_documented_with_its_default() -> None:
    page = text_of("docs/reference/settings.md")
    for setting in SETTINGS:
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{setting.name}`")]
        assert setting.meaning in row
        assert setting.default in row


def test_every_setting_that_is_named_anywhere_exists() -> None:
    known = {setting.name for setting in SETTINGS} | OF_COMMANDS
    files = ("Dockerfile", "compose.yaml", "docs/how-to/run-the-workbench.md")
    named = {name for file in files for name in _NAME.findall(text_of(file))}
    assert len(named) > 8
    assert named <= known


def test_every_setting_that_the_code_reads_is_in_the_table() -> None:
    known = {setting.name for setting in SETTINGS}
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src" / "crmo" / "workbench").rglob("*.py")
    )
    read = set(re.findall(r"""(?:CRMO|_ENV|here)\[["'](CRMO_[A-Z_]+)["']\]""", code))
    assert len(read) > 10
    assert read <= known


def test_the_image_is_not_root_and_names_no_address() -> None:
    lines = text_of("Dockerfile").splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM")]
    assert bases == ["python:3.13-slim", "python:3.13-slim"]
    users = [line for line in lines if line.startswith("USER")]
    assert users == ["USER crmo"]
    assert lines.index("USER crmo") < lines.index("VOLUME /var/lib/crmo")
    assert "--require-hashes" in text_of("Dockerfile")
    assert "://" not in text_of("requirements/workbench.txt")


def test_what_the_image_copies_is_let_through() -> None:
    let = {line[1:] for line in text_of(".dockerignore").splitlines() if line.startswith("!")}
    copied = {
        word
        for line in text_of("Dockerfile").splitlines()
        if line.startswith("COPY") and "--from" not in line
        for word in line.split()[1:-1]
    }
    assert copied == let


def test_compose_waits_for_the_database_and_shows_itself_to_this_machine_only() -> None:
    services = load(text_of("compose.yaml"))["services"]
    assert services["database"]["image"] == "postgres:15"
    assert "ports" not in services["database"]
    site = services["site"]
    assert site["depends_on"]["database"]["condition"] == "service_healthy"
    assert all(port.startswith("127.0.0.1:") for port in site["ports"])
    assert site["read_only"] is True
    assert site["cap_drop"] == ["ALL"]


def test_the_guide_shows_commands_that_there_are() -> None:
    from crmo.cli.app import app

    shown = set(re.findall(r"(?:^|\s|bin/)crmo ([a-z]+)\b", "\n".join(_code(HOW_TO))))
    known = {name for name in app if not name.startswith("-")}
    assert shown <= known
    assert {"serve", "people", "audit", "backup", "restore"} <= shown


def _code(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return [*blocks, *re.findall(r"`(crmo [^`]+)`", text)]
