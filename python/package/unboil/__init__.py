"""Takes web boilerplate out of scraped plain text and keeps every word of the article.

>>> import unboil
>>> unboil.clean("Skip to content\\n\\nThe bridge is open again.\\n\\nShare this story\\n")
'The bridge is open again.\\n'

A `Cleaner` has settings, says what it removed and why, and cleans lists and Arrow columns on all cores. For data engines there are the modules
`unboil.spark`, `unboil.ray`, `unboil.polars`, `unboil.duckdb`, `unboil.datasets`, `unboil.datatrove`, `unboil.pandas`, `unboil.nemo_curator` and
`unboil.data_juicer`, which are imported only when you import them.
"""

from ._unboil import (
    ArrowArray,
    ArrowChunkedArray,
    Cleaned,
    Cleaner,
    Removal,
    SiteLearner,
    __version__,
    clean,
    restore,
)

__all__ = [
    "ArrowArray",
    "ArrowChunkedArray",
    "Cleaned",
    "Cleaner",
    "Removal",
    "SiteLearner",
    "__version__",
    "clean",
    "restore",
]
