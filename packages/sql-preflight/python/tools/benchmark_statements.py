"""Writes the statements and schemas of a benchmark as JSON, for `npm run fuzz`.

It needs the modules of the tests: `PYTHONPATH=.:tests python tools/benchmark_statements.py tpcds > statements.json`
"""

from __future__ import annotations

import json
import sys

from tpc_test import benchmark


def main(name: str) -> None:
    texts, _, schemas = benchmark(name)
    tables = [{**schema, "name": ".".join(schema["name"])} for schema in schemas]
    json.dump({"schemas": tables, "statements": {f"q{number}": text for number, text in texts.items()}}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
