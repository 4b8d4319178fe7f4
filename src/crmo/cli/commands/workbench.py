"""Commands that run the workbench: serve, refresh. Care of its data stands in `care`."""

from __future__ import annotations

from pathlib import Path


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    certificate: Path | None = None,
    key: Path | None = None,
    plain_http: bool = False,
    workers: int = 0,
    migrate: bool = True,
    refresh: bool = True,
) -> int:
    """Serve the workbench, the site of a clinic, until Ctrl-C.

    Settings come from the environment (docs/reference/settings.md): where the data are kept,
    which database, names of the site.

    Args:
        host: address of this machine to listen on; 0.0.0.0 for all of them.
        port: to listen on.
        certificate: certificate chain (PEM), for HTTPS without a proxy.
        key: its private key (PEM).
        plain_http: let other machines come without HTTPS; within a container only.
        workers: processes; two for each processor, at most eight, if 0.
        migrate: bring the tables up to date at the start.
        refresh: keep the worklist fresh by a process beside the server.
    """
    from crmo.workbench.serving.door import Door
    from crmo.workbench.serving.serve import serve as open_doors

    door = Door(host=host, port=port, certificate=certificate, key=key, is_plain_allowed=plain_http)
    open_doors(door, workers=workers, migrate=migrate, refresh=refresh)
    return 0


def refresh(*, every: float = 0) -> int:
    """Compute the rows of the worklist that are not of today.

    `crmo serve` does this by itself; without it, run this each night.

    Args:
        every: seconds between rounds, until standard input closes; one round if 0.
    """
    from crmo.workbench.start import start

    start()
    from crmo.workbench.serving.refresher import refresh_all, refresh_every

    if every > 0:
        refresh_every(every)
        return 0
    print(f"rows computed: {refresh_all()}")
    return 0
