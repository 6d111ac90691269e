"""Hugging Face datasets: clean texts in one column, cached under a fingerprint that changes when rules and settings do.

>>> import unboil.datasets                                      # doctest: +SKIP
>>> dataset = unboil.datasets.clean_dataset(dataset, "text", num_proc=8)   # doctest: +SKIP
>>> dataset = dataset.map(unboil.datasets.CleanText("text"), batched=True)   # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from . import Cleaner

if TYPE_CHECKING:
    import datasets

    AnyDataset = TypeVar(
        "AnyDataset", datasets.Dataset, datasets.DatasetDict, datasets.IterableDataset, datasets.IterableDatasetDict
    )

__all__ = ["CleanText", "clean_dataset"]


class CleanText:
    """A function for `Dataset.map(..., batched=True)` that cleans one column, in any format of the dataset.

    Its pickle, from which `datasets` makes the name of the cache, is the same in every process for the same rules, settings and version. It uses one
    thread: processes are what `num_proc` is for.

    >>> import unboil.datasets
    >>> unboil.datasets.CleanText("text")({"text": ["It rained.\\n\\n[ad_2]", None]})
    {'text': ['It rained.', None]}
    """

    def __init__(self, column: str = "text", cleaner: Cleaner | None = None) -> None:
        self.column = column
        self.cleaner = cleaner or Cleaner()
        self.fingerprint = self.cleaner.fingerprint

    def __call__(self, batch: Any) -> Any:
        if hasattr(batch, "__arrow_c_stream__"):
            import pyarrow

            return pyarrow.table(self.cleaner.clean_arrow(batch, column=self.column, threads=1))
        texts = list(batch[self.column])
        # An empty text keeps the place of a missing one.
        cleaned = self.cleaner.clean_many(["" if text is None else text for text in texts], threads=1)
        return {self.column: [None if old is None else new for old, new in zip(texts, cleaned)]}


def clean_dataset(dataset: AnyDataset, column: str = "text", cleaner: Cleaner | None = None, **options: Any) -> AnyDataset:
    """The dataset, or each of a dictionary of datasets, with clean texts in one column. Options, such as `num_proc`, go to `map`."""
    import datasets

    if isinstance(dataset, dict):
        cleaned = {name: clean_dataset(split, column, cleaner, **options) for name, split in dataset.items()}
        return type(dataset)(cleaned)
    function = CleanText(column, cleaner)
    if isinstance(dataset, datasets.IterableDataset):
        return dataset.map(function, batched=True, **options)
    # Texts stay in Arrow's memory; the format that the dataset had comes back.
    arrow = dataset.with_format("arrow")
    cleaned = arrow.map(function, batched=True, **{"features": dataset.features, "desc": "unboil", **options})
    return cleaned.with_format(**dataset.format)
