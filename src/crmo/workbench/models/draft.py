"""What somebody has begun and not yet saved."""

from __future__ import annotations

import uuid

from django.db import models

from crmo.workbench.models.child import Child
from crmo.workbench.models.user import User


class Draft(models.Model):
    """An unfinished visit, letter or file being read in; deleted when it is saved."""

    class Kind(models.TextChoices):
        """What is being written."""

        VISIT = "visit"
        LETTER = "letter"
        LETTER_IN = "letter_in"
        READING_IN = "reading_in"
        SECOND_THOUGHT = "second_thought"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, null=True, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    content = models.TextField(default="{}")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        """Found by child and by author."""

        indexes = (
            models.Index(fields=["child", "kind"], name="drafts_of_child"),
            models.Index(fields=["author", "kind"], name="drafts_of_author"),
        )
