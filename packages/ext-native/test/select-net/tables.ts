/** Tables for the net, small and with NULL in every column. */
export const netTables: readonly string[] = [
  `CREATE TABLE n AS SELECT * FROM (VALUES
    (1, CAST(10 AS SMALLINT), CAST(-3 AS BIGINT), 1.5, CAST(2.25 AS DOUBLE), CAST(0.5 AS REAL), CAST(12.34 AS DECIMAL(10,2)), true),
    (2, 20, 7, -2.5, -1.0, 1.5, -0.01, false), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (4, 20, 100, 3.25, 0.0, -0.25, 99.99, true),
    (5, -5, -3, 1.5, 1e10, 2.5, 12.34, NULL)) t(i, s, b, x, d, r, m, f)`,
  `CREATE TABLE w AS SELECT * FROM (VALUES (1, 'apple', 'a', X'0102'), (2, 'Banana split', 'b', X''), (3, NULL, NULL, NULL), (4, '  pear ', 'a', X'ff'), (5, 'éclair', 'c', X'00'), (6, '', 'a', X'0102')) t(i, v, k, y)`,
  `CREATE TABLE z AS SELECT i, CAST(d AS DATE) AS d, CAST(ts AS TIMESTAMP) AS ts, CAST(tm AS TIME) AS tm FROM (VALUES (1, '2024-01-31', '2024-01-31T10:11:12.345', '10:11:12'), (2, '2023-02-28', '2023-02-28T23:59:59', '00:00:00'), (3, NULL, NULL, NULL), (4, '1969-12-31', '1969-12-31T00:00:00', '23:59:59.5')) t(i, d, ts, tm)`,
  `CREATE TABLE l AS SELECT * FROM (VALUES (1, [1,2,3], ['a','b'], {'p': 1, 'q': 'x'}), (2, [], ['c'], {'p': 2, 'q': NULL}), (3, NULL, NULL, NULL), (4, [4,NULL,4], [NULL,'z'], {'p': NULL, 'q': 'y'})) t(i, a, c, st)`,
  `CREATE TABLE e AS SELECT * FROM n WHERE false`,
];
