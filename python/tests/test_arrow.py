"""Columns and tables over the Arrow PyCapsule protocol."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unboil
from test_clean import TEXTS

TYPES = {
    "string": pa.string(),
    "large string": pa.large_string(),
    "string view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "dictionary of large strings": pa.dictionary(pa.int8(), pa.large_string()),
}

cleaner = unboil.Cleaner()


def expected(texts: list[str | None]) -> list[str | None]:
    return [None if text is None else unboil.clean(text) for text in texts]


def column(texts: list[str | None], data_type: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(data_type):
        encoded = pa.array(texts, data_type.value_type).dictionary_encode()
        return encoded.cast(data_type)
    return pa.array(texts, data_type)


def addresses(array: pa.Array) -> list[int]:
    return [buffer.address for buffer in array.buffers() if buffer is not None]


@pytest.mark.parametrize("data_type", TYPES.values(), ids=TYPES.keys())
@pytest.mark.parametrize("threads", [1, 2])
def test_every_layout(pages: list[str], data_type: pa.DataType, threads: int) -> None:
    texts = [None, *pages, None, "Share this story", *pages]
    array = column(texts, data_type)
    cleaned = pa.array(cleaner.clean_arrow(array, threads=threads))
    cleaned.validate(full=True)
    assert cleaned.type == data_type
    assert cleaned.to_pylist() == expected(texts)
    assert cleaned.null_count == 2
    assert array.to_pylist() == texts, "the input stays as it was"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.none(), TEXTS), max_size=12),
    st.sampled_from(list(TYPES.values())),
    st.integers(0, 12),
    st.integers(0, 12),
    st.sampled_from([1, 2]),
)
def test_any_texts_in_any_slice(texts: list[str | None], data_type: pa.DataType, start: int, length: int, threads: int) -> None:
    array = column(texts, data_type).slice(start, length)
    cleaned = pa.array(cleaner.clean_arrow(array, threads=threads))
    cleaned.validate(full=True)
    assert cleaned.type == data_type
    assert cleaned.to_pylist() == expected(texts[start : start + length])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(st.none(), TEXTS), max_size=5), max_size=6), st.sampled_from([1, 2, 3]))
def test_any_chunks(chunks: list[list[str | None]], threads: int) -> None:
    chunked = pa.chunked_array([pa.array(chunk, pa.string()) for chunk in chunks], pa.string())
    cleaned = pa.chunked_array(cleaner.clean_arrow(chunked, threads=threads))
    assert [chunk.to_pylist() for chunk in cleaned.chunks] == [expected(chunk) for chunk in chunks]


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("data_type", [pa.string(), pa.string_view()])
def test_long_columns_are_shared(pages: list[str], data_type: pa.DataType, threads: int) -> None:
    texts = [f"It rained on {number} days.\n\n{page}" for number in range(400) for page in pages]
    assert sum(map(len, texts)) > 6 << 20, "there must be several shares"
    array = pa.array(texts, data_type)
    cleaned = pa.array(cleaner.clean_arrow(array, threads=threads))
    cleaned.validate(full=True)
    assert cleaned.to_pylist() == [unboil.clean(text) for text in texts]
    chunked = pa.chunked_array([array.slice(start, 700) for start in range(0, len(array), 700)])
    again = pa.chunked_array(cleaner.clean_arrow(chunked, threads=threads))
    assert again.num_chunks == chunked.num_chunks
    assert again.to_pylist() == cleaned.to_pylist()


@pytest.mark.parametrize("data_type", TYPES.values(), ids=TYPES.keys())
def test_what_does_not_change_is_not_copied(data_type: pa.DataType) -> None:
    array = column(["It rained on the roof all night long.", None, "It snowed."], data_type)
    cleaned = pa.array(cleaner.clean_arrow(array))
    assert cleaned.to_pylist() == array.to_pylist()
    if pa.types.is_dictionary(data_type):
        assert addresses(cleaned.dictionary) == addresses(array.dictionary)
    assert addresses(cleaned) == addresses(array)


def test_views_share_what_lies_together() -> None:
    """Only a text that is left in pieces needs a buffer of its own."""
    whole = "It rained on the roof all night long."
    head = "Skip to content\n\nIt rained on the roof all night long."
    pieces = "It rained on the roof all night.\n\n[ad_1]\n\nIt snowed in the hills at noon."
    array = pa.array([whole, head], pa.string_view())
    cleaned = pa.array(cleaner.clean_arrow(array))
    assert cleaned.to_pylist() == [whole, whole]
    assert [buffer.address for buffer in cleaned.buffers()[2:]] == [buffer.address for buffer in array.buffers()[2:]]
    array = pa.array([whole, head, pieces], pa.string_view())
    cleaned = pa.array(cleaner.clean_arrow(array))
    assert cleaned.to_pylist() == expected([whole, head, pieces])
    assert cleaned.buffers()[2].address == array.buffers()[2].address
    assert cleaned.buffers()[3].size < len(pieces)


def test_keys_of_a_dictionary_are_not_copied() -> None:
    array = pa.array(["It rained.\n\n[ad_2]", "It snowed.", "It rained.\n\n[ad_2]"]).dictionary_encode()
    cleaned = pa.array(cleaner.clean_arrow(array))
    assert cleaned.to_pylist() == ["It rained.", "It snowed.", "It rained."]
    assert cleaned.indices.buffers()[1].address == array.indices.buffers()[1].address


def test_tables_keep_all_else(pages: list[str], cleaned_pages: list[str]) -> None:
    schema = pa.schema(
        [
            pa.field("number", pa.int64(), nullable=False, metadata={"unit": "page"}),
            pa.field("text", pa.string(), metadata={"from": "the web"}),
        ],
        metadata={"made": "by hand"},
    )
    table = pa.table({"number": range(len(pages)), "text": pages}, schema)
    whole = pa.concat_tables([table, table])
    cleaned = pa.table(cleaner.clean_arrow(whole, column="text"))
    assert cleaned.schema.equals(schema, check_metadata=True)
    assert cleaned["number"].to_pylist() == [*range(len(pages))] * 2
    assert cleaned["text"].to_pylist() == cleaned_pages * 2
    assert cleaned["text"].num_chunks == 2
    batch = table.to_batches()[0].slice(2)
    out = pa.record_batch(cleaner.clean_arrow(batch, column="text"))
    assert out.schema.equals(schema, check_metadata=True)
    assert out.to_pydict() == {"number": [*range(2, len(pages))], "text": cleaned_pages[2:]}
    first = 2 * 8  # the slice begins at the third number
    assert out["number"].buffers()[1].address == batch["number"].buffers()[1].address + first
    assert pa.table(cleaner.clean_arrow(schema.empty_table(), column="text")).num_rows == 0


def test_results_can_be_read_again() -> None:
    result = cleaner.clean_arrow(pa.chunked_array([["It rained.\n\n[ad_2]"]]))
    assert len(result) == 1
    assert pa.chunked_array(result) == pa.chunked_array(result)
    again = cleaner.clean_arrow(result)
    assert repr(again) == "<unboil.ArrowChunkedArray: 1 row of Utf8>"
    assert pa.chunked_array(again).to_pylist() == ["It rained."]


def test_nothing_but_nulls() -> None:
    assert pa.array(cleaner.clean_arrow(pa.nulls(3))).to_pylist() == [None] * 3
    assert pa.array(cleaner.clean_arrow(pa.nulls(3, pa.string()))).to_pylist() == [None] * 3


def test_without_pyarrow() -> None:
    """Polars to Polars in a process that can't import pyarrow."""
    program = (
        "import sys\n"
        "sys.modules['pyarrow'] = None\n"
        "import polars, unboil\n"
        "texts = polars.Series('text', ['It rained.\\n\\n[ad_2]', None])\n"
        "cleaned = polars.Series(unboil.Cleaner().clean_arrow(texts))\n"
        "assert cleaned.to_list() == ['It rained.', None], cleaned\n"
        "frame = polars.DataFrame({'n': [1, 2], 'text': texts})\n"
        "frame = polars.DataFrame(unboil.Cleaner().clean_arrow(frame, column='text'))\n"
        "assert frame.to_dict(as_series=False) == {'n': [1, 2], 'text': ['It rained.', None]}, frame\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize(
    ("data", "options", "error", "message"),
    [
        (["It rained."], {}, TypeError, "list doesn't have; for a list of strings there is clean_many"),
        (3, {}, TypeError, "which int doesn't have"),
        (pa.array([1]), {}, TypeError, "the column must hold strings, not Int64"),
        (pa.array([b"a"]), {}, TypeError, "must hold strings, not Binary"),
        (pa.array([["a"]]), {}, TypeError, "must hold strings, not List"),
        (pa.array([1]).dictionary_encode(), {}, TypeError, "must hold strings, not Dictionary"),
        (pa.array(["a"]), {"column": "text"}, TypeError, "leave column out"),
        (pa.table({"a": [1], "b": ["x"]}), {}, TypeError, 'name the column.*strings are: "b"'),
        (pa.table({"a": [1]}), {"column": "a"}, TypeError, "must hold strings, not Int64; it has no columns of strings"),
        (pa.table({"a": [1], "b": ["x"]}), {"column": "text"}, ValueError, 'no column "text".*strings are: "b"'),
        (pa.table([["x"], ["y"]], names=["b", "b"]), {"column": "b"}, ValueError, 'several columns "b"'),
        (pa.array(["a"]), {"threads": 0}, ValueError, "threads must be 1 or more"),
    ],
)
def test_wrong_data(data: Any, options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        cleaner.clean_arrow(data, **options)


def broken(texts: list[bytes | None], data_type: pa.DataType) -> pa.Array:
    """Strings that never were UTF-8, as careless programs make them."""
    binary = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary(), pa.string_view(): pa.binary_view()}
    array = pa.array(texts, binary[data_type])
    return pa.Array.from_buffers(data_type, len(array), array.buffers())


