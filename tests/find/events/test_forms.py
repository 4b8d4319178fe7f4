"""The same records in different forms give the same events."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from tests.conftest import initdb_path
from tests.find.events.hand_made import built, contents, records

from crmo.find.events import EventTable


def _tables(table: EventTable) -> dict[str, bytes]:
    """Return the files that do not depend on the form; remarks name what the form lacks."""
    return {name: data for name, data in contents(table).items() if name != "remarks.parquet"}


@pytest.fixture(scope="module")
def by_omop(virtual: Path, tmp_path_factory: pytest.TempPathFactory) -> EventTable:
    return built(virtual / "omop", tmp_path_factory.mktemp("by") / "omop")


@pytest.fixture(scope="module")
def by_fhir(virtual: Path, tmp_path_factory: pytest.TempPathFactory) -> EventTable:
    return built(virtual / "fhir" / "bulk", tmp_path_factory.mktemp("by") / "fhir")


_SAME = "concept, concept_kind, kind, state, d_lo, d_hi, value, unit, ref_lo, ref_hi, flag, site"


def _events(table: EventTable, child: str) -> str:
    """Return the query of what both forms carry; numbers to eight digits after conversion."""
    return f"""SELECT {child} AS child, coalesce(c.concept, c.code) AS concept, c.concept_kind,
      c.kind, e.state, e.d_lo, e.d_hi, round(e.value, 8) AS value, e.unit,
      round(e.ref_lo, 8) AS ref_lo, round(e.ref_hi, 8) AS ref_hi, e.flag, e.site
    FROM read_parquet('{table.events}/*.parquet') e JOIN '{table.codes}' c USING (code_id)
    JOIN '{table.persons}' p USING (person_id)"""


def test_virtual_children_give_the_same_events_by_omop_and_by_fhir(
    by_omop: EventTable, by_fhir: EventTable
) -> None:
    """Unwanted effects of a drug are the one difference.

    OMOP has them as rows; FHIR as written by crmo keeps them inside the statement on the drug, in
    an extension of its own, from where no other system would take them either.
    """
    omop = _events(by_omop, "p.source_person::INTEGER - 1")
    fhir = _events(by_fhir, "split_part(p.source_person, '-', 3)::INTEGER")
    only_omop = records(f"SELECT {_SAME} FROM ({omop} EXCEPT ALL {fhir})")
    only_fhir = records(f"SELECT {_SAME} FROM ({fhir} EXCEPT ALL {omop})")
    effects = {"nausea", "flu_like_reaction", "vomiting", "gastritis", "drug_rash"}
    assert only_fhir == []
    assert {row["concept"] for row in only_omop} <= effects
    n_events = records(f"SELECT count(*) AS n FROM ({fhir})")[0]["n"]
    assert n_events > 5000


def test_every_concept_of_virtual_children_is_understood(by_omop: EventTable) -> None:
    rows = records(f"SELECT DISTINCT code FROM '{by_omop.codes}' WHERE concept IS NULL")
    assert {row["code"] for row in rows} <= {"detail:lesion"}


def test_texts_come_with_both_forms(virtual: Path, by_omop: EventTable) -> None:
    rows = records(f"SELECT count(*) AS n FROM '{by_omop.texts}'")
    assert rows[0]["n"] > 0


def _as_csv(omop: Path, folder: Path, delimiter: str, end: str, *, is_upper: bool) -> Path:
    folder.mkdir()
    for path in omop.glob("*.parquet"):
        name = path.stem.upper() if is_upper else path.stem
        target = folder / f"{name}{end}"
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (FROM '{path}') TO '{folder / 'x'}' "
                f"(FORMAT csv, HEADER, DELIM '{delimiter}')"
            )
        data = (folder / "x").read_bytes()
        (folder / "x").unlink()
        target.write_bytes(gzip.compress(data) if end.endswith(".gz") else data)
    return folder


@pytest.mark.parametrize(
    ("delimiter", "end", "is_upper"),
    [(",", ".csv", True), ("\t", ".csv", False), ("\t", ".tsv", True), (",", ".csv.gz", False)],
    ids=["comma", "tab", "upper tsv", "gzip"],
)
def test_csv_gives_the_same_bytes_as_parquet(
    tmp_path: Path,
    virtual: Path,
    by_omop: EventTable,
    delimiter: str,
    end: str,
    *,
    is_upper: bool,
) -> None:
    folder = _as_csv(virtual / "omop", tmp_path / "csv", delimiter, end, is_upper=is_upper)
    assert _tables(built(folder, tmp_path / "out")) == _tables(by_omop)


def test_a_duckdb_file_gives_the_same_bytes(
    tmp_path: Path, virtual: Path, by_omop: EventTable
) -> None:
    path = tmp_path / "hospital.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA cdm")
        for file in (virtual / "omop").glob("*.parquet"):
            connection.execute(f"CREATE TABLE cdm.{file.stem.upper()} AS FROM '{file}'")
    assert _tables(built(path, tmp_path / "out")) == _tables(by_omop)


def test_parts_of_a_table_in_a_folder_are_one_table(
    tmp_path: Path, virtual: Path, by_omop: EventTable
) -> None:
    folder = tmp_path / "in"
    shutil.copytree(virtual / "omop", folder)
    table = pq.read_table(folder / "measurement.parquet")
    (folder / "measurement.parquet").unlink()
    (folder / "MEASUREMENT").mkdir()
    middle = table.num_rows // 2
    pq.write_table(table.slice(0, middle), folder / "MEASUREMENT" / "part-1.parquet")
    pq.write_table(table.slice(middle), folder / "MEASUREMENT" / "part-2.parquet")
    found = built(folder, tmp_path / "out")
    counted = (
        f"SELECT count(*) AS n, count(DISTINCT event_id) AS n_ids FROM '{found.events}/*.parquet'"
    )
    assert records(counted)[0]["n"] == by_omop.manifest["n_events"]
    assert records(counted)[0]["n_ids"] == by_omop.manifest["n_events"]


def test_ndjson_may_be_gzipped_and_in_several_files(
    tmp_path: Path, virtual: Path, by_fhir: EventTable
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for path in (virtual / "fhir" / "bulk").glob("*.ndjson"):
        lines = path.read_bytes().splitlines(keepends=True)
        middle = len(lines) // 2
        kind = path.name.removesuffix(".ndjson")
        (folder / f"{kind}.000.ndjson.gz").write_bytes(gzip.compress(b"".join(lines[:middle])))
        (folder / f"{kind}.001.ndjson").write_bytes(b"".join(lines[middle:]))
    found = built(folder, tmp_path / "out")
    assert found.manifest["n_events"] == by_fhir.manifest["n_events"]
    child = "p.source_person"
    columns = f"child, {_SAME}"
    ours = f"SELECT {columns} FROM ({_events(found, child)})"
    theirs = f"SELECT {columns} FROM ({_events(by_fhir, child)})"
    assert records(f"{ours} EXCEPT ALL {theirs}") == []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a PostgreSQL server that lives as long as these tests."""
    initdb = initdb_path()
    assert initdb is not None, "no PostgreSQL; see tools/install_programs"
    folder = Path(tmp_path_factory.mktemp("pg"))
    programs = Path(initdb).parent
    as_user = _user_of(folder)
    sockets = Path("/tmp") / f"crmo-pg-{folder.parent.name[-8:]}"  # short enough
    sockets.mkdir(exist_ok=True)
    shutil.chown(sockets, *as_user[1:]) if as_user[0] else None
    run = [*as_user[0]]
    data = str(folder / "data")
    subprocess.run(
        [*run, initdb, "-D", data, "-U", "crmo", "-A", "trust"], check=True, capture_output=True
    )
    control = [*run, str(programs / "pg_ctl"), "-D", data]
    options = f"-k {sockets} -c listen_addresses="
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "-w", "start"], check=True)
    yield f"postgresql://crmo@/postgres?host={sockets}"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
    shutil.rmtree(sockets)


def _user_of(folder: Path) -> tuple[list[str], str, str]:
    """Return how to run the server: PostgreSQL refuses to be root."""
    import os

    if os.geteuid() != 0:
        return [], "", ""
    for each in (folder, *folder.parents):
        if str(each).count("/") > 1:
            each.chmod(0o755)
    shutil.chown(folder, "postgres", "postgres")
    return ["runuser", "-u", "postgres", "--"], "postgres", "postgres"


@pytest.mark.postgresql
def test_postgresql_gives_the_same_bytes(
    tmp_path: Path, virtual: Path, by_omop: EventTable, server: str
) -> None:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(server) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA cdm")
        for file in (virtual / "omop").glob("*.parquet"):
            cursor.adbc_ingest(file.stem, pq.read_table(file), db_schema_name="cdm")
        connection.commit()
    table = built(f"{server}&schema=cdm", tmp_path / "out")
    assert _tables(table) == _tables(by_omop)
    before = (table.folder / "manifest.json").stat().st_mtime_ns
    built(f"{server}&schema=cdm", tmp_path / "out")
    assert (table.folder / "manifest.json").stat().st_mtime_ns == before
