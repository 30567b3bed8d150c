"""The other end of src/peers/worker-process.ts: one JSON request a line in, one JSON reply a line out."""

import json
import sys
from collections.abc import Callable


def serve_operations(operations: dict[str, Callable[[dict], object]]) -> None:
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"id": request["id"], "value": operations[request["operation"]](request["parameters"])}
        except Exception as error:  # every failure is the parent's to judge
            reply = {"id": request["id"], "error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()
