"""Who may do what: denied unless a page says which permission it needs."""

from crmo.workbench.access.children import child_for
from crmo.workbench.access.page import page, public
from crmo.workbench.access.permissions import Permission
from crmo.workbench.access.person import person_of
from crmo.workbench.access.roles import ROLES, may

__all__ = ["ROLES", "Permission", "child_for", "may", "page", "person_of", "public"]
