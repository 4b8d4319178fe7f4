"""HTTPS by a certificate of one's own, as a browser and an attacker on the wire see it."""

from __future__ import annotations

import datetime as dt
import http.client
import ssl
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.workbench.stories.clinic import Clinic


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "clinic of the tests")])
    now = dt.datetime.now(dt.UTC)
    host = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(host, critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "chain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "chain.pem", folder / "key.pem"


@pytest.fixture
def ask(
    new_clinic: Callable[..., Clinic], certificate: tuple[Path, Path]
) -> Iterator[Callable[[str], http.client.HTTPResponse]]:
    """Open a clinic by HTTPS, and return how to ask it for a page."""
    chain, key = certificate
    trusted = ssl.create_default_context(cafile=str(chain))
    clinic = new_clinic(CRMO_HOSTS="127.0.0.1")
    clinic.trusted = trusted
    clinic.start("--certificate", str(chain), "--key", str(key))
    asked: list[http.client.HTTPSConnection] = []

    def get(path: str) -> http.client.HTTPResponse:
        asked.append(
            http.client.HTTPSConnection("127.0.0.1", clinic.port, context=trusted, timeout=10)
        )
        asked[-1].request("GET", path)
        return asked[-1].getresponse()

    yield get
    for each in asked:
        each.close()


def test_the_site_speaks_https_and_says_so_to_browsers(
    ask: Callable[[str], http.client.HTTPResponse],
) -> None:
    answer = ask("/accounts/login/")
    assert answer.status == http.client.OK
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in each and "HttpOnly" in each and "SameSite" in each for each in cookies)


@pytest.mark.parametrize("secret", ["short", "a" * 60])
def test_a_weak_key_stops_the_start(
    new_clinic: Callable[..., Clinic], certificate: tuple[Path, Path], secret: str
) -> None:
    chain, key = certificate
    clinic = new_clinic(CRMO_SECRET_KEY=secret)
    port = str(clinic.port)
    answer = clinic.crmo("serve", "--port", port, "--certificate", str(chain), "--key", str(key))
    assert answer.returncode == 2
    assert "settings are not safe" in answer.stderr
    assert secret not in answer.stderr
