"""People with passwords and second factors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client

from crmo.workbench.models import Role, User

PASSWORD = "four plain words here"


class QuickHasher(Argon2PasswordHasher):
    """Argon2 that takes no time; what the site uses is looked at in test_session."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@pytest.fixture(autouse=True)
def quick_hasher(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickHasher"]


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Codes used and tries counted in another test are forgotten."""
    cache.clear()


@pytest.fixture
def with_password(db: None) -> User:
    """A clinician with a password and no second factor."""
    user = User(username="anna", display_name="Dr Anna Example", role=Role.CLINICIAN)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def with_app(with_password: User) -> User:
    """The same with an authenticator app and recovery codes."""
    totp.TOTP.activate(with_password, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(with_password)
    return with_password


def code_now(secret: str = "JBSWY3DPEHPK3PXP") -> str:
    """The code that the app shows at this moment."""
    _before, counter, _after = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def wrong_code() -> str:
    """A code that no counter near this moment makes."""
    right = {
        totp.format_hotp_value(totp.hotp_value("JBSWY3DPEHPK3PXP", counter))
        for counter in totp.yield_hotp_counters_from_time()
    }
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in right)


@pytest.fixture
def setting(settings: Any) -> Callable[..., None]:
    """Changes settings of the workbench for one test."""

    def change(**values: Any) -> None:
        settings.CRMO = {**settings.CRMO, **values}

    return change


def sign_in(client: Client, name: str = "anna", password: str = PASSWORD) -> Any:
    """What the sign-in page answers."""
    return client.post("/accounts/login/", {"login": name, "password": password})
