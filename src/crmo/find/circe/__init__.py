"""Case definitions as OHDSI Circe cohort expressions, with a list of what those cannot express."""

from crmo.find.circe.cohort_expression import CohortExpression, cohort_expression
from crmo.find.circe.gaps import Gap

__all__ = ["CohortExpression", "Gap", "cohort_expression"]
