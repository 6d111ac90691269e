"""Texts, settings and what is said about removals."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unboil
from conftest import HARD_TEXT, REPOSITORY

PACK = """
schema = 1
language = "en"

[[rule]]
id = "gazette/weather-box"
category = "site"
summary = "The box with the weather of the day"
status = "stable"
since = "1"
strength = "strong"
lines = ["weather in your town"]
must_match = ["Weather in your town »"]
must_not_match = ["Weather in your town is what you make of it, he said."]
"""

# Lines that go in company with characters of one to four bytes.
LINES = st.sampled_from([*HARD_TEXT.splitlines(keepends=True), "Subscribe to our newsletter\n", "Weather\n", "\n", "12:30\n"])
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=20).map(lambda line: line + "\n")), max_size=12).map("".join)


def without(text: str, removals: tuple[unboil.Removal, ...]) -> str:
    """Python's own slices, to hold the offsets against."""
    left, at = [], 0
    for removal in removals:
        left.append(text[at : removal.start])
        at = removal.end
    return "".join([*left, text[at:]])


def test_the_documents_come_out_as_those_of_the_library(subtests: pytest.Subtests) -> None:
    for raw in sorted((REPOSITORY / "fixtures/raw").glob("*.txt")):
        for expected, cleaner in [("expected", unboil.Cleaner()), ("expected-body", unboil.Cleaner(body_only=True))]:
            with subtests.test(document=raw.name, expected=expected):
                wanted = (REPOSITORY / "fixtures" / expected / raw.name).read_bytes().decode()
                assert cleaner.clean(raw.read_bytes().decode()) == wanted


def test_nothing_to_remove_gives_the_same_string() -> None:
    text = "Read also the small print, she said.\n" * 3
    assert unboil.clean(text) is text
    assert unboil.Cleaner().clean(text) is text
    assert unboil.Cleaner().analyze(text).text is text
    assert unboil.Cleaner().clean_many([text])[0] is text


def test_offsets_are_code_points() -> None:
    cleaned = unboil.Cleaner().analyze(HARD_TEXT)
    assert {removal.rule for removal in cleaned.removals} >= {"en/skip-link", "en/share-prompt", "und/ad-marker"}
    for removal in cleaned.removals:
        assert HARD_TEXT[removal.start : removal.end] == removal.text
    assert without(HARD_TEXT, cleaned.removals) == cleaned.text
    assert unboil.restore(cleaned.text, cleaned.removals) == HARD_TEXT


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_slices_and_restore_agree_with_the_offsets(text: str) -> None:
    cleaned = unboil.Cleaner().analyze(text)
    assert all(text[removal.start : removal.end] == removal.text for removal in cleaned.removals)
    assert without(text, cleaned.removals) == cleaned.text == unboil.clean(text)
    assert unboil.restore(cleaned.text, cleaned.removals) == text
    assert unboil.Cleaner().analyze(cleaned.text).removals == ()


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, max_size=40), st.sampled_from([None, 1, 2, 3]))
def test_many_are_as_one_by_one(texts: list[str], threads: int | None) -> None:
    assert unboil.Cleaner().clean_many(texts, threads=threads) == [unboil.clean(text) for text in texts]


@pytest.mark.parametrize("threads", [1, 2, 4, None])
def test_many_batches_keep_their_order(pages: list[str], cleaned_pages: list[str], threads: int | None) -> None:
    texts = [f"{number}\n\nIt rained on {number} days.\n\n{page}" for number in range(300) for page in pages]
    assert sum(map(len, texts)) > 4 << 20, "there must be several batches for each thread"
    cleaned = unboil.Cleaner().clean_many(iter(texts), threads)
    assert cleaned == [unboil.clean(text) for text in texts]


