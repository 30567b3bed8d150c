import { queryList } from "./query-list.js";

/** SELECTs over aggregates, groupings and windows. */
export function aggregatesAndWindowsNet(): readonly string[] {
  const list = queryList();
  const aggs = [
    "count(*)",
    "count(%)",
    "sum(%)",
    "avg(%)",
    "min(%)",
    "max(%)",
    "median(%)",
    "stddev(%)",
    "stddev_pop(%)",
    "var(%)",
    "var_pop(%)",
    "count(DISTINCT %)",
    "sum(DISTINCT %)",
    "avg(DISTINCT %)",
    "array_agg(% ORDER BY i)",
    "array_agg(DISTINCT % ORDER BY %)",
    "first_value(% ORDER BY i)",
    "last_value(% ORDER BY i)",
    "nth_value(%, 2 ORDER BY i)",
    "approx_distinct(%)",
    "approx_median(%)",
    "approx_percentile_cont(0.5) WITHIN GROUP (ORDER BY %)",
    "percentile_cont(0.5) WITHIN GROUP (ORDER BY %)",
    "first_value(% ORDER BY i) IGNORE NULLS",
    "array_agg(%) IGNORE NULLS",
    "sum(%) FILTER (WHERE i > 1)",
    "count(*) FILTER (WHERE % IS NULL)",
    "bit_and(%)",
    "bit_or(%)",
    "bit_xor(%)",
    "corr(%, i)",
    "covar(%, i)",
    "covar_pop(%, i)",
    "regr_slope(%, i)",
    "regr_count(%, i)",
    "any_value(%)",
  ];
  for (const a of aggs)
    for (const c of ["s", "d", "m", "b"]) {
      const t = a.replaceAll("%", c);
      list.add(
        `SELECT ${t} AS v FROM n`,
        `SELECT f, ${t} AS v FROM n GROUP BY f ORDER BY f`,
        `SELECT ${t} AS v FROM e`,
      );
    }
  list.add(
    "SELECT string_agg(v, ',' ORDER BY i) FROM w",
    "SELECT k, string_agg(DISTINCT v, ',' ORDER BY v) FROM w GROUP BY k ORDER BY k",
    "SELECT bool_and(f), bool_or(f) FROM n",
    "SELECT k, min(v), max(v) FROM w GROUP BY k HAVING count(*) > 1",
    "SELECT k, count(*) FROM w GROUP BY k HAVING min(i) > 1 ORDER BY count(*) DESC, k",
    "SELECT DISTINCT k FROM w ORDER BY k",
    "SELECT DISTINCT k, count(*) FROM w GROUP BY k",
    "SELECT DISTINCT ON (k) k, v FROM w ORDER BY k, i",
    "SELECT DISTINCT ON (k) k, i FROM w ORDER BY k, i DESC",
    "SELECT count(*) FROM (SELECT DISTINCT k, i FROM w)",
    "SELECT k FROM w GROUP BY k, k ORDER BY k",
    "SELECT 15 FROM w GROUP BY k, k",
    "SELECT k, i, count(*) FROM w GROUP BY k, k, i",
    "SELECT count(DISTINCT k), count(DISTINCT v) FROM w",
    "SELECT sum(i) / count(*) FROM n",
    "SELECT k || '!' AS kk, sum(i) FROM w GROUP BY k || '!' ORDER BY 1",
    "SELECT i % 2 AS m2, sum(b) FROM n GROUP BY m2 ORDER BY m2",
    "SELECT sum(i) FROM n WHERE i > 100",
    "SELECT max(v) FROM w",
    "SELECT count(*), count(1), count(i) FROM e",
    "SELECT k FROM w GROUP BY ALL ORDER BY k",
    "SELECT k, sum(i) FROM w GROUP BY ALL ORDER BY k",
  );
  for (const g of [
    "ROLLUP(k, i)",
    "CUBE(k, i)",
    "GROUPING SETS ((k), (i), ())",
    "GROUPING SETS ((k, i), (k))",
    "k, ROLLUP(i)",
    "GROUPING SETS ((k))",
    "GROUPING SETS (())",
    "ROLLUP(k)",
    "CUBE(k)",
    "k, i, CUBE(i)",
  ])
    list.add(
      `SELECT k, i, count(*) FROM w GROUP BY ${g.includes("i") ? g : `${g}, i`} ORDER BY 1, 2`,
      `SELECT k, count(*), grouping(k) FROM w GROUP BY ${g} ORDER BY 1, 2`,
      `SELECT sum(i) FROM w GROUP BY ${g} ORDER BY 1`,
    );
  const frames = [
    "",
    "ROWS UNBOUNDED PRECEDING",
    "ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
    "ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING",
    "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
    "ROWS BETWEEN 0 PRECEDING AND CURRENT ROW",
    "RANGE UNBOUNDED PRECEDING",
    "RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
    "RANGE BETWEEN 1 PRECEDING AND CURRENT ROW",
    "RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING",
    "GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW",
    "GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING",
  ];
  for (const f of [
    "sum(b)",
    "count(*)",
    "min(d)",
    "avg(x)",
    "first_value(b)",
    "last_value(b)",
    "nth_value(b, 2)",
    "sum(b) FILTER (WHERE i > 1)",
    "count(DISTINCT s)",
    "first_value(s) IGNORE NULLS",
    "last_value(s) RESPECT NULLS",
    "max(m)",
  ])
    for (const fr of frames)
      list.add(
        `SELECT i, ${f} OVER (ORDER BY i ${fr}) AS v FROM n ORDER BY i`,
        `SELECT i, ${f} OVER (PARTITION BY f ORDER BY i ${fr}) AS v FROM n ORDER BY i`,
      );
  for (const f of [
    "row_number()",
    "rank()",
    "dense_rank()",
    "percent_rank()",
    "cume_dist()",
    "ntile(2)",
    "lag(b)",
    "lag(b, 2, 0)",
    "lead(b)",
    "lead(b, 1, -1)",
    "lag(s) IGNORE NULLS",
    "lead(s) RESPECT NULLS",
    "sum(b)",
    "count(*)",
  ])
    list.add(
      `SELECT i, ${f} OVER (ORDER BY i) AS v FROM n ORDER BY i`,
      `SELECT i, ${f} OVER (ORDER BY s NULLS FIRST, i DESC) AS v FROM n ORDER BY i`,
      `SELECT i, ${f} OVER (PARTITION BY f ORDER BY i) AS v FROM n ORDER BY i`,
      `SELECT i, ${f} OVER w AS v FROM n WINDOW w AS (PARTITION BY f ORDER BY i) ORDER BY i`,
      `SELECT v FROM (SELECT ${f} OVER (ORDER BY i) AS v FROM n) ORDER BY v`,
    );
  list.add(
    "SELECT i, sum(b) OVER () FROM n",
    "SELECT i, sum(b) OVER (PARTITION BY f) - b FROM n ORDER BY i",
    "SELECT i FROM n QUALIFY row_number() OVER (ORDER BY i DESC) = 1",
    "SELECT i, rank() OVER (ORDER BY sum(b)) FROM n GROUP BY i ORDER BY i",
    "SELECT i, sum(sum(b)) OVER (ORDER BY i) FROM n GROUP BY i",
    "SELECT row_number() OVER (ORDER BY i) + 1, sum(b) OVER (ORDER BY i DESC) FROM n ORDER BY 1",
    "SELECT ts, count(*) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '1 hour' PRECEDING AND CURRENT ROW) FROM z",
    "SELECT d, count(*) OVER (ORDER BY d RANGE BETWEEN INTERVAL '400 days' PRECEDING AND CURRENT ROW) FROM z",
    "SELECT d, count(*) OVER (ORDER BY d RANGE BETWEEN CURRENT ROW AND 0.5 FOLLOWING) FROM n",
  );

  return list.queries;
}
