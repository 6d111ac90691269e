"""The wheel: how large it is, how fast it is imported, what it brings along, and the command."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest

import unboil

COMMAND = [sys.executable, "-m", "unboil"]


def test_nothing_is_needed() -> None:
    needed = importlib.metadata.requires("unboil") or []
    assert all("extra ==" in requirement for requirement in needed), needed


def test_importing_brings_no_engine() -> None:
    program = "import sys, unboil; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    modules = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    for engine in ("pyarrow", "pandas", "polars", "numpy", "pyspark", "ray", "duckdb", "datasets", "datatrove"):
        assert f"'{engine}'" not in modules


def test_the_command_is_the_same(pages: list[str], cleaned_pages: list[str]) -> None:
    for page, cleaned in zip(pages, cleaned_pages):
        done = subprocess.run(COMMAND, input=page.encode(), check=True, capture_output=True)
        assert done.stdout.decode() == cleaned
    script = Path(sys.executable).parent / "unboil"
    done = subprocess.run([script], input=pages[0].encode(), check=True, capture_output=True)
    assert done.stdout.decode() == cleaned_pages[0]


def test_the_command_says_its_version_help_and_status(tmp_path: Path) -> None:
    version = subprocess.run([*COMMAND, "--version"], check=True, capture_output=True, text=True).stdout
    assert version == f"unboil {unboil.__version__}\n"
    assert "Usage: unboil" in subprocess.run([*COMMAND, "--help"], check=True, capture_output=True, text=True).stdout
    assert subprocess.run([*COMMAND, "--nonsense"], capture_output=True).returncode == 2
    missing = subprocess.run([*COMMAND, str(tmp_path / "nowhere.txt")], capture_output=True, text=True)
    assert missing.returncode == 1
    assert "nowhere.txt" in missing.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no names of files that are not UTF-8")
def test_the_command_opens_any_file(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "w") as file:
        file.write("It rained.\n\n[ad_2]")
    done = subprocess.run([*map(os.fsencode, COMMAND), name], check=True, capture_output=True)
    assert done.stdout == b"It rained."
