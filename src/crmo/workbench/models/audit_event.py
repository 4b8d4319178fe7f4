"""Who did what, and who was refused: appended and never changed."""

from __future__ import annotations

from django.db import models

from crmo.workbench.models.user import User


class AuditEvent(models.Model):
    """One event. The child is a bare key, so that the trail never holds up an erasure."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    actor_role = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    child = models.UUIDField(null=True)
    about = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=64, blank=True)
    detail = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """Read newest first, or by child."""

        ordering = ("sequence",)
        indexes = (models.Index(fields=["child", "sequence"], name="audit_of_child"),)


class ChainHead(models.Model):
    """The last link of a chain; whoever appends holds this row until the commit."""

    name = models.CharField(max_length=20, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
