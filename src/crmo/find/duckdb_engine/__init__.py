"""Case definitions run by DuckDB on one machine, as staged SQL that can be read."""

from crmo.find.duckdb_engine.compile_definition import Compiled, compile_definition
from crmo.find.duckdb_engine.run_definition import run_definition

__all__ = ["Compiled", "compile_definition", "run_definition"]
