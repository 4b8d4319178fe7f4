from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from crmo.workbench.serving import static_files


@pytest.mark.django_db
def test_without_collecting_addresses_are_plain_and_files_are_served() -> None:
    assert staticfiles_storage.url("crmo/base.css") == "/static/crmo/base.css"
    answer = Client().get("/static/crmo/base.css")
    assert answer.status_code == 200
    assert b".site-head" in b"".join(answer.streaming_content)
    answer.close()
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    root = tmp_path / "static"
    with override_settings(STATIC_ROOT=str(root)):
        assert static_files.collect()
    return root


@pytest.mark.django_db
def test_collected_files_carry_a_digest_are_compressed_and_kept_for_ever(collected: Path) -> None:
    with override_settings(STATIC_ROOT=str(collected)):
        storage = static_files.StaticFiles(location=str(collected), base_url="/static/")
        url = storage.url("crmo/base.css")
        middleware = static_files.StaticFilesMiddleware(lambda _: HttpResponse(status=404))
        request = RequestFactory().get(url, headers={"accept-encoding": "gzip"})
        answer = middleware(request)
        body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        answer.close()
    assert url != "/static/crmo/base.css"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert b".site-head" in gzip.decompress(body)


def test_no_style_sheet_or_script_of_ours_asks_for_anything_outside(collected: Path) -> None:
    ours = [path for path in (collected / "crmo").rglob("*") if path.suffix in (".css", ".js")]
    assert len(ours) > 10
    asks = re.compile(r"(url\(|@import|fetch\(|src\s*=|href\s*=)[^;)]{0,9}(https?:)?//")
    assert [path.name for path in ours if asks.search(path.read_text(encoding="utf-8"))] == []
