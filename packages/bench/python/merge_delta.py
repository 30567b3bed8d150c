"""Merges the Parquet file of the first argument into the Delta table of the second, as a stream: see src/delta-write/write-result.ts."""

import json
import resource
import sys
import time

import deltalake
import pyarrow.dataset

changes, target = sys.argv[1:3]


def peak_bytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


rows = pyarrow.dataset.dataset(changes, format="parquet")
idle = peak_bytes()
start = time.perf_counter()
(
    deltalake.DeltaTable(target)
    .merge(
        rows.scanner().to_reader(),
        "target.l_orderkey = source.l_orderkey AND target.l_linenumber = source.l_linenumber",
        source_alias="source",
        target_alias="target",
        streamed_exec=True,
    )
    .when_matched_update_all()
    .when_not_matched_insert_all()
    .execute()
)
elapsed = time.perf_counter() - start
print(
    json.dumps(
        {
            "version": f"deltalake {deltalake.__version__} in Python {sys.version.split()[0]}",
            "elapsedMs": elapsed * 1000,
            "idleBytes": idle,
            "peakBytes": peak_bytes(),
        }
    )
)
