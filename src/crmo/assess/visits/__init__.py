"""Two visits laid side by side."""

from crmo.assess.visits.comparison import VisitComparison, compare_visits
from crmo.assess.visits.days import visit_days
from crmo.assess.visits.direction import Direction
from crmo.assess.visits.drugs import DrugChange
from crmo.assess.visits.places import PlaceActivity
from crmo.assess.visits.signs import SignChange
from crmo.assess.visits.values import DayValue, ValueChange

__all__ = [
    "DayValue",
    "Direction",
    "DrugChange",
    "PlaceActivity",
    "SignChange",
    "ValueChange",
    "VisitComparison",
    "compare_visits",
    "visit_days",
]
