"""datatrove: a formatter that counts in its statistics what it removed.

>>> from unboil.datatrove import UnboilFormatter
>>> from datatrove.data import Document
>>> formatter = UnboilFormatter()
>>> [document.text for document in formatter.run([Document(text="It rained.\\n\\n[ad_2]", id="0")])]
['It rained.']
>>> formatter.stats["removals_template"].total
1
"""

from __future__ import annotations

from datatrove.pipeline.formatters.base import BaseFormatter

from . import Cleaner

__all__ = ["UnboilFormatter"]


class UnboilFormatter(BaseFormatter):
    """A step between reader and writer that cleans the text of each document.

    Its statistics: `changed` documents; `removals`, `removed_characters`, and removals by category (`removals_share`), each per document; documents that
    `fell_back` to removing less; in mode `page`, documents with `no_article`.
    """

    name = "🧽 unboil"

    def __init__(self, cleaner: Cleaner | None = None) -> None:
        super().__init__()
        self.cleaner = cleaner or Cleaner()

    def format(self, text: str) -> str:
        """The text without its boilerplate."""
        cleaned = self.cleaner.analyze(text)
        if cleaned.fell_back:
            self.stat_update("fell_back")
        if cleaned.no_article:
            self.stat_update("no_article")
        if cleaned.removals:
            self.stat_update("changed")
        self.stat_update("removals", value=len(cleaned.removals))
        self.stat_update("removed_characters", value=len(text) - len(cleaned.text))
        counts: dict[str, int] = {}
        for removal in cleaned.removals:
            counts[removal.category] = counts.get(removal.category, 0) + 1
        for category, count in counts.items():
            self.stat_update(f"removals_{category}", value=count)
        return cleaned.text