def test_settings() -> None:
    body = "It rained all night in the hills above the town, and the river rose by a metre before the morning came.\n"
    assert unboil.Cleaner(body_only=True).clean("By Jane Doe\n\n" + body) == body
    assert unboil.Cleaner(drop="byline").clean("By Jane Doe\n\n" + body) == body
    assert unboil.clean("By Jane Doe\n\n" + body) == "By Jane Doe\n\n" + body
    text = "It rained.\n\nShare this story\n"
    assert unboil.Cleaner(keep=["share"]).clean(text) == text
    assert unboil.Cleaner(keep=["en/share-prompt"]).clean(text) == text
    assert unboil.Cleaner(languages=["de"]).clean(text) == text
    assert unboil.Cleaner(languages="EN").clean(text) != text
    assert unboil.Cleaner(always_keep="^Share").clean(text) == text
    company = "Skip to content\nEmail\nShare this story\n\nIt rained."
    assert unboil.Cleaner(mode="markers").clean(company) == "Email\n\nIt rained."
    assert unboil.Cleaner(mode="article").clean(company) == "It rained."


def test_packs_by_path_by_text_and_by_name(tmp_path: Path) -> None:
    text = "Weather in your town »\n\nIt rained."
    path = tmp_path / "gazette.toml"
    path.write_text(PACK, encoding="utf-8")
    ways: list[Any] = [path, str(path), [path], [PACK], PACK, [("gazette", PACK)]]
    cleaners = [unboil.Cleaner(rules=way) for way in ways]
    for cleaner in cleaners:
        assert cleaner.clean(text) == "It rained."
        assert cleaner == cleaners[0]
        assert hash(cleaner) == hash(cleaners[0])
    assert cleaners[0].rules == [str(path)]
    packed = pickle.dumps(cleaners[0])
    path.unlink()
    assert pickle.loads(packed).clean(text) == "It rained.", "a pack goes along as text"


def test_equal_hashable_and_pasted() -> None:
    made = [
        unboil.Cleaner(),
        unboil.Cleaner(mode="markers"),
        unboil.Cleaner(body_only=True),
        unboil.Cleaner(languages=["en", "de"]),
        unboil.Cleaner(drop=["byline"]),
        unboil.Cleaner(keep=["credit", "en/share-prompt"]),
        unboil.Cleaner(always_keep=['^EDITOR\'S "NOTE"', "ı"]),
        unboil.Cleaner(rules=[PACK, ("it's mine", PACK.replace("gazette/", "other/"))]),
        unboil.Cleaner(mode="markers", body_only=True, languages="en"),
    ]
    assert len(set(made)) == len({cleaner.fingerprint for cleaner in made}) == len(made)
    for cleaner in made:
        for twin in (eval(repr(cleaner)), pickle.loads(pickle.dumps(cleaner)), copy.deepcopy(cleaner)):
            assert twin == cleaner
            assert hash(twin) == hash(cleaner)
            assert twin.fingerprint == cleaner.fingerprint
            assert repr(twin) == repr(cleaner)
    assert unboil.Cleaner(keep=["credit", "share"]) == unboil.Cleaner(keep={"share", "credit"})
    assert unboil.Cleaner(languages=[]) != unboil.Cleaner()
    assert unboil.Cleaner() != repr(unboil.Cleaner())  # type: ignore[comparison-overlap]


def test_what_is_said_can_be_kept() -> None:
    cleaned = unboil.Cleaner().analyze(HARD_TEXT)
    for twin in (eval(repr(cleaned)), pickle.loads(pickle.dumps(cleaned))):
        assert twin == cleaned
        assert hash(twin) == hash(cleaned)
        assert twin.removals == cleaned.removals
    other = unboil.Cleaned(cleaned.text, cleaned.removals, fell_back=True)
    assert other != cleaned
    assert "fell_back=True" in repr(other)
    assert len(set(cleaned.removals)) == len(cleaned.removals)


def test_fell_back_is_said() -> None:
    """A rule that would take the only sentence of a text."""
    example = (
        '["""\n- Skip to content\n- The mill stands again.\n- Share this story\n  It rained all night in the hills above the town, '
        'and the river rose by a metre before the morning came."""]'
    )
    # A weak rule of a site would want two of its lines in a row.
    pack = PACK.replace('"strong"', '"weak"').replace('"site"', '"navigation"')
    pack = pack.replace("weather in your town", "The mill stands again.")
    pack = pack.replace('["Weather in your town »"]', example)
    cleaned = unboil.Cleaner(rules=pack).analyze("Skip to content\nThe mill stands again.\nShare this story\n")
    assert cleaned.text == "The mill stands again.\n"
    assert cleaned.fell_back
    assert "fell_back=True" in repr(cleaned)
    assert not unboil.Cleaner().analyze("It rained.\n").fell_back


