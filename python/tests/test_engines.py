"""Each engine that runs in this process, or starts its own, with the real package."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import unboil
import unboil.datasets
import unboil.datatrove
import unboil.duckdb
import unboil.pandas
import unboil.polars
import unboil.ray

MARKERS = unboil.Cleaner(mode="markers", keep=["share"])


@pytest.fixture(scope="session")
def texts(pages: list[str]) -> list[str | None]:
    return [*pages, None]


@pytest.fixture(scope="session")
def cleaned(cleaned_pages: list[str]) -> list[str | None]:
    return [*cleaned_pages, None]


@pytest.fixture(scope="session")
def marked(texts: list[str | None], cleaned: list[str | None]) -> list[str | None]:
    by_markers = [None if text is None else MARKERS.clean(text) for text in texts]
    assert by_markers != cleaned
    return by_markers


@pytest.fixture(scope="session")
def ray() -> Iterator[Any]:
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100 << 20)
    yield ray
    ray.shutdown()


class TestPolars:
    @pytest.mark.parametrize("engine", ["in-memory", "streaming"])
    def test_expressions(self, texts: list[str | None], cleaned: list[str | None], marked: list[str | None], engine: Any) -> None:
        frame = pl.DataFrame({"number": range(len(texts) * 50), "text": texts * 50})
        lazy = frame.lazy().with_columns(
            pl.col("text").unboil.clean(),  # type: ignore[attr-defined]
            pl.col("text").unboil.clean(MARKERS).alias("marked"),  # type: ignore[attr-defined]
        )
        assert lazy.collect_schema() == {"number": pl.Int64, "text": pl.String, "marked": pl.String}
        result = lazy.filter(pl.col("number") >= len(texts)).collect(engine=engine).sort("number")
        assert result["text"].to_list() == cleaned * 49
        assert result["marked"].to_list() == marked * 49
        eager = frame.select(pl.col("text").unboil.clean().str.len_chars().sum())  # type: ignore[attr-defined]
        assert eager.item() == 50 * sum(len(text) for text in cleaned if text)

    def test_series(self, texts: list[str | None], cleaned: list[str | None]) -> None:
        series = pl.Series("text", texts)
        result = series.unboil.clean()  # type: ignore[attr-defined]
        assert (result.name, result.dtype, result.to_list()) == ("text", pl.String, cleaned)
        categories = series.cast(pl.Categorical).unboil.clean()  # type: ignore[attr-defined]
        assert (categories.dtype, categories.to_list()) == (pl.String, cleaned)
        chunked = pl.concat([series, series], rechunk=False).unboil.clean()  # type: ignore[attr-defined]
        assert chunked.to_list() == cleaned * 2

    def test_frames_over_arrow(self, texts: list[str | None], cleaned: list[str | None]) -> None:
        frame = pl.DataFrame({"number": range(len(texts)), "text": texts})
        result = pl.DataFrame(unboil.Cleaner().clean_arrow(frame, column="text"))
        assert result.equals(frame.with_columns(pl.Series("text", cleaned)))

    def test_another_type(self) -> None:
        with pytest.raises(Exception, match="the column must hold strings, not Int64"):
            pl.DataFrame({"text": [1]}).select(pl.col("text").unboil.clean())  # type: ignore[attr-defined]


class TestDuckDB:
    @pytest.fixture
    def connection(self, texts: list[str | None]) -> Iterator[Any]:
        import duckdb

        with duckdb.connect() as connection:
            pages = pa.table({"number": range(len(texts) * 300), "text": texts * 300})
            connection.register("pages", pages)
            yield connection

    def test_a_function(self, connection: Any, cleaned: list[str | None], marked: list[str | None]) -> None:
        unboil.duckdb.register(connection)
        unboil.duckdb.register(connection, "unboil_markers", MARKERS)
        rows = connection.sql("SELECT unboil_clean(text), unboil_markers(text) FROM pages ORDER BY number").fetchall()
        assert rows == list(zip(cleaned, marked)) * 300

    def test_a_relation_over_arrow(self, connection: Any, cleaned: list[str | None]) -> None:
        relation = connection.sql("SELECT number, text FROM pages ORDER BY number")
        table = pa.table(unboil.Cleaner().clean_arrow(relation, column="text"))
        assert table["text"].to_pylist() == cleaned * 300
        connection.register("cleaned", table)
        back = connection.sql("SELECT count(*), count(text) FROM cleaned").fetchall()
        assert back == [(300 * len(cleaned), 300 * (len(cleaned) - 1))]

    def test_a_constant_and_nothing(self, connection: Any) -> None:
        unboil.duckdb.register(connection)
        assert connection.sql("SELECT unboil_clean(NULL)").fetchall() == [(None,)]
        assert connection.sql("SELECT unboil_clean('It rained.')").fetchall() == [("It rained.",)]
        assert connection.sql("SELECT unboil_clean(text) FROM pages WHERE number < 0").fetchall() == []


class TestPandas:
    @pytest.mark.parametrize(
        "dtype",
        [object, "str", "string[python]", "string[pyarrow]", pd.ArrowDtype(pa.string()), pd.ArrowDtype(pa.large_string())],
        ids=str,
    )
    def test_every_type(self, texts: list[str | None], cleaned: list[str | None], dtype: Any) -> None:
        series = pd.Series(texts, index=range(10, 10 + len(texts)), name="text", dtype=dtype)
        result = series.unboil.clean()
        assert result.dtype == series.dtype
        assert result.name == "text"
        assert list(result.index) == list(series.index)
        assert [None if pd.isna(text) else text for text in result] == cleaned
        assert [None if pd.isna(text) else text for text in series] == texts, "the input stays as it was"

    def test_parts_and_categories(self, texts: list[str | None], cleaned: list[str | None]) -> None:
        frame = pd.DataFrame({"text": texts})
        part = frame[frame.index % 2 == 0]["text"].unboil.clean(threads=1)
        assert [None if pd.isna(text) else text for text in part] == cleaned[::2]
        categories = pd.Series(texts, dtype="category").unboil.clean()
        assert [None if pd.isna(text) else text for text in categories] == cleaned

    def test_missing_values_keep_their_kind(self) -> None:
        series = pd.Series([None, float("nan"), pd.NA, "It rained.\n\n[ad_2]"], dtype=object)
        result = series.unboil.clean()
        assert result[0] is None
        assert result[2] is pd.NA
        assert result[3] == "It rained."

    def test_frames_over_arrow(self, texts: list[str | None], cleaned: list[str | None]) -> None:
        frame = pd.DataFrame({"number": range(len(texts)), "text": texts})
        table = pa.table(unboil.Cleaner().clean_arrow(frame, column="text"))
        assert table["text"].to_pylist() == cleaned

    def test_another_type(self) -> None:
        with pytest.raises(TypeError, match="item 1 of the list: the text must be a str, not int"):
            pd.Series(["It rained.", 3], dtype=object).unboil.clean()


class TestDatasets:
    @pytest.fixture
    def dataset(self, texts: list[str | None], tmp_path: Path) -> Any:
        """On disk, so that there is a cache beside it."""
        import datasets

        path = tmp_path / "pages.jsonl"
        path.write_text("".join(json.dumps({"n": n, "text": text}) + "\n" for n, text in enumerate(texts * 20)))
        return datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))

    @pytest.mark.parametrize("num_proc", [None, 2])
    def test_a_dataset(self, dataset: Any, cleaned: list[str | None], num_proc: int | None) -> None:
        result = unboil.datasets.clean_dataset(dataset, "text", num_proc=num_proc)
        assert result["text"][:] == cleaned * 20
        assert result["n"][:] == [*range(len(cleaned) * 20)]
        assert result.features == dataset.features
        assert result.format == dataset.format

    @pytest.mark.parametrize("form", [None, "arrow", "pandas", "numpy"])
    def test_map(self, dataset: Any, cleaned: list[str | None], form: str | None) -> None:
        result = dataset.with_format(form).map(unboil.datasets.CleanText("text"), batched=True).with_format(None)
        assert result["text"][:] == cleaned * 20

    def test_the_cache_is_found_again(self, dataset: Any, marked: list[str | None], tmp_path: Path) -> None:
        """By another process too, and not after a change of settings."""
        first = unboil.datasets.clean_dataset(dataset, "text")
        program = (
            "import json, sys, datasets, unboil.datasets\n"
            "dataset = datasets.load_dataset('json', data_files=sys.argv[1], split='train', cache_dir=sys.argv[2])\n"
            "print(json.dumps(unboil.datasets.clean_dataset(dataset, 'text').cache_files))\n"
        )
        arguments = [sys.executable, "-c", program, str(tmp_path / "pages.jsonl"), str(tmp_path / "cache")]
        files = [Path(file["filename"]) for file in first.cache_files]
        written = [file.stat().st_mtime_ns for file in files]
        output = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
        assert json.loads(output.splitlines()[-1]) == first.cache_files
        assert [file.stat().st_mtime_ns for file in files] == written, "nothing was cleaned a second time"
        other = unboil.datasets.clean_dataset(dataset, "text", MARKERS)
        assert other.cache_files != first.cache_files
        assert other["text"][:] == marked * 20

    def test_dictionaries_and_streams(self, dataset: Any, cleaned: list[str | None]) -> None:
        import datasets

        both = unboil.datasets.clean_dataset(datasets.DatasetDict({"train": dataset, "test": dataset}), "text")
        assert isinstance(both, datasets.DatasetDict)
        assert both["test"]["text"][:] == cleaned * 20
        stream = unboil.datasets.clean_dataset(dataset.to_iterable_dataset(), "text")
        assert [row["text"] for row in stream] == cleaned * 20
        assert [row["n"] for row in stream] == [*range(len(cleaned) * 20)]


class TestDatatrove:
    def test_a_pipeline(self, pages: list[str], cleaned_pages: list[str], tmp_path: Path) -> None:
        from datatrove.executor import LocalPipelineExecutor
        from datatrove.pipeline.readers import JsonlReader
        from datatrove.pipeline.writers import JsonlWriter

        source = tmp_path / "in"
        source.mkdir()
        lines = [json.dumps({"id": str(number), "text": page}) for number, page in enumerate(pages) if page]
        for name, half in [("a", lines[::2]), ("b", lines[1::2])]:
            (source / f"{name}.jsonl").write_text("\n".join(half))
        LocalPipelineExecutor(
            [
                JsonlReader(str(source)),
                unboil.datatrove.UnboilFormatter(),
                JsonlWriter(str(tmp_path / "out"), compression=None),
            ],
            tasks=2,
            workers=2,
            logging_dir=str(tmp_path / "logs"),
        ).run()
        rows = [json.loads(line) for file in (tmp_path / "out").iterdir() for line in file.read_text().splitlines()]
        assert {int(row["id"]): row["text"] for row in rows} == {
            number: text for number, text in enumerate(cleaned_pages) if text
        }
        stats = json.loads((tmp_path / "logs" / "stats.json").read_text())
        (own,) = [step["stats"] for step in stats if "unboil" in step["name"]]
        analyzed = [unboil.Cleaner().analyze(page) for page in pages if page]
        assert own["total"] == len(analyzed)
        assert own["changed"] == sum(bool(page.removals) for page in analyzed)
        assert own["removals"]["total"] == sum(len(page.removals) for page in analyzed)
        gone = sum(map(len, pages)) - sum(map(len, cleaned_pages))
        assert own["removed_characters"]["total"] == gone
        markers = sum(removal.category == "template" for page in analyzed for removal in page.removals)
        assert markers
        assert own["removals_template"]["total"] == markers


class TestRay:
    def test_a_dataset(self, ray: Any, texts: list[str | None], cleaned: list[str | None], marked: list[str | None]) -> None:
        import ray.data

        table = pa.table({"number": range(len(texts) * 20), "text": texts * 20})
        dataset = ray.data.from_arrow([table.slice(0, 100), table.slice(100)])
        for cleaner, expected in [(None, cleaned), (MARKERS, marked)]:
            result = unboil.ray.clean_dataset(dataset, "text", cleaner, batch_size=50)
            rows = sorted(result.take_all(), key=lambda row: row["number"])
            assert [row["text"] for row in rows] == expected * 20
            assert [row["number"] for row in rows] == [*range(len(texts) * 20)]
        by_hand = dataset.map_batches(unboil.ray.clean_batch("text"), batch_format="pyarrow")
        assert sorted(row["number"] for row in by_hand.take_all()) == [*range(len(texts) * 20)]

    def test_a_column_that_is_not_there(self, ray: Any) -> None:
        import ray.data

        dataset = ray.data.from_arrow(pa.table({"text": ["It rained."]}))
        with pytest.raises(Exception, match='there is no column "body"'):
            unboil.ray.clean_dataset(dataset, "body").take_all()
