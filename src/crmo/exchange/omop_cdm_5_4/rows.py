"""The rows of one child, or of many, before they become Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import Factory, frozen

from crmo.exchange.omop_cdm_5_4.tables import arrow_schema, pyarrow_module
from crmo.terminology.omop_concepts import fixed

if TYPE_CHECKING:
    import pyarrow as pa

# The columns that are filled, in the order of a row here. All others of a table are the same in
# every row (CONSTANT) or empty, and are added when the rows become Arrow arrays: a row of twenty
# columns, most of them empty, would be made a hundred million times for nothing.
FILLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "person": (
            *("person_id", "gender_concept_id", "year_of_birth", "month_of_birth"),
            *("day_of_birth", "person_source_value", "gender_source_value"),
        ),
        "observation_period": (
            *("observation_period_id", "person_id"),
            *("observation_period_start_date", "observation_period_end_date"),
        ),
        "visit_occurrence": (
            *("visit_occurrence_id", "person_id", "visit_concept_id", "visit_start_date"),
            *("visit_end_date", "visit_source_value", "visit_source_concept_id"),
        ),
        "condition_occurrence": (
            *("condition_occurrence_id", "person_id", "condition_concept_id"),
            *("condition_start_date", "condition_end_date", "condition_status_concept_id"),
            *("visit_occurrence_id", "condition_source_value", "condition_source_concept_id"),
            "condition_status_source_value",
        ),
        "drug_exposure": (
            *("drug_exposure_id", "person_id", "drug_concept_id", "drug_exposure_start_date"),
            *("drug_exposure_end_date", "verbatim_end_date", "stop_reason", "sig"),
            *("visit_occurrence_id", "drug_source_value", "drug_source_concept_id"),
            "route_source_value",
        ),
        "procedure_occurrence": (
            *("procedure_occurrence_id", "person_id", "procedure_concept_id", "procedure_date"),
            *("modifier_concept_id", "visit_occurrence_id", "procedure_source_value"),
            *("procedure_source_concept_id", "modifier_source_value"),
        ),
        "measurement": (
            *("measurement_id", "person_id", "measurement_concept_id", "measurement_date"),
            *("operator_concept_id", "value_as_number", "value_as_concept_id"),
            *("unit_concept_id", "range_low", "range_high", "visit_occurrence_id"),
            *("measurement_source_value", "measurement_source_concept_id"),
            *("unit_source_value", "unit_source_concept_id", "value_source_value"),
            *("measurement_event_id", "meas_event_field_concept_id"),
        ),
        "observation": (
            *("observation_id", "person_id", "observation_concept_id", "observation_date"),
            *("value_as_number", "value_as_string", "value_as_concept_id"),
            *("qualifier_concept_id", "visit_occurrence_id", "observation_source_value"),
            *("observation_source_concept_id", "qualifier_source_value"),
            *("value_source_value", "observation_event_id", "obs_event_field_concept_id"),
        ),
        "note": (
            *("note_id", "person_id", "note_date", "note_title", "note_text"),
            *("visit_occurrence_id", "note_source_value", "note_event_id"),
            "note_event_field_concept_id",
        ),
    }
)
_EHR = fixed("type", "ehr").concept_id
CONSTANT: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "person": {"race_concept_id": 0, "ethnicity_concept_id": 0},
        "observation_period": {"period_type_concept_id": _EHR},
        "visit_occurrence": {"visit_type_concept_id": _EHR},
        "condition_occurrence": {"condition_type_concept_id": _EHR},
        "drug_exposure": {"drug_type_concept_id": _EHR},
        "procedure_occurrence": {"procedure_type_concept_id": _EHR},
        "measurement": {"measurement_type_concept_id": _EHR},
        "observation": {"observation_type_concept_id": _EHR},
        "note": {
            "note_type_concept_id": _EHR,
            "note_class_concept_id": 0,
            "encoding_concept_id": 0,
            "language_concept_id": 0,
        },
    }
)

Row = tuple[Any, ...]


@frozen(kw_only=True)
class Loss:
    """An entry that was not written, and why.

    Args:
        person_id: whose.
        entry_id: its id in the record.
        kind: class of the entry, in the words of the record (`Finding`).
        reason: why, without any value of the record.
    """

    person_id: int
    entry_id: str
    kind: str
    reason: str


@frozen(kw_only=True)
class OmopRows:
    """Rows for the clinical tables, as plain columns.

    Args:
        columns: table -> the columns named in `FILLED`, in that order.
        losses: entries of which no row was made.
    """

    columns: Mapping[str, Sequence[Sequence[Any]]] = Factory(dict)
    losses: tuple[Loss, ...] = ()

    @classmethod
    def of(cls, rows: Mapping[str, Iterable[Row]], losses: tuple[Loss, ...] = ()) -> OmopRows:
        """Return rows, whose values stand in the order of `FILLED`, as columns."""
        columns = {table: tuple(zip(*found, strict=True)) for table, found in rows.items()}
        return cls(
            columns={table: found for table, found in columns.items() if found}, losses=losses
        )

    @classmethod
    def joined(cls, parts: Iterable[OmopRows]) -> OmopRows:
        """Return the rows of several children as one, in their order."""
        columns: dict[str, tuple[list[Any], ...]] = {}
        losses: list[Loss] = []
        for part in parts:
            for table, found in part.columns.items():
                if table not in columns:
                    columns[table] = tuple([] for _ in found)
                for longer, more in zip(columns[table], found, strict=True):
                    longer.extend(more)
            losses.extend(part.losses)
        return cls(columns=columns, losses=tuple(losses))

    def to_batches(self) -> OmopBatches:
        """Return the same as Arrow record batches, which travel between processes quickly."""
        batches = {table: _batch(table, columns) for table, columns in self.columns.items()}
        return OmopBatches(batches=batches, losses=self.losses)


@frozen(kw_only=True)
class OmopBatches:
    """Rows for the clinical tables as Arrow arrays, with all columns of the specification.

    Args:
        batches: table -> record batch.
        losses: entries of which no row was made.
    """

    batches: Mapping[str, pa.RecordBatch]
    losses: tuple[Loss, ...] = ()


def _batch(table: str, filled: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    arrow = pyarrow_module()
    columns = dict(zip(FILLED[table], filled, strict=True))
    n_rows = len(filled[0])
    constant = CONSTANT[table]
    schema = arrow_schema(table)
    arrays = []
    for column in schema:
        if column.name in columns:
            arrays.append(arrow.array(columns[column.name], column.type))
        elif column.name in constant:
            value = arrow.scalar(constant[column.name], column.type)
            arrays.append(arrow.repeat(value, n_rows))
        else:
            arrays.append(arrow.nulls(n_rows, column.type))
    return arrow.RecordBatch.from_arrays(arrays, schema=schema)
