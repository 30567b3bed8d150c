-- Every line tries to get past the policy of evasion_test.py: flights may be read without price, carriers and other tables
-- may not, strpos, date_part, input_file_name, file_row_index, version and array_element are denied. \n is a line break.
DELETE FROM flights
delete from flights
/* SELECT */ DELETE FROM flights
-- SELECT 1\nDELETE FROM flights
\n\t  DELETE FROM flights
(DELETE FROM flights)
UPDATE flights SET delay = 0
INSERT INTO flights VALUES (1)
INSERT OVERWRITE flights SELECT * FROM flights
REPLACE INTO flights VALUES (1)
MERGE INTO flights USING flights f ON true WHEN MATCHED THEN DELETE
TRUNCATE TABLE flights
DROP TABLE flights
DROP VIEW v
DROP FUNCTION f
DROP SCHEMA public CASCADE
CREATE TABLE x (a INT)
CREATE TABLE x AS SELECT * FROM flights
CREATE OR REPLACE TABLE flights AS SELECT 1
CREATE VIEW flights AS SELECT * FROM carriers
CREATE OR REPLACE VIEW flights AS SELECT * FROM carriers
CREATE TEMPORARY VIEW v AS SELECT * FROM carriers
CREATE FUNCTION f(INT) RETURNS INT RETURN $1 + 1
CREATE DATABASE d
CREATE SCHEMA s
CREATE INDEX i ON flights (delay)
CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'
CREATE UNBOUNDED EXTERNAL TABLE t STORED AS PARQUET LOCATION 's3://x'
CREATE OR REPLACE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'
ALTER TABLE flights ADD COLUMN x INT
COPY flights TO '/tmp/x.csv'
COPY (SELECT * FROM flights) TO '/tmp/x.parquet' STORED AS PARQUET
COPY (SELECT price FROM flights) TO 'x'
SET datafusion.catalog.information_schema = true
SET datafusion.sql_parser.dialect = 'postgres'
RESET datafusion.execution.batch_size
SET TIME ZONE = 'UTC'
SET VARIABLE x = 1
USE other
BEGIN
START TRANSACTION
COMMIT
ROLLBACK
PREPARE q AS SELECT price FROM flights
PREPARE q(INT) AS SELECT * FROM carriers WHERE $1 = 1
EXECUTE q
EXECUTE q(1)
DEALLOCATE q
CALL something()
VACUUM flights
ANALYZE TABLE flights COMPUTE STATISTICS
EXPLAIN ANALYZE INSERT INTO flights SELECT * FROM flights
EXPLAIN ANALYZE VERBOSE DELETE FROM flights
EXPLAIN ANALYZE COPY flights TO 'x.csv'
EXPLAIN (ANALYZE) COPY flights TO 'x.csv'
EXPLAIN (ANALYZE, VERBOSE) DELETE FROM flights
EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1
EXPLAIN ANALYZE EXPLAIN ANALYZE DELETE FROM flights
EXPLAIN /* ANALYZE */ ANALYZE DELETE FROM flights
explain analyze format tree drop table flights
EXPLAIN SELECT * FROM carriers
EXPLAIN VERBOSE SELECT price FROM flights
EXPLAIN ANALYZE SELECT price FROM flights
EXPLAIN FORMAT PGJSON SELECT * FROM carriers
DESCRIBE carriers
DESC carriers
DESCRIBE SELECT * FROM carriers
DESCRIBE flights
SHOW TABLES
SHOW COLUMNS FROM carriers
SHOW FUNCTIONS
SHOW ALL
SHOW CREATE TABLE carriers
SELECT 1; DROP TABLE flights
SELECT 1;DROP TABLE flights;
;;SELECT 1;;DELETE FROM flights
; DELETE FROM flights
SELECT 1 /* ; */; DELETE FROM flights
SELECT ';' ; DELETE FROM flights
SELECT $$;$$; DELETE FROM flights
SELECT 1;\n--\nDROP TABLE flights
SELECT * INTO x FROM flights
SELECT origin INTO TEMPORARY x FROM flights
(SELECT origin INTO x FROM flights)
SELECT * FROM (SELECT origin INTO x FROM flights)
WITH a AS (SELECT 1) DELETE FROM flights
WITH a AS (SELECT 1) INSERT INTO flights SELECT * FROM a
WITH a AS (SELECT 1) UPDATE flights SET delay = 1
WITH a AS (DELETE FROM flights RETURNING *) SELECT * FROM a
WITH a AS (INSERT INTO flights SELECT * FROM flights) SELECT 1
WITH a AS (SELECT 1) SELECT 1 INTO x FROM a
FROM flights INSERT INTO x SELECT *
SELECT * FROM carriers
SELECT * FROM "carriers"
SELECT * FROM CARRIERS
SELECT * FROM public.carriers
SELECT * FROM datafusion.public.carriers
SELECT * FROM "datafusion"."public"."carriers"
SELECT * FROM flights, carriers
SELECT origin FROM flights WHERE carrier IN (SELECT code FROM carriers)
SELECT origin, (SELECT max(name) FROM carriers) FROM flights
SELECT 1 FROM flights WHERE EXISTS (SELECT 1 FROM carriers)
SELECT origin FROM flights UNION ALL SELECT name FROM carriers
SELECT origin FROM flights EXCEPT SELECT name FROM carriers
WITH flights AS (SELECT * FROM carriers) SELECT * FROM flights
WITH a AS (WITH flights AS (SELECT code FROM carriers) SELECT * FROM flights) SELECT * FROM a
WITH carriers AS (SELECT * FROM carriers) SELECT * FROM carriers
WITH RECURSIVE a AS (SELECT code FROM carriers UNION ALL SELECT code FROM a) SELECT * FROM a
SELECT * FROM flights f CROSS JOIN LATERAL (SELECT * FROM carriers c WHERE c.code = f.carrier) q
SELECT CASE WHEN (SELECT count(*) FROM carriers) > 0 THEN 1 END
SELECT array_agg((SELECT max(name) FROM carriers))
SELECT origin FROM flights ORDER BY (SELECT max(name) FROM carriers)
SELECT origin FROM flights GROUP BY origin HAVING count(*) > (SELECT count(*) FROM carriers)
SELECT rank() OVER (ORDER BY (SELECT max(name) FROM carriers)) FROM flights
SELECT origin FROM flights LIMIT (SELECT count(*) FROM carriers)
SELECT * FROM unnest((SELECT array_agg(name) FROM carriers))
TABLE carriers
FROM carriers
FROM carriers SELECT name
FROM flights |> JOIN carriers ON carrier = code |> SELECT name
VALUES ((SELECT max(name) FROM carriers))
SELECT * FROM (VALUES ((SELECT max(name) FROM carriers))) v
SELECT * FROM information_schema.tables
SELECT * FROM information_schema.columns
SELECT * FROM "information_schema"."df_settings"
SELECT * FROM datafusion.information_schema.views
SELECT * FROM '/etc/passwd'
SELECT * FROM 'data.parquet'
SELECT * FROM "/etc/passwd"
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_parquet('x')
SELECT * FROM parquet_metadata('x')
SELECT * FROM carriеrs
SELECT * FROM ｃarriers
SELECT * FROM flights WHERE price > 0
SELECT price FROM flights
SELECT "price" FROM flights
SELECT PRICE FROM flights
SELECT f.price FROM flights f
SELECT public.flights.price FROM flights
SELECT * FROM flights
SELECT flights.* FROM flights
SELECT * EXCLUDE (origin) FROM flights
SELECT * REPLACE (1 AS origin) FROM flights
SELECT count(*) FROM (SELECT * FROM flights)
SELECT origin FROM flights ORDER BY price
SELECT origin FROM flights GROUP BY origin, price
SELECT origin FROM flights GROUP BY origin HAVING max(price) > 1
SELECT count(DISTINCT price) FROM flights
SELECT sum(delay) FILTER (WHERE price > 1) FROM flights
SELECT rank() OVER (ORDER BY price) FROM flights
SELECT origin FROM flights QUALIFY row_number() OVER (PARTITION BY price ORDER BY delay) = 1
SELECT max(price) FROM flights
SELECT x FROM (SELECT price AS x FROM flights)
SELECT x FROM (SELECT * FROM flights) AS q(a, b, c, d, e, f, g, h, x, i, j)
WITH q(a, b, c, d, e, f, g, h, x, i, j) AS (SELECT * FROM flights) SELECT x FROM q
SELECT a.origin FROM flights a JOIN flights b USING (price)
SELECT 1 FROM flights a NATURAL JOIN flights b
SELECT 1 FROM flights a JOIN flights b ON a.price = b.price
SELECT DISTINCT ON (price) origin FROM flights
SELECT origin FROM flights WHERE EXISTS (SELECT 1 WHERE flights.price > 1)
SELECT {a: price} FROM flights
SELECT [price] FROM flights
SELECT CASE WHEN price > 1 THEN 1 END FROM flights
SELECT origin FROM flights WHERE 1 = (SELECT 1 WHERE price > 1)
SELECT strpos(origin, 'a') FROM flights
SELECT STRPOS(origin, 'a') FROM flights
SELECT "strpos"(origin, 'a') FROM flights
SELECT instr(origin, 'a') FROM flights
SELECT position('a' IN origin) FROM flights
SELECT position(origin, 'a') FROM flights
SELECT strpos /* x */ (origin, 'a') FROM flights
SELECT EXTRACT(YEAR FROM day) FROM flights
SELECT datepart('year', day) FROM flights
SELECT origin FROM flights WHERE date_part('year', day) = 2024
SELECT origin FROM flights ORDER BY instr(origin, 'a')
SELECT sum(strpos(origin, 'a')) OVER () FROM flights
SELECT tags[1] FROM flights
SELECT list_extract(tags, 1) FROM flights
SELECT array_extract(tags, 1) FROM flights
SELECT input_file_name() FROM flights
SELECT file_row_index() FROM flights
SELECT version()
SELECT * FROM generate_series(1, strpos('a', 'a'))
SELECT (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
SELECT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT NOT true
SELECT 'open
SELECT "open
SELECT /* open
ＤＥＬＥＴＥ FROM flights
DELETE​FROM flights
