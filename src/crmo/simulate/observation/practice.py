"""How the virtual hospitals work: every number of the observation, ready for use."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from crmo.knowledge import Knowledge
from crmo.simulate.chance import Floats
from crmo.simulate.observation.hospital import Hospital, hospitals
from crmo.simulate.observation.laboratory import Assay, assays
from crmo.simulate.observation.lots import Questions
from crmo.simulate.observation.parameters import (
    Examination,
    Growth,
    Imaging,
    LaboratoryReport,
    Recording,
)
from crmo.simulate.observation.places import Place, places
from crmo.simulate.parameters import Parameters

SCORES = ("pain", "patient_global", "physician_global", "chaq", "clinical_lesion_count")
BODY = ("height", "weight", "leg_length_difference")
_OTHER_DEPARTMENT = "paediatrics"  # what a department that the knowledge does not name works like
_KEPT_PRACTICES = 8
_KEPT_SILENCES = 4096  # children of one kind have much the same together


@frozen
class Habit:
    """How often one department writes one fact.

    Args:
        concept: finding.
        column: of its lot in the table of visits.
        present: share written when it is newly there.
        still_present: share written when it was there at the last visit too.
        absent: share written when it is not there, at the first visit to the department.
        still_absent: the same at later visits.
        name: how the ids of its entries begin.
    """

    concept: str
    column: int
    present: float
    still_present: float
    absent: float
    still_absent: float
    name: str = field(init=False)

    @name.default
    def _name(self) -> str:
        return self.concept.replace("_", "-")


class _Habits(dict[str, Habit]):
    """Habits of one department by concept; one share for all that no form asks for."""

    def __init__(
        self, habits: Iterable[Habit], column: int, present: float, still_present: float
    ) -> None:
        super().__init__({habit.concept: habit for habit in habits})
        self._else = (column, present, still_present, 0.0, 0.0)

    def __missing__(self, concept: str) -> Habit:
        habit = self[concept] = Habit(concept, *self._else)
        return habit


@frozen(kw_only=True, eq=False)
class Practice:
    """All habits of all virtual hospitals.

    Args:
        parameters: the numbers.
        knowledge: concepts, analytes, drugs.
    """

    parameters: Parameters
    knowledge: Knowledge
    growth: Growth = field(init=False)
    examination: Examination = field(init=False)
    imaging: Imaging = field(init=False)
    laboratory: LaboratoryReport = field(init=False)
    recording: Recording = field(init=False)
    hospitals: tuple[Hospital, ...] = field(init=False)

    @growth.default
    def _growth(self) -> Growth:
        return self.parameters.group(Growth, "growth")

    @examination.default
    def _examination(self) -> Examination:
        return self.parameters.group(Examination, "examination")

    @imaging.default
    def _imaging(self) -> Imaging:
        return self.parameters.group(Imaging, "imaging")

    @laboratory.default
    def _laboratory(self) -> LaboratoryReport:
        return self.parameters.group(LaboratoryReport, "laboratory_report")

    @recording.default
    def _recording(self) -> Recording:
        return self.parameters.group(Recording, "recording")

    @hospitals.default
    def _hospitals(self) -> tuple[Hospital, ...]:
        return hospitals(self.parameters)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Bone units as the clinic speaks of them."""
        return places(self.examination)

    # the questions of a visit ----------------------------------------------------------------

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Findings that are asked or examined; their columns come first."""
        return (*self.recording.asked, *self.recording.examined)

    @cached_property
    def analytes(self) -> tuple[str, ...]:
        """What laboratories measure, panel by panel."""
        return tuple(analyte for panel in self.laboratory.panels.values() for analyte in panel)

    @cached_property
    def visit_questions(self) -> Questions:
        """Columns of the lots of a visit."""
        return Questions(
            [
                *(f"write/{concept}" for concept in self.facts),
                *(f"value/{analyte}" for analyte in self.analytes),
                *(f"score/{instrument}" for instrument in SCORES),
                *(f"body/{measure}" for measure in BODY),
                *(f"panel/{panel}" for panel in self.laboratory.panels),
                *("else", "encounter", "printed", "since", "severity", "remember", "missed"),
                *("miscount", "family", "trait"),
                *self.deviates,
            ]
        )

    @cached_property
    def deviates(self) -> tuple[str, ...]:
        """Names of the columns of a visit that are taken as normal deviates."""
        return (
            *(f"method/{analyte}" for analyte in self.analytes),
            *(f"mark/{instrument}" for instrument in SCORES[:-1]),
            *(f"error/{measure}" for measure in BODY),
            "body_mass",
            "leg_size",
        )

    @cached_property
    def mark_columns(self) -> Mapping[str, int]:
        """The column of the error of a mark on a scale, by instrument."""
        column = self.visit_questions.column
        return {instrument: column[f"mark/{instrument}"] for instrument in SCORES[:-1]}

    @cached_property
    def columns(self) -> Mapping[str, slice]:
        """Where the columns of facts, values, scores and body measures lie."""
        ends = [0]
        for names in (self.facts, self.analytes, SCORES, BODY):
            ends.append(ends[-1] + len(names))
        return {
            name: slice(ends[position], ends[position + 1])
            for position, name in enumerate(("facts", "values", "scores", "body"))
        }

    @cached_property
    def panel_columns(self) -> NDArray[np.int64]:
        """The column of the panel that each laboratory value is asked for with."""
        column = self.visit_questions.column
        return np.array(
            [
                column[f"panel/{panel}"]
                for panel, analytes in self.laboratory.panels.items()
                for _ in analytes
            ]
        )

    def row_of(self, department: str, *, is_first: bool) -> int:
        """Return the row of `shares` for a visit to a department."""
        return 2 * self._departments[department] + (not is_first)

    @cached_property
    def _departments(self) -> Mapping[str, int]:
        names = self.recording.diligence_present
        return {name: position for position, name in enumerate(names)}

    @cached_property
    def shares(self) -> Floats:
        """Share written of each question, shape (departments first and later, questions).

        Of a fact it is the share of what is absent, with the few that stand as unknown.
        """
        rows = [
            self._shares(name, is_first=first) for name in self._departments for first in (1, 0)
        ]
        return np.array(rows)

    def _shares(self, department: str, *, is_first: int) -> list[float]:
        recording, report = self.recording, self.laboratory
        left_out = recording.put_down_as_unknown + recording.put_down_as_not_looked_for
        absent = [h.absent if is_first else h.still_absent for h in self.habits[department]]
        kept = recording.laboratory_kept_share[department]
        asked = [
            *(share + (1.0 - share) * left_out for share in absent),
            *(
                report.drawn_share[panel] * kept
                for panel, analytes in report.panels.items()
                for _ in analytes
            ),
            *(recording.scores[name][department] for name in SCORES),
            *(recording.growth[name][department] for name in BODY),
            *(report.taken[department][panel] for panel in report.panels),
        ]
        n = len(self.visit_questions.column)
        return [*asked, *([0.0] * (n - len(asked)))]

    # habits ----------------------------------------------------------------------------------

    def department(self, name: str) -> str:
        """Return the department whose habits hold; one that is not known works like paediatrics."""
        return name if name in self.recording.diligence_present else _OTHER_DEPARTMENT

    @cached_property
    def habits(self) -> Mapping[str, tuple[Habit, ...]]:
        """Facts that are asked and examined, by department, in the order of `facts`."""
        return {
            department: tuple(
                self._habit(concept, shares, department)
                for table in (self.recording.asked, self.recording.examined)
                for concept, shares in table.items()
            )
            for department in self.recording.diligence_present
        }

    @cached_property
    def habit(self) -> Mapping[str, Mapping[str, Habit]]:
        """The same, by department and concept; of other concepts what is there is written."""
        recording, column = self.recording, self.visit_questions.column["else"]
        habits = {}
        for department, own in self.habits.items():
            present = recording.else_present_share * recording.diligence_present[department]
            still = present * recording.later_visits_present
            habits[department] = _Habits(own, column, present, still)
        return habits

    def _habit(self, concept: str, shares: tuple[float, float], department: str) -> Habit:
        recording = self.recording
        present = shares[0] * recording.diligence_present[department]
        absent = min(1.0, shares[1] * recording.diligence_absent[department])
        return Habit(
            concept=concept,
            column=self.facts.index(concept),
            present=present,
            still_present=present * recording.later_visits_present,
            absent=absent,
            still_absent=absent * recording.later_visits_absent,
        )

    # laboratory and drugs --------------------------------------------------------------------

    @cached_property
    def assays(self) -> Mapping[str, tuple[Assay, ...]]:
        """What each hospital's laboratory measures, in the order of `analytes`."""
        return {
            hospital.id: assays(
                hospital, self.laboratory, self.knowledge, self.visit_questions.column
            )
            for hospital in self.hospitals
        }

    @cached_property
    def own_and_within(self) -> tuple[float, float]:
        """Weights of a child's own level and of its change from visit to visit."""
        own = self.laboratory.own_level_share
        return math.sqrt(own), math.sqrt(1.0 - own)

    @cached_property
    def antibiotics(self) -> frozenset[str]:
        """Ids of all antibiotics and of their classes."""
        known = self.knowledge
        classes = {"antibiotic"}
        for drug_class in known.drug_classes.values():
            if "antibiotic" in drug_class.parents:
                classes.add(drug_class.id)
        return frozenset(
            {*classes, *(drug.id for drug in known.drugs.values() if drug.drug_class in classes)}
        )

    # concepts --------------------------------------------------------------------------------

    @cached_property
    def _kin(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _silenced(self) -> dict[tuple[str, ...], frozenset[str]]:
        return {}

    def silenced(self, there: Iterable[str]) -> frozenset[str]:
        """Return the facts that nobody calls absent beside what is there.

        These are what is there, all that it is a kind of and all that is a kind of it; beside
        any pain also bone pain, which families do not tell from other pain of a limb.
        """
        key = tuple(there)
        found = self._silenced.get(key)
        if found is None:
            found = frozenset().union(*(self._kin_of(concept) for concept in key))
            if len(self._silenced) < _KEPT_SILENCES:
                self._silenced[key] = found
        return found

    def _kin_of(self, concept: str) -> frozenset[str]:
        found = self._kin.get(concept)
        if found is None:
            known = self.knowledge
            kin = {concept, *known.ancestors(concept), *known.descendants(concept)}
            found = frozenset({*kin, "bone_pain"} if "pain" in kin else kin)
            self._kin[concept] = found
        return found


_practices: list[Practice] = []


def practice_of(parameters: Parameters, knowledge: Knowledge) -> Practice:
    """Return the practice of these parameters; that of the same objects is made once."""
    for practice in _practices:
        if practice.parameters is parameters and practice.knowledge is knowledge:
            return practice
    practice = Practice(parameters=parameters, knowledge=knowledge)
    _practices.insert(0, practice)
    del _practices[_KEPT_PRACTICES:]
    return practice
