"""Case definitions ready for an engine: loaded, and their code sets matched with real codes."""

from crmo.find.definition.load import load_definition
from crmo.find.definition.match_codes import CodeRow, CodeTable, matching_code_ids
from crmo.find.definition.own_file import definition_problems
from crmo.find.definition.sites import sites_of
from crmo.find.definition.value_limits import Limits, value_limits
from crmo.find.definition.wording import (
    in_words,
    index_in_words,
    role_in_words,
    select_in_words,
)

__all__ = [
    "CodeRow",
    "CodeTable",
    "Limits",
    "definition_problems",
    "in_words",
    "index_in_words",
    "load_definition",
    "matching_code_ids",
    "role_in_words",
    "select_in_words",
    "sites_of",
    "value_limits",
]
