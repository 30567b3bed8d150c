"""Makes a Delta table of many small files: 100 rows each, one partition a day for a year, statistics on all columns, a checkpoint.

Usage: selective_tables.py FOLDER FILES
"""

import json
import os
import sys
from datetime import date, datetime, timedelta, timezone

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable

ROWS = 100
DAYS = 365
FIRST_DAY = date(2025, 1, 1)
FIELDS = [("id", "long"), ("day", "date"), ("name", "string"), ("amount", "double"), ("at", "timestamp")]


def rows_of(number):
    ids = range(number * ROWS, (number + 1) * ROWS)
    first = datetime(2025, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=number)
    return {
        "id": list(ids),
        "name": [f"name {identity:012}" for identity in ids],
        "amount": [identity / 4 for identity in ids],
        "at": [first + timedelta(milliseconds=index) for index in range(ROWS)],
    }


def statistic(value):
    return value.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z" if isinstance(value, datetime) else value


def add_of(folder, number):
    rows = rows_of(number)
    day = (FIRST_DAY + timedelta(days=number % DAYS)).isoformat()
    path = f"day={day}/part-{number:06}.parquet"
    schema = pa.schema(
        [("id", pa.int64()), ("name", pa.string()), ("amount", pa.float64()), ("at", pa.timestamp("us", "UTC"))]
    )
    pq.write_table(pa.table(rows, schema=schema), os.path.join(folder, path))
    stats = {
        "numRecords": ROWS,
        "minValues": {name: statistic(values[0]) for name, values in rows.items()},
        "maxValues": {name: statistic(values[-1]) for name, values in rows.items()},
        "nullCount": {name: 0 for name in rows},
    }
    return {
        "path": path,
        "size": os.path.getsize(os.path.join(folder, path)),
        "partitionValues": {"day": day},
        "modificationTime": 1_767_225_600_000,
        "dataChange": True,
        "stats": json.dumps(stats),
    }


def make(folder, files):
    os.makedirs(os.path.join(folder, "_delta_log"))
    for offset in range(min(files, DAYS)):
        os.makedirs(os.path.join(folder, f"day={(FIRST_DAY + timedelta(days=offset)).isoformat()}"))
    fields = [{"name": name, "type": kind, "nullable": True, "metadata": {}} for name, kind in FIELDS]
    head = [
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
        {
            "metaData": {
                "id": "00000000-0000-4000-8000-000000000000",
                "format": {"provider": "parquet", "options": {}},
                "schemaString": json.dumps({"type": "struct", "fields": fields}),
                "partitionColumns": ["day"],
                "configuration": {},
                "createdTime": 1_767_225_600_000,
            }
        },
    ]
    # The commit comes last, so that a table that was not made to its end is none.
    adds = [{"add": add_of(folder, number)} for number in range(files)]
    with open(os.path.join(folder, "_delta_log", f"{0:020}.json"), "w", encoding="utf-8") as log:
        log.writelines(json.dumps(action) + "\n" for action in head + adds)
    DeltaTable(folder).create_checkpoint()


make(sys.argv[1], int(sys.argv[2]))
