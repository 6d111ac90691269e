"""The speed of another cleaner over the documents of a folder, in a process of its own:

    python peers.py datatrove|haystack|justext|nemo FOLDER

Prints seconds for each byte. `make bench` runs it.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
import types
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

Work = Callable[[str], Any]
SECONDS = 1.0


def datatrove() -> Work:
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    quality = C4QualityFilter(min_num_sentences=-1)
    return lambda text: quality.filter(Document(text=text, id=""))


def haystack() -> Work:
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    from haystack import Document
    from haystack.components.preprocessors import DocumentCleaner

    cleaner = DocumentCleaner()
    return lambda text: cleaner.run(documents=[Document(content=text)])


def justext() -> Work:
    """Its judgement alone: each line is a paragraph, without HTML that would have to be read."""
    from justext import get_stoplist
    from justext.core import classify_paragraphs, revise_paragraph_classification
    from justext.paragraph import Paragraph

    words = frozenset(word.lower() for word in get_stoplist("English"))

    class Place:
        dom = xpath = "html.body.p"

    def judge(text: str) -> None:
        paragraphs = []
        for line in text.splitlines():
            paragraph = Paragraph(Place)
            paragraph.append_text(line)
            paragraphs.append(paragraph)
        classify_paragraphs(paragraphs, words)
        revise_paragraph_classification(paragraphs)

    return judge


def nemo() -> Work:
    """NeMo's modifier, read from its file alone: importing the package needs the gigabytes that it asks for."""
    root = distribution("nemo-curator").locate_file("nemo_curator")
    for name in ("", ".stages", ".stages.text", ".stages.text.modifiers", ".stages.text.utils", ".stages.text.modifiers.string"):
        package = types.ModuleType("nemo_curator" + name)
        package.__path__ = [os.path.join(str(root), *name.split("."))]
        sys.modules[package.__name__] = package
    module = importlib.import_module("nemo_curator.stages.text.modifiers.string.c4")
    modifier = module.BoilerPlateStringModifier(remove_if_at_top_or_bottom=True)
    return modifier.modify_document  # type: ignore[no-any-return]


PEERS = {peer.__name__: peer for peer in (datatrove, haystack, justext, nemo)}


def main() -> None:
    _, name, folder = sys.argv
    work = PEERS[name]()
    texts = [path.read_bytes().decode() for path in sorted(Path(folder).iterdir())]
    size = sum(len(text.encode()) for text in texts)
    seconds: list[float] = []
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS or len(seconds) < 3:
        before = time.perf_counter()
        for text in texts:
            work(text)
        seconds.append(time.perf_counter() - before)
    print(min(seconds) / size)


if __name__ == "__main__":
    main()
