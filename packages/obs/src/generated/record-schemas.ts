// Made by scripts/generate-record-schemas.mjs from the types of the records. Do not edit.
import type { RecordSchemas } from "../schemas.js";

export const recordSchemas: RecordSchemas = {
  "events": {
    "run-start": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:event:run-start:1",
      "description": "A run has begun.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "schemaVersion": {
          "type": "number",
          "const": 1,
          "description": "Version of the shapes of this run's records."
        },
        "label": {
          "type": "string"
        },
        "parentRunId": {
          "type": "string"
        },
        "traceparent": {
          "type": "string",
          "description": "The W3C trace context that the run belongs to, where there is one."
        },
        "attributes": {
          "$ref": "#/definitions/RunAttributes"
        }
      },
      "required": [
        "atMs",
        "attributes",
        "label",
        "runId",
        "schemaVersion"
      ],
      "definitions": {
        "RunAttributes": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "string",
              "number",
              "boolean"
            ]
          },
          "description": "Values that describe a run: short, flat, and never secret."
        }
      }
    },
    "run-end": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:event:run-end:1",
      "description": "A run has ended. Every `run-start` has exactly one.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "label": {
          "type": "string"
        },
        "outcome": {
          "$ref": "#/definitions/RunOutcome"
        },
        "error": {
          "$ref": "#/definitions/RunError",
          "description": "Present when the outcome is not `ok`."
        },
        "durationMs": {
          "type": "number",
          "description": "Duration of the run in milliseconds."
        },
        "phases": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/PhaseRecord"
          }
        },
        "phasesDropped": {
          "type": "integer",
          "description": "Phases that were timed beyond the limit of what a run keeps, and so are not in `phases`."
        },
        "sinkFailures": {
          "type": "integer",
          "description": "Records that the sink was known to have failed on before this one."
        },
        "attributes": {
          "$ref": "#/definitions/RunAttributes",
          "description": "What the run was started with, and what was set on its way."
        }
      },
      "required": [
        "atMs",
        "attributes",
        "durationMs",
        "label",
        "outcome",
        "phases",
        "phasesDropped",
        "runId",
        "sinkFailures"
      ],
      "definitions": {
        "PhaseRecord": {
          "type": "object",
          "properties": {
            "name": {
              "type": "string"
            },
            "offsetMs": {
              "type": "number",
              "description": "Milliseconds from the start of the run to the start of the phase."
            },
            "durationMs": {
              "type": "number",
              "description": "Duration in milliseconds."
            },
            "failed": {
              "type": "boolean",
              "description": "True when the phase threw."
            }
          },
          "required": [
            "name",
            "offsetMs",
            "durationMs",
            "failed"
          ],
          "additionalProperties": false,
          "description": "The time that one named part of a run took."
        },
        "RunAttributes": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "string",
              "number",
              "boolean"
            ]
          },
          "description": "Values that describe a run: short, flat, and never secret."
        },
        "RunError": {
          "type": "object",
          "properties": {
            "name": {
              "type": "string"
            },
            "code": {
              "type": "string",
              "description": "The error's own `code`, where it has one that is a string."
            },
            "message": {
              "type": "string"
            }
          },
          "required": [
            "name",
            "message"
          ],
          "additionalProperties": false,
          "description": "What is recorded of the error that a run ended with."
        },
        "RunOutcome": {
          "type": "string",
          "enum": [
            "ok",
            "error",
            "aborted"
          ],
          "description": "How a run ended. `aborted`: its signal had fired, or the body gave up with an abort error."
        }
      }
    },
    "preflight": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:event:preflight:1",
      "description": "What the preflight found out about a statement.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "ok": {
          "type": "boolean"
        },
        "checkedBy": {
          "type": "string"
        },
        "statementKind": {
          "type": "string"
        },
        "tables": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "diagnosticCodes": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Codes of the diagnostics, in their order."
        },
        "durationMs": {
          "type": "number",
          "description": "Duration of the check in milliseconds."
        }
      },
      "required": [
        "atMs",
        "checkedBy",
        "diagnosticCodes",
        "durationMs",
        "ok",
        "runId",
        "tables"
      ]
    },
    "lane-fallback": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:event:lane-fallback:1",
      "description": "A query that was asked to go by Substrait went by SQL.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "planHash": {
          "type": "string"
        },
        "code": {
          "type": "string"
        },
        "reason": {
          "type": "string"
        },
        "node": {
          "type": "string",
          "description": "The plan node that Substrait could not carry, where one is to blame."
        }
      },
      "required": [
        "atMs",
        "code",
        "planHash",
        "reason",
        "runId"
      ]
    },
    "cache-use": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:event:cache-use:1",
      "description": "How a cache answered one look-up.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "cache": {
          "type": "string"
        },
        "key": {
          "type": "string"
        },
        "use": {
          "type": "string",
          "enum": [
            "hit",
            "miss",
            "joined"
          ]
        },
        "level": {
          "$ref": "#/definitions/CacheLevel",
          "description": "Where the entry was found. Present with `hit`."
        },
        "reason": {
          "type": "string",
          "description": "Why there was no entry to use: `absent`, or what was wrong with the one that there was. Present with `miss`."
        },
        "refused": {
          "type": "boolean",
          "description": "True when what was found, or made, is the refusal of the query."
        }
      },
      "required": [
        "atMs",
        "cache",
        "key",
        "runId",
        "use"
      ],
      "definitions": {
        "CacheLevel": {
          "type": "string",
          "enum": [
            "memory",
            "persistent"
          ],
          "description": "Where a cache found an entry."
        }
      }
    },
    "pruning": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:event:pruning:1",
      "description": "Which share of a table's files a predicate left over. The counts are complete.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "table": {
          "type": "string"
        },
        "version": {
          "type": "string"
        },
        "filesTotal": {
          "type": "integer"
        },
        "filesKept": {
          "type": "integer"
        },
        "skippedByPartition": {
          "type": "integer"
        },
        "skippedByStatistics": {
          "type": "integer"
        },
        "skippedWithoutRows": {
          "type": "integer"
        },
        "bytesTotal": {
          "type": "integer",
          "description": "Size of all files in bytes."
        },
        "bytesKept": {
          "type": "integer",
          "description": "Size of the kept files in bytes."
        }
      },
      "required": [
        "atMs",
        "bytesKept",
        "bytesTotal",
        "filesKept",
        "filesTotal",
        "runId",
        "skippedByPartition",
        "skippedByStatistics",
        "skippedWithoutRows"
      ]
    },
    "commit": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:event:commit:1",
      "description": "A version of a Delta table was committed.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "uri": {
          "type": "string"
        },
        "version": {
          "type": "string"
        },
        "rows": {
          "type": "integer"
        },
        "files": {
          "type": "integer"
        },
        "bytes": {
          "type": "integer",
          "description": "Size of the files in bytes, where the writer tells it."
        }
      },
      "required": [
        "atMs",
        "files",
        "rows",
        "runId",
        "uri",
        "version"
      ]
    },
    "span-summary": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:event:span-summary:1",
      "description": "All spans of one name, in numbers.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "name": {
          "type": "string"
        },
        "count": {
          "type": "number"
        },
        "totalMs": {
          "type": "number",
          "description": "Sum of the durations in milliseconds."
        },
        "p50Ms": {
          "type": "number",
          "description": "The shortest duration that at least half of the spans do not pass, in milliseconds."
        },
        "p95Ms": {
          "type": "number",
          "description": "The shortest duration that at least 95 % of the spans do not pass, in milliseconds."
        },
        "bytes": {
          "type": "integer",
          "description": "Sum of the spans' attribute `bytes`, where one has it: what requests to a store have moved."
        }
      },
      "required": [
        "atMs",
        "count",
        "name",
        "p50Ms",
        "p95Ms",
        "runId",
        "totalMs"
      ]
    },
    "records-dropped": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:event:records-dropped:1",
      "description": "A sink had more to take than it may hold, or could not write. `runId` is the run of the latest record that is missing.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "count": {
          "type": "integer",
          "description": "Records that are missing at this place."
        }
      },
      "required": [
        "atMs",
        "count",
        "runId"
      ]
    }
  },
  "artifacts": {
    "statement": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:artifact:statement:1",
      "description": "The text of a query and what was found in it. SQL is sensitive: it is recorded only where that was asked for.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "sql": {
          "type": "string"
        },
        "findings": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/StatementFinding"
          }
        }
      },
      "required": [
        "atMs",
        "findings",
        "runId",
        "sql"
      ],
      "definitions": {
        "StatementFinding": {
          "type": "object",
          "properties": {
            "code": {
              "type": "string"
            },
            "severity": {
              "type": "string",
              "enum": [
                "error",
                "warning",
                "information"
              ]
            },
            "message": {
              "type": "string"
            },
            "line": {
              "type": "integer"
            },
            "column": {
              "type": "integer"
            },
            "endLine": {
              "type": "integer"
            },
            "endColumn": {
              "type": "integer"
            },
            "suggestions": {
              "type": "array",
              "items": {
                "type": "string"
              },
              "description": "Names that may have been meant."
            }
          },
          "required": [
            "code",
            "severity",
            "message",
            "suggestions"
          ],
          "additionalProperties": false,
          "description": "One finding of the preflight. Lines and columns begin at 1, in UTF-16 code units of the text; the end is the place after the last."
        }
      }
    },
    "sqlglot-ast": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:artifact:sqlglot-ast:1",
      "description": "SQLGlot's syntax tree of a statement.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "sqlglot": {
          "type": "string",
          "description": "The version of SQLGlot that wrote the tree, and that alone reads it."
        },
        "sqlHash": {
          "type": "string",
          "description": "SHA-256 of the text in hexadecimal."
        },
        "policyHash": {
          "type": "string",
          "description": "SHA-256 of the policy that it was checked against, in hexadecimal."
        },
        "tree": {
          "description": "The tree as plain JSON, as `sqlglot.serde` writes it."
        }
      },
      "required": [
        "atMs",
        "runId",
        "sqlHash",
        "sqlglot",
        "tree"
      ]
    },
    "plan": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:artifact:plan:1",
      "description": "The plans of one query.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "planHash": {
          "type": "string",
          "description": "Hash of the query, the same as in `lane-fallback` and in the plan cache."
        },
        "lane": {
          "type": "string",
          "description": "The lane that the plan was compiled for."
        },
        "logical": {
          "type": "string",
          "description": "The logical plan before the optimiser, as text."
        },
        "optimized": {
          "type": "string",
          "description": "The logical plan after the optimiser, as text."
        },
        "physical": {
          "type": "string",
          "description": "The physical plan, as text."
        },
        "substrait": {
          "type": "string",
          "description": "The plan's Substrait bytes in base64."
        }
      },
      "required": [
        "atMs",
        "runId"
      ]
    },
    "cache-config": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:artifact:cache-config:1",
      "description": "How one cache of a session is set up.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "cache": {
          "type": "string",
          "description": "Which cache: `plan`, for one."
        },
        "enabled": {
          "type": "boolean"
        },
        "levels": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/CacheLevelConfig"
          },
          "description": "The levels in the order in which they are asked."
        },
        "refusalTtlMs": {
          "type": "number",
          "description": "How long a refusal is kept, in milliseconds."
        },
        "totals": {
          "$ref": "#/definitions/CacheTotalsPart",
          "description": "What it holds and has done by now."
        },
        "rowsDecoded": {
          "type": "integer",
          "description": "Of a cache that lives for one scan and has no entries to tell: rows that were decoded for it by now."
        },
        "rowsServed": {
          "type": "integer",
          "description": "Rows that it has served by now."
        }
      },
      "required": [
        "atMs",
        "cache",
        "enabled",
        "levels",
        "runId"
      ],
      "definitions": {
        "CacheLevelConfig": {
          "type": "object",
          "properties": {
            "store": {
              "type": "string",
              "description": "`memory`, `disk`, or the name of a store of one's own."
            },
            "maxBytes": {
              "type": "integer",
              "description": "Most bytes that it keeps."
            },
            "maxAgeMs": {
              "type": "number",
              "description": "Longest that an entry is kept, in milliseconds."
            }
          },
          "required": [
            "store"
          ],
          "additionalProperties": false,
          "description": "One level of a cache."
        },
        "CacheTotalsPart": {
          "type": "object",
          "properties": {
            "entries": {
              "type": "integer"
            },
            "bytes": {
              "type": "integer"
            },
            "hits": {
              "type": "integer"
            },
            "misses": {
              "type": "integer"
            }
          },
          "required": [
            "entries",
            "bytes",
            "hits",
            "misses"
          ],
          "additionalProperties": false,
          "description": "What a cache holds and has done."
        }
      }
    },
    "capabilities": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:artifact:capabilities:1",
      "description": "What the engine and this build of it can do.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "engine": {
          "type": "string",
          "description": "Version of the engine's own crate."
        },
        "datafusion": {
          "type": "string"
        },
        "deltalake": {
          "type": "string"
        },
        "arrow": {
          "type": "string"
        },
        "stores": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Stores that tables may live in."
        },
        "platform": {
          "type": "string",
          "description": "Operating system and processor, for example `linux-x86_64`."
        },
        "packages": {
          "type": "object",
          "additionalProperties": {
            "type": "string"
          },
          "description": "Versions of the packages in play, by name."
        },
        "substrait": {
          "type": "string",
          "description": "Version of the Substrait specification."
        },
        "abi": {
          "type": "integer",
          "description": "The interface between the addon and its TypeScript side."
        },
        "formats": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Formats that tables may be in."
        },
        "parquetCompression": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Codecs of Parquet files."
        },
        "lanes": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "The lanes that a query can take."
        },
        "deltaFeatures": {
          "type": "object",
          "properties": {
            "reader": {
              "type": "array",
              "items": {
                "type": "string"
              }
            },
            "writer": {
              "type": "array",
              "items": {
                "type": "string"
              }
            }
          },
          "required": [
            "reader",
            "writer"
          ],
          "additionalProperties": false,
          "description": "Table features of the Delta protocol that are read and written, by the names in its specification."
        },
        "exprPlanners": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "The expression planners of the session."
        },
        "functions": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "The functions of the session beside the engine's own."
        }
      },
      "required": [
        "arrow",
        "atMs",
        "datafusion",
        "deltalake",
        "engine",
        "platform",
        "runId",
        "stores"
      ]
    },
    "pruning": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:artifact:pruning:1",
      "description": "Which files of each scan of a query were chosen, and what proves that the others hold no row.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "scans": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/PruningArtifactScan"
          }
        }
      },
      "required": [
        "atMs",
        "runId",
        "scans"
      ],
      "definitions": {
        "PruningArtifactScan": {
          "type": "object",
          "properties": {
            "id": {
              "type": "integer",
              "description": "Number of the scan in its plan."
            },
            "table": {
              "type": "string"
            },
            "version": {
              "type": "integer"
            },
            "columns": {
              "type": "array",
              "items": {
                "type": "string"
              },
              "description": "The columns that are read."
            },
            "predicate": {
              "description": "What the optimizer pushed to the scan, as a tree. Absent: nothing."
            },
            "chosenBy": {
              "type": "string",
              "enum": [
                "engine",
                "pruner"
              ]
            },
            "report": {
              "type": "object",
              "description": "What the pruner found: counts, what each condition did, and the first of the skipped files."
            }
          },
          "required": [
            "id",
            "table",
            "version",
            "columns",
            "chosenBy"
          ],
          "additionalProperties": false,
          "description": "One scan of a Delta table."
        }
      }
    },
    "spans": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:artifact:spans:1",
      "description": "What somebody else than the run has measured in it, such as its engine, span by span.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string"
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "spans": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/SpanPart"
          },
          "description": "In the order in which they began."
        },
        "dropped": {
          "type": "integer",
          "description": "Spans that there was no room for."
        }
      },
      "required": [
        "atMs",
        "dropped",
        "runId",
        "spans"
      ],
      "definitions": {
        "RunAttributes": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "string",
              "number",
              "boolean"
            ]
          },
          "description": "Values that describe a run: short, flat, and never secret."
        },
        "SpanPart": {
          "type": "object",
          "properties": {
            "id": {
              "type": "string",
              "description": "Unique within the artifact."
            },
            "parentId": {
              "type": "string",
              "description": "The span that it is part of; absent for the topmost."
            },
            "name": {
              "type": "string"
            },
            "startMs": {
              "type": "number",
              "description": "Start in milliseconds since 1970-01-01 UTC."
            },
            "durationMs": {
              "type": "number",
              "description": "Duration in milliseconds."
            },
            "failed": {
              "type": "boolean"
            },
            "attributes": {
              "$ref": "#/definitions/RunAttributes"
            }
          },
          "required": [
            "id",
            "name",
            "startMs",
            "durationMs",
            "attributes"
          ],
          "additionalProperties": false
        }
      }
    },
    "run-report": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": "urn:causeway:artifact:run-report:1",
      "description": "All that was decided and spent on one query.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "runId": {
          "type": "string",
          "description": "UUID of version 7, the same as in every record of the run."
        },
        "atMs": {
          "type": "number",
          "description": "When it was recorded, in milliseconds since 1970-01-01 UTC."
        },
        "label": {
          "type": "string"
        },
        "sqlHash": {
          "type": "string",
          "description": "SHA-256 of the SQL text in hexadecimal."
        },
        "statementKind": {
          "type": "string",
          "description": "`query`, `explain`, `ddl`, `dml`, `copy` or `set`, where the text was planned."
        },
        "startedAtMs": {
          "type": "number",
          "description": "When it began: milliseconds since 1970-01-01 UTC."
        },
        "endedAtMs": {
          "type": "number",
          "description": "When it ended: milliseconds since 1970-01-01 UTC."
        },
        "outcome": {
          "anyOf": [
            {
              "type": "string",
              "const": "running"
            },
            {
              "$ref": "#/definitions/RunOutcome"
            }
          ]
        },
        "complete": {
          "type": "boolean",
          "description": "True once the result was read to its end: then the counts are complete."
        },
        "errorCode": {
          "type": "string",
          "description": "Code of the error that ended the run, where it has one."
        },
        "preflight": {
          "$ref": "#/definitions/PreflightReportPart"
        },
        "lane": {
          "$ref": "#/definitions/LaneReportPart"
        },
        "cache": {
          "$ref": "#/definitions/CacheReportPart"
        },
        "pruning": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/TablePruningPart"
          },
          "description": "One entry for each Delta table that the plan reads."
        },
        "scans": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/TableScanPart"
          },
          "description": "What was read of each table."
        },
        "phasesMs": {
          "type": "object",
          "additionalProperties": {
            "type": "number"
          },
          "description": "Milliseconds spent in each stage that has ended, by its name."
        },
        "engineMs": {
          "type": "object",
          "properties": {
            "plan": {
              "type": "number"
            },
            "firstRow": {
              "type": "number"
            },
            "execute": {
              "type": "number"
            }
          },
          "required": [
            "plan",
            "execute"
          ],
          "additionalProperties": false,
          "description": "Milliseconds inside the engine: planning, until the first rows, and in all."
        },
        "rows": {
          "type": "integer",
          "description": "Rows that have left the engine."
        },
        "batches": {
          "type": "integer"
        },
        "bytes": {
          "type": "integer",
          "description": "Size of what has left the engine, in bytes."
        },
        "spill": {
          "$ref": "#/definitions/SpillPart",
          "description": "What did not fit the memory limit and went to disk."
        },
        "peakMemoryBytes": {
          "type": "integer",
          "description": "Most memory that the query held at one time, in bytes."
        },
        "commit": {
          "$ref": "#/definitions/CommitPart",
          "description": "Of a statement that changed a Delta table."
        },
        "operators": {
          "$ref": "#/definitions/OperatorPart",
          "description": "The executed plan with what each operator measured, on request."
        }
      },
      "required": [
        "atMs",
        "batches",
        "bytes",
        "complete",
        "engineMs",
        "label",
        "outcome",
        "phasesMs",
        "rows",
        "runId",
        "scans",
        "spill"
      ],
      "definitions": {
        "CacheLevel": {
          "type": "string",
          "enum": [
            "memory",
            "persistent"
          ],
          "description": "Where a cache found an entry."
        },
        "CacheReportPart": {
          "type": "object",
          "properties": {
            "use": {
              "type": "string",
              "enum": [
                "hit",
                "miss",
                "joined",
                "off"
              ]
            },
            "level": {
              "$ref": "#/definitions/CacheLevel",
              "description": "Where the entry was found. Present with `hit`, where the cache has levels."
            },
            "reason": {
              "type": "string",
              "description": "Why there was no entry to use. Present with `miss`."
            }
          },
          "required": [
            "use"
          ],
          "additionalProperties": false,
          "description": "Where the plan came from."
        },
        "CommitPart": {
          "type": "object",
          "properties": {
            "operation": {
              "type": "string",
              "description": "`insert`, `overwrite`, `delete`, `truncate`, `update` or `merge`."
            },
            "table": {
              "type": "string"
            },
            "uri": {
              "type": "string",
              "description": "Redacted."
            },
            "version": {
              "type": "integer",
              "description": "The table's version after the statement."
            },
            "alreadyApplied": {
              "type": "boolean",
              "description": "The table had the statement's transaction already: nothing was done."
            },
            "insertedRows": {
              "type": "integer"
            },
            "updatedRows": {
              "type": "integer"
            },
            "deletedRows": {
              "type": "integer"
            },
            "elapsedMs": {
              "type": "number"
            }
          },
          "required": [
            "operation",
            "table",
            "uri",
            "version",
            "alreadyApplied",
            "elapsedMs"
          ],
          "additionalProperties": false,
          "description": "What a statement did to a Delta table."
        },
        "LaneReportPart": {
          "type": "object",
          "properties": {
            "lane": {
              "type": "string",
              "enum": [
                "sql",
                "substrait"
              ]
            },
            "planHash": {
              "type": "string"
            },
            "substraitHash": {
              "type": "string",
              "description": "Hash of the plan's Substrait bytes, when it went by that lane."
            },
            "fallback": {
              "type": "object",
              "properties": {
                "code": {
                  "type": "string"
                },
                "reason": {
                  "type": "string"
                },
                "node": {
                  "type": "string"
                }
              },
              "required": [
                "code",
                "reason"
              ],
              "additionalProperties": false
            }
          },
          "required": [
            "lane",
            "planHash"
          ],
          "additionalProperties": false,
          "description": "The lane that compiled the plan, and why it is not the one that was preferred."
        },
        "OperatorPart": {
          "type": "object",
          "properties": {
            "name": {
              "type": "string",
              "description": "For example `HashJoinExec`."
            },
            "detail": {
              "type": "string",
              "description": "The operator's line in the plan."
            },
            "rows": {
              "type": "integer",
              "description": "Rows out."
            },
            "elapsedMs": {
              "type": "number",
              "description": "Time that the operator computed itself, summed over its partitions, in milliseconds."
            },
            "startMs": {
              "type": "number",
              "description": "When its first partition began, in milliseconds since 1970-01-01 UTC."
            },
            "endMs": {
              "type": "number",
              "description": "When its last partition ended, in milliseconds since 1970-01-01 UTC."
            },
            "metrics": {
              "type": "object",
              "additionalProperties": {
                "type": "number"
              },
              "description": "All that it measured, by the engine's own names."
            },
            "children": {
              "type": "array",
              "items": {
                "$ref": "#/definitions/OperatorPart"
              }
            }
          },
          "required": [
            "name",
            "detail",
            "metrics",
            "children"
          ],
          "additionalProperties": false,
          "description": "One operator of the executed plan with what it measured, and the operators that feed it."
        },
        "PreflightReportPart": {
          "type": "object",
          "properties": {
            "mode": {
              "type": "string",
              "enum": [
                "enforce",
                "warn",
                "off"
              ]
            },
            "verdict": {
              "type": "string",
              "enum": [
                "passed",
                "refused",
                "warned",
                "skipped"
              ]
            },
            "diagnosticCodes": {
              "type": "array",
              "items": {
                "type": "string"
              },
              "description": "Codes of what it found, in order."
            }
          },
          "required": [
            "mode",
            "verdict",
            "diagnosticCodes"
          ],
          "additionalProperties": false,
          "description": "What the preflight made of the text."
        },
        "RunOutcome": {
          "type": "string",
          "enum": [
            "ok",
            "error",
            "aborted"
          ],
          "description": "How a run ended. `aborted`: its signal had fired, or the body gave up with an abort error."
        },
        "SkippedFilePart": {
          "type": "object",
          "properties": {
            "path": {
              "type": "string"
            },
            "by": {
              "type": "string",
              "enum": [
                "partition",
                "statistics",
                "no-rows"
              ]
            },
            "conjunct": {
              "type": "string"
            },
            "reason": {
              "type": "string"
            }
          },
          "required": [
            "path",
            "by",
            "reason"
          ],
          "additionalProperties": false,
          "description": "Why one file was left out."
        },
        "SpillPart": {
          "type": "object",
          "properties": {
            "files": {
              "type": "integer"
            },
            "bytes": {
              "type": "integer"
            }
          },
          "required": [
            "files",
            "bytes"
          ],
          "additionalProperties": false,
          "description": "What went to disk for want of memory."
        },
        "TablePruningPart": {
          "type": "object",
          "properties": {
            "table": {
              "type": "string"
            },
            "version": {
              "type": [
                "number",
                "string"
              ]
            },
            "chosenBy": {
              "type": "string",
              "enum": [
                "engine",
                "pruner"
              ]
            },
            "filesTotal": {
              "type": "integer"
            },
            "filesKept": {
              "type": "integer",
              "description": "Files that were left over."
            },
            "filesRead": {
              "type": "integer"
            },
            "bytesTotal": {
              "type": "integer"
            },
            "bytesKept": {
              "type": "integer",
              "description": "Size of the files that were left over, in bytes."
            },
            "skipped": {
              "type": "object",
              "additionalProperties": {
                "type": "number"
              },
              "description": "Files that were left out, by reason."
            },
            "skippedFiles": {
              "type": "array",
              "items": {
                "$ref": "#/definitions/SkippedFilePart"
              },
              "description": "The first of them, each with its reason."
            },
            "undecided": {
              "type": "array",
              "items": {
                "type": "string"
              },
              "description": "Parts of the predicate that could not skip a file."
            }
          },
          "required": [
            "table",
            "chosenBy"
          ],
          "additionalProperties": false,
          "description": "Which files of one Delta table were left out, by whom and why."
        },
        "TableScanPart": {
          "type": "object",
          "properties": {
            "table": {
              "type": "string"
            },
            "kind": {
              "type": "string"
            },
            "version": {
              "type": "integer"
            },
            "filesTotal": {
              "type": "integer"
            },
            "filesRead": {
              "type": "integer"
            },
            "rangesTotal": {
              "type": "integer",
              "description": "Parts that the files are read in, each a file or a range of one."
            },
            "rangesDone": {
              "type": "integer",
              "description": "Those of them that were read to their end, or left out while the query ran."
            },
            "bytesScanned": {
              "type": "integer",
              "description": "Bytes asked of the store."
            },
            "rowsScanned": {
              "type": "integer",
              "description": "Rows that left the files' reader."
            }
          },
          "required": [
            "table",
            "kind"
          ],
          "additionalProperties": false,
          "description": "What was read of one table."
        }
      }
    }
  }
};
