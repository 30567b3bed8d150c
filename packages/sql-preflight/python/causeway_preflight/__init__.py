"""SQL preflight in Python: a DataFusion dialect for SQLGlot and the checks over its trees."""

from .answer import answer

__all__ = ["answer"]
