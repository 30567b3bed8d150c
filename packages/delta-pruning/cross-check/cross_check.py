"""Holds the pruning against engines that it does not know.

Makes Delta tables with deltalake, prunes them from their log (prune.mjs), and for hundreds of predicates

- counts the matching rows of each pruned file, read alone by DuckDB from Parquet: there must be none;
- for the thirty of `listed`, compares how many files are left with those that delta-rs and DuckDB's delta extension read: never more.

    npx turbo run build --filter=@causeway/delta-pruning
    pip install deltalake==1.6.6 pyarrow duckdb==1.5.5 duckdb-extension-delta==1.5.5
    python cross-check/cross_check.py
"""

import datetime as dt
import decimal
import json
import math
import random
import re
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote

import duckdb
import duckdb_extension_delta
import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder, write_deltalake

here = Path(__file__).parent
epoch = dt.date(1970, 1, 1)
files_per_table = 24
rows_per_file = 20

schema = pa.schema(
    [
        ("p_text", pa.string()),
        ("p_day", pa.date32()),
        ("id", pa.int64()),
        ("big", pa.int64()),
        ("small", pa.int8()),
        ("dec", pa.decimal128(38, 2)),
        ("price", pa.decimal128(9, 2)),
        ("dbl", pa.float64()),
        ("flt", pa.float32()),
        ("text", pa.string()),
        ("day", pa.date32()),
        ("ts", pa.timestamp("us", "UTC")),
        ("ntz", pa.timestamp("us")),
        ("flag", pa.bool_()),
        ("nested", pa.struct([("a", pa.int64())])),
        ("hollow", pa.int64()),
    ]
)
words = ["", "a", "ab", "abc\U0001f600", "ab\uffff", "b", "m" * 40, "m" * 40 + "z", "zürich", "\U0001f600"]


def table_of(file: int, rng: random.Random) -> pa.Table:
    """Twenty rows whose values lie close together, so that files differ, with nulls and odd values among them."""

    def row(at: int) -> dict:
        n = file * 100 + at
        null = rng.random() < 0.1
        microseconds = (file - 8) * 86_400_000_000 + at * 1_001 + rng.randrange(1_000)
        nan = file % 5 == 0 and at == 3
        return {
            "p_text": [None, "a b", "ü%/x", "c", "c=d"][file % 5],
            "p_day": epoch + dt.timedelta(days=file % 4 - 2),
            "id": n,
            "big": 2**60 + n,
            "small": None if null else file - 12,
            "dec": None if null else decimal.Decimal(10**17 + n) + decimal.Decimal("0.25"),
            "price": decimal.Decimal(n) / 100,
            "dbl": math.nan if nan else None if null else n / 7,
            "flt": math.nan if nan else n / 10,
            "text": None if null else words[file % len(words)] + ("" if at % 2 else str(at)),
            "day": epoch + dt.timedelta(days=file - 12),
            "ts": dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc) + dt.timedelta(microseconds=microseconds),
            "ntz": dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=microseconds),
            "flag": None if null else file % 3 == 0,
            "nested": {"a": None if null else n},
            "hollow": None if file % 2 else n,
        }

    return pa.Table.from_pylist([row(at) for at in range(rows_per_file)], schema=schema)


def make_table(folder: str) -> None:
    rng = random.Random(7)
    for file in range(files_per_table):
        write_deltalake(folder, table_of(file, rng), mode="append", partition_by=["p_text", "p_day"])


def compare(name: str, operator: str, sql_value: str, value: object) -> tuple[str, dict]:
    column = name.replace("nested.", "nested['a'] ").split(" ")[0] if name == "nested.a" else name
    return f"{column} {operator} {sql_value}", {"kind": "compare", "input": name, "operator": operator, "value": value}


def big(value: int) -> dict:
    return {"$bigint": str(value)}


def day(value: int) -> tuple[str, dict]:
    return f"DATE '{epoch + dt.timedelta(days=value)}'", {"type": "date", "days": value}


def stamp(microseconds: int, zone: str) -> tuple[str, dict]:
    text = (dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=microseconds)).isoformat(sep=" ", timespec="microseconds")
    kind = "TIMESTAMPTZ" if zone else "TIMESTAMP"
    return f"{kind} '{text}{zone}'", {"type": "timestamp", "microseconds": big(microseconds)}


def money(value: decimal.Decimal) -> tuple[str, dict]:
    scale = -int(value.as_tuple().exponent)
    return f"CAST('{value}' AS DECIMAL(38,2))", {"type": "decimal", "unscaled": big(int(value.scaleb(scale))), "scale": scale}


