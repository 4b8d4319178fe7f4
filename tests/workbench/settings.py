"""The workbench's settings under test: a data folder of its own, keys that are no secret."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="crmo-tests-")
Path(_folder, "static").mkdir()
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("CRMO_") and name not in {
    "CRMO_CHROMIUM", "CRMO_HYPOTHESIS", "CRMO_TEST_DATABASE", "CRMO_SCREENSHOTS",
}]:  # fmt: skip
    del os.environ[_name]  # a clinic's settings on this machine must not change the tests

os.environ |= {
    # Playwright keeps an event loop in the thread of the tests, in which Django sees danger.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    "CRMO_DATA": _folder,
    "CRMO_SECRET_KEY": "key of the tests, no secret",
    "CRMO_CHAIN_KEY": "chain key of the tests, no secret",
    "CRMO_SECOND_FACTOR": "no",
    "CRMO_HOSTS": "testserver,localhost,127.0.0.1",
}

from tests.workbench import cluster  # noqa: E402  after the environment was cleaned

if cluster.is_asked_for():
    os.environ["CRMO_DATABASE"] = cluster.running_cluster().address("crmo")

from crmo.workbench.settings import *  # noqa: E402, F403
