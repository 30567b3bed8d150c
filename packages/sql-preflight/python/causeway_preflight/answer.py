"""One request, one answer, both JSON text. Nothing is raised: what goes wrong is an answer too."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import sqlglot

from .ast_artifact import UnreadableArtifact, read_ast
from .check import check
from .lineage import UnknownColumn, lineage
from .parse import Unreadable
from .positions import Positions
from .write_sql import NotWritable, difference, format_sql, transpile

if TYPE_CHECKING:
    from collections.abc import Callable

# Python frames for brackets inside one another (parse.MOST_NESTED); in WebAssembly they need less than 4 MB of stack.
FRAMES = 3_000

# Raised by hand when answers change their meaning, so that kept verdicts are not taken for new ones.
PACKAGE_VERSION = "1"


def _versions(_request: dict[str, Any]) -> dict[str, Any]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    return {"versions": {"sqlglot": sqlglot.__version__, "python": python, "package": PACKAGE_VERSION}}


_OPERATIONS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "check": check,
    "difference": difference,
    "format": format_sql,
    "lineage": lineage,
    "readAst": lambda request: read_ast(request["ast"]),
    "transpile": transpile,
    "versions": _versions,
}
# What members of a request are, where they are there.
_KINDS: dict[str, type] = {
    **dict.fromkeys(("sql", "a", "b", "from", "to", "column", "functions"), str),
    **dict.fromkeys(("ast", "policy", "want"), dict),
    "schemas": list,
}


def answer(request: str) -> str:
    """Answers a request: `{"op": "check", "sql": …}` and the other operations of the README."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), FRAMES))
    try:
        asked = json.loads(request)
        if not isinstance(asked, dict) or asked.get("op") not in _OPERATIONS:
            return _error("invalid-request", f"operations are {', '.join(_OPERATIONS)}")
        for name, kind in _KINDS.items():
            if not isinstance(asked.get(name, kind()), kind):
                return _error("invalid-request", f"{name} is no {kind.__name__}")
        operation = _OPERATIONS[asked["op"]]
        return json.dumps(operation(asked), ensure_ascii=False)
    except Unreadable as error:
        line, column = Positions(asked["sql"]).line_and_column(error.span.start) if "sql" in asked else (1, 1)
        return _error(error.code, error.message, line=line, column=column)
    except (UnreadableArtifact, UnknownColumn, KeyError, ValueError) as error:
        return _error("invalid-request", str(error))
    except NotWritable as error:
        return _error("not-supported", str(error))
    except RecursionError:
        return _error("too-complex", "The statement is too deep to be followed.")
    except Exception as error:  # noqa: BLE001 the answer is the only way out of the interpreter
        return _error("internal", f"{type(error).__name__}: {error}")


def _error(code: str, message: str, **place: int) -> str:
    return json.dumps({"error": {"code": code, "message": message, **place}})
