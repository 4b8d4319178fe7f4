"""Where the site is reached. Knows nothing of Django."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen


@frozen(kw_only=True)
class Door:
    """Where the site is reached.

    Args:
        host: address of this machine to listen on.
        port: of it.
        certificate: file of the certificate chain (PEM); None for plain HTTP.
        key: file of its private key (PEM).
        is_plain_allowed: whether other machines may come without HTTPS, as within a container.
    """

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    is_plain_allowed: bool = False

    @property
    def address(self) -> str:
        """The address for people."""
        scheme = "https" if self.certificate else "http"
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{shown}:{self.port}"

    @property
    def is_this_machine_only(self) -> bool:
        """Whether only programs on this machine can knock."""
        return self.host in ("127.0.0.1", "::1", "localhost")
