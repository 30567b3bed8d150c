-- SELECT lists
SELECT 1
SELECT
SELECT 1, 'two', 3.0, true, NULL
SELECT ALL origin FROM flights
SELECT DISTINCT origin FROM flights
SELECT DISTINCT origin, destination FROM flights ORDER BY origin
SELECT DISTINCT ON (origin) origin, delay FROM flights ORDER BY origin, delay DESC
SELECT * FROM flights
SELECT flights.* FROM flights
SELECT f.* FROM flights f
SELECT f.*, c.name FROM flights f JOIN carriers c ON f.carrier = c.code
SELECT * EXCLUDE (delay) FROM flights
SELECT * EXCLUDE (delay, price) FROM flights
SELECT * EXCEPT (delay, price) FROM flights
SELECT * REPLACE (delay * 2 AS delay) FROM flights
SELECT f.* EXCLUDE (tags) FROM flights AS f
SELECT f.* EXCEPT (tags, detail) FROM flights AS f
SELECT origin AS a, destination b FROM flights
SELECT origin AS "Start", destination AS "The End" FROM flights
SELECT origin "Start" FROM flights
SELECT flights.origin FROM flights
SELECT public.flights.origin FROM public.flights
SELECT datafusion.public.flights.origin FROM datafusion.public.flights
SELECT "flights"."origin" FROM "flights"
SELECT ORIGIN, Flights.Destination FROM FLIGHTS
SELECT "Country Name" FROM airports
SELECT airports."Country Name" AS country FROM airports
SELECT a."Country Name" FROM airports a
SELECT origin, FROM flights
SELECT FROM flights
FROM flights
FROM flights SELECT origin
FROM flights f SELECT f.origin, count(*) GROUP BY f.origin
SELECT count(*), count(1), count(DISTINCT origin) FROM flights
SELECT (((delay))) FROM flights
SELECT (origin, destination) FROM flights
SELECT -delay, +delay, - - delay FROM flights
SELECT delay + 1, delay - 1, delay * 2, delay / 2, delay % 2 FROM flights
SELECT delay & 1, delay | 1, delay ^ 1, delay << 1, delay >> 1 FROM flights
SELECT origin || destination, origin || ' to ' || destination FROM flights
SELECT delay = 1, delay != 1, delay <> 1, delay < 1, delay <= 1, delay > 1, delay >= 1 FROM flights
SELECT delay == 1 FROM flights
SELECT delay IS NULL, delay IS NOT NULL FROM flights
SELECT cancelled IS TRUE, cancelled IS NOT TRUE, cancelled IS FALSE, cancelled IS UNKNOWN, cancelled IS NOT UNKNOWN FROM flights
SELECT delay IS DISTINCT FROM 1, delay IS NOT DISTINCT FROM NULL FROM flights
SELECT delay <=> 1 FROM flights
SELECT delay BETWEEN 1 AND 2, delay NOT BETWEEN 1 AND 2 FROM flights
SELECT delay IN (1, 2), delay NOT IN (1, 2) FROM flights
SELECT origin LIKE 'A%', origin NOT LIKE 'A%', origin ILIKE 'a%', origin NOT ILIKE 'a%' FROM flights
SELECT origin LIKE 'A\_%' ESCAPE '\' FROM flights
SELECT origin SIMILAR TO 'A.*', origin NOT SIMILAR TO 'A.*' FROM flights
SELECT origin ~ 'A', origin !~ 'A', origin ~* 'a', origin !~* 'a' FROM flights
SELECT origin ~~ 'A%', origin !~~ 'A%', origin ~~* 'a%', origin !~~* 'a%' FROM flights
SELECT NOT cancelled, NOT NOT cancelled, cancelled AND true, cancelled OR false FROM flights
SELECT CAST(delay AS VARCHAR), delay::DOUBLE, TRY_CAST(origin AS INT) FROM flights
SELECT CAST(delay AS TINYINT), CAST(delay AS SMALLINT), CAST(delay AS INT), CAST(delay AS BIGINT) FROM flights
SELECT CAST(delay AS TINYINT UNSIGNED), CAST(delay AS BIGINT UNSIGNED), CAST(delay AS INT UNSIGNED) FROM flights
SELECT CAST(delay AS FLOAT), CAST(delay AS REAL), CAST(delay AS DOUBLE), CAST(delay AS DOUBLE PRECISION) FROM flights
SELECT CAST(delay AS DECIMAL(10, 2)), CAST(delay AS NUMERIC(5)), CAST(delay AS DECIMAL) FROM flights
SELECT CAST(price AS DECIMAL(10, -2)) FROM flights
SELECT CAST(origin AS CHAR), CAST(origin AS TEXT), CAST(origin AS STRING), CAST(origin AS BYTEA) FROM flights
SELECT CAST('2024-01-01' AS DATE), CAST('10:00:00' AS TIME), CAST('2024-01-01' AS TIMESTAMP) FROM flights
SELECT CAST('2024-01-01' AS TIMESTAMP WITH TIME ZONE), CAST(day AS TIMESTAMP(3)) FROM flights
SELECT CAST(delay AS BOOLEAN), CAST('1 day' AS INTERVAL) FROM flights
SELECT CAST(tags AS VARCHAR[]) FROM flights
SELECT arrow_cast(delay, 'Int16'), arrow_typeof(delay) FROM flights
SELECT DATE '2024-01-01', TIMESTAMP '2024-01-01 10:00:00', TIME '10:00:00'
SELECT INTERVAL '1 day', INTERVAL '1' DAY, INTERVAL '1 year 2 months', INTERVAL 3 DAY
SELECT day + INTERVAL '1 day', day - INTERVAL '1 month', seen - seen, seen + INTERVAL '2 hours' FROM flights
SELECT day + INTERVAL 1 YEAR FROM flights
SELECT seen AT TIME ZONE 'Europe/Brussels' FROM flights
SELECT x'ff', X'00ff'
SELECT E'a\nb', 'it''s', ''
SELECT $$dollar quoted$$
SELECT $tag$dollar 'quoted'$tag$
SELECT U&'\0061'
SELECT 1e3, 1.5e-3, .5, 5., 0x1F
SELECT 9223372036854775807, 18446744073709551615, 99999999999999999999999
SELECT CASE WHEN delay > 10 THEN 'late' ELSE 'fine' END FROM flights
SELECT CASE delay WHEN 0 THEN 'none' WHEN 1 THEN 'little' END FROM flights
SELECT CASE WHEN delay > 10 THEN 1 WHEN delay > 5 THEN 2 ELSE 3 END AS class FROM flights
SELECT NULLIF(delay, 0), COALESCE(delay, 0), nvl(delay, 0), ifnull(delay, 0), nvl2(delay, 1, 2) FROM flights
SELECT greatest(1, 2, 3), least(1, 2, 3)
SELECT EXTRACT(YEAR FROM day), EXTRACT(month FROM seen), EXTRACT('dow' FROM day), date_part('hour', seen) FROM flights
SELECT date_trunc('month', seen), date_bin(INTERVAL '15 minutes', seen, TIMESTAMP '2020-01-01') FROM flights
SELECT SUBSTRING(origin FROM 1 FOR 2), SUBSTRING(origin FROM 2), SUBSTRING(origin, 1, 2), substr(origin, 2) FROM flights
SELECT TRIM(origin), TRIM(BOTH 'x' FROM origin), TRIM(LEADING 'x' FROM origin), TRIM(TRAILING 'x' FROM origin) FROM flights
SELECT POSITION('a' IN origin), strpos(origin, 'a'), instr(origin, 'a') FROM flights
SELECT OVERLAY(origin PLACING 'x' FROM 1 FOR 2), overlay(origin PLACING 'x' FROM 1) FROM flights
SELECT CEIL(distance), FLOOR(distance), ROUND(distance), ROUND(distance, 2), TRUNC(distance) FROM flights
SELECT CURRENT_DATE, CURRENT_TIME, CURRENT_TIMESTAMP, now(), current_date(), today()
SELECT left(origin, 1), right(origin, 1), replace(origin, 'a', 'b') FROM flights
SELECT tags[1], tags[1:2], tags[-1], tags[1:3:2] FROM flights
SELECT [1, 2, 3], ARRAY[1, 2], make_array(1, 2), [], [[1], [2]]
SELECT [1, 2, 3][1], ([1, 2])[2], make_array(1, 2)[1]
SELECT detail['gate'], detail.gate, flights.detail.gate, flights.detail['terminal'] FROM flights
SELECT f.detail.gate FROM flights f
SELECT {'a': 1, 'b': 'x'}, {a: 1}, struct(1, 2), named_struct('a', 1)
SELECT {outer: 1, select: 2}
SELECT struct(1 AS a, 2 AS b)
SELECT MAP {'a': 1, 'b': 2}, MAP(['a', 'b'], [1, 2]), MAP {'a': 1}['a']
SELECT map_keys(MAP {'a': 1}), map_values(MAP {'a': 1}), map_extract(MAP {'a': 1}, 'a')
SELECT tags @> ['x'], ['x'] <@ tags FROM flights
SELECT 'x' = ANY(tags), 'x' <> ALL(tags) FROM flights
SELECT array_filter(tags, t -> t = 'x') FROM flights
SELECT unnest(tags) FROM flights
SELECT unnest([1, 2, 3]), unnest([4, 5])
SELECT unnest([1, 2, 3]) AS number
SELECT unnest({a: 1, b: 2})
SELECT unnest(detail) FROM flights
-- Comments
SELECT 1 -- one
SELECT /* the start */ origin /* end */ FROM flights
SELECT 1 /* nested /* comment */ here */
-- WHERE
SELECT origin FROM flights WHERE delay > 10
SELECT origin FROM flights WHERE delay > 10 AND origin = 'BRU' OR NOT cancelled
SELECT origin FROM flights WHERE cancelled
SELECT origin FROM flights WHERE (origin, destination) IN (('BRU', 'LIS'), ('LIS', 'BRU'))
SELECT origin FROM flights WHERE delay = (SELECT max(delay) FROM flights)
SELECT origin FROM flights WHERE carrier IN (SELECT code FROM carriers WHERE country = 'BE')
SELECT origin FROM flights WHERE carrier NOT IN (SELECT code FROM carriers)
SELECT origin FROM flights WHERE EXISTS (SELECT 1 FROM carriers WHERE code = carrier)
SELECT origin FROM flights f WHERE NOT EXISTS (SELECT * FROM carriers c WHERE c.code = f.carrier)
SELECT origin FROM flights f WHERE delay > (SELECT avg(delay) FROM flights g WHERE g.origin = f.origin)
SELECT origin FROM flights WHERE day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31'
SELECT origin FROM flights WHERE day >= '2024-01-01'
SELECT origin FROM flights WHERE delay > $1 AND origin = $origin
SELECT origin FROM flights WHERE delay > ANY(SELECT delay FROM flights)
SELECT origin FROM flights WHERE delay >= ALL(SELECT delay FROM flights)
SELECT 1 WHERE true
SELECT 1 WHERE NULL
-- GROUP BY
SELECT origin, count(*) FROM flights GROUP BY origin
SELECT origin, count(*) FROM flights GROUP BY 1
SELECT origin AS o, count(*) AS n FROM flights GROUP BY o ORDER BY n DESC
SELECT origin, destination, sum(delay) FROM flights GROUP BY origin, destination
SELECT origin, destination, sum(delay) FROM flights GROUP BY (origin, destination)
SELECT upper(origin), count(*) FROM flights GROUP BY upper(origin)
SELECT upper(origin) || '!', count(*) FROM flights GROUP BY upper(origin)
SELECT delay / 10 AS bucket, count(*) FROM flights GROUP BY delay / 10
SELECT delay / 10 AS bucket, count(*) FROM flights GROUP BY bucket
SELECT extract(year FROM day) AS year, count(*) FROM flights GROUP BY year
SELECT extract(year FROM day), count(*) FROM flights GROUP BY extract(year FROM day)
SELECT CASE WHEN delay > 10 THEN 'late' ELSE 'fine' END AS class, count(*) FROM flights GROUP BY class
SELECT CASE WHEN delay > 10 THEN 'late' ELSE 'fine' END, count(*) FROM flights GROUP BY CASE WHEN delay > 10 THEN 'late' ELSE 'fine' END
SELECT origin, sum(delay) FROM flights GROUP BY ROLLUP(origin)
SELECT origin, destination, sum(delay) FROM flights GROUP BY ROLLUP(origin, destination)
SELECT origin, destination, sum(delay) FROM flights GROUP BY CUBE(origin, destination)
SELECT origin, destination, sum(delay) FROM flights GROUP BY GROUPING SETS ((origin), (destination), ())
SELECT origin, destination, grouping(origin) FROM flights GROUP BY GROUPING SETS ((origin, destination), (origin))
SELECT origin, count(*) FROM flights GROUP BY ALL
SELECT origin, upper(destination), sum(delay) FROM flights GROUP BY ALL
SELECT origin, count(*) FROM flights GROUP BY origin HAVING count(*) > 1
SELECT origin, count(*) AS n FROM flights GROUP BY origin HAVING n > 1
SELECT origin FROM flights GROUP BY origin HAVING max(delay) > 10 AND origin <> 'X'
SELECT origin FROM flights GROUP BY origin
SELECT count(*) FROM flights HAVING count(*) > 1
SELECT sum(delay) FROM flights HAVING max(delay) > 3
SELECT flights.origin, count(*) FROM flights GROUP BY origin
SELECT origin, count(*) FROM flights GROUP BY flights.origin
SELECT f.origin, sum(f.delay) + 1, max(f.delay) - min(f.delay) FROM flights f GROUP BY f.origin
SELECT origin, 1, 'x', now() FROM flights GROUP BY origin
SELECT count(*) FROM flights GROUP BY origin ORDER BY origin
SELECT origin FROM flights GROUP BY origin ORDER BY count(*) DESC, sum(delay)
SELECT origin, destination FROM flights GROUP BY origin, destination ORDER BY max(delay)
-- Aggregates
SELECT sum(delay) FILTER (WHERE delay > 0), count(*) FILTER (WHERE cancelled) FROM flights
SELECT array_agg(origin ORDER BY delay DESC), string_agg(origin, ', ' ORDER BY origin) FROM flights
SELECT array_agg(DISTINCT origin), string_agg(DISTINCT origin, ',') FROM flights
SELECT first_value(origin ORDER BY delay), last_value(origin ORDER BY delay), nth_value(origin, 2 ORDER BY delay) FROM flights
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY delay) FROM flights
SELECT approx_percentile_cont(delay, 0.5), approx_percentile_cont(0.9) WITHIN GROUP (ORDER BY delay DESC) FROM flights
SELECT approx_percentile_cont_with_weight(delay, 1, 0.5), approx_median(delay), approx_distinct(origin), median(delay) FROM flights
SELECT avg(delay), mean(delay), min(origin), max(day), sum(DISTINCT delay), bool_and(cancelled), bool_or(cancelled) FROM flights
SELECT corr(delay, distance), covar_samp(delay, distance), stddev(delay), var_pop(delay), regr_slope(delay, distance) FROM flights
SELECT count(origin, destination) FROM flights
SELECT sum(delay * 2 + 1), sum(CASE WHEN cancelled THEN 1 ELSE 0 END) FROM flights
SELECT first_value(origin) IGNORE NULLS FROM flights
SELECT sum(delay) / count(*) * 100.0 AS share FROM flights
-- Windows
SELECT row_number() OVER () FROM flights
SELECT row_number() OVER (ORDER BY delay) FROM flights
SELECT rank() OVER (PARTITION BY origin ORDER BY delay DESC) FROM flights
SELECT dense_rank() OVER (PARTITION BY origin, destination ORDER BY delay DESC NULLS LAST) FROM flights
SELECT lag(delay) OVER (ORDER BY day), lead(delay, 2, 0) OVER (ORDER BY day) FROM flights
SELECT sum(delay) OVER (ORDER BY day ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM flights
SELECT sum(delay) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM flights
SELECT sum(delay) OVER (ORDER BY day ROWS UNBOUNDED PRECEDING) FROM flights
SELECT sum(delay) OVER (ORDER BY day RANGE BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW) FROM flights
SELECT sum(delay) OVER (ORDER BY day GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM flights
SELECT count(*) OVER (PARTITION BY origin), max(delay) OVER (PARTITION BY origin) FROM flights
SELECT sum(delay) OVER w, avg(delay) OVER w FROM flights WINDOW w AS (PARTITION BY origin ORDER BY day)
SELECT sum(delay) OVER w1, avg(delay) OVER w2 FROM flights WINDOW w1 AS (PARTITION BY origin), w2 AS (ORDER BY day)
SELECT first_value(delay) OVER (ORDER BY day), last_value(delay) OVER (ORDER BY day), nth_value(delay, 2) OVER (ORDER BY day) FROM flights
SELECT first_value(delay) IGNORE NULLS OVER (ORDER BY day) FROM flights
SELECT ntile(4) OVER (ORDER BY delay), percent_rank() OVER (ORDER BY delay), cume_dist() OVER (ORDER BY delay) FROM flights
SELECT origin, sum(sum(delay)) OVER (ORDER BY origin) FROM flights GROUP BY origin
SELECT origin, rank() OVER (ORDER BY count(*) DESC) FROM flights GROUP BY origin
SELECT delay - avg(delay) OVER (PARTITION BY origin) AS above FROM flights
SELECT sum(delay) FILTER (WHERE delay > 0) OVER (PARTITION BY origin) FROM flights
SELECT origin FROM flights QUALIFY row_number() OVER (PARTITION BY origin ORDER BY delay) = 1
SELECT origin, row_number() OVER (PARTITION BY origin ORDER BY delay) AS n FROM flights QUALIFY n = 1
SELECT origin FROM flights ORDER BY row_number() OVER (ORDER BY delay)
-- ORDER BY, LIMIT
SELECT origin FROM flights ORDER BY origin
SELECT origin FROM flights ORDER BY 1
SELECT origin FROM flights ORDER BY 1 DESC, delay ASC NULLS FIRST
SELECT origin AS o FROM flights ORDER BY o
SELECT origin AS o FROM flights ORDER BY upper(o), origin
SELECT origin FROM flights ORDER BY delay + 1
SELECT origin FROM flights f ORDER BY f.delay
SELECT origin FROM flights LIMIT 10
SELECT origin FROM flights LIMIT 10 OFFSET 5
SELECT origin FROM flights OFFSET 5
SELECT origin FROM flights OFFSET 5 LIMIT 10
SELECT origin FROM flights OFFSET 5 ROWS
SELECT origin FROM flights FETCH FIRST 5 ROWS ONLY
SELECT origin FROM flights FETCH NEXT 1 ROW ONLY
SELECT origin FROM flights OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY
SELECT origin FROM flights LIMIT 5 + 5
SELECT origin FROM flights LIMIT NULL
SELECT origin FROM flights LIMIT ALL
SELECT origin FROM flights LIMIT $1 OFFSET $2
SELECT origin FROM flights LIMIT 5, 10
SELECT DISTINCT origin FROM flights ORDER BY origin LIMIT 3
-- Joins
SELECT f.origin, c.name FROM flights f JOIN carriers c ON f.carrier = c.code
SELECT f.origin, c.name FROM flights f INNER JOIN carriers c ON f.carrier = c.code
SELECT f.origin, c.name FROM flights f LEFT JOIN carriers c ON f.carrier = c.code
SELECT f.origin, c.name FROM flights f LEFT OUTER JOIN carriers c ON f.carrier = c.code
SELECT f.origin, c.name FROM flights f RIGHT JOIN carriers c ON f.carrier = c.code
SELECT f.origin, c.name FROM flights f RIGHT OUTER JOIN carriers c ON f.carrier = c.code
SELECT f.origin, c.name FROM flights f FULL JOIN carriers c ON f.carrier = c.code
SELECT f.origin, c.name FROM flights f FULL OUTER JOIN carriers c ON f.carrier = c.code
SELECT f.origin, c.name FROM flights f CROSS JOIN carriers c
SELECT f.origin, c.name FROM flights f, carriers c
SELECT f.origin, c.name FROM flights f, carriers c WHERE f.carrier = c.code
SELECT f.origin FROM flights f LEFT SEMI JOIN carriers c ON f.carrier = c.code
SELECT f.origin FROM flights f LEFT ANTI JOIN carriers c ON f.carrier = c.code
SELECT c.name FROM flights f RIGHT SEMI JOIN carriers c ON f.carrier = c.code
SELECT c.name FROM flights f RIGHT ANTI JOIN carriers c ON f.carrier = c.code
SELECT name FROM flights f RIGHT SEMI JOIN carriers c ON f.carrier = c.code
SELECT * FROM flights f LEFT SEMI JOIN carriers c ON f.carrier = c.code
SELECT code FROM carriers JOIN airports USING (code)
SELECT carriers.code, airports.code FROM carriers JOIN airports USING (code)
SELECT * FROM carriers JOIN airports USING (code)
SELECT code, name, city FROM carriers LEFT JOIN airports USING (code)
SELECT * FROM carriers NATURAL JOIN airports
SELECT code, city FROM carriers NATURAL LEFT JOIN airports
SELECT code FROM carriers NATURAL FULL JOIN airports
SELECT f.origin, a.city, b.city FROM flights f JOIN airports a ON f.origin = a.code JOIN airports b ON f.destination = b.code
SELECT f.origin FROM flights f JOIN (SELECT code FROM carriers) c ON f.carrier = c.code
SELECT f.origin FROM (flights f JOIN carriers c ON f.carrier = c.code)
SELECT f.origin, a.city FROM (flights f JOIN carriers c ON f.carrier = c.code) JOIN airports a ON a.code = f.origin
SELECT f.origin, a.city FROM airports a LEFT JOIN (flights f JOIN carriers c ON f.carrier = c.code) ON a.code = f.origin
SELECT f.origin FROM flights f JOIN flights g ON f.origin = g.destination AND f.delay < g.delay
SELECT f.origin FROM flights f JOIN carriers c ON f.carrier = c.code AND c.country = 'BE' OR f.delay > 3
SELECT f.origin FROM flights f JOIN carriers c ON true
SELECT f.origin FROM flights f JOIN carriers c
SELECT x.code, y.code, z.code FROM carriers x JOIN carriers y USING (code) JOIN carriers z USING (code)
SELECT f.origin, t.tag FROM flights f CROSS JOIN UNNEST(f.tags) AS t(tag)
SELECT f.origin, t.tag FROM flights f, UNNEST(f.tags) AS t(tag)
SELECT f.origin, q.n FROM flights f, LATERAL (SELECT count(*) AS n FROM carriers c WHERE c.code = f.carrier) q
SELECT f.origin, q.n FROM flights f CROSS JOIN LATERAL (SELECT f.delay + 1 AS n) AS q
SELECT f.origin, q.n FROM flights f LEFT JOIN LATERAL (SELECT f.delay + 1 AS n) AS q ON true
-- Subqueries in FROM, VALUES, table functions
SELECT origin FROM (SELECT origin, delay FROM flights) WHERE delay > 1
SELECT q.origin FROM (SELECT origin, delay FROM flights) q
SELECT q.a FROM (SELECT origin, delay FROM flights) AS q(a, b)
SELECT flights.origin FROM (SELECT origin FROM flights)
SELECT f.origin FROM (SELECT f.origin FROM flights f)
SELECT "flights.delay + Int64(1)" FROM (SELECT delay + 1 FROM flights)
SELECT "count(*)" FROM (SELECT count(*) FROM flights)
SELECT q."sum(flights.delay)" FROM (SELECT sum(delay) FROM flights) q
SELECT * FROM (SELECT * FROM (SELECT * FROM flights))
SELECT * FROM (VALUES (1, 'a'), (2, 'b'))
SELECT column1, column2 FROM (VALUES (1, 'a'), (2, 'b'))
SELECT v.column1 FROM (VALUES (1, 'a')) v
SELECT n, s FROM (VALUES (1, 'a'), (2, 'b')) AS v(n, s)
SELECT v.n FROM (VALUES (1), (2)) AS v(n)
VALUES (1, 'a'), (2, 'b')
VALUES (1), (2) ORDER BY column1
VALUES (1), (2) LIMIT 1
SELECT * FROM unnest([1, 2, 3])
SELECT x FROM unnest([1, 2, 3]) AS q(x)
SELECT a, b FROM unnest([1, 2], ['x', 'y']) AS q(a, b)
SELECT * FROM generate_series(1, 3)
SELECT value FROM generate_series(3)
SELECT value FROM generate_series(1, 10, 2)
SELECT g.value FROM generate_series(1, 3) g
SELECT n FROM generate_series(1, 3) AS g(n)
SELECT value FROM range(5)
SELECT value FROM range(1, 5)
SELECT generate_series(1, 3), range(5)
SELECT f.origin, g.value FROM flights f CROSS JOIN generate_series(1, 3) g
SELECT (SELECT max(delay) FROM flights), (SELECT 1)
SELECT origin, (SELECT name FROM carriers WHERE code = carrier LIMIT 1) FROM flights
SELECT EXISTS (SELECT 1 FROM carriers), 1 IN (SELECT 1)
SELECT * FROM flights AS "F" WHERE "F".delay > 1
SELECT "F"."Delay" FROM (SELECT delay AS "Delay" FROM flights) AS "F"
SELECT * FROM flights TABLESAMPLE SYSTEM (10)
-- CTEs
WITH late AS (SELECT * FROM flights WHERE delay > 10) SELECT * FROM late
WITH late AS (SELECT origin FROM flights), known AS (SELECT code FROM carriers) SELECT * FROM late, known
WITH late(place, minutes) AS (SELECT origin, delay FROM flights) SELECT place, minutes FROM late
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM b JOIN a ON a.x < b.y
WITH late AS (SELECT origin FROM flights) SELECT l.origin FROM late l
WITH late AS (SELECT origin FROM flights) SELECT late.origin FROM late
WITH flights AS (SELECT 1 AS one) SELECT one FROM flights
WITH a AS (WITH b AS (SELECT 1 AS x) SELECT x FROM b) SELECT x FROM a
WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 10) SELECT n FROM numbers
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10) SELECT sum(n) FROM numbers
WITH a AS (VALUES (1, 'x')) SELECT column1 FROM a
WITH a AS (SELECT origin, count(*) AS n FROM flights GROUP BY origin) SELECT origin FROM a WHERE n = (SELECT max(n) FROM a)
SELECT * FROM (WITH a AS (SELECT 1 AS x) SELECT x FROM a)
SELECT (WITH a AS (SELECT 1 AS x) SELECT x FROM a)
WITH a AS (SELECT 1 AS x) SELECT x FROM a UNION ALL SELECT x + 1 FROM a
WITH a AS NOT MATERIALIZED (SELECT 1 AS x) SELECT x FROM a
-- Set operations
SELECT origin FROM flights UNION SELECT code FROM carriers
SELECT origin FROM flights UNION ALL SELECT code FROM carriers
SELECT origin FROM flights UNION DISTINCT SELECT code FROM carriers
SELECT origin FROM flights INTERSECT SELECT code FROM carriers
SELECT origin FROM flights INTERSECT ALL SELECT code FROM carriers
SELECT origin FROM flights EXCEPT SELECT code FROM carriers
SELECT origin FROM flights EXCEPT ALL SELECT code FROM carriers
SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3
SELECT 1 UNION SELECT 2 INTERSECT SELECT 3
(SELECT 1) UNION ALL (SELECT 2)
(SELECT origin FROM flights LIMIT 1) UNION ALL (SELECT code FROM carriers LIMIT 1) ORDER BY 1
SELECT origin FROM flights UNION ALL SELECT code FROM carriers ORDER BY origin LIMIT 5
SELECT origin FROM flights UNION ALL SELECT code FROM carriers ORDER BY 1
SELECT origin AS a, delay AS b FROM flights UNION ALL BY NAME SELECT 1 AS b, 'x' AS a
SELECT origin AS a FROM flights UNION BY NAME SELECT code AS b FROM carriers ORDER BY 1
SELECT 1 UNION ALL SELECT NULL
SELECT 1 UNION ALL SELECT 2.5
SELECT * FROM (SELECT 1 AS x UNION ALL SELECT 2) q WHERE x > 1
SELECT origin, delay FROM flights UNION ALL VALUES ('X', 1)
SELECT count(*) FROM (SELECT origin FROM flights UNION SELECT code FROM carriers)
-- Reserved and odd words as names
SELECT 1 AS values, 2 AS regexp, 3 AS "select", 4 AS first, 5 AS key
SELECT q.values, q.regexp FROM (SELECT 1 AS values, 2 AS regexp) q
SELECT date, time, timestamp, year, month, day FROM (SELECT 1 AS date, 2 AS time, 3 AS timestamp, 4 AS year, 5 AS month, 6 AS day)
SELECT index, database, schema, "table", type, format FROM (SELECT 1 AS index, 2 AS database, 3 AS schema, 4 AS "table", 5 AS type, 6 AS format)
SELECT row, rows, range, filter, escape, map, struct, list FROM (SELECT 1 AS row, 2 AS rows, 3 AS range, 4 AS filter, 5 AS escape, 6 AS map, 7 AS struct, 8 AS list)
SELECT comment, analyze, explain, "show", copy, execute, prepare, load, cache FROM (SELECT 1 AS comment, 2 AS analyze, 3 AS "explain", 4 AS "show", 5 AS copy, 6 AS execute, 7 AS prepare, 8 AS load, 9 AS cache)
SELECT json, uuid, text, string, number, bytes, object, int8 FROM (SELECT 1 AS json, 2 AS uuid, 3 AS text, 4 AS string, 5 AS number, 6 AS bytes, 7 AS object, 8 AS int8)
SELECT t.value, t.name, t.id, t.level, t.position, t.language, t.user_id FROM (SELECT 1 AS value, 2 AS name, 3 AS id, 4 AS level, 5 AS position, 6 AS language, 7 AS user_id) t
SELECT pivot, unpivot, sample, percent, only, force, use, next, ref, out FROM (SELECT 1 AS pivot, 2 AS unpivot, 3 AS sample, 4 AS percent, 5 AS only, 6 AS force, 7 AS use, 8 AS next, 9 AS ref, 10 AS out)
SELECT 1 AS é, 2 AS "naïve column", 3 AS "日本語"
SELECT "日本語" FROM (SELECT 3 AS "日本語")
SELECT q."a.b", q."x""y" FROM (SELECT 1 AS "a.b", 2 AS "x""y") q
SELECT _a, a$b, a1 FROM (SELECT 1 AS _a, 2 AS a$b, 3 AS a1)
-- EXPLAIN and DESCRIBE
EXPLAIN SELECT origin FROM flights
EXPLAIN VERBOSE SELECT origin FROM flights
EXPLAIN ANALYZE SELECT origin FROM flights
EXPLAIN ANALYZE VERBOSE SELECT origin FROM flights
EXPLAIN FORMAT TREE SELECT origin FROM flights
EXPLAIN FORMAT PGJSON SELECT origin FROM flights
EXPLAIN FORMAT INDENT SELECT origin FROM flights
DESCRIBE flights
DESCRIBE SELECT 1
-- Pipes
FROM flights |> WHERE delay > 10 |> SELECT origin, delay |> LIMIT 5
SELECT * FROM flights |> SELECT origin |> ORDER BY origin
FROM flights |> WHERE delay > 10 |> AGGREGATE count(*) AS n GROUP BY origin
FROM flights |> EXTEND delay + 1 AS more |> SELECT more
FROM flights |> JOIN carriers ON carrier = code |> SELECT origin, name
FROM flights |> AS f |> SELECT f.origin