def literals(rng: random.Random) -> dict[str, tuple[str, object]]:
    n = rng.randrange(-50, files_per_table * 100 + 50)
    word = rng.choice(words)
    return {
        "p_text": (f"'{word}'", word) if n % 2 else ("'a b'", "a b"),
        "p_day": day(n % 6 - 3),
        "id": (str(n), n),
        "big": (str(2**60 + n), big(2**60 + n)),
        "small": (str(n % 30 - 15), n % 30 - 15),
        "dec": money(decimal.Decimal(10**17 + n) + decimal.Decimal("0.25")),
        "price": money(decimal.Decimal(n) / 100),
        "dbl": (f"CAST({n / 7!r} AS DOUBLE)", n / 7),
        "flt": (f"CAST({n / 10!r} AS DOUBLE)", n / 10),
        "text": (f"'{word}'", word),
        "day": day(n % 30 - 15),
        "ts": stamp((n % 30 - 10) * 86_400_000_000 + n, "+00"),
        "ntz": stamp((n % 30 - 10) * 86_400_000_000 + n, ""),
        "flag": ("true", True) if n % 2 else ("false", False),
        "nested.a": (str(n), n),
        "hollow": (str(n), n),
    }


def random_predicate(rng: random.Random, depth: int = 0) -> tuple[str, dict]:
    kind = rng.random()
    if depth < 2 and kind < 0.25:
        word = rng.choice(["and", "or"])
        parts = [random_predicate(rng, depth + 1) for _ in range(2)]
        return f"({parts[0][0]}) {word} ({parts[1][0]})", {"kind": word, "operands": [part[1] for part in parts]}
    if depth < 2 and kind < 0.35:
        sql, part = random_predicate(rng, depth + 1)
        return f"NOT ({sql})", {"kind": "not", "operand": part}
    values = literals(rng)
    name = rng.choice(list(values))
    column = "nested['a']" if name == "nested.a" else name
    if kind < 0.42:
        return f"{column} IS NULL", {"kind": "is-null", "input": name}
    if kind < 0.5:
        some = [literals(rng)[name] for _ in range(3)] + ([("NULL", None)] if rng.random() < 0.5 else [])
        listed_values = ", ".join(sql for sql, _ in some)
        return f"{column} IN ({listed_values})", {"kind": "in-list", "input": name, "values": [value for _, value in some]}
    if kind < 0.56:
        low, high = literals(rng)[name], values[name]
        return f"{column} BETWEEN {low[0]} AND {high[0]}", {"kind": "between", "input": name, "low": low[1], "high": high[1]}
    if kind < 0.62 and name == "text":
        return "text LIKE 'm%'", {"kind": "like", "input": "text", "pattern": "m%"}
    if kind < 0.7 and name in ("ts", "ntz"):
        value = literals(rng)["day"]
        return f"CAST(ntz AS DATE) = {value[0]}", {"kind": "compare", "input": {"kind": "cast", "to": "date", "input": "ntz"}, "operator": "=", "value": value[1]}
    operator = rng.choice(["=", "<>", "<", "<=", ">", ">="])
    return f"{column} {operator} {values[name][0]}", {"kind": "compare", "input": name, "operator": operator, "value": values[name][1]}


def listed() -> list[tuple[str, dict]]:
    """Thirty predicates, at least one of each type, for counting files."""
    some = [
        compare("p_text", "=", "'a b'", "a b"),
        compare("p_text", "=", "'ü%/x'", "ü%/x"),
        compare("p_text", "<>", "'c'", "c"),
        ("p_text IS NULL", {"kind": "is-null", "input": "p_text"}),
        compare("p_day", "=", *day(-1)),
        compare("p_day", ">=", *day(1)),
        compare("id", "=", "1205", 1205),
        compare("id", "<", "300", 300),
        compare("id", ">=", "2200", 2200),
        ("id BETWEEN 500 AND 700", {"kind": "between", "input": "id", "low": 500, "high": 700}),
        ("id IN (5, 1500, 9999)", {"kind": "in-list", "input": "id", "values": [5, 1500, 9999]}),
        ("NOT (id < 2000)", {"kind": "not", "operand": compare("id", "<", "2000", 2000)[1]}),
        compare("big", "=", str(2**60 + 1205), big(2**60 + 1205)),
        compare("big", ">", str(2**60 + 2000), big(2**60 + 2000)),
        compare("small", "=", "-12", -12),
        compare("small", ">", "5", 5),
        compare("price", "=", *money(decimal.Decimal("12.05"))),
        compare("price", "<", *money(decimal.Decimal("3.00"))),
        compare("dec", "<", *money(decimal.Decimal("100000000000000150.00"))),
        compare("dbl", "<", "CAST(20.5 AS DOUBLE)", 20.5),
        compare("flt", "<", "CAST(20.5 AS DOUBLE)", 20.5),
        compare("text", "=", "'zürich'", "zürich"),
        compare("text", ">", "'n'", "n"),
        compare("day", "=", *day(3)),
        compare("day", "<", *day(-5)),
        compare("ts", ">=", *stamp(10 * 86_400_000_000, "+00")),
        compare("ntz", "<", *stamp(-5 * 86_400_000_000 - 43_200_000_000, "")),
        compare("flag", "=", "true", True),
        compare("nested.a", ">", "2000", 2000),
        ("hollow IS NOT NULL", {"kind": "is-not-null", "input": "hollow"}),
    ]
    assert len(some) == 30
    return some


