"""The page of roles and permissions says what the code does."""

from __future__ import annotations

from crmo.workbench.access import ROLES, Permission
from tools.docs import DOCS, MARKER
from tools.permissions_page import pages


def test_page_is_up_to_date() -> None:
    ((path, text),) = pages().items()
    assert (DOCS / path).read_text(encoding="utf-8") == f"{MARKER}\n\n{text.strip()}\n"


def test_page_names_every_permission_and_who_has_it() -> None:
    (text,) = pages().values()
    for permission in Permission:
        (row,) = (line for line in text.splitlines() if line.startswith(f"| `{permission}` |"))
        cells = [cell.strip() == "yes" for cell in row.split("|")[2:-1]]
        assert cells == [permission in each.permissions for each in ROLES.values()]
