"""The package and the command find the same: what Python reads, asks and counts, against what Rust alone makes of the same texts in a file."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pytest

import unboil
from conftest import HARD_TEXT, REPOSITORY

ODD = ["\u0301", "İ", "\u200b", "\ufeff", "\0", "\x85", "\u2028", "👩‍👩‍👧", "𠀋", "[ad_1]", "\r\n", "\r", "\n\n", " ", "\t"]


def texts() -> list[str]:
    """Inputs of the fuzz targets, and texts put together by chance from lines that rules know and characters that offsets go wrong at."""
    corpora = sorted((REPOSITORY / "fuzz/corpus").glob("*/*"))
    assert len(corpora) > 100
    found = [path.read_bytes()[:20_000].decode(errors="replace") for path in corpora]
    lines = [line + "\n" for text in [*found, HARD_TEXT] for line in text.splitlines() if len(line) < 300]
    chance = random.Random(8)
    for _ in range(1500):
        parts = chance.choices(lines, k=chance.randrange(1, 12)) + chance.choices(ODD, k=chance.randrange(4))
        chance.shuffle(parts)
        found.append("".join(parts))
    return found


@pytest.mark.parametrize("mode", ["markers", "article", "page"])
def test_the_command_and_the_package_find_the_same(mode: Literal["markers", "article", "page"], tmp_path: Path) -> None:
    given = texts()
    lines = "".join(json.dumps({"text": text}) + "\n" for text in given)
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    command = [sys.executable, "-m", "unboil", "clean", "--no-config", "--mode", mode, "in.jsonl", "-o", "out.jsonl"]
    subprocess.run([*command, "--removals", "gone.jsonl", "--offsets", "chars"], cwd=tmp_path, check=True)
    expected = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]
    gone: dict[int, list[tuple[int, int, str, str]]] = {}
    for line in (tmp_path / "gone.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
        removal = json.loads(line)
        gone.setdefault(removal["record"], []).append((*removal["span"], removal["rule"], removal["text"]))
    assert sum(map(len, gone.values())) > 500

    cleaner = unboil.Cleaner(mode=mode)
    for number, (text, left) in enumerate(zip(given, expected, strict=True), 1):
        cleaned = cleaner.analyze(text)
        assert cleaned.text == left
        found = [(removal.start, removal.end, removal.rule, removal.text) for removal in cleaned.removals]
        assert found == gone.get(number, [])
    assert cleaner.clean_many(given, threads=3) == expected
    assert pa.array(cleaner.clean_arrow(pa.array(given))).to_pylist() == expected


def test_a_text_that_is_too_long_is_refused_everywhere() -> None:
    cleaner = unboil.Cleaner(mode="page")
    long = "It rained. " * 1_600_000
    limit = "the text has 17600000 bytes; the limit of mode `page` is 16777216"
    for clean in (cleaner.clean, cleaner.analyze, lambda text: cleaner.clean_site("gazette.example", text)):
        with pytest.raises(ValueError, match=limit):
            clean(long)
    with pytest.raises(ValueError, match=f"item 1 of the list: {limit}"):
        cleaner.clean_many(["It snowed.", long])
    with pytest.raises(ValueError, match=f"row 1.*{limit}"):
        cleaner.clean_arrow(pa.array(["It snowed.", long]))
    assert unboil.clean(long) == long
