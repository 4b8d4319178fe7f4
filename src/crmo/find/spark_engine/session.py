"""A Spark session that reaches nothing it need not reach."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crmo.errors import MissingExtraError, UserError

LOOPBACK = "127.0.0.1"
_LOG = Path(__file__).with_name("log4j2.properties")
SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        # Days before 1582 mean what they say (proleptic Gregorian), as in DuckDB and in Python.
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
        # Every row that is shuffled is wanted; merging partitions would make tasks too large.
        "spark.sql.adaptive.enabled": "false",
        "spark.driver.maxResultSize": "0",
        "spark.network.crypto.enabled": "false",
    }
)


def require_pyspark() -> Any:
    """Return pyspark.sql.

    Raises:
        MissingExtraError: pyspark is not installed.
    """
    try:
        from pyspark import sql
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "the engine spark needs PySpark 4.0 and Java 17",
            todo="Install it: pip install 'crmo[spark]'. Without a cluster, use duckdb: it is "
            "quicker on one machine.",
        ) from error
    return sql


@contextmanager
def spark_session(master: str, scratch: Path, *, n_tasks: int) -> Iterator[Any]:
    """Give a Spark session, and end it afterwards if it was begun here.

    A session that is already there (spark-submit, a notebook) is used as it is and not ended.

    Args:
        master: `local[2]`, `spark://host:7077`, ...
        scratch: folder for what does not fit in memory.
        n_tasks: into how many tasks the persons are shared out.
    """
    sql = require_pyspark()
    running = sql.SparkSession.getActiveSession()
    if running is not None:
        running.conf.set("spark.sql.shuffle.partitions", str(n_tasks))
        running.conf.set("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED")
        yield running
        return
    # Spark's own choice, `python3` of the search path, may be another Python than this one.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if _is_here(master):
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
    builder = sql.SparkSession.builder.master(master).appName("crmo find")
    for name, value in {**SETTINGS, **_by_master(master)}.items():
        builder = builder.config(name, value)
    builder = builder.config("spark.sql.shuffle.partitions", str(n_tasks))
    builder = builder.config("spark.sql.warehouse.dir", str(scratch / "warehouse"))
    builder = builder.config("spark.local.dir", str(scratch))
    session = _begun(builder)
    try:
        yield session
    except BaseException:
        session.sparkContext.cancelAllJobs()
        raise
    finally:
        session.stop()


def _begun(builder: Any) -> Any:
    """Start Spark.

    Raises:
        UserError: it does not start: a master that is none or cannot be reached, or no Java.
    """
    try:
        return builder.getOrCreate()
    except Exception as error:  # Py4J and PySpark raise a dozen kinds, some of Java's
        raise UserError(
            "Spark did not start",
            where="--master",
            expected="local[2] or spark://host:7077 of a cluster that can be reached, and Java 17",
            todo="Look at the master, or use --engine duckdb, which is quicker on one machine.",
        ) from error


def _by_master(master: str) -> dict[str, str]:
    """Return what keeps everything on this machine, where the master is this machine."""
    settings = {"spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOG.as_uri()}"}
    if _is_here(master):
        settings |= {"spark.driver.bindAddress": LOOPBACK, "spark.driver.host": LOOPBACK}
    if master.startswith("local"):
        # Tasks run within the driver, which holds what they shuffle.
        settings["spark.driver.memory"] = "2g"
    return settings


def _is_here(master: str) -> bool:
    return master.startswith("local") or f"//{LOOPBACK}:" in master
