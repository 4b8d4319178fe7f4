"""Who did what, and who was refused: an append-only trail whose chain shows tampering."""

from crmo.workbench.audit.events import Action, audit_event

__all__ = ["Action", "audit_event"]
