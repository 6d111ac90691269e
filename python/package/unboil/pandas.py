"""pandas: the accessor `unboil` of Series.

>>> import pandas, unboil.pandas
>>> texts = pandas.Series(["It rained.\\n\\n[ad_2]", None])
>>> texts.unboil.clean().dropna().to_list()
['It rained.']
"""

from __future__ import annotations

from typing import Any

import pandas

from . import Cleaner

__all__ = ["SeriesAccessor", "clean_series"]


def clean_series(texts: pandas.Series, cleaner: Cleaner | None = None, threads: int | None = None) -> pandas.Series:
    """The texts without their boilerplate, with the index, name and type of the Series; missing values stay as they are."""
    cleaner = cleaner or Cleaner()
    values: Any = texts.array
    if isinstance(texts.dtype, pandas.CategoricalDtype):
        cleaned = cleaner.clean_many(texts.cat.categories, threads)
        return texts.map(dict(zip(texts.cat.categories, cleaned)))
    if hasattr(values, "__arrow_array__") and getattr(texts.dtype, "storage", "pyarrow") == "pyarrow":
        import pyarrow

        column = pyarrow.chunked_array(cleaner.clean_arrow(as_chunked(pyarrow.array(values)), threads=threads))
        result = pandas.array(column, dtype=texts.dtype)
    else:
        # An empty text keeps the place of a missing one.
        missing = texts.isna().to_numpy()
        present = ["" if is_missing else text for text, is_missing in zip(texts, missing)]
        cleaned = cleaner.clean_many(present, threads)
        kept = [old if is_missing else new for old, new, is_missing in zip(texts, cleaned, missing)]
        result = pandas.array(kept, dtype=texts.dtype)
    return pandas.Series(result, index=texts.index, name=texts.name, dtype=texts.dtype)


def as_chunked(array: Any) -> Any:
    import pyarrow

    return array if isinstance(array, pyarrow.ChunkedArray) else pyarrow.chunked_array([array])


@pandas.api.extensions.register_series_accessor("unboil")
class SeriesAccessor:
    """What `series.unboil` gives."""

    def __init__(self, series: pandas.Series) -> None:
        self._series = series

    def clean(self, cleaner: Cleaner | None = None, threads: int | None = None) -> pandas.Series:
        """The texts without their boilerplate; missing values stay as they are. `threads` is as in `Cleaner.clean_many`."""
        return clean_series(self._series, cleaner, threads)
