"""Flares: worsening after better days, by stated rules."""

from crmo.assess.flares.episode import Flare
from crmo.assess.flares.overview import flares

__all__ = ["Flare", "flares"]
