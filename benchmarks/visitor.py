"""Somebody at a browser, as far as a server sees it: one connection, cookies, forms."""

from __future__ import annotations

import gzip
import http.client
import secrets
from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from attrs import frozen

_PATIENCE_S = 60


@frozen(kw_only=True)
class Answer:
    """What the server answered.

    Args:
        status: of HTTP.
        headers: names in small letters.
        body: as it came, perhaps compressed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text; only for answers that were asked for uncompressed."""
        return self.body.decode("utf-8", "replace")

    @property
    def unpacked(self) -> str:
        """The body as text, whether it came compressed or not."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode("utf-8", "replace")

    @property
    def location(self) -> str:
        """Where a redirection leads, or nothing."""
        return self.headers.get("location", "")


class Visitor:
    """One browser: it keeps its connection and its cookies, and follows no redirection.

    Args:
        port: of the server on this machine.
        is_packed: whether it takes compressed answers, as browsers do.
    """

    def __init__(self, port: int, *, is_packed: bool = False) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._encoding = "gzip" if is_packed else "identity"
        self._connection: http.client.HTTPConnection | None = None

    def sign_in(self, name: str, password: str) -> None:
        """Sign in by the form.

        Raises:
            AssertionError: the server did not let it in.
        """
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", {"login": name, "password": password})
        assert answer.status == http.client.FOUND, answer.status

    def get(self, path: str) -> Answer:
        """Ask for a page; once more if the server had closed the idle connection meanwhile."""
        is_reused = self._connection is not None
        try:
            return self._asked("GET", path, b"", {})
        except ConnectionError:
            if not is_reused:
                raise
        return self._asked("GET", path, b"", {})

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self._token}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._asked("POST", path, body, kind)

    def post_file(self, path: str, field: str, name: str, content: bytes) -> Answer:
        """Send a form with one file."""
        edge = secrets.token_hex(16)
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
            f"{self._token}\r\n--{edge}\r\n"
            f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._asked(
            "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"}
        )

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @property
    def _token(self) -> str:
        return self.cookies.get("crmo_csrf", "")

    def _asked(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=_PATIENCE_S
            )
        told = {"Accept-Encoding": self._encoding, **headers}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self._connection.request(method, path, body=body or None, headers=told)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self._take(value)
        if response.will_close:
            self.close()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=found, body=content)

    def _take(self, told: str) -> None:
        for name, morsel in SimpleCookie(told).items():
            if morsel.value:
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)
