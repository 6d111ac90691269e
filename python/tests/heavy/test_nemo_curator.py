"""The modifier within NeMo Curator itself."""

from __future__ import annotations

import pandas
from nemo_curator.stages.text.modifiers import Modify
from nemo_curator.tasks import DocumentBatch

from unboil.nemo_curator import UnboilModifier


def test_the_stage(pages: list[str], cleaned_pages: list[str]) -> None:
    batch = DocumentBatch(dataset_name="pages", data=pandas.DataFrame({"text": pages, "number": range(len(pages))}))
    stage = Modify(UnboilModifier(), input_fields="text")
    assert stage.name == "UnboilModifier"
    out = stage.process(batch).to_pandas()
    assert list(out["text"]) == cleaned_pages
    assert list(out["number"]) == [*range(len(pages))]
