"""OMOP CDM 5.4 out: records as Parquet tables of the common data model."""

from crmo.exchange.omop_cdm_5_4.child import IDS_PER_PERSON
from crmo.exchange.omop_cdm_5_4.convert import events_of_entries, omop_rows
from crmo.exchange.omop_cdm_5_4.rows import Loss, OmopBatches, OmopRows
from crmo.exchange.omop_cdm_5_4.writer import LOCAL_CONCEPTS_FILE, LOSSES_FILE, OmopWriter

__all__ = [
    "IDS_PER_PERSON",
    "LOCAL_CONCEPTS_FILE",
    "LOSSES_FILE",
    "Loss",
    "OmopBatches",
    "OmopRows",
    "OmopWriter",
    "events_of_entries",
    "omop_rows",
]
