"""DataFusion from Python, with as many partitions and threads as the other engines."""

import sys
import time

import datafusion
from answers import arrow_answer
from serve_operations import serve_operations

context: datafusion.SessionContext


def open_tables(parameters: dict) -> dict:
    global context
    settings = datafusion.SessionConfig().with_target_partitions(parameters["threads"])
    context = datafusion.SessionContext(settings)
    for name, path in parameters["tables"].items():
        context.register_parquet(name, path)
    return {"version": f"datafusion {datafusion.__version__} in Python {sys.version.split()[0]}"}


def answer(parameters: dict) -> dict:
    return arrow_answer(context.sql(parameters["sql"]).to_arrow_table())


def run(parameters: dict) -> dict:
    """The whole answer as Arrow batches in this process."""
    start = time.perf_counter()
    batches = context.sql(parameters["sql"]).collect()
    return {"elapsedMs": (time.perf_counter() - start) * 1000, "rows": sum(len(batch) for batch in batches)}


def drain(parameters: dict) -> dict:
    """Every batch as it comes, let go at once: what the engine alone needs."""
    start = time.perf_counter()
    batches = 0
    for _ in context.sql(parameters["sql"]).execute_stream():
        batches += 1
    return {"elapsedMs": (time.perf_counter() - start) * 1000, "batches": batches}


def repeat(parameters: dict) -> dict:
    """The times of a short query, one after another, in milliseconds."""
    times = []
    for _ in range(parameters["iterations"]):
        start = time.perf_counter()
        context.sql(parameters["sql"]).collect()
        times.append((time.perf_counter() - start) * 1000)
    return {"timesMs": times}


serve_operations({"open": open_tables, "answer": answer, "run": run, "drain": drain, "repeat": repeat})
