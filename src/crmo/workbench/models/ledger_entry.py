"""The ledger: statements about children, appended and never changed."""

from __future__ import annotations

from django.db import models

from crmo.workbench.models.child import Child
from crmo.workbench.models.user import User


class LedgerEntry(models.Model):
    """One link of the chain: who stated something about which child, when, and its digest.

    Triggers of the database refuse UPDATE and DELETE. What was stated stands beside it, in
    `EntryContent`, so that an erasure can remove the words and leave the chain whole.
    """

    sequence = models.BigIntegerField(primary_key=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=40)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    content_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """Read by child, in order."""

        ordering = ("sequence",)
        indexes = (models.Index(fields=["child", "sequence"], name="ledger_of_child"),)


class EntryContent(models.Model):
    """What a ledger entry says. May be deleted only once the child's erasure is on the ledger."""

    ledger = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="contents")
    entry_id = models.TextField()
    supersedes = models.TextField(blank=True)
    source = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    payload = models.TextField()
    # Without it a digest of few possible contents could be guessed after an erasure.
    salt = models.CharField(max_length=32)

    class Meta:
        """An entry's id is used once for each child."""

        constraints = (
            models.UniqueConstraint(fields=["child", "entry_id"], name="entry_id_once_a_child"),
        )
