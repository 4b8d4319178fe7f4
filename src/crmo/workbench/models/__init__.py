"""The tables, one file for each noun."""

from crmo.workbench.models.audit_event import AuditEvent, ChainHead
from crmo.workbench.models.card import Card
from crmo.workbench.models.child import Child
from crmo.workbench.models.draft import Draft
from crmo.workbench.models.ledger_entry import EntryContent, LedgerEntry
from crmo.workbench.models.local_value import LocalValue
from crmo.workbench.models.role import Role
from crmo.workbench.models.user import FamilyLink, User

__all__ = [
    "AuditEvent",
    "Card",
    "ChainHead",
    "Child",
    "Draft",
    "EntryContent",
    "FamilyLink",
    "LedgerEntry",
    "LocalValue",
    "Role",
    "User",
]
