"""The mapper within data-juicer itself: as an operator on a dataset, and by its name in a recipe."""

from __future__ import annotations

from data_juicer.core.data import NestedDataset
from data_juicer.ops import load_ops

import unboil
import unboil.data_juicer


def test_a_recipe(pages: list[str], cleaned_pages: list[str]) -> None:
    dataset = NestedDataset.from_dict({"text": pages, "number": [*range(len(pages))]})
    (mapper,) = load_ops([{"unboil_mapper": {}}])
    out = mapper.run(dataset)
    assert out["text"] == cleaned_pages
    assert out["number"] == [*range(len(pages))]
    (markers,) = load_ops([{"unboil_mapper": {"mode": "markers", "keep": ["share"]}}])
    cleaner = unboil.Cleaner(mode="markers", keep="share")
    assert markers.run(dataset)["text"] == [cleaner.clean(page) for page in pages]