def open_duckdb() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute("SET TimeZone = 'UTC'")
    [extension] = Path(duckdb_extension_delta.__path__[0]).glob("extensions/*/delta.duckdb_extension")
    connection.load_extension(str(extension))
    return connection


def files_of_delta_rs(folder: str, sql: str) -> int | None:
    """Files that delta-rs's own scan reads, from the metrics of its plan."""
    try:
        builder = QueryBuilder().register("t", DeltaTable(folder))
        batches = builder.execute(f"EXPLAIN ANALYZE SELECT * FROM t WHERE {sql}")
        text = "\n".join(str(cell) for batch in pa.table(batches.read_all()).to_pydict().values() for cell in batch)
    except Exception:  # noqa: BLE001  it does not take the SQL: nothing to compare with
        return None
    # What its scan leaves, and what DataFusion then leaves of that by the statistics that it was given.
    found = re.findall(r"files_ranges_pruned_statistics=\d+ total → (\d+) matched", text)
    scanned = re.findall(r"count_files_scanned=(\d+)", text)
    counts = [int(count) for count in found + scanned]
    return min(counts) if counts else 0 if "EmptyExec" in text else None


def files_of_duckdb(connection: duckdb.DuckDBPyConnection, folder: str, sql: str) -> int | None:
    try:
        rows = connection.execute(f"EXPLAIN ANALYZE SELECT * FROM delta_scan('{folder}') WHERE {sql}").fetchall()
    except duckdb.Error:
        return None
    text = "\n".join(str(cell) for row in rows for cell in row)
    found = re.search(r"(?:Scanning Files|Total Files Read):\s*(\d+)", text)
    return int(found[1]) if found else None


def main() -> None:
    rng = random.Random(11)
    connection = open_duckdb()
    with tempfile.TemporaryDirectory() as root:
        folder = f"{root}/table"
        make_table(folder)
        predicates = listed() + [random_predicate(rng) for _ in range(600)]
        request = {"tables": [{"folder": folder, "predicates": [predicate for _, predicate in predicates]}]}
        done = subprocess.run(["node", str(here / "prune.mjs")], input=json.dumps(request), capture_output=True, text=True, check=True)
        [answers] = json.loads(done.stdout)
        check_rows(connection, folder, predicates, answers)
        check_counts(connection, folder, predicates, answers)


def check_rows(connection, folder: str, predicates, answers) -> None:
    """Reads every file, with the values of its partition, and counts the rows that each predicate matches."""
    table = pa.table(DeltaTable(folder).get_add_actions(flatten=True))
    paths = table["path"].to_pylist()
    for number, path in enumerate(paths):
        text, date = table["partition.p_text"][number].as_py(), table["partition.p_day"][number].as_py()
        connection.execute(
            f"CREATE TABLE file_{number} AS SELECT ?::VARCHAR AS p_text, ?::DATE AS p_day, * FROM read_parquet(?, hive_partitioning = false)",
            [text, date, f"{folder}/{unquote(path)}"],
        )
    pruned = wrong = 0
    for (sql, _), answer in zip(predicates, answers, strict=True):
        for number, path in enumerate(paths):
            if path in answer["files"]:
                continue
            pruned += 1
            [(rows,)] = connection.execute(f"SELECT count(*) FROM file_{number} WHERE {sql}").fetchall()
            if rows:
                wrong += 1
                print(f"WRONG: {sql} matches {rows} rows of {path}")
    print(f"{len(predicates)} predicates over {len(paths)} files: {pruned} files pruned, {wrong} of them wrongly")
    assert wrong == 0


def check_counts(connection, folder: str, predicates, answers) -> None:
    print(f"{'predicate':45} {'ours':>5} {'delta-rs':>9} {'duckdb':>7}")
    more = []
    for (sql, _), answer in list(zip(predicates, answers, strict=True))[:30]:
        ours = len(answer["files"])
        others = (files_of_delta_rs(folder, sql), files_of_duckdb(connection, folder, sql))
        print(f"{sql[:45]:45} {ours:5} {str(others[0]):>9} {str(others[1]):>7}  {'; '.join(answer['undecided'])}")
        if any(other is not None and ours > other for other in others):
            more.append(sql)
    print("files left more than with another: " + ("none" if not more else "; ".join(more)))


main()
