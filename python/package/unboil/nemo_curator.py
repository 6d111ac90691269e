"""NeMo Curator: a modifier.

>>> from nemo_curator.stages.text.modifiers import Modify     # doctest: +SKIP
>>> from unboil.nemo_curator import UnboilModifier            # doctest: +SKIP
>>> pipeline.add_stage(Modify(UnboilModifier(), input_fields="text"))   # doctest: +SKIP
"""

from __future__ import annotations

from nemo_curator.stages.text.modifiers import DocumentModifier

from . import Cleaner

__all__ = ["UnboilModifier"]


class UnboilModifier(DocumentModifier):
    """Cleans the text of each document, for the stage `Modify`."""

    def __init__(self, cleaner: Cleaner | None = None) -> None:
        super().__init__()
        self.cleaner = cleaner or Cleaner()

    def modify_document(self, text: str) -> str:
        """The text without its boilerplate."""
        return self.cleaner.clean(text)
