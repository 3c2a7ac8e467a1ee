"""Spark: in this process, a standalone cluster, or whatever master is named."""

import atexit
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession

from hongmao.lake.reading import Files
from hongmao.measure.engines.java import java_home

OBJECTS = ("s3://", "gs://")
"""Storage that Spark reaches by itself; its own settings say how."""
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.ansi.enabled": "true",  # a sum that does not fit is an error, never a wrong sum
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
    # Tables that are kept may be laid in fewer parts than 200, as any others are.
    "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning": "true",
}


class Spark:
    """A session with its own tables. The Java behind it is started once a process and kept."""

    def __init__(self, master: str, **settings: str) -> None:
        self.session: Any = _running(master, settings).newSession()
        self.kept: list[Any] = []

    def __enter__(self) -> "Spark":
        return self

    def __exit__(self, *_: object) -> None:
        for rows in self.kept:
            rows.unpersist()
        for table in self.session.catalog.listTables():
            self.session.catalog.dropTempView(table.name)

    def bring(self, name: str, table: pa.Table) -> None:
        """Make rows known as a table."""
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def read(self, name: str, files: Files) -> None:
        """Make Parquet files known as a table.

        Files of this machine are read by path, which a cluster's workers must see too.
        """
        if not files.paths or not (files.local or files.url.startswith(OBJECTS)):
            self.bring(name, files.table())
            return
        paths = [_address(path, files) for path in files.paths]
        rows = self.session.read.option("mergeSchema", "true").parquet(*paths)
        rows.createOrReplaceTempView(name)

    def keep(self, name: str, text: str) -> None:
        """Answer a text once, into a table that later texts read."""
        rows = self.session.sql(text).persist()
        self.kept.append(rows)
        rows.createOrReplaceTempView(name)

    def answer(self, text: str) -> pa.Table:
        """The rows that answer a question."""
        return self.session.sql(text).toArrow()


def stop() -> None:
    """End the Java of this process, where one runs."""
    if (session := SparkSession.getActiveSession()) is not None:
        session.stop()


def _running(master: str, settings: dict[str, str]) -> Any:
    if (session := SparkSession.getActiveSession()) is not None:
        if session.sparkContext.master == master:
            return session
        session.stop()
    if "JAVA_HOME" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="hongmao-java-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["JAVA_HOME"] = str(java_home(folder))
    logging.getLogger("py4j").setLevel(logging.WARNING)
    if "//127.0.0.1" in master:  # a cluster of this machine's own answers nobody else
        settings = {"spark.driver.host": "127.0.0.1"} | settings
    builder = SparkSession.builder.master(master).appName("hongmao")
    for name, value in (SETTINGS | settings).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _address(path: str, files: Files) -> str:
    if files.local:
        return f"file://{path}"
    scheme = files.url.partition("://")[0].replace("s3", "s3a")
    return f"{scheme}://{path}"