def test_a_page_without_an_article_is_said() -> None:
    menu = "Home\nSports\nWeather\nContact us\nLog in\nSearch\nPage not found\nPrivacy policy\nTerms of use\n"
    cleaned = unboil.Cleaner(mode="page").analyze(menu)
    assert cleaned.no_article
    twin = pickle.loads(pickle.dumps(cleaned))
    assert twin == cleaned == eval(repr(cleaned))
    assert twin.no_article
    assert cleaned != unboil.Cleaned(cleaned.text, cleaned.removals)
    assert not unboil.Cleaner().analyze(menu).no_article


@pytest.mark.parametrize("wrong", [b"It rained.", None, 3, ["It rained."]])
def test_what_is_no_string(wrong: object) -> None:
    cleaner = unboil.Cleaner()
    for clean in (unboil.clean, cleaner.clean, cleaner.analyze):
        with pytest.raises(TypeError, match=f"must be a str, not {type(wrong).__name__}"):
            clean(wrong)  # type: ignore[arg-type, operator]
    with pytest.raises(TypeError, match=f"item 1 of the list: the text must be a str, not {type(wrong).__name__}"):
        cleaner.clean_many(["It rained.", wrong])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="restore|must be a str"):
        unboil.restore(wrong, [])  # type: ignore[arg-type]


def test_bytes_are_to_be_decoded() -> None:
    with pytest.raises(TypeError, match="decode it first"):
        unboil.clean(b"It rained.")  # type: ignore[arg-type]


def test_half_a_surrogate_pair() -> None:
    cleaner = unboil.Cleaner()
    for clean in (unboil.clean, cleaner.clean, cleaner.analyze):
        with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
            clean("It rained \ud83d.")  # type: ignore[operator]
    with pytest.raises(ValueError, match="item 2 of the list: .*surrogates not allowed"):
        cleaner.clean_many(["It rained.", "It snowed.", "\udc00", "\ud83d"])


@pytest.mark.parametrize("threads", [2, 3])
def test_an_error_in_a_late_batch_names_its_item(pages: list[str], threads: int) -> None:
    texts: list[str] = pages * 400
    texts[-2] = "\ud800"
    with pytest.raises(ValueError, match=f"item {len(texts) - 2} of the list"):
        unboil.Cleaner().clean_many(texts, threads)


def test_one_text_is_no_list() -> None:
    with pytest.raises(TypeError, match="there is clean"):
        unboil.Cleaner().clean_many("It rained.")
    with pytest.raises(TypeError):
        unboil.Cleaner().clean_many(3)  # type: ignore[arg-type]


