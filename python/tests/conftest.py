from __future__ import annotations

from pathlib import Path

import pytest

import unboil

REPOSITORY = Path(__file__).resolve().parents[2]

# A text with boilerplate and each kind of character that offsets go wrong at: one that grows when its case is changed (İ), combining
# marks, beyond the first plane, joined emoji, right to left, and line ends of two bytes.
HARD_TEXT = (
    "Skip to content\n\n"
    "İstanbul'da yağmur yağdı, dedi İpek. Cafe\u0301 noir, na\u0308chtlich, z\u0335a\u0336lgo.\n\n"
    "Share this story\r\n\r\n"
    "👩‍👩‍👧‍👦 waren da 🏳️‍🌈, 𝔘nd 𠀋 auch: das Brot war frisch und die Straße leer.\n\n"
    "[ad_1]\n\n"
    "ירד גשם כל הלילה, אמרה הזקנה. هطل المطر طوال الليل، قالت العجوز.\n\n"
    "Read also:\nTen years of roadworks\n"
)


@pytest.fixture(scope="session")
def pages() -> list[str]:
    """Real pages, and texts with nothing to remove between them."""
    found = sorted((REPOSITORY / "fixtures" / "raw").glob("*.txt"))
    assert found
    texts = [path.read_text(encoding="utf-8") for path in found]
    return [HARD_TEXT, "", "It rained.\n", *texts, "Read also the small print, she said.\n"]


@pytest.fixture(scope="session")
def cleaned_pages(pages: list[str]) -> list[str]:
    """The same, one by one; the ground that every other way must reach."""
    cleaned = [unboil.clean(page) for page in pages]
    assert sum(new != old for new, old in zip(cleaned, pages)) >= 3
    return cleaned
