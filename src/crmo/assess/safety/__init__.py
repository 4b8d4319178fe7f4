"""Safety gates: what stands in the way of a class of drugs."""

from crmo.assess.safety.overview import safety, safety_from

__all__ = ["safety", "safety_from"]
