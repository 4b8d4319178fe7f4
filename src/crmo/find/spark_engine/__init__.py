"""Case definitions over data that do not fit one machine: Spark shares out, DuckDB answers.

Spark filters the events by code and brings all events of a person to one task; the task runs the
same SQL as on one machine. Nothing is translated, so nothing can mean something else.
"""

from crmo.find.spark_engine.run_definition import run_definition

__all__ = ["run_definition"]
