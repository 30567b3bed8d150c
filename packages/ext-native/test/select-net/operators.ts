import { queryList } from "./query-list.js";

const numbers = ["i", "s", "b", "x", "d", "r", "m"];
/** SELECTs over operators and casts. */
export function operatorsNet(): readonly string[] {
  const list = queryList();
  list.cross(
    (a, o, b) => `SELECT i, ${a} ${o} ${b} AS v FROM n ORDER BY i`,
    ["i", "b", "d", "m"],
    ["+", "-", "*", "/", "%", "=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"],
    ["2", "s", "x", "NULL"],
  );
  list.cross(
    (a, o, b) => `SELECT i, ${a} ${o} ${b} AS v FROM n ORDER BY i`,
    ["i", "b"],
    ["&", "|", "^", "<<", ">>", "#"],
    ["2", "s"],
  );
  list.cross((a, o) => `SELECT i FROM n WHERE ${a} ${o} ORDER BY i`, numbers, [
    "IS NULL",
    "IS NOT NULL",
    "BETWEEN 0 AND 15",
    "NOT BETWEEN 0 AND 15",
    "IN (1, 2, 20)",
    "NOT IN (1, 2, 20)",
    "IN (1, NULL)",
    "NOT IN (1, NULL)",
  ]);
  list.cross(
    (o) => `SELECT i, f ${o} AS v FROM n ORDER BY i`,
    [
      "IS TRUE",
      "IS FALSE",
      "IS UNKNOWN",
      "IS NOT TRUE",
      "IS NOT FALSE",
      "IS NOT UNKNOWN",
      "AND i > 1",
      "OR i > 1",
      "= true",
      "AND NULL",
      "OR NULL",
    ],
  );
  list.cross(
    (o, p) => `SELECT i FROM w WHERE v ${o} ${p} ORDER BY i`,
    ["LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE", "SIMILAR TO", "NOT SIMILAR TO", "~", "!~", "~*", "!~*"],
    ["'%an%'", "'a%'", "'_pple'", "NULL", "'B.*'"],
  );
  list.add(
    "SELECT i FROM w WHERE v LIKE '10!%' ESCAPE '!'",
    "SELECT v || k || '-' || i AS c FROM w ORDER BY i",
    "SELECT v || NULL AS c FROM w",
  );
  list.cross(
    (t, a) => `SELECT i, CAST(${a} AS ${t}) AS v FROM n ORDER BY i`,
    [
      "SMALLINT",
      "INT",
      "BIGINT",
      "DOUBLE",
      "REAL",
      "DECIMAL(12,3)",
      "VARCHAR",
      "BOOLEAN",
      "TINYINT UNSIGNED",
      "INT UNSIGNED",
      "DECIMAL(5,1)",
    ],
    ["i", "s", "d", "m"],
  );
  list.cross(
    (t, a) => `SELECT i, TRY_CAST(${a} AS ${t}) AS v FROM w ORDER BY i`,
    ["SMALLINT", "BIGINT", "DOUBLE", "DECIMAL(12,3)", "VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP", "BYTEA"],
    ["v", "k"],
  );
  list.cross(
    (a, t) => `SELECT arrow_cast(${a}, '${t}') AS v FROM n ORDER BY i`,
    ["i", "NULL"],
    [
      "Int8",
      "UInt64",
      "Float16",
      "Utf8View",
      "LargeUtf8",
      "Dictionary(Int32, Utf8)",
      "Decimal32(5, 1)",
      "Decimal64(9, 2)",
      "Decimal256(40, 2)",
      "Timestamp(Second, None)",
      'Timestamp(ns, "+08:00")',
      "Duration(Second)",
      "LargeBinary",
    ],
  );
  list.cross((a) => `SELECT arrow_typeof(${a}) FROM n LIMIT 1`, numbers);

  return list.queries;
}
