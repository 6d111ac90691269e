"""Learning sites."""

from __future__ import annotations

import pickle
import random

import pytest

import unboil

SITES = ["gazette.example", "courier.example"]


def pages_of(site: str, pages: int = 12) -> list[str]:
    """Pages with the same menu and footer, and a text of their own."""
    chance = random.Random(site)
    subjects = ["the ferry", "the mill", "an old bridge", "the town council", "a choir", "the night train"]
    made = []
    for number in range(pages):
        story = " ".join(
            f"On day {chance.randrange(300)} of the year {chance.choice(subjects)} was seen near {chance.choice(subjects)} by {chance.randrange(90)} people."
            for _ in range(12)
        )
        made.append(
            f"{site}\nTown and river\nHarbour\n\nSeen by chance, part {number}\n\n{story}\n\nHouse rules\nImprint of {site}\nMap of this site\n"
        )
    return made


@pytest.fixture(scope="module")
def learner() -> unboil.SiteLearner:
    learner = unboil.SiteLearner()
    for site in SITES:
        for page in pages_of(site):
            learner.add(site, page)
    return learner


def test_a_pack_cleans_its_site(learner: unboil.SiteLearner) -> None:
    packs = learner.packs()
    assert list(packs) == sorted(SITES) == learner.sites
    assert learner.problems() == {}
    cleaner = unboil.Cleaner(rules=list(packs.values()))
    assert cleaner.sites == sorted(SITES)
    page = pages_of("gazette.example", 13)[12]
    cleaned = cleaner.analyze_site("Gazette.example", page)
    assert cleaned.text == cleaner.clean_site("gazette.example", page)
    assert cleaned.text.startswith("Seen by chance, part 12")
    assert "Imprint" not in cleaned.text
    assert {removal.category for removal in cleaned.removals} == {"site"}
    assert cleaner.clean(page) == unboil.clean(page) == cleaner.clean_site("other.example", page)
    assert pickle.loads(pickle.dumps(cleaner)).clean_site("gazette.example", page) == cleaned.text


def test_merging_is_exact(learner: unboil.SiteLearner) -> None:
    parts = [unboil.SiteLearner() for _ in range(3)]
    for site in SITES:
        for number, page in enumerate(pages_of(site)):
            parts[number % 3].add(site, page)
    merged = unboil.SiteLearner()
    for part in reversed(parts):
        twin = pickle.loads(pickle.dumps(part))
        assert twin == part
        merged.merge(twin)
    assert merged == learner
    assert merged.packs() == learner.packs()
    assert unboil.SiteLearner.from_bytes(learner.to_bytes()) == learner
    again = unboil.SiteLearner()
    for one in learner.split().values():
        again.merge(one)
    assert again == learner
    assert again.size == learner.size > 0


def test_bad_input() -> None:
    learner = unboil.SiteLearner()
    with pytest.raises(ValueError, match="its name is empty"):
        learner.add(" ", "It rained.")
    with pytest.raises(TypeError):
        learner.add("gazette.example", None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        learner.add(3, "It rained.")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no page of this site"):
        learner.pack("gazette.example")
    with pytest.raises(ValueError, match="not the whole bytes"):
        unboil.SiteLearner.from_bytes(b"unboil site learner 1\n\x01")
    with pytest.raises(ValueError, match="can't be merged with itself"):
        learner.merge(learner)
    for _ in range(4):
        learner.add("gazette.example", "It rained.")
    assert learner.problems() == {"gazette.example": "gazette.example: 4 pages were added, all the same"}
    assert learner.packs() == {}
    with pytest.raises(TypeError):
        hash(learner)
