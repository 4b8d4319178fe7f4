"""The site as a process: it opens, answers, refuses politely, and closes without a loss."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.workbench.stories.clinic import Clinic


def test_the_site_says_that_it_is_well(clinic_server: Clinic) -> None:
    with urllib.request.urlopen(f"{clinic_server.address}/healthz", timeout=10) as answer:
        assert json.load(answer) == {
            "status": "ok",
            "checks": {"database": True, "triggers": True, "migrations": True},
        }


def test_the_sign_in_page_is_whole(
    clinic_server: Clinic,
    page: Page,
    axe_clean: Callable[[Page], None],
    no_console_errors: Callable[[Page], None],
) -> None:
    no_console_errors(page)
    page.goto(f"{clinic_server.address}/accounts/login/")
    expect(page.locator("h1")).to_have_count(1)
    axe_clean(page)


def test_a_person_signs_in_and_out(
    page: Page, sign_in: Callable[..., None], no_console_errors: Callable[[Page], None]
) -> None:
    no_console_errors(page)
    sign_in(page, "clinician")
    page.get_by_text("Dr Ada Mensah").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_going_back_after_signing_out_shows_nothing(
    clinic_server: Clinic, page: Page, sign_in: Callable[..., None]
) -> None:
    sign_in(page, "clinician")
    child = f"{clinic_server.address}/children/{clinic_server.children['relapsing']}/"
    page.goto(child)
    page.get_by_text("Dr Ada Mensah").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.go_back()
    expect(page.locator('input[name="password"]')).to_be_visible()


def test_a_second_server_on_the_same_port_is_refused(clinic_server: Clinic) -> None:
    answer = clinic_server.crmo("serve", "--port", str(clinic_server.port))
    assert answer.returncode == 2
    assert f"port {clinic_server.port} cannot be used" in answer.stderr


def test_nothing_is_left_running_when_the_server_is_killed(
    new_clinic: Callable[..., Clinic],
) -> None:
    clinic = new_clinic().start(refresh=True)
    assert clinic.process is not None
    group = clinic.process.pid
    os.kill(group, signal.SIGKILL)
    clinic.process.wait()
    clinic.process = None
    assert until(lambda: not is_running(group))
    assert not clinic.is_open()
    assert clinic.start().is_open()


def test_the_worklist_is_kept_fresh_beside_the_server(new_clinic: Callable[..., Clinic]) -> None:
    clinic = new_clinic()
    stale = "from crmo.workbench.models import Card\n"
    clinic.python(f"{stale}Card.objects.update(computed_on=None)")
    clinic.start(refresh=True)
    count = f"{stale}print(Card.objects.filter(computed_on=None).count())"
    assert until(lambda: clinic.python(count) == "0\n")


def until(is_so: Callable[[], bool], patience_s: float = 40) -> bool:
    """Wait for something; whether it came."""
    end = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def is_running(group: int) -> bool:
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_log_of_a_morning_names_no_child(clinic_server: Clinic) -> None:
    names = clinic_server.python(
        "from crmo.workbench.models import Card\nfor each in Card.objects.all(): print(each.name)"
    ).split("\n")
    said = clinic_server.said()
    assert [name for name in names if name and name in said] == []


def test_a_request_under_way_is_answered_when_the_server_is_told_to_end(
    new_clinic: Callable[..., Clinic],
) -> None:
    clinic = new_clinic().start()
    assert clinic.process is not None
    body = b"login=clinician&password=x"
    with socket.create_connection(("127.0.0.1", clinic.port), timeout=20) as line:
        line.sendall(
            b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body[:10]
        )
        time.sleep(0.3)
        clinic.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        line.sendall(body[10:])
        assert line.recv(100).startswith(b"HTTP/1.1 403")
    assert clinic.process.wait(timeout=30) == 0
    clinic.process = None


def test_other_users_of_the_machine_can_read_nothing(
    new_clinic: Callable[..., Clinic], tmp_path: Path
) -> None:
    clinic = new_clinic(CRMO_DATA=str(tmp_path / "fresh"), CRMO_DATABASE="")
    clinic.start()
    files = [path for path in (tmp_path / "fresh").rglob("*") if "static" not in path.parts]
    assert {"crmo.sqlite3", "chain.key", "secret.key"} <= {path.name for path in files}
    assert [path.name for path in files if path.stat().st_mode & 0o077] == []
