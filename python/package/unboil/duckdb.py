"""DuckDB: a function of SQL.

>>> import duckdb, unboil.duckdb
>>> connection = duckdb.connect()
>>> unboil.duckdb.register(connection)
>>> connection.sql("SELECT unboil_clean('It rained.' || chr(10) || chr(10) || '[ad_2]')").fetchall()
[('It rained.',)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import Cleaner

if TYPE_CHECKING:
    import duckdb
    import pyarrow

__all__ = ["register"]


def register(connection: duckdb.DuckDBPyConnection, name: str = "unboil_clean", cleaner: Cleaner | None = None) -> None:
    """Makes a function of SQL under this name, from VARCHAR to VARCHAR; NULL stays NULL. Needs pyarrow.

    A connection holds one function of a name; for several cleaners take several names.
    """
    import pyarrow

    cleaner = cleaner or Cleaner()

    def clean(texts: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray:
        return pyarrow.chunked_array(cleaner.clean_arrow(texts))

    # DuckDB evaluates annotations, where it can't see this import.
    clean.__annotations__ = {}
    # DuckDB takes names for the members of its enumerations, which moved between versions; its types don't say so.
    options: Any = {"type": "arrow", "null_handling": "special"}
    connection.create_function(name, clean, ["VARCHAR"], "VARCHAR", **options)
