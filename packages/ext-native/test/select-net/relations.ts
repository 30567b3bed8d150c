import { queryList } from "./query-list.js";

/** SELECTs over joins, subqueries, set operations, common table expressions, limits and constants. */
export function relationsNet(): readonly string[] {
  const list = queryList();
  for (const j of ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
    for (const on of [
      "n.i = w.i",
      "n.i = w.i AND n.b > 0",
      "n.i < w.i",
      "n.i = w.i OR n.b = w.i",
      "n.i + 1 = w.i",
      "n.i IS NOT DISTINCT FROM w.i",
      "true",
      "n.s = w.i AND w.k = 'a'",
    ])
      list.add(
        `SELECT n.i, w.v FROM n ${j} w ON ${on} ORDER BY 1, 2`,
        `SELECT count(*) FROM n ${j} w ON ${on} WHERE w.k IS NULL`,
        `SELECT * FROM n ${j} w ON ${on} ORDER BY 1, 9 LIMIT 3`,
      );
  for (const j of ["LEFT SEMI JOIN", "LEFT ANTI JOIN", "RIGHT SEMI JOIN", "RIGHT ANTI JOIN"])
    list.add(`SELECT * FROM n ${j} w ON n.i = w.i`, `SELECT count(*) FROM n ${j} w ON n.i = w.i AND w.k = 'a'`);
  for (const j of ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
    list.add(
      `SELECT i, v FROM n ${j} w USING (i) ORDER BY 1, 2`,
      `SELECT * FROM n NATURAL ${j} w`,
      `SELECT count(i) FROM n ${j} w USING (i)`,
    );
  list.add(
    "SELECT a.i, b.i FROM n a, n b WHERE a.i = b.i + 1",
    "SELECT a.i FROM n a CROSS JOIN w b ORDER BY 1",
    "SELECT a.i, b.i, c.i FROM n a JOIN n b ON a.i = b.i JOIN n c ON b.i = c.i",
    "SELECT a.* FROM n a JOIN (SELECT i, max(b) mb FROM n GROUP BY i) t ON a.i = t.i AND a.b = t.mb",
    "SELECT * FROM (SELECT i FROM n) a JOIN (SELECT i AS j FROM n) b ON a.i = b.j",
    "SELECT a.i, t.x FROM n a, LATERAL (SELECT max(w.i) AS x FROM w WHERE w.i < a.i) t",
    "SELECT a.i, t.v FROM n a JOIN LATERAL (SELECT v FROM w WHERE w.i = a.i) t ON true",
    "SELECT a.i, t.v FROM n a LEFT JOIN LATERAL (SELECT v FROM w WHERE w.i = a.i LIMIT 1) t ON true",
  );
  list.add(
    "SELECT (SELECT max(i) FROM w)",
    "SELECT i, (SELECT max(w.i) FROM w WHERE w.i < n.i) FROM n ORDER BY i",
    "SELECT i FROM n WHERE i IN (SELECT i FROM w WHERE k = 'a')",
    "SELECT i FROM n WHERE i NOT IN (SELECT i FROM w WHERE k = 'a')",
    "SELECT i FROM n WHERE s NOT IN (SELECT s FROM n)",
    "SELECT i FROM n WHERE b NOT IN (SELECT i FROM w WHERE w.i = n.i)",
    "SELECT i FROM n WHERE EXISTS (SELECT 1 FROM w WHERE w.i = n.i AND k = 'a')",
    "SELECT i FROM n WHERE NOT EXISTS (SELECT 1 FROM w WHERE w.i = n.i)",
    "SELECT i FROM n WHERE EXISTS (SELECT 1 FROM n n2 WHERE n2.i = n.i + 1)",
    "SELECT i FROM n a WHERE EXISTS (SELECT 1 FROM n WHERE n.i = a.i + 1)",
    "SELECT i FROM n WHERE i = (SELECT min(i) FROM n)",
    "SELECT i FROM n WHERE i > (SELECT avg(i) FROM n n2 WHERE n2.f = n.f)",
    "SELECT i FROM n WHERE i > ANY (SELECT i FROM w WHERE i < 3)",
    "SELECT i FROM n WHERE i >= ALL (SELECT i FROM n WHERE i IS NOT NULL)",
    "SELECT i FROM n WHERE i = ANY (SELECT i FROM w)",
    "SELECT i FROM n WHERE i <> ALL (SELECT i FROM w WHERE i > 2)",
    "SELECT i, EXISTS (SELECT 1 FROM w WHERE w.i = n.i) FROM n ORDER BY i",
    "SELECT i FROM n WHERE i IN (SELECT i FROM w WHERE w.i = n.i) OR i = 5",
    "SELECT i, i IN (SELECT i FROM w) FROM n ORDER BY i",
    "SELECT (SELECT count(*) FROM w WHERE w.i = n.i) FROM n",
    "SELECT i FROM n WHERE EXISTS (SELECT 1 FROM w WHERE w.i = n.i AND EXISTS (SELECT 1 FROM z WHERE z.i = w.i))",
    "SELECT i FROM n WHERE EXISTS (SELECT 1 FROM w WHERE EXISTS (SELECT 1 FROM z WHERE z.i = w.i AND z.i = n.i))",
    "SELECT a.i FROM n a WHERE a.b = (SELECT max(b) FROM n WHERE n.f = a.f)",
    "SELECT i FROM n WHERE (SELECT count(*) FROM w) > 3",
    "SELECT i FROM n WHERE (i, i) IN (SELECT i, i FROM w)",
    "SELECT max(i) FROM n HAVING max(i) > (SELECT min(i) FROM w)",
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM w) THEN 1 ELSE 2 END",
    "SELECT i FROM (SELECT i FROM n) t WHERE EXISTS (SELECT 1 FROM (SELECT i FROM w) u WHERE u.i = t.i)",
  );
  for (const o of ["UNION", "UNION ALL", "INTERSECT", "INTERSECT ALL", "EXCEPT", "EXCEPT ALL"])
    list.add(
      `SELECT i FROM n ${o} SELECT i FROM w ORDER BY 1`,
      `SELECT s FROM n ${o} SELECT b FROM n ORDER BY 1`,
      `SELECT i, s FROM n ${o} SELECT i, NULL FROM w ORDER BY 1, 2`,
      `(SELECT k FROM w) ${o} (SELECT k FROM w WHERE i > 2) ORDER BY 1`,
      `SELECT i FROM n ${o} SELECT i FROM w ${o} SELECT i FROM z ORDER BY 1`,
      `SELECT count(*) FROM (SELECT i FROM n ${o} SELECT i FROM w)`,
      `SELECT 1 AS a ${o} SELECT 2 ORDER BY a`,
    );
  list.add(
    "SELECT i FROM n UNION ALL BY NAME SELECT i FROM w",
    "SELECT i, s FROM n UNION BY NAME SELECT s, i FROM n",
    "SELECT i FROM n UNION (SELECT i FROM w EXCEPT SELECT i FROM z) ORDER BY 1",
  );
  list.add(
    "WITH t AS (SELECT i, b FROM n WHERE i > 1) SELECT * FROM t JOIN t u ON t.i = u.i",
    "WITH t(a) AS (SELECT i FROM n), u AS (SELECT a + 1 AS a FROM t) SELECT * FROM t, u WHERE t.a = u.a",
    "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t WHERE x < 5) SELECT * FROM t",
    "WITH RECURSIVE t(x, y) AS (SELECT 1, 1 UNION ALL SELECT x + 1, y * 2 FROM t WHERE x < 5) SELECT sum(y) FROM t",
    "WITH RECURSIVE t(x) AS (SELECT 1 UNION SELECT (x + 1) % 4 FROM t) SELECT count(*) FROM t",
    "WITH RECURSIVE t AS (SELECT i FROM n WHERE i = 1 UNION ALL SELECT n.i FROM n JOIN t ON n.i = t.i + 1) SELECT * FROM t ORDER BY i",
    "VALUES (1, 'a'), (2, NULL)",
    "SELECT * FROM (VALUES (1), (NULL), (3)) t(x) WHERE x > 1",
    "SELECT * FROM (VALUES (1, 2.5), (3, 4)) t(x, y) ORDER BY x DESC",
    "SELECT column1 FROM (VALUES ('a'), ('b'))",
    "SELECT 1",
    "SELECT NULL",
    "SELECT 1, 'a', true, NULL, 1.5",
    "SELECT 1 WHERE false",
    "SELECT i FROM n LIMIT 0",
    "SELECT i FROM n ORDER BY i LIMIT 2",
    "SELECT i FROM n ORDER BY i OFFSET 2",
    "SELECT i FROM n ORDER BY i LIMIT 2 OFFSET 1",
    "SELECT i FROM n ORDER BY i FETCH FIRST 2 ROWS ONLY",
    "SELECT i FROM n ORDER BY b DESC NULLS LAST, i",
    "SELECT i FROM n ORDER BY -i",
    "SELECT i AS j FROM n ORDER BY j + 1",
    "SELECT i FROM n ORDER BY (SELECT 1), i",
    "SELECT *, i + 1 AS i2 FROM n ORDER BY i",
    "SELECT * EXCEPT (b, d) FROM n ORDER BY i",
    "SELECT * EXCLUDE (b) FROM n ORDER BY i",
    "SELECT * REPLACE (i * 2 AS i) FROM n ORDER BY 1",
    "SELECT n.* FROM n ORDER BY i",
    "SELECT i i, i j FROM n",
    "SELECT a.i, b.i FROM n a JOIN n b USING (i)",
    "SELECT * FROM e",
    "SELECT * FROM range(5)",
    "SELECT * FROM generate_series(1, 5)",
    "SELECT value FROM generate_series(1, 10, 3) WHERE value > 3",
    "SELECT i FROM n TABLESAMPLE (50)",
    "SELECT i, i FROM n",
  );
  list.add(
    "SELECT random() >= 0 FROM n",
    "SELECT version() IS NOT NULL",
    "SELECT b'ab' IS NULL",
    "SELECT X'0102' = y FROM w",
    "SELECT 9223372036854775807",
    "SELECT 18446744073709551615",
    "SELECT 1e400",
    "SELECT 0.1 + 0.2",
    "SELECT CAST('NaN' AS DOUBLE)",
    "SELECT -0.0",
    "SELECT 'it''s'",
    "SELECT DATE '2024-02-29'",
    "SELECT TIME '10:00:00'",
    "SELECT TIMESTAMP '2024-01-01 00:00:00.123456789'",
    "SELECT INTERVAL '1 year'",
    "SELECT INTERVAL '68 years'",
    "SELECT INTERVAL '25000 days 1 hour'",
    "SELECT U&'d\\0061t'",
    "SELECT E'a\\nb'",
    "SELECT 5 DIV 2",
    "SELECT 7 // 2",
    "SELECT sum(x) FROM (SELECT i AS x FROM n UNION ALL SELECT 100)",
    "SELECT i FROM n WHERE i = i",
    "SELECT i FROM n WHERE NOT (i > 2 AND f)",
    "SELECT i FROM n WHERE true",
    "SELECT i FROM n WHERE NULL",
    "SELECT i FROM n WHERE 1 = 1 AND i > 2 OR f",
    "EXPLAIN SELECT 1",
    "SHOW TABLES",
    "SELECT table_name FROM information_schema.tables",
    "DESCRIBE n",
    "SELECT count(*) FROM w WHERE v IN ('apple', 'x') AND k NOT IN ('b') AND i BETWEEN 1 AND 5 AND v LIKE 'a%' AND (i = 1 OR i = 2 OR i = 3)",
  );
  for (const n of [10, 40, 120, 400])
    list.add(
      `SELECT i FROM n WHERE ${Array.from({ length: n }, (_, k) => `i <> ${k + 100}`).join(" AND ")}`,
      `SELECT i FROM n WHERE ${Array.from({ length: n }, (_, k) => `i + ${k} = 7`).join(" OR ")}`,
      `SELECT ${Array.from({ length: n }, () => "v").join(" || ")} FROM w`,
      Array.from({ length: n }, (_, k) => `SELECT ${k} AS a`).join(" UNION ALL "),
    );
  for (const n of [10, 40, 60])
    list.add(
      `SELECT ${Array.from({ length: n }, () => "i").join(" + ")} FROM n`,
      `SELECT CASE ${Array.from({ length: n }, (_, k) => `WHEN i = ${k} THEN ${k}`).join(" ")} END FROM n`,
      `SELECT count(*) FROM ${Array.from({ length: n }, (_, k) => `n t${k}`)
        .slice(0, 1)
        .join("")} ${Array.from({ length: n - 1 }, (_, k) => `JOIN n t${k + 1} ON t${k}.i = t${k + 1}.i`).join(" ")}`,
    );

  return list.queries;
}
