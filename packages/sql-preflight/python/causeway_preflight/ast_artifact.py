"""The tree of a statement as data, with what it was made of: SQLGlot's version, the text's hash, the policy's hash."""

from __future__ import annotations

import json
from typing import Any

import sqlglot
from sqlglot import exp, serde

from .dialect import DataFusion
from .normalized_sql import hash_of


class UnreadableArtifact(Exception):
    """The artifact is of another version, or no tree."""


def ast_artifact(tree: exp.Expr, sql: str, rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "sqlglot": sqlglot.__version__,
        "sqlHash": hash_of(sql),
        "policyHash": hash_of(json.dumps(rules, sort_keys=True)),
        "tree": serde.dump(tree),
    }


def read_ast(artifact: dict[str, Any]) -> dict[str, Any]:
    """The statement in DataFusion's SQL, and whether the tree that was read is written to the same data again."""
    if artifact.get("sqlglot") != sqlglot.__version__:
        raise UnreadableArtifact(f"the tree is of SQLGlot {artifact.get('sqlglot')}, this is {sqlglot.__version__}")
    tree = serde.load(artifact["tree"])
    if not isinstance(tree, exp.Expr):
        raise UnreadableArtifact("the artifact holds no tree")
    return {"sql": tree.sql(dialect=DataFusion), "equal": serde.dump(tree) == artifact["tree"]}
