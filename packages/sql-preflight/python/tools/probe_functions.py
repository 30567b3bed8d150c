"""Writes causeway_preflight/catalogue/functions.jsonl, what DataFusion's planner says of each function that it has,
and tests/corpus/functions.sql, calls of each function that it accepts.

Each function is planned with columns of every sample type, for one to six arguments; the numbers of arguments that it
takes and the rule of its result's type follow from what is accepted. Run it again when DataFusion moves:

    python tools/probe_functions.py
"""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

from arrow_names import arrow_name
from datafusion import SessionConfig, SessionContext
from sample_table import SAMPLES, create_samples

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "causeway_preflight" / "catalogue" / "functions.jsonl"
CALLS = ROOT / "tests" / "corpus" / "functions.sql"

# The types whose combinations are tried where a function takes three arguments and more.
FEW = ["Int64", "Float64", "Utf8", "Date32", "Timestamp(ns)", "Interval(MonthDayNano)", "List(Int64)", "Boolean"]

# Functions whose arguments must be literals: arguments, result, what they resolve to, and a call.
LITERAL_ARGUMENTS = {
    "arrow_cast": ([2, 2], None, None, "arrow_cast(whole, 'Int32')"),
    "arrow_try_cast": ([2, 2], None, None, "arrow_try_cast(whole, 'Int32')"),
    "date_part": ([2, 2], "Int32", None, "date_part('year', day)"),
    "datepart": ([2, 2], "Int32", "date_part", "datepart('month', moment)"),
    "named_struct": ([2, None], None, None, "named_struct('a', whole, 'b', word)"),
    "union_extract": ([2, 2], None, None, None),
    "with_metadata": ([3, None], "#0", None, "with_metadata(whole, 'unit', 'km')"),
    "array_replace_n": ([4, 4], "#0", None, "array_replace_n(numbers, 1, 2, 1)"),
    "list_replace_n": ([4, 4], "#0", "array_replace_n", "list_replace_n(numbers, 1, 2, 1)"),
}


def main() -> None:
    context = SessionContext(SessionConfig().with_information_schema(True))
    create_samples(context)
    columns = {type_name: column for type_name, (column, _) in SAMPLES.items()}
    calls: list[str] = []
    rows = context.sql(
        "SELECT DISTINCT routine_name, function_type FROM information_schema.routines ORDER BY 1, 2"
    ).to_pylist()
    kinds: dict[str, list[str]] = {}
    for row in rows:
        kinds.setdefault(row["routine_name"], []).append(row["function_type"].lower())
    catalogue = {}
    for name, of_kinds in kinds.items():
        if of_kinds == ["table"]:
            continue
        catalogue[name] = describe(context, columns, name, of_kinds, calls)
    CALLS.write_text("\n".join(calls) + "\n")
    TARGET.parent.mkdir(exist_ok=True)
    lines = [{"sampleTypes": list(SAMPLES)}, *({"name": name, **entry} for name, entry in sorted(catalogue.items()))]
    TARGET.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def describe(
    context: SessionContext, columns: dict[str, str], name: str, kinds: list[str], calls: list[str]
) -> dict[str, object]:
    if name in LITERAL_ARGUMENTS:
        counts, returns, resolved, call = LITERAL_ARGUMENTS[name]
        calls.extend([f"SELECT {call} FROM samples"] if call else [])
        return {"kinds": kinds, "arguments": counts, "returns": returns} | (
            {"resolvesTo": resolved} if resolved else {}
        )
    over = " OVER (ORDER BY whole)" if kinds == ["window"] else ""
    few = [columns[type_name] for type_name in FEW]
    names_of = {column: type_name for type_name, column in columns.items()}
    results: dict[tuple[str, ...], str] = {}

    def plan(arguments: tuple[str, ...]) -> bool:
        try:
            frame = context.sql(f"SELECT {name}({', '.join(arguments)}){over} AS x FROM samples")
        except Exception:  # noqa: BLE001 the planner raises whatever it likes
            return False
        results[tuple(names_of[argument] for argument in arguments)] = arrow_name(frame.schema().field(0).type)
        return True

    plan(())
    accepted: list[tuple[str, ...]] = []
    for column in columns.values():
        plan((column,))
    for arguments in itertools.product(columns.values(), repeat=2):
        plan(arguments)
    accepted = [arguments for arguments in itertools.product(few, repeat=3) if plan(arguments)]
    for _ in range(3):
        accepted = [longer for base in accepted[:12] for more in few if plan(longer := (*base, more))]
    for count in sorted({len(arguments) for arguments in results}):
        if name == "trim" and count > 2:
            break  # planned by mistake: it runs with no more than two
        of_count = [arguments for arguments in results if len(arguments) == count]
        for arguments in of_count[:: max(1, len(of_count) // 2)][:3]:
            calls.append(f"SELECT {name}({', '.join(columns[one] for one in arguments)}){over} FROM samples")
    counts = sorted({len(arguments) for arguments in results})
    entry: dict[str, object] = {"kinds": kinds}
    entry["arguments"] = [counts[0], None if counts[-1] == 6 else counts[-1]] if counts else None
    entry["returns"] = result_rule(results)
    if counts and (taken := taken_types(results, counts[-1])):
        entry["takes"] = taken
    if resolved := resolves_to(context, columns, name, over, results):
        entry["resolvesTo"] = resolved
    return entry


def result_rule(results: dict[tuple[str, ...], str]) -> object:
    """The result's type: one name, `#0` for the type of the first argument, or a table by the type of the first."""
    types = set(results.values())
    if len(types) == 1:
        return types.pop()
    for position in range(3):
        if results and all(
            len(arguments) > position and arguments[position] == result for arguments, result in results.items()
        ):
            return f"#{position}"
    by_first: dict[str, set[str]] = {}
    for arguments, result in results.items():
        by_first.setdefault(arguments[0] if arguments else "", set()).add(result)
    certain = {first: found.pop() for first, found in by_first.items() if len(found) == 1}
    return {first: result for first, result in certain.items() if not result.startswith("Map")} or None


def taken_types(results: dict[tuple[str, ...], str], most: int) -> dict[str, list[str]]:
    """The sample types that accepted calls have at each position; only where all combinations were tried."""
    if most > 2:
        return {}
    taken = {}
    for position in range(most):
        accepted = {arguments[position] for arguments in results if len(arguments) > position}
        if len(accepted) < len(SAMPLES):
            taken[str(position)] = [type_name for type_name in SAMPLES if type_name in accepted]
    return taken


def resolves_to(
    context: SessionContext, columns: dict[str, str], name: str, over: str, results: dict[tuple[str, ...], str]
) -> str | None:
    """The name under which the plan holds the function: what an alias or special syntax stands for."""
    if not results:
        return None
    arguments = min(results, key=len)
    text = ", ".join(columns[argument] for argument in arguments)
    frame = context.sql(f"SELECT {name}({text}){over} AS x FROM samples")
    plan = frame.logical_plan().display_indent()
    found = re.match(r"(?:Projection|Aggregate|WindowAggr): (?:groupBy=\[\[\]\], aggr=\[\[)?(\w+)\(", plan)
    return found[1] if found and found[1] != name else None


if __name__ == "__main__":
    main()
