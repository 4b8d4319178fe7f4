"""Pseudonyms and their key."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import re
import stat
from base64 import b32encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.errors import UserError
from crmo.find.privacy.cells import csv_bytes, safe_cell
from crmo.find.privacy.pseudonyms import PseudonymKey, open_key

KEY = PseudonymKey(bytes(range(32)))


def test_a_pseudonym_is_a_keyed_hash() -> None:
    digest = hmac.new(bytes(range(32)), b"crmo person\x001001", hashlib.sha256).digest()
    assert KEY.pseudonym("1001") == "p" + b32encode(digest).decode().lower()[:16]


def test_another_key_gives_other_pseudonyms() -> None:
    assert PseudonymKey(bytes(32)).pseudonym("1001") != KEY.pseudonym("1001")


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "pseudonyms.key"
    key = open_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert open_key(path) == key
    assert [each.name for each in path.parent.iterdir()] == ["pseudonyms.key"]


def test_a_key_that_everybody_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("07" * 32)
    path.chmod(0o644)
    open_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_key_can_be_made_where_files_cannot_be_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refused)
    path = tmp_path / "pseudonyms.key"
    key = open_key(path)
    assert open_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["pseudonyms.key"]


def test_a_file_that_is_no_key_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("mine")
    path.chmod(0o644)
    with pytest.raises(UserError):
        open_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_the_secret_is_not_in_what_python_shows_of_a_key() -> None:
    assert "000102" not in repr(KEY)
    assert "x01" not in repr(KEY)


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "00" * 31, "\xff" * 70])
def test_a_file_that_is_no_key_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(UserError) as caught:
        open_key(path)
    assert str(path) in str(caught.value)
    assert path.read_text(encoding="latin-1") == content


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", '=HYPERLINK("x")'],
)
def test_a_formula_becomes_text(text: str) -> None:
    cell = safe_cell(text)
    assert isinstance(cell, str)
    assert cell.startswith("'")


@pytest.mark.parametrize(
    "text", ["pain;=1+1", "pain; @SUM(A1)", "pain\t=1", "pain;\t-1", "a; b;+1"]
)
def test_where_semicolons_divide_cells_no_part_is_a_formula(text: str) -> None:
    """Excel of much of Europe divides a line there, whatever the file means."""
    cell = safe_cell(text)
    assert isinstance(cell, str)
    parts = [part.strip() for part in re.split("[;\t]", cell)]
    assert not [part for part in parts if part.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "value", [-1.5, 0, None, True, "bone pain; fever", "2019-01-01", "p1=2", ""]
)
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) is value or safe_cell(value) == value


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4))
def test_every_row_is_one_row_and_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    text = csv_bytes(["a", "b"], rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read) == len(rows) + 1
    assert not [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
