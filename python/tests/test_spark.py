"""Spark with two separate executors."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

import unboil
import unboil.spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        if os.environ.get("CI"):
            pytest.fail("Spark needs Java 17 or later, and there is none")
        pytest.skip("Spark needs Java 17 or later, and there is none: install it, for example openjdk-17-jre-headless")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("unboil")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
        .config("spark.task.maxFailures", "1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark: SparkSession, pages: list[str]) -> DataFrame:
    rows = [(number, page) for number, page in enumerate(pages * 40)]
    rows.append((len(rows), None))  # type: ignore[arg-type]
    return spark.createDataFrame(rows, "number long, text string").repartition(4).cache()


def texts_of(frame: DataFrame) -> list[str | None]:
    return [row.text for row in sorted(frame.collect(), key=lambda row: row.number)]


def test_both_executors_work(frame: DataFrame) -> None:
    """That the rest of this file is about more than one process."""

    def say_who(batches):  # type: ignore[no-untyped-def]
        import time

        import pyarrow

        for batch in batches:
            time.sleep(0.1)
            yield pyarrow.record_batch({"directory": [os.getcwd()] * batch.num_rows})

    found = {row.directory for row in frame.mapInArrow(say_who, "directory string").distinct().collect()}
    assert len(found) == 2


def test_a_column(frame: DataFrame, cleaned_pages: list[str]) -> None:
    cleaned = frame.withColumn("text", unboil.spark.clean("text"))
    assert cleaned.schema["text"].dataType.simpleString() == "string"
    assert texts_of(cleaned) == [*cleaned_pages * 40, None]
    assert texts_of(frame.withColumn("text", unboil.spark.clean(frame["text"]))) == texts_of(cleaned)


def test_a_column_where_there_is_no_arrow_udf(
    frame: DataFrame, cleaned_pages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As before Spark 4.1."""
    from pyspark.sql import functions

    monkeypatch.delattr(functions, "arrow_udf", raising=False)
    assert texts_of(frame.withColumn("text", unboil.spark.clean("text"))) == [*cleaned_pages * 40, None]


def test_batches(frame: DataFrame, cleaned_pages: list[str]) -> None:
    cleaned = unboil.spark.clean_dataframe(frame, "text")
    assert cleaned.schema == frame.schema
    assert texts_of(cleaned) == [*cleaned_pages * 40, None]
    again = frame.mapInArrow(unboil.spark.clean_batches("text"), frame.schema)
    assert texts_of(again) == texts_of(cleaned)


def test_settings_go_to_the_executors(frame: DataFrame, pages: list[str]) -> None:
    cleaner = unboil.Cleaner(mode="markers", keep=["share"], always_keep="^Read also")
    expected = [cleaner.clean(page) for page in pages]
    assert expected != [unboil.clean(page) for page in pages]
    for cleaned in (
        frame.withColumn("text", unboil.spark.clean("text", cleaner)),
        unboil.spark.clean_dataframe(frame, cleaner=cleaner),
    ):
        assert texts_of(cleaned) == [*expected * 40, None]


def test_in_sql(spark: SparkSession, frame: DataFrame, cleaned_pages: list[str]) -> None:
    """What the column function gives can be mixed with Spark's own."""
    from pyspark.sql import functions

    lengths = frame.select(functions.sum(functions.length(unboil.spark.clean("text"))).alias("length")).collect()
    assert lengths[0].length == 40 * sum(map(len, cleaned_pages))


def test_a_column_of_another_type(frame: DataFrame) -> None:
    with pytest.raises(Exception, match='column "number" must hold strings, not Int64'):
        unboil.spark.clean_dataframe(frame, "number").collect()
    with pytest.raises(Exception, match='there is no column "body"'):
        unboil.spark.clean_dataframe(frame, "body").collect()


def test_learning_gives_the_packs_of_one_machine(spark: SparkSession) -> None:
    from test_site import SITES, pages_of

    learner = unboil.SiteLearner()
    rows = [(site, page) for site in SITES for page in pages_of(site, 90)]
    rows.append(("few.example", "It rained."))
    for site, page in rows:
        learner.add(site, page)
    frame = spark.createDataFrame([*rows, ("few.example", None)], "host string, page string").repartition(5)
    found = {row.site: row for row in unboil.spark.learn(frame, "host", "page").collect()}
    assert {site: row.pack for site, row in found.items() if row.pack} == learner.packs()
    assert {site: row.problem for site, row in found.items() if row.problem} == learner.problems()
    assert sorted(found) == sorted([*SITES, "few.example"])
