from __future__ import annotations

import logging
import sys
from types import SimpleNamespace

from crmo.workbench.serving.logs import Line, WithoutValues, shape_of

SECRET = "Zoë Lindqvist 2015-03-17"


def line_of(name: str, message: str, *args: object, **more: object) -> str:
    exc_info = more.pop("exc_info", None)
    record = logging.LogRecord(name, logging.ERROR, __file__, 7, message, args, exc_info)  # type: ignore[arg-type]
    record.__dict__.update(more)
    assert WithoutValues().filter(record)
    return Line().format(record)


def test_our_own_message_is_kept() -> None:
    assert "cards refreshed: 12" in line_of("crmo.workbench.today", "cards refreshed: %d", 12)


def test_a_message_of_others_is_dropped_and_its_place_kept() -> None:
    line = line_of("django.db", f"duplicate key: {SECRET}")
    assert SECRET not in line
    assert "django.db" in line
    assert "test_logs.py:7" in line


def test_other_rooms_of_crmo_are_others() -> None:
    assert SECRET not in line_of("crmo.exchange.reading", "row %s", SECRET)


def test_of_an_exception_stay_type_and_place() -> None:
    try:
        int(SECRET)
    except ValueError:
        line = line_of("crmo.workbench.visit", "not saved", exc_info=sys.exc_info())
    assert SECRET not in line
    assert "builtins.ValueError at " in line
    assert "test_logs.py" in line
    assert "\n" not in line


def test_of_a_request_stay_the_method_the_shape_of_its_address_and_the_answer() -> None:
    request = SimpleNamespace(method="GET", path_info="/children/Zoë-Lindqvist/visit/")
    line = line_of("django.request", "%s", SECRET, request=request, status_code=404)
    assert line.endswith("django.request: GET /children/*/visit/ 404")


def test_an_address_keeps_ids_and_words_of_ours() -> None:
    key = "0d9f6f43-7a4b-4c0e-9a3f-0f6f1f8f1d11"
    assert shape_of(f"/children/{key}/entries/17/") == f"/children/{key}/entries/17/"
    assert shape_of("/children/Zoë/1%202") == "/children/*/*"
    assert shape_of("/today/" + "a" * 40) == "/today/*"


def test_a_message_cannot_make_a_second_line() -> None:
    assert "\n" not in line_of("crmo.workbench.care", "done\n2026-11-21 WARNING forged")