@pytest.mark.parametrize("threads", [0, -1])
def test_threads_are_one_or_more(threads: int) -> None:
    with pytest.raises(ValueError, match="threads must be 1 or more"):
        unboil.Cleaner().clean_many([], threads)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"mode": "pages"}, ValueError, 'no mode "pages"; known are: markers, article, page'),
        ({"mode": 3}, TypeError, "mode"),
        ({"body_only": "yes"}, TypeError, "body_only"),
        ({"kep": "credit"}, TypeError, "kep"),
        ({"keep": 3}, TypeError, "keep must be a list of strings, not int"),
        ({"keep": ["credit", 3]}, TypeError, "keep must be a list of strings, but holds int"),
        ({"keep": "newsleter"}, ValueError, "did you mean `newsletter`"),
        ({"languages": ["xx", "yy"]}, ValueError, "(?s)`xx`.*`yy`"),
        ({"drop": "credit", "keep": "credit"}, ValueError, "both dropped and kept"),
        ({"always_keep": "("}, ValueError, "always_keep"),
        ({"rules": 3}, TypeError, "rules must be a list of paths or texts of packs, not int"),
        ({"rules": [3]}, TypeError, r"rules\[0\]: expected the path or the text of a pack, not int"),
        ({"rules": [("name",)]}, TypeError, r"rules\[0\]: a tuple must hold"),
        ({"rules": "nowhere.toml"}, FileNotFoundError, "nowhere.toml"),
    ],
)
def test_wrong_options(options: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        unboil.Cleaner(**options)  # type: ignore[arg-type]


def test_bad_packs_list_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(PACK.replace("strong", "stron").replace("since", "sinse"), encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        unboil.Cleaner(rules=[path, "schema = 9\n", ("mine", PACK.replace('"Weather in your town »"', '"Rain"'))])
    message = str(caught.value)
    assert f"{path}:" in message
    assert "stron" in message
    assert "sinse" in message
    assert "rules[1]:1: schema 9 is not known" in message
    assert "mine:" in message
    assert "missing" in message


@pytest.mark.parametrize(
    ("text", "removal", "message"),
    [
        ("It", unboil.Removal(5, 6, "a", "b", "x"), "has no place for it"),
        ("İt", unboil.Removal(1, 3, "a", "b", "x"), "another length"),
        ("İt", unboil.Removal(1, 1, "a", "b", ""), "another length"),
        ("İt", unboil.Removal(3, 1, "a", "b", "x"), "another length"),
    ],
)
def test_removals_of_another_text(text: str, removal: unboil.Removal, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        unboil.restore(text, [removal])
    with pytest.raises(ValueError, match="removal 1"):
        unboil.restore("ab", [unboil.Removal(1, 2, "a", "b", "x"), unboil.Removal(0, 1, "a", "b", "x")])


def test_the_interpreter_is_released(pages: list[str]) -> None:
    """Another thread goes on while one text is cleaned."""
    text = "\n\n".join(pages) * 1500
    assert len(text) > 20 << 20
    moments: list[int] = []
    stop = threading.Event()

    def count() -> None:
        number = 0
        while not stop.wait(0.001):
            number += 1
            moments.append(number)

    counting = threading.Thread(target=count)
    counting.start()
    try:
        before = len(moments)
        unboil.Cleaner().analyze(text)
        during = len(moments) - before
    finally:
        stop.set()
        counting.join()
    assert during >= 5


def test_threads_share_a_cleaner(pages: list[str], cleaned_pages: list[str]) -> None:
    cleaner = unboil.Cleaner()
    results: list[list[str]] = []
    threads = [threading.Thread(target=lambda: results.append(cleaner.clean_many(pages * 20, threads=2))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [cleaned_pages * 20] * 4


def test_a_forked_process_cleans_too(pages: list[str]) -> None:
    """Workers of many programs are forked from a process that has cleaned before."""
    program = (
        "import os, unboil\n"
        "cleaner = unboil.Cleaner()\n"
        "texts = ['It rained on %d days.\\n\\n[ad_2]' % n for n in range(100000)]\n"
        "before = cleaner.clean_many(texts, threads=2)\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    os._exit(0 if cleaner.clean_many(texts, threads=2) == before else 1)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=60)


def test_strings_are_let_go(pages: list[str]) -> None:
    texts = ["".join([page, " "]) for page in pages]
    before = [sys.getrefcount(text) for text in texts]
    for _ in range(5):
        cleaned = unboil.Cleaner().clean_many(texts, threads=2)
        for text in texts:
            unboil.clean(text)
    del cleaned, text
    gc.collect()
    assert [sys.getrefcount(text) for text in texts] == before


def test_sixty_four_threads_with_one_cleaner(pages: list[str]) -> None:
    for mode in ("markers", "article", "page"):
        alone = unboil.Cleaner(mode=mode)
        expected = [(alone.clean(page), alone.analyze(page)) for page in pages]
        shared = unboil.Cleaner(mode=mode)
        start = threading.Barrier(64)

        def work(shared: unboil.Cleaner = shared, start: threading.Barrier = start) -> list[tuple[str, unboil.Cleaned]]:
            start.wait()
            return [(shared.clean(page), shared.analyze(page)) for page in pages]

        with ThreadPoolExecutor(64) as pool:
            found = [task.result() for task in [pool.submit(work) for _ in range(64)]]
        assert all(result == expected for result in found)
