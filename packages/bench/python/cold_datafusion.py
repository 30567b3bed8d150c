"""DataFusion's cold start from Python: see src/cold-start/measure-phases.ts. Arguments: the Parquet file and the query."""

import json
import sys
import time

first_line_at = time.time()
begun = time.perf_counter()
import datafusion  # noqa: E402  (its import is what is measured)

imported = time.perf_counter()
context = datafusion.SessionContext()
context.register_parquet("nation", sys.argv[1])
opened = time.perf_counter()
rows = [[str(value) for value in row.values()] for row in context.sql(sys.argv[2]).to_pylist()]
answered = time.perf_counter()
phases = {
    "firstLineAt": first_line_at * 1000,
    "importMs": (imported - begun) * 1000,
    "openMs": (opened - imported) * 1000,
    "queryMs": (answered - opened) * 1000,
    "closeMs": 0,
    "rows": rows,
}
print(json.dumps(phases))
