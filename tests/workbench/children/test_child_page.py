from __future__ import annotations

import gzip
from collections.abc import Callable

from django.test import Client

from crmo.workbench.models import AuditEvent, Child, User


def test_a_clinician_sees_the_page_and_the_reading_is_audited(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    answer = client_of(clinician).get(f"/children/{child.key}/")
    assert answer.status_code == 200
    assert "Example child A" in answer.content.decode()
    assert 'id="body-map"' in answer.content.decode()
    assert AuditEvent.objects.filter(
        child=child.key, action="read", about="children.child_page", actor=clinician
    ).exists()


def test_the_compressed_page_is_the_same_page(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    packed = client.get(f"/children/{child.key}/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    text = gzip.decompress(packed.content).decode()
    assert 'id="body-map"' in text
    assert text.rstrip().endswith("</html>")
