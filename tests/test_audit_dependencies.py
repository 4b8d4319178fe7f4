from __future__ import annotations

import pytest

from tools.audit_dependencies import is_refused, refused_licences


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("MIT", False),
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT OR GPL-2.0", False),
        ("", False),
    ],
)
def test_licences_that_bind_the_package_are_refused(licence: str, refused: bool) -> None:
    assert is_refused(licence) is refused


def test_nothing_installed_is_under_a_refused_licence() -> None:
    assert refused_licences() == []
