"""A child, by a key that says nothing about it; who it is stands in the ledger."""

from __future__ import annotations

import uuid

from django.db import models


class Child(models.Model):
    """One child of the clinic."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()
    # Once set, nothing of it is left but keys and digests.
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.key)
