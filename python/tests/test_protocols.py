"""Adapters of packages that are too large for every test run, against what those packages document; `make test-heavy` has the real ones."""

from __future__ import annotations

import importlib
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import unboil


@pytest.fixture(autouse=True)
def protocol(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "protocol"))
    yield
    for name in list(sys.modules):
        if name.partition(".")[0] in ("nemo_curator", "data_juicer") or name in (
            "unboil.nemo_curator",
            "unboil.data_juicer",
        ):
            del sys.modules[name]


def test_nemo_curator(pages: list[str], cleaned_pages: list[str]) -> None:
    import pandas

    module: Any = importlib.import_module("unboil.nemo_curator")
    modifiers: Any = importlib.import_module("nemo_curator.stages.text.modifiers")
    frame = pandas.DataFrame({"text": pages})
    modifier = pickle.loads(pickle.dumps(module.UnboilModifier()))
    assert modifier.name == "UnboilModifier"
    assert list(modifiers.Modify(modifier).process(frame)["text"]) == cleaned_pages
    markers = unboil.Cleaner(mode="markers", keep="share")
    assert module.UnboilModifier(markers).modify_document(pages[0]) == markers.clean(pages[0])


def test_data_juicer(pages: list[str], cleaned_pages: list[str]) -> None:
    importlib.import_module("unboil.data_juicer")
    operators: Any = importlib.import_module("data_juicer.ops.base_op")
    mapper = operators.OPERATORS.modules["unboil_mapper"]()
    samples = {"text": list(pages), "meta": [*range(len(pages))]}
    assert mapper(samples) == {"text": cleaned_pages, "meta": [*range(len(pages))]}
    options = {"mode": "markers", "keep": ["share"]}
    markers = operators.OPERATORS.modules["unboil_mapper"](**options, text_key="body")
    cleaner = unboil.Cleaner(mode="markers", keep="share")
    assert markers({"body": [pages[0]]}) == {"body": [cleaner.clean(pages[0])]}
    assert markers.fingerprint == cleaner.fingerprint != mapper.fingerprint
