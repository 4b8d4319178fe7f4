"""What lists show of each child: made from the ledger, and can be dropped at any time."""

from __future__ import annotations

from django.db import models

from crmo.workbench.models.child import Child


class Card(models.Model):
    """One row of the worklist.

    `computed_on` is the day whose answers it holds; None until they were first computed.
    """

    child = models.OneToOneField(
        Child, on_delete=models.CASCADE, primary_key=True, related_name="card"
    )
    name = models.TextField(blank=True)
    name_search = models.TextField(blank=True)
    number = models.TextField(blank=True)
    number_search = models.TextField(blank=True)
    birth_date = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    head_sequence = models.BigIntegerField(default=0)
    n_entries = models.PositiveIntegerField(default=0)
    computed_on = models.DateField(null=True)
    computed_head = models.BigIntegerField(default=0)
    knowledge_version = models.CharField(max_length=64, blank=True)
    next_appointment = models.DateTimeField(null=True)
    last_visit = models.DateField(null=True)
    n_overdue = models.PositiveIntegerField(default=0)
    n_due = models.PositiveIntegerField(default=0)
    n_unread_scans = models.PositiveIntegerField(default=0)
    n_lapsed_bloods = models.PositiveIntegerField(default=0)
    n_red_flags = models.PositiveIntegerField(default=0)
    is_flaring = models.BooleanField(null=True)
    n_active_places = models.PositiveIntegerField(null=True)
    is_treated = models.BooleanField(null=True)
    detail = models.TextField(default="{}")

    class Meta:
        """Sorted and filtered by these."""

        indexes = (
            models.Index(fields=["next_appointment"], name="card_next_appointment"),
            models.Index(fields=["n_overdue"], name="card_overdue"),
            models.Index(fields=["name_search"], name="card_name"),
            models.Index(fields=["number_search"], name="card_number"),
            models.Index(fields=["computed_on"], name="card_computed"),
            models.Index(fields=["last_visit"], name="card_last_visit"),
            models.Index(fields=["birth_date"], name="card_birth_date"),
            models.Index(fields=["n_due"], name="card_due"),
            models.Index(fields=["n_active_places"], name="card_active_places"),
            # All that the counts above the worklist need, so that they read the index alone.
            models.Index(
                fields=[
                    "next_appointment",
                    "is_flaring",
                    "n_unread_scans",
                    "n_overdue",
                    "n_lapsed_bloods",
                    "n_red_flags",
                    "last_visit",
                    "computed_on",
                    "computed_head",
                    "head_sequence",
                    "knowledge_version",
                ],
                name="card_counts",
            ),
        )
