"""From the first symptom to the right diagnosis: visits, scans, samples, beliefs, drugs."""

from crmo.simulate.pathway.patient import Pathway, Patient
from crmo.simulate.pathway.profile import PathwayProfile
from crmo.simulate.pathway.spells import Spell
from crmo.simulate.pathway.way import way_to_diagnosis, ways_to_diagnosis

__all__ = ["Pathway", "PathwayProfile", "Patient", "Spell", "way_to_diagnosis", "ways_to_diagnosis"]
