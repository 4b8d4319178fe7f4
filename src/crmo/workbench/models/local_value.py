"""Values that a clinic lays over the shipped knowledge: appended and never changed."""

from __future__ import annotations

from django.db import models

from crmo.workbench.models.user import User


class LocalValue(models.Model):
    """One change of one item of one knowledge table, or its withdrawal."""

    table = models.CharField(max_length=80)
    item = models.CharField(max_length=200)
    content = models.TextField()
    reason = models.TextField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdraws = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="withdrawn_by"
    )

    class Meta:
        """In the order in which they were laid."""

        ordering = ("pk",)
