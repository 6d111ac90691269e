"""Ray Data: a dataset with clean texts in one column.

>>> import ray, unboil.ray                             # doctest: +SKIP
>>> dataset = ray.data.read_parquet("pages/")          # doctest: +SKIP
>>> dataset = unboil.ray.clean_dataset(dataset, "text")   # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import Cleaner

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Dataset

__all__ = ["clean_batch", "clean_dataset"]


def clean_batch(column: str = "text", cleaner: Cleaner | None = None) -> Callable[[pyarrow.Table], pyarrow.Table]:
    """A function for `Dataset.map_batches` with `batch_format="pyarrow"` that cleans one column. It uses one thread: Ray gives a task one core."""
    cleaner = cleaner or Cleaner()

    def clean(batch: pyarrow.Table) -> pyarrow.Table:
        import pyarrow

        return pyarrow.table(cleaner.clean_arrow(batch, column=column, threads=1))

    return clean


def clean_dataset(dataset: Dataset, column: str = "text", cleaner: Cleaner | None = None, **options: Any) -> Dataset:
    """The dataset with clean texts in one column; the others stay as they are. Options go to `Dataset.map_batches`."""
    return dataset.map_batches(clean_batch(column, cleaner), batch_format="pyarrow", **options)
