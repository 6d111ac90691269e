"""Puts the texts of a corpus in one line each, as `get_text(" ")` makes them:

    python flattened.py CORPUS COLUMN OUT

CORPUS and OUT are JSON lines with `gold` and `text`, by column, gzipped; `make accuracy-page` scores what is written.
"""

from __future__ import annotations

import gzip
import json
import sys


def main() -> None:
    corpus, column, out = sys.argv[1:]
    with gzip.open(corpus, "rt", encoding="utf-8") as lines, gzip.open(out, "wt", encoding="utf-8") as flattened:
        for line in lines:
            document = json.loads(line)
            text = " ".join(document["text"][column].split())
            document["text"] = {f"{column}, flattened": text}
            flattened.write(json.dumps(document, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
