"""Polars: the namespace `unboil` of expressions and Series, in frames and lazy frames.

>>> import polars, unboil.polars
>>> frame = polars.DataFrame({"text": ["It rained.\\n\\n[ad_2]", None]})
>>> frame.with_columns(polars.col("text").unboil.clean())["text"].to_list()
['It rained.', None]
>>> frame.lazy().with_columns(polars.col("text").unboil.clean()).collect()["text"].to_list()
['It rained.', None]
>>> frame["text"].unboil.clean().to_list()
['It rained.', None]
"""

from __future__ import annotations

import polars

from . import Cleaner

__all__ = ["ExpressionNamespace", "SeriesNamespace"]


def clean_series(texts: polars.Series, cleaner: Cleaner) -> polars.Series:
    if texts.dtype in (polars.Categorical, polars.Enum):
        texts = texts.cast(polars.String)
    return polars.Series(texts.name, cleaner.clean_arrow(texts))


@polars.api.register_expr_namespace("unboil")
class ExpressionNamespace:
    """What `polars.col("text").unboil` gives."""

    def __init__(self, expression: polars.Expr) -> None:
        self._expression = expression

    def clean(self, cleaner: Cleaner | None = None) -> polars.Expr:
        """The texts without their boilerplate, as strings; nulls stay null."""
        chosen = cleaner or Cleaner()
        return self._expression.map_batches(
            lambda texts: clean_series(texts, chosen), return_dtype=polars.String, is_elementwise=True
        )


@polars.api.register_series_namespace("unboil")
class SeriesNamespace:
    """What `series.unboil` gives."""

    def __init__(self, series: polars.Series) -> None:
        self._series = series

    def clean(self, cleaner: Cleaner | None = None) -> polars.Series:
        """The texts without their boilerplate, as strings; nulls stay null."""
        return clean_series(self._series, cleaner or Cleaner())
