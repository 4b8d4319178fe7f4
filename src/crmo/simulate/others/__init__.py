"""Children without CNO: its mimics, children in pain with nothing, and the healthy."""

from crmo.simulate.others.children import other_children
from crmo.simulate.others.profile import Profile
from crmo.simulate.others.read_profile import profile_of, read_profile
from crmo.simulate.others.spread import FiveNumbers

__all__ = ["FiveNumbers", "Profile", "other_children", "profile_of", "read_profile"]
