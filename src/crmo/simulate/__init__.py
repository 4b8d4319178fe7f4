"""Virtual patients: children who fall ill, are seen, treated and written about.

Nothing here is a real child, and nothing in it may be used to decide about one.
"""

from crmo.simulate.child import VirtualChild
from crmo.simulate.cohort import simulate_children
from crmo.simulate.documents import write_documents
from crmo.simulate.mixes import Mix, mix_of
from crmo.simulate.observation import observe
from crmo.simulate.parameters import Parameters
from crmo.simulate.plan import Plan
from crmo.simulate.truth_tables import truth_batches

__all__ = [
    "Mix",
    "Parameters",
    "Plan",
    "VirtualChild",
    "mix_of",
    "observe",
    "simulate_children",
    "truth_batches",
    "write_documents",
]
