from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test.utils import override_settings

from crmo.errors import UserError
from crmo.workbench.serving.door import Door
from crmo.workbench.serving.preparation import require_free, require_sensible

HERE = Door(host="127.0.0.1", port=8000)
EVERYWHERE = Door(host="0.0.0.0", port=8000)


def with_settings(**changed: Any) -> Any:
    return override_settings(CRMO={**settings.CRMO, **changed})


def test_a_door_tells_its_address() -> None:
    pair = {"certificate": Path("c.pem"), "key": Path("k.pem")}
    assert HERE.address == "http://127.0.0.1:8000"
    assert Door(host="::1", port=443, **pair).address == "https://[::1]:443"


def test_on_this_machine_plain_http_will_do() -> None:
    require_sensible(HERE)


def test_other_machines_need_https() -> None:
    with pytest.raises(UserError, match="without HTTPS"):
        require_sensible(EVERYWHERE)
    require_sensible(Door(host="0.0.0.0", port=8000, is_plain_allowed=True))


def test_https_needs_somebody_who_speaks_it(tmp_path: Path) -> None:
    with with_settings(CRMO_HTTPS=True), pytest.raises(UserError, match="nobody would speak it"):
        require_sensible(HERE)
    with with_settings(CRMO_HTTPS=True, CRMO_BEHIND_PROXY=True):
        require_sensible(EVERYWHERE)
    file = tmp_path / "both.pem"
    file.write_text("")
    with with_settings(CRMO_HTTPS=True):
        require_sensible(Door(host="0.0.0.0", port=443, certificate=file, key=file))


def test_half_a_pair_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone.pem"
    with pytest.raises(UserError, match="go together"):
        require_sensible(Door(host="127.0.0.1", port=1, certificate=gone))
    with pytest.raises(UserError, match="no such file") as told:
        require_sensible(Door(host="127.0.0.1", port=1, certificate=gone, key=gone))
    assert told.value.where == "--certificate"


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_port_in_use_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"port {port} cannot be used"):
            require_free(Door(host="127.0.0.1", port=port))
    require_free(Door(host="127.0.0.1", port=port))