@pytest.mark.parametrize("data_type", [pa.string(), pa.large_string(), pa.string_view()])
@pytest.mark.parametrize("wrong", [b"caf\xe9 in the rain, long enough to lie elsewhere", b"\xff", b"It rained.\xf0\x9f"])
@pytest.mark.parametrize("place", ["array", "chunked", "table"])
def test_a_failing_row_is_named(data_type: pa.DataType, wrong: bytes, place: str) -> None:
    good: list[bytes | None] = [b"It rained.\n\n[ad_2]", None, b"It snowed."]
    valid = len(wrong.decode("utf-8", "ignore").split(" in ")[0]) if b"caf" in wrong else {b"\xff": 0}.get(wrong, 10)
    array = broken([*good, wrong, *good], data_type)
    whole: dict[str, Callable[[], Any]] = {
        "array": lambda: cleaner.clean_arrow(array),
        "chunked": lambda: cleaner.clean_arrow(pa.chunked_array([array.slice(0, 2), array.slice(2)]), threads=2),
        "table": lambda: cleaner.clean_arrow(pa.table({"text": array}), column="text"),
    }
    with pytest.raises(ValueError, match=f"row 3: not UTF-8: byte {valid} can't be read as text"):
        whole[place]()


def test_a_failing_row_of_a_dictionary() -> None:
    values = broken([b"It rained.", b"\xff"], pa.string())
    array = pa.DictionaryArray.from_arrays(pa.array([0, 1, 0]), values, safe=False)
    with pytest.raises(ValueError, match="dictionary, row 1: not UTF-8"):
        cleaner.clean_arrow(array)


def test_what_stands_under_a_null_is_nobodys_business() -> None:
    array = broken([b"It rained.\n\n[ad_2]", b"\xff\xff", b"It snowed."], pa.string())
    nulls = pa.array([True, False, True]).buffers()[1]
    array = pa.Array.from_buffers(pa.string(), 3, [nulls, *array.buffers()[1:]])
    assert pa.array(cleaner.clean_arrow(array)).to_pylist() == ["It rained.", None, "It snowed."]


def test_an_error_of_the_producer_comes_through() -> None:
    class Broken:
        def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        cleaner.clean_arrow(Broken())

    def batches() -> Any:
        yield pa.record_batch({"text": ["It rained."]})
        raise OSError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), batches())
    with pytest.raises(ValueError, match="the disk is gone"):
        cleaner.clean_arrow(reader, column="text")
