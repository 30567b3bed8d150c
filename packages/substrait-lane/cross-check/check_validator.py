"""Asks substrait-validator about plans: `check_validator.py FILE…`, each the base64 of a plan. SUBSTRAIT_EXTENSIONS as for validate_plan."""

import base64
import sys
from pathlib import Path

from validate_plan import problems_of

failures = 0
for path in map(Path, sys.argv[1:]):
    for problem in problems_of(base64.b64decode(path.read_text())):
        failures += 1
        print(f"{path.name}: {problem}")
sys.exit(min(failures, 1))
