"""data-juicer: the mapper `unboil_mapper`.

A recipe finds it through a file of your own with the line `import unboil.data_juicer`, and takes the settings of a cleaner by their names:

    custom_operator_paths: ["operators.py"]
    process:
      - unboil_mapper:
          body_only: true
          keep: [credit]
"""

from __future__ import annotations

from typing import Any, Literal

from data_juicer.ops.base_op import OPERATORS, Mapper

from . import Cleaner

__all__ = ["UnboilMapper"]


@OPERATORS.register_module("unboil_mapper")
class UnboilMapper(Mapper):
    """Takes web boilerplate out of the texts."""

    _batched_op = True

    def __init__(
        self,
        mode: Literal["markers", "article", "page"] = "article",
        body_only: bool = False,
        languages: list[str] | None = None,
        drop: list[str] | None = None,
        keep: list[str] | None = None,
        rules: list[str] | None = None,
        always_keep: list[str] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cleaner = Cleaner(
            mode=mode,
            body_only=body_only,
            languages=languages,
            drop=drop,
            keep=keep,
            rules=rules,
            always_keep=always_keep,
        )
        # Names cached results, which change with the rules too.
        self.fingerprint = self.cleaner.fingerprint

    def process_batched(self, samples: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """The samples with clean texts."""
        samples[self.text_key] = self.cleaner.clean_many(samples[self.text_key], threads=1)
        return samples
