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
-- More of everything
SELECT count(*), count(*) AS n FROM flights
SELECT 1 + NULL, NULL + NULL, NULL || 'a', -NULL, NOT NULL
SELECT sum(1), sum(1.5), avg(1), max('a'), min(DATE '2020-01-01')
SELECT max(true), min(false), max([1,2]), min(interval '1 day')
SELECT sum(arrow_cast(1, 'UInt8')), avg(arrow_cast(1, 'Decimal128(10,2)')), sum(arrow_cast(1,'Float16'))
SELECT count(DISTINCT (origin, destination)) FROM flights
SELECT array_agg(origin) FILTER (WHERE delay > 1) FROM flights
SELECT array_agg(DISTINCT origin ORDER BY origin) FROM flights
SELECT first_value(origin ORDER BY delay DESC NULLS LAST) FROM flights
SELECT string_agg(origin, ',' ORDER BY delay) FROM flights
SELECT origin, sum(delay) FROM flights GROUP BY origin ORDER BY sum(delay) DESC, 1
SELECT origin, sum(delay) AS delay FROM flights GROUP BY origin ORDER BY delay
SELECT origin, sum(delay) AS delay FROM flights GROUP BY origin HAVING sum(delay) > 1
SELECT origin AS delay, sum(delay) FROM flights GROUP BY origin
SELECT delay AS origin FROM flights ORDER BY origin
SELECT upper(origin) AS origin, count(*) FROM flights GROUP BY upper(origin)
SELECT date_trunc('month', seen) AS m, count(*) FROM flights GROUP BY m ORDER BY m
SELECT date_trunc('month', seen) AS m, count(*) FROM flights GROUP BY date_trunc('month', seen) ORDER BY date_trunc('month', seen)
SELECT delay % 2 = 0 AS even, count(*) FROM flights GROUP BY delay % 2 = 0
SELECT delay + 1, count(*) FROM flights GROUP BY delay
SELECT delay + delay, count(*) FROM flights GROUP BY delay ORDER BY delay * 2
SELECT origin, destination, count(*) FROM flights GROUP BY origin, 2
SELECT 'x' AS k, count(*) FROM flights GROUP BY k
SELECT 1 FROM flights GROUP BY 1
SELECT origin FROM flights GROUP BY origin, origin
SELECT origin, count(*) FROM flights GROUP BY GROUPING SETS (origin, ())
SELECT coalesce(origin, 'all'), sum(delay) FROM flights GROUP BY ROLLUP (origin)
SELECT origin, grouping(origin) AS g, sum(delay) FROM flights GROUP BY CUBE (origin, destination), carrier
SELECT sum(delay) OVER (PARTITION BY origin), sum(sum(delay)) OVER (PARTITION BY origin) FROM flights GROUP BY origin, delay
SELECT origin, sum(delay) / sum(sum(delay)) OVER () FROM flights GROUP BY origin
SELECT lag(delay, 1) OVER (ORDER BY day), lag(delay, 1, 0) OVER (PARTITION BY origin ORDER BY day) FROM flights
SELECT nth_value(delay, 2) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM flights
SELECT sum(delay) OVER (ORDER BY delay RANGE BETWEEN 10 PRECEDING AND 10 FOLLOWING) FROM flights
SELECT sum(delay) OVER (ORDER BY seen RANGE BETWEEN '1 hour' PRECEDING AND CURRENT ROW) FROM flights
SELECT sum(delay) OVER (ORDER BY day ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) FROM flights
SELECT sum(delay) OVER (ORDER BY day ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING) FROM flights
SELECT sum(delay) OVER (ORDER BY day ROWS CURRENT ROW) FROM flights
SELECT row_number() OVER w AS rn FROM flights WINDOW w AS (ORDER BY delay) ORDER BY rn
SELECT first_value(delay) RESPECT NULLS OVER (ORDER BY day) FROM flights
SELECT count(DISTINCT delay) OVER (PARTITION BY origin) FROM flights
SELECT origin, row_number() OVER (PARTITION BY origin ORDER BY count(*)) FROM flights GROUP BY origin
SELECT * FROM (SELECT origin, row_number() OVER (PARTITION BY origin ORDER BY delay) rn FROM flights) WHERE rn = 1
SELECT f.* , row_number() OVER () FROM flights f
SELECT a.code, b.code FROM carriers a FULL JOIN carriers b USING (code)
SELECT a.code FROM carriers a JOIN carriers b USING (code) ORDER BY code
SELECT a.*, b.* FROM carriers a JOIN carriers b USING (code)
SELECT * FROM carriers a, carriers b
SELECT * FROM carriers a CROSS JOIN carriers b CROSS JOIN airports c
SELECT a.name AS n1, b.name AS n2 FROM carriers a JOIN carriers b ON a.code = b.code AND a.country < b.country
SELECT * FROM flights NATURAL JOIN samples
SELECT t.x FROM (SELECT 1 AS x) AS t NATURAL JOIN (SELECT 1 AS x) AS u
SELECT u FROM flights, unnest(tags) AS t(u)
SELECT unnest(tags) AS tag, count(*) FROM flights GROUP BY tag
SELECT sum(x) FROM (SELECT unnest([1,2,3]) AS x)
SELECT unnest(unnest([[1],[2]]))
SELECT unnest([1,2]) + 1
SELECT origin, unnest(tags) AS t FROM flights ORDER BY t
SELECT * FROM flights WHERE origin = ANY(['BRU'])
SELECT [1, 2.5, NULL], ['a', NULL], make_array(), [NULL], array[array[1]]
SELECT struct(1, 'a')['c0'], named_struct('a', 1)['a'], {a: 1, b: {c: 2}}['b']['c']
SELECT q.s.a FROM (SELECT {a: {b: 1}} AS s) q
SELECT q.s.a.b FROM (SELECT {a: {b: 1}} AS s) q
SELECT map_extract(MAP {'a': 1}, 'a'), MAP {1: 'x', 2: 'y'}[1], MAP(['a'], [1])['a'], MAP {}
SELECT MAP {'a': [1, 2]}, MAP {[1]: 2}, map_entries(MAP {'a': 1})
SELECT extract(epoch FROM seen), extract(doy FROM day), extract(quarter FROM day), extract(isodow FROM day), extract(week FROM day) FROM flights
SELECT extract(day FROM interval '1 day'), extract(hour FROM TIME '10:00:00')
SELECT date_part('epoch', seen), date_part('MONTH', day) FROM flights
SELECT to_timestamp('2020-01-01'), to_timestamp(0), to_timestamp('x', '%Y'), to_timestamp_seconds('2020-01-01'), to_date('2020-01-01'), to_char(now(), '%Y')
SELECT make_date(2020, 1, 1), to_unixtime('2020-01-01'), from_unixtime(1), current_date, current_time, now() - interval '1 day'
SELECT day - day, day - DATE '2020-01-01', seen - interval '1 day', day + 1, day - 1, seen > day, day = seen FROM flights
SELECT TIMESTAMP '2020-01-01 00:00:00+00:00', TIMESTAMPTZ '2020-01-01 00:00:00Z', TIMESTAMP WITH TIME ZONE '2020-01-01'
SELECT seen AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Paris', arrow_cast(seen, 'Timestamp(Second, Some("+01:00"))') FROM flights
SELECT '1' = 1 OR 2 > '1', 1 IN ('1', 2), 1 BETWEEN '0' AND 2
SELECT origin LIKE destination, origin NOT LIKE '%', delay LIKE '1%', origin LIKE 'a' || '%' FROM flights
SELECT origin ILIKE '%a%' ESCAPE '\', origin SIMILAR TO '(a|b)%' FROM flights
SELECT regexp_like(origin, 'a'), regexp_match(origin, '(a)'), regexp_replace(origin, 'a', 'b', 'g'), regexp_count(origin, 'a'), origin ~ 'a' AND origin !~ 'b' FROM flights
SELECT position('a' IN 'b' || 'c'), substring('abc' FROM 2), substring('abc', 2, 1), overlay('abc' PLACING 'x' FROM 1 FOR 1)
SELECT left('abc', 1), right('abc', 1), lpad('a', 3), rpad('a', 3, 'x'), split_part('a,b', ',', 1), translate('a', 'b', 'c'), find_in_set('a', 'a,b'), levenshtein('a', 'b')
SELECT md5('a'), sha256('a'), digest('a', 'md5'), encode('a', 'base64'), decode('YQ==', 'base64'), encode(md5('a')::bytea, 'hex')
SELECT arrow_cast('a', 'Dictionary(Int32, Utf8)') = 'a', arrow_cast(1, 'Int8') + 1, arrow_cast(1, 'UInt64') - 1, arrow_cast('a', 'LargeUtf8') || 'b'
SELECT arrow_cast(1.5, 'Decimal256(50, 2)') + 1, arrow_cast(1, 'Decimal32(5, 2)'), arrow_cast('a', 'FixedSizeBinary(1)')
SELECT TRY_CAST('x' AS DATE), TRY_CAST([1] AS INT[])
SELECT 0x1F, 1_000, 1e10, 1E-5, 100000000000000000000, -9223372036854775808, - 5, +3
SELECT 'a' 'b'
SELECT 'a''b', E'a\tb', E'\'', 'a\b', '\', 'é', '日本'
SELECT origin AS "a b", origin AS 'q' FROM flights
SELECT origin 'q' FROM flights
SELECT flights.origin AS flights FROM flights
SELECT count(flights.*) FROM flights
SELECT count(f.*) FROM flights f
SELECT * , 1 AS one FROM flights
SELECT flights.*, carriers.* FROM flights, carriers
SELECT * FROM flights f JOIN LATERAL (SELECT f.delay AS d) l ON true
SELECT * FROM (SELECT * FROM flights) AS f (a, b, c, d, e, g, h, i, j, k, l)
SELECT * FROM (VALUES (1, 2), (3, 4)) AS v (a, b) WHERE a > b
SELECT a FROM (SELECT 1) AS t(a)
SELECT * FROM (SELECT 1) t1, (SELECT 2) t2
SELECT "Int64(1)" FROM (SELECT 1)
SELECT t."Int64(1) + Int64(1)" FROM (SELECT 1 + 1) t
SELECT "count(*)", "max(flights.delay)" FROM (SELECT count(*), max(delay) FROM flights)
SELECT "upper(flights.origin)" FROM (SELECT upper(origin) FROM flights)
WITH t AS (SELECT 1 AS a), u AS (SELECT a + 1 AS b FROM t) SELECT * FROM t, u
WITH t(a) AS (VALUES (1), (2)) SELECT sum(a) FROM t
WITH t AS (SELECT origin, sum(delay) s FROM flights GROUP BY origin) SELECT a.origin FROM t a JOIN t b ON a.s = b.s
WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM t WHERE a < 5) SELECT * FROM t
WITH RECURSIVE t(a, b) AS (SELECT 1, 'x' UNION ALL SELECT a + 1, b FROM t WHERE a < 5), u AS (SELECT max(a) m FROM t) SELECT * FROM u
WITH RECURSIVE tree AS (SELECT code, name, 0 AS level FROM carriers UNION ALL SELECT c.code, c.name, t.level + 1 FROM carriers c JOIN tree t ON c.country = t.code) SELECT * FROM tree
WITH a AS (SELECT 1 x) (SELECT x FROM a) UNION ALL (SELECT x FROM a)
WITH a AS (SELECT 1 x) SELECT * FROM a WHERE x IN (WITH b AS (SELECT 1 y) SELECT y FROM b)
SELECT origin FROM flights UNION ALL SELECT origin FROM flights ORDER BY flights.origin
(SELECT origin FROM flights) ORDER BY origin LIMIT 1
((SELECT origin FROM flights))
SELECT * FROM ((SELECT origin FROM flights))
(SELECT 1) EXCEPT (SELECT 2) INTERSECT (SELECT 3)
SELECT 1 AS a UNION SELECT 2 AS b ORDER BY a
SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 3 ORDER BY a DESC LIMIT 2 OFFSET 1
SELECT origin AS x FROM flights UNION ALL SELECT code FROM carriers ORDER BY x
SELECT origin FROM flights UNION ALL SELECT NULL
SELECT delay FROM flights UNION ALL SELECT distance FROM flights
SELECT day FROM flights UNION ALL SELECT seen FROM flights
SELECT * FROM flights EXCEPT SELECT * FROM flights
SELECT origin FROM flights INTERSECT DISTINCT SELECT code FROM carriers
SELECT DISTINCT origin AS o FROM flights ORDER BY o
SELECT DISTINCT ON (origin, destination) origin, destination, delay FROM flights ORDER BY origin, destination, delay
SELECT DISTINCT count(*) FROM flights GROUP BY origin
SELECT origin FROM flights ORDER BY delay IS NULL, CASE WHEN delay > 1 THEN 1 END NULLS FIRST
SELECT origin FROM flights ORDER BY 1 + 1
SELECT origin, delay AS d FROM flights ORDER BY d + 1, -d
SELECT origin FROM flights ORDER BY flights.delay, lower(flights.origin)
SELECT upper(origin) FROM flights ORDER BY upper(origin)
SELECT sum(delay) FROM flights ORDER BY sum(delay)
SELECT sum(delay) AS s FROM flights GROUP BY origin ORDER BY s, origin
SELECT origin FROM flights ORDER BY random()
SELECT random(), uuid(), pi(), version()
SELECT date_bin('1 hour', seen), date_bin(interval '1 day', seen, '2020-01-01') FROM flights
SELECT generate_series(1, 10), generate_series(DATE '2020-01-01', DATE '2020-02-01', INTERVAL '1 day'), range(0, 10, 2)
SELECT * FROM generate_series(TIMESTAMP '2020-01-01', TIMESTAMP '2020-01-02', INTERVAL '1 hour')
SELECT * FROM range(3) r, range(4) s
SELECT r.value + s.value FROM range(3) r JOIN range(4) s ON r.value = s.value
SELECT value FROM generate_series(1, 3) WHERE value > 1
SELECT nullif(delay, 'x'), coalesce(NULL, delay, 1.5), greatest(delay, 1.5), least('a', origin) FROM flights
SELECT nvl2(origin, 'a', 'b'), nvl(origin, 'x'), coalesce(origin), coalesce(NULL, NULL) FROM flights
SELECT gcd(4, 6), lcm(4, 6), factorial(5), degrees(pi()), log(10), log(2, 8), ln(1), exp(1), cbrt(8)
SELECT bit_and(delay), bit_or(delay), bit_xor(delay), bool_and(delay > 1) FROM flights
SELECT approx_percentile_cont(delay, 0.5, 100), percentile_cont(delay, 0.5), median(price), quantile_cont(delay, 0.5) FROM flights
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY delay DESC) FILTER (WHERE delay > 1) FROM flights
SELECT corr(delay, distance), covar(delay, distance), stddev_pop(delay), var(delay), regr_r2(delay, distance) FROM flights
SELECT grouping(origin), count(*) FROM flights GROUP BY origin
SELECT array_agg({a: origin}), array_agg([delay]), array_agg(struct(origin, delay)) FROM flights
SELECT map_keys(MAP {'a': 1})[1], array_to_string([1,2], ','), array_sort([2,1], 'DESC'), array_position([1], 1), array_has_any([1], [2])
SELECT arrow_typeof(1), arrow_typeof(NULL), arrow_typeof([1]), arrow_field(1), arrow_metadata(delay) FROM flights
SELECT input_file_name() FROM flights
EXPLAIN SELECT 1
EXPLAIN WITH a AS (SELECT 1) SELECT * FROM a
EXPLAIN VALUES (1)
explain format indent select 1
SELECT origin FROM flights WHERE delay > 1;
SELECT origin FROM flights -- comment;
SELECT/**/origin/**/FROM/**/flights
select  distinct   origin   from    flights   
SELECT origin FROM flights WHERE (((delay > 1) AND (delay < 5)) OR ((delay = 7)))
SELECT origin FROM flights WHERE delay > 1 AND NOT delay = 2 AND delay IS NOT NULL AND origin NOT IN ('a') AND NOT EXISTS (SELECT 1)
SELECT origin FROM flights WHERE (delay, distance) = (1, 2.0)
SELECT origin FROM flights WHERE (SELECT true)
SELECT origin FROM flights WHERE cancelled IS TRUE AND (delay > 1) IS NOT FALSE
SELECT origin FROM flights WHERE cancelled = true AND cancelled
SELECT origin FROM flights WHERE day = '2020-01-01' AND seen BETWEEN '2020-01-01' AND '2020-01-02' AND price > 1
SELECT origin FROM flights WHERE extract(year from day) = 2020 AND date_part('month', day) IN (1, 2)
SELECT origin FROM flights WHERE delay = 1.5 AND price = 1 AND distance = 1 AND delay = '1'
SELECT (delay > 1)::int, sum((delay > 1)::int) FROM flights GROUP BY 1
SELECT sum(CASE WHEN delay > 1 THEN price ELSE 0 END), sum(price * (1 - 0.1)), avg(price), price * 2, price / 2, price + 1.5 FROM flights GROUP BY price
SELECT end FROM (SELECT 1 AS "end")
SELECT "end" FROM (SELECT 1 AS "end")
SELECT t.end, t.case FROM (SELECT 1 AS "end", 2 AS "case") t
SELECT date FROM (SELECT 1 AS date)
SELECT values FROM (SELECT 1 AS values)
SELECT row FROM (SELECT 1 AS row)
SELECT first, last, min, max, count, left, right, replace, time, timestamp FROM (SELECT 1 first, 2 last, 3 min, 4 max, 5 count, 6 "left", 7 "right", 8 replace, 9 time, 10 timestamp)
SELECT t.offset, t.limit FROM (SELECT 1 AS "offset", 2 AS "limit") t
SELECT offset FROM (SELECT 1 AS offset)
SELECT desc, asc, nulls, partition, over, window FROM (SELECT 1 "desc", 2 "asc", 3 nulls, 4 partition, 5 over, 6 "window")
SELECT array FROM (SELECT 1 AS array)
SELECT string, int, varchar, double, float, decimal, bigint, boolean FROM (SELECT 1 string, 2 int, 3 varchar, 4 double, 5 float, 6 decimal, 7 bigint, 8 boolean)
SELECT any, some, all FROM (SELECT 1 "any", 2 "some", 3 "all")
SELECT natural, cross, inner, semi, anti FROM (SELECT 1 "natural", 2 "cross", 3 "inner", 4 semi, 5 anti)
SELECT t.semi, t.anti, t.asof FROM (SELECT 4 semi, 5 anti, 6 asof) t
SELECT 1 AS order, 2 AS group, 3 AS from
SELECT 1 order_by
SELECT set, unset, show, use, describe, reset FROM (SELECT 1 set, 2 unset, 3 show, 4 use, 5 describe, 6 reset)
SELECT sum FROM (SELECT 1 AS sum)
SELECT count FROM (SELECT count(*) AS count FROM flights)
SELECT table_name FROM (SELECT 1 AS table_name)
SELECT key, value, id, data, code, names FROM (SELECT 1 key, 2 value, 3 id, 4 data, 5 code, 6 names)
SELECT level, temp, public, private, global, local, source, target, action, cascade FROM (SELECT 1 level, 2 temp, 3 public, 4 private, 5 global, 6 local, 7 source, 8 target, 9 action, 10 cascade)
SELECT begin, commit, rollback, savepoint, transaction FROM (SELECT 1 begin, 2 commit, 3 rollback, 4 savepoint, 5 transaction)
SELECT insert, update, delete, merge, create, drop, alter, truncate FROM (SELECT 1 insert, 2 update, 3 delete, 4 merge, 5 create, 6 drop, 7 alter, 8 truncate)
SELECT if, while, loop, return, declare, call FROM (SELECT 1 if, 2 while, 3 loop, 4 return, 5 declare, 6 call)
SELECT column, constraint, primary, foreign, references, unique, check, default FROM (SELECT 1 column, 2 constraint, 3 primary, 4 foreign, 5 references, 6 unique, 7 check, 8 default)
SELECT year, month, day, hour, minute, second, week, quarter FROM (SELECT 1 year, 2 month, 3 day, 4 hour, 5 minute, 6 second, 7 week, 8 quarter)
SELECT q.year + 1, q.date || 'x', q.time FROM (SELECT 1 year, '2' date, 3 time) q
SELECT a.* EXCLUDE (name), b.name AS other FROM carriers a JOIN carriers b ON a.code = b.code
SELECT * EXCLUDE code FROM carriers
SELECT * EXCEPT (code) REPLACE (upper(name) AS name) FROM carriers
SELECT * ILIKE 'c%' FROM carriers
SELECT code FROM carriers c WHERE c.code IN (SELECT code FROM airports a WHERE a.city = c.name)
SELECT code FROM carriers WHERE code = (SELECT min(code) FROM airports WHERE city = carriers.name)
SELECT c.code, (SELECT count(*) FROM airports a WHERE a.code = c.code) AS n FROM carriers c ORDER BY n
SELECT max(delay) FROM flights WHERE delay < (SELECT max(delay) FROM flights)
SELECT origin FROM flights f WHERE delay > (SELECT avg(delay) FROM flights WHERE origin = f.origin)
SELECT f.origin FROM flights f, (SELECT max(delay) AS m FROM flights) x WHERE f.delay = x.m
SELECT f.origin FROM flights f LEFT JOIN carriers c ON f.carrier = c.code WHERE c.code IS NULL
SELECT f.origin FROM flights AS f JOIN carriers AS c ON (f.carrier = c.code) JOIN airports AS a ON ((a.code = f.origin))
SELECT f.origin FROM flights f JOIN (carriers c JOIN airports a ON c.code = a.code) ON f.carrier = c.code
SELECT f.origin FROM flights f LEFT JOIN carriers c ON f.carrier = c.code AND c.country IN ('BE', 'NL') AND f.delay > 1
SELECT f.origin FROM flights f JOIN carriers c ON f.carrier = c.code OR f.origin = c.country
SELECT f.origin FROM flights f JOIN carriers c ON f.carrier = c.code WHERE EXISTS (SELECT 1 FROM airports WHERE code = c.code)
SELECT "Mixed"."Id" FROM "Mixed"
SELECT "日本" FROM "Mixed" WHERE "日本" = '日本'
SELECT id FROM "Mixed"
SELECT origin FROM flights AS "f 1" WHERE "f 1".delay > 1
SELECT origin FROM flights FOR UPDATE
SELECT origin FROM flights TABLESAMPLE BERNOULLI (10)
SELECT origin FROM flights LIMIT 1 OFFSET 1 ROWS
SELECT origin FROM flights WITH (NOLOCK)
SELECT count(ALL delay), sum(ALL delay) FROM flights
SELECT date '2020-01-01' AS d, time '10:00' AS t, timestamp '2020-01-01' AS ts
SELECT ROW(1, 2)
SELECT (1, 2)
SELECT (1, 2) = (1, 2)
SELECT substr('abc', 2)
SELECT char_length('a'), length('a'), octet_length('a'), bit_length('a'), ascii('a'), chr(65), initcap('a b'), reverse('ab'), repeat('a', 2)
SELECT strpos('abc', 'b'), instr('abc', 'b'), contains('abc', 'b'), starts_with('abc', 'a'), ends_with('abc', 'c')
-- Tables whose names are words of the grammar
SELECT values.a FROM values
SELECT struct(a, b)['c0'] FROM values WHERE a = (SELECT max(a) FROM values)
SELECT v.a FROM values v JOIN values w ON v.a = w.b
SELECT map.k FROM map
SELECT k FROM map, values WHERE k = a
SELECT w.a, count(*) FROM values v JOIN values w USING (a) GROUP BY a
-- What foreign statements say, too.
SELECT DISTINCT ON (origin) origin, delay FROM flights ORDER BY origin, distance DESC
SELECT CAST(detail AS STRUCT<gate VARCHAR, terminal BIGINT>) FROM flights
SELECT tags || 'x', 'x' || tags FROM flights
SELECT array_remove([[1, 2], [3]], [3]), array_has([true], true)
SELECT string_agg(DISTINCT origin, ',' ORDER BY origin) FROM flights
SELECT quantile_cont(0.75 ORDER BY distance) FROM flights
SELECT from_unixtime(1599572549, 'America/New_York'), get_field({a: {b: 1}}, 'a', 'b')
SELECT make_map('a', 1, 'b', 2) AS made
SELECT unnest_outer(tags) FROM flights
