"""Spark: a column function, and a function over whole batches.

>>> import unboil.spark                                      # doctest: +SKIP
>>> frame = frame.withColumn("text", unboil.spark.clean("text"))   # doctest: +SKIP
>>> frame = unboil.spark.clean_dataframe(frame, "text")      # doctest: +SKIP

Both reach the cleaner through Arrow; `unboil` must be installed on the executors. A task cleans on one thread, as Spark has a task for each core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import Cleaner

if TYPE_CHECKING:
    import pandas
    import pyarrow
    from pyspark.sql import Column, DataFrame

__all__ = ["clean", "clean_batches", "clean_dataframe"]


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
