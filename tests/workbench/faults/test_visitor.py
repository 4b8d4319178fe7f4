"""The browser of these tests does what a browser does."""

from __future__ import annotations

import gzip

from benchmarks.visitor import Answer, Visitor


def test_cookies_are_kept_replaced_and_dropped() -> None:
    visitor = Visitor(1)
    visitor._take("crmo_csrf=one; Path=/; HttpOnly; SameSite=Lax")
    visitor._take("crmo_session=abc; Path=/")
    visitor._take("crmo_csrf=two; Path=/")
    assert visitor.cookies == {"crmo_csrf": "two", "crmo_session": "abc"}
    visitor._take('crmo_session=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/')
    assert visitor.cookies == {"crmo_csrf": "two"}


def test_a_compressed_answer_is_read_like_a_plain_one() -> None:
    packed = Answer(status=200, headers={"content-encoding": "gzip"}, body=gzip.compress(b"words"))
    plain = Answer(status=200, headers={}, body=b"words")
    assert packed.unpacked == plain.unpacked == plain.text == "words"
