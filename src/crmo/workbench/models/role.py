"""Who somebody is to the clinic."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do follows from this one word; see `crmo.workbench.access.roles`."""

    ADMINISTRATOR = "administrator", _("administrator")
    CLINICIAN = "clinician", _("clinician")
    RESEARCHER = "researcher", _("researcher")
    READER = "reader", _("read-only")
    FAMILY = "family", _("family")
