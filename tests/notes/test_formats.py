"""Letters in the forms they come in, and files that mean no good."""

from __future__ import annotations

import base64
import json
import time
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.errors import UnreadableError
from crmo.notes.formats import MAX_BYTES, plain_text

LETTER = "No fever. Oedema of the left tibia – 38 °C, “CRP” 12 µg/mL."


def document_reference(data: bytes, content_type: str = "text/plain") -> dict[str, Any]:
    attachment = {"contentType": content_type, "data": base64.b64encode(data).decode()}
    return {"resourceType": "DocumentReference", "content": [{"attachment": attachment}]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_in_the_usual_encodings(encoding: str) -> None:
    assert plain_text(LETTER.encode(encoding), name="a.txt").lstrip("\ufeff") == LETTER


def test_rtf_keeps_letters_and_lines_and_drops_the_rest() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\*\generator"
        rb" Word;}{\info{\author A. Person}}"
        rb"\pard\b No fever.\b0\par Oed\'e8me \u8211? 38 \'b0C\line\tab left\cell tibia\row"
        rb" {\pict 89504e47}}"
    )
    assert plain_text(rtf, name="a.rtf") == "No fever.\nOedème – 38 °C\n\tleft\ttibia\n"


def test_html_shows_what_a_page_shows() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body>"
        "<script>alert('no fever')</script><h1>Clinic</h1><p>CRP &lt; 5 &amp; ESR&nbsp;8</p>"
        "<ul><li>left tibia</li></ul><table><tr><td>Hb</td><td>112</td></tr></table><!-- x"
        " --></body></html>"
    )
    text = plain_text(page.encode(), name="a.html")
    assert text == "Clinic\n\nCRP < 5 & ESR\u00a08\n\n- left tibia\n\nHb\t112\t"


@pytest.mark.parametrize("bundled", [False, True])
def test_fhir_gives_the_attached_letter(bundled: bool) -> None:
    resource = document_reference(LETTER.encode())
    if bundled:
        resource = {"resourceType": "Bundle", "entry": [{"resource": resource}]}
    assert plain_text(json.dumps(resource).encode(), name="a.json") == LETTER


def test_fhir_with_a_link_only_is_refused_and_nothing_is_fetched() -> None:
    resource = {
        "resourceType": "DocumentReference",
        "content": [{"attachment": {"url": "https://example.invalid/letter"}}],
    }
    with pytest.raises(UnreadableError, match="no letter is attached"):
        plain_text(json.dumps(resource).encode(), name="a.json")


@pytest.mark.skipif(find_spec("pypdf") is None, reason="needs pypdf")
def test_a_pdf_with_text_is_read() -> None:
    stream = b"BT /F1 12 Tf 72 720 Td (No fever in the left tibia.) Tj ET"
    assert "No fever in the left tibia." in plain_text(pdf_of(stream), name="a.pdf")


@pytest.mark.skipif(find_spec("pypdf") is None, reason="needs pypdf")
@pytest.mark.parametrize("content", [b"%PDF-1.4 cut off", b"%PDF-1.7\n" + b"\x00" * 2000])
def test_a_damaged_pdf_is_refused_without_its_words(content: bytes) -> None:
    with pytest.raises(UnreadableError, match="PDF"):
        plain_text(content, name="a.pdf")


@pytest.mark.skipif(find_spec("pypdf") is None, reason="needs pypdf")
def test_a_pdf_of_pictures_says_so() -> None:
    with pytest.raises(UnreadableError, match="only pictures"):
        plain_text(pdf_of(b"q Q"), name="a.pdf")


@pytest.mark.parametrize("content", [b"PK\x03\x04 word", b"\xff\xd8\xff picture", b"   \n ", b""])
def test_what_is_no_letter_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        plain_text(content, name="a.bin")


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableError, match="too large"):
        plain_text(b" " * (MAX_BYTES + 1), name="a.txt")


@pytest.mark.parametrize(
    "content",
    [
        b"{\\rtf1 " + b"{" * 300_000 + b"x" + b"}" * 300_000,
        b"{\\rtf1 " + b"\\'" * 300_000 + b"x",
        b"<html>" + b"<!--" * 200_000 + b"x",
        b"<html>" + b"<" * 300_000 + b"x",
        b"<html><p>" + b"<script>" * 100_000 + b"x",
        b"\x00" * 500_000 + b"x",
    ],
    ids=["groups", "hexadecimal", "comments", "angles", "scripts", "nul"],
)
def test_hostile_files_end_soon(content: bytes) -> None:
    begun = time.process_time()
    with suppress(UnreadableError):
        plain_text(content, name="a.html")
    assert time.process_time() - begun < 5  # quadratic work would take minutes


def test_deeply_nested_json_is_refused() -> None:
    content = b'{"resourceType": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    with pytest.raises(UnreadableError, match="JSON"):
        plain_text(content, name="a.json")


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_clear_refusal(content: bytes) -> None:
    for start in (b"", b"{\\rtf1 ", b"<html>", b'{"resourceType": "DocumentReference", '):
        with suppress(UnreadableError):
            assert "\x00" not in plain_text(start + content, name="note.txt")


def pdf_of(stream: bytes) -> bytes:
    """Return the smallest PDF with one page and this content."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    )
