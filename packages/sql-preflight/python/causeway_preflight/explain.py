"""EXPLAIN as a node of the tree: SQLGlot itself keeps the explained statement as an opaque text."""

from __future__ import annotations

from sqlglot import exp


class Explain(exp.Expression):
    """`EXPLAIN [ANALYZE] [VERBOSE] [FORMAT name] statement`."""

    arg_types = {"this": True, "analyze": False, "verbose": False, "format": False}
