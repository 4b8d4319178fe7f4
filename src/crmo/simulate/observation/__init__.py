"""What hospitals would see and write of a virtual child."""

from crmo.simulate.observation.hospital import Hospital, hospital_of, hospitals
from crmo.simulate.observation.hospital_record import observe

__all__ = ["Hospital", "hospital_of", "hospitals", "observe"]
