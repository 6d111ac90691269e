"""Scores on the pages that an extractor is tested with, with what its authors expect of it:

    python test_pages.py PAGES UNBOIL

PAGES is a folder that holds, somewhere below it, folders with `source.html` and `expected.html`, or pages with a text of the same name: `html/NAME.html` and `txt/NAME.txt`; UNBOIL is
the command. The text of each page is made as the usual tools make it, and beside it stands what extractors make of the same page: they see its HTML. `make accuracy-readability` and
`make accuracy-newspaper` get pages and run this.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import html2text
import html_text
import inscriptis
import markdownify
import trafilatura
from bs4 import BeautifulSoup
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from tqdm import tqdm

# Of shorter ones there is no article to speak of.
LEAST_CHARACTERS = 200


def shown(page: str) -> BeautifulSoup:
    """The page without what a browser does not show."""
    soup = BeautifulSoup(page, "lxml")
    for element in soup(["script", "style", "noscript", "template"]):
        element.extract()
    return soup


PAGE: dict[str, Callable[[str], str]] = {
    "html-text": lambda page: html_text.extract_text(str(shown(page))),
    "inscriptis": lambda page: inscriptis.get_text(str(shown(page))),
    "resiliparse": lambda page: extract_plain_text(page, main_content=False, noscript=False),
    "html2text": lambda page: html2text.HTML2Text().handle(str(shown(page))),
    "markdownify": lambda page: markdownify.markdownify(str(shown(page))),
    'get_text("\\n", strip=True)': lambda page: shown(page).get_text("\n", strip=True),
    'get_text(" ")': lambda page: re.sub(r"\s+", " ", shown(page).get_text(" ")),
}
EXTRACTORS: dict[str, Callable[[str], str | None]] = {
    "trafilatura": trafilatura.extract,
    "readability": lambda page: html_text.extract_text(Document(page).summary()),
    "resiliparse, main content": lambda page: extract_plain_text(page, main_content=True),
}


def articles(pages: Path) -> list[tuple[Path, str]]:
    """For each page its article."""
    found = []
    for source in sorted(pages.rglob("source.html")):
        expected = source.with_name("expected.html").read_text(encoding="utf-8", errors="replace")
        found.append((source, html_text.extract_text(expected)))
    for text in sorted(pages.rglob("txt/*.txt")):
        source = text.parents[1] / "html" / f"{text.stem}.html"
        if source.exists():
            found.append((source, text.read_text(encoding="utf-8", errors="replace")))
    return found


def documents(pages: Path) -> list[dict[str, str]]:
    """For each page the article and its texts."""
    found = []
    for source, article in tqdm(articles(pages), unit="page"):
        document = {"gold": article}
        if len(document["gold"]) < LEAST_CHARACTERS:
            continue
        page = source.read_text(encoding="utf-8", errors="replace")
        for name, text in (PAGE | EXTRACTORS).items():
            document[name] = text(page) or ""
        found.append(document)
    return found


def main() -> None:
    pages, unboil = map(Path, sys.argv[1:])
    found = documents(pages)
    if not found:
        sys.exit(f"no source.html with its expected.html, and no html/NAME.html with its txt/NAME.txt, below {pages}")
    lines = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in found).encode()
    print(f"{len(found)} pages\n\n| text by | untouched: F1 | mode `page`: F1 | precision | recall |\n|---|---|---|---|---|")
    for name in PAGE | EXTRACTORS:
        command = [str(unboil), "eval", "--mode", "page", "--json", "--text", name, "--gold", "gold", "-"]
        result = json.loads(subprocess.run(command, input=lines, stdout=subprocess.PIPE, check=True).stdout)
        before, after = result["before"], result["after"]
        print(
            f"| {name} | {before['f1']:.3f} | {after['f1']:.3f} | {after['precision']:.3f} | {after['recall']:.3f} |", flush=True
        )


if __name__ == "__main__":
    main()
