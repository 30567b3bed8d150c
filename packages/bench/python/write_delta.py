"""Writes the Parquet file of the first argument as the Delta table of the second, as a stream: see src/delta-write/write-result.ts."""

import json
import resource
import sys
import time

import deltalake
import pyarrow.dataset

source, target = sys.argv[1:3]


def peak_bytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


rows = pyarrow.dataset.dataset(source, format="parquet")
idle = peak_bytes()
start = time.perf_counter()
deltalake.write_deltalake(target, rows.scanner().to_reader(), mode="error")
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
