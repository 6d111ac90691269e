"""Spark: a column function, and a function over whole batches.

>>> import unboil.spark                                      # doctest: +SKIP
>>> frame = frame.withColumn("text", unboil.spark.clean("text"))   # doctest: +SKIP
>>> frame = unboil.spark.clean_dataframe(frame, "text")      # doctest: +SKIP

Both reach the cleaner through Arrow; `unboil` must be installed on the executors. A task cleans on one thread, as Spark has a task for each core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import Cleaner, SiteLearner

if TYPE_CHECKING:
    import pandas
    import pyarrow
    from pyspark.sql import Column, DataFrame

__all__ = ["clean", "clean_batches", "clean_dataframe", "learn"]

# Texts of a partition that are held before they are handed on, in bytes.
_HELD = 64 << 20


def clean(column: Column | str, cleaner: Cleaner | None = None) -> Column:
    """The column with clean texts; nulls stay null.

    On Spark 4.1 and later the texts stay in Arrow's memory, before that they go through pandas.
    """
    from pyspark.sql import functions

    cleaner = cleaner or Cleaner()
    if hasattr(functions, "arrow_udf"):
        import pyarrow

        def clean_array(texts: pyarrow.Array) -> pyarrow.Array:
            return pyarrow.array(cleaner.clean_arrow(texts, threads=1))

        # Spark reads the kind of function from its annotations, which are text here.
        clean_array.__annotations__ = {"texts": pyarrow.Array, "return": pyarrow.Array}
        return functions.arrow_udf(clean_array, "string")(column)

    import pandas

    from .pandas import clean_series

    def clean_pandas(texts: pandas.Series) -> pandas.Series:
        return clean_series(texts, cleaner, threads=1)

    clean_pandas.__annotations__ = {"texts": pandas.Series, "return": pandas.Series}
    return functions.pandas_udf(clean_pandas, "string")(column)  # type: ignore[attr-defined]


def clean_batches(
    column: str = "text", cleaner: Cleaner | None = None
) -> Callable[[Iterator[pyarrow.RecordBatch]], Iterator[pyarrow.RecordBatch]]:
    """A function for `DataFrame.mapInArrow` that cleans one column and leaves the others as they are.

    >>> frame.mapInArrow(clean_batches("text"), frame.schema)   # doctest: +SKIP
    """
    cleaner = cleaner or Cleaner()

    def clean_each(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        for batch in batches:
            yield pyarrow.record_batch(cleaner.clean_arrow(batch, column=column, threads=1))

    return clean_each


def clean_dataframe(frame: DataFrame, column: str = "text", cleaner: Cleaner | None = None) -> DataFrame:
    """The frame with clean texts in one column, all other columns and the schema as they are."""
    return frame.mapInArrow(clean_batches(column, cleaner), frame.schema)


def _learners_of(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """Sites and texts to sites and what was seen of them."""
    import pyarrow

    def hand_on(learner: SiteLearner) -> pyarrow.RecordBatch:
        learners = learner.split()
        seen = [learner.to_bytes() for learner in learners.values()]
        return pyarrow.record_batch({"site": list(learners), "seen": pyarrow.array(seen, pyarrow.binary())})

    learner = SiteLearner()
    for batch in batches:
        for site, text in zip(batch.column(0), batch.column(1)):
            if text.is_valid:
                learner.add(site.as_py() or "", text.as_py())
        if learner.size > _HELD:
            yield hand_on(learner)
            learner = SiteLearner()
    yield hand_on(learner)


def _packs_of(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """Sites and all that was seen of them to sites and packs."""
    import pyarrow

    for batch in batches:
        sites, packs, problems = batch.column(0).to_pylist(), [], []
        for site, seen in zip(sites, batch.column(1)):
            learner = SiteLearner()
            for part in seen:
                learner.merge(SiteLearner.from_bytes(part.as_py()))
            pack = problem = None
            try:
                pack = learner.pack(site)
            except ValueError as error:
                problem = str(error)
            packs.append(pack)
            problems.append(problem)
        columns = {"site": sites, "pack": packs, "problem": problems}
        yield pyarrow.record_batch({name: pyarrow.array(values, pyarrow.string()) for name, values in columns.items()})


def learn(frame: DataFrame, site: str = "site", text: str = "text") -> DataFrame:
    """A rule pack for each site, as `unboil.SiteLearner` makes it of the same pages on one machine.

    `site` and `text` name the columns. The result has the columns `site`, `pack` (the text of the pack, or null) and `problem` (why there is none, or null).

    >>> for row in unboil.spark.learn(frame, "host", "text").collect():   # doctest: +SKIP
    ...     pathlib.Path(f"{row.site}.toml").write_text(row.pack)
    """
    from pyspark.sql import functions

    seen = frame.select(site, text).mapInArrow(_learners_of, "site string, seen binary")
    of_site = seen.groupBy("site").agg(functions.collect_list("seen").alias("seen"))
    return of_site.mapInArrow(_packs_of, "site string, pack string, problem string")
