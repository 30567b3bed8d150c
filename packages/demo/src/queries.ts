/** One query of the demo: what it tells, and how it is asked. */
export interface DemoQuery {
  /** The question, as a heading. */
  readonly title: string;
  /** A name for the run report and for logs. */
  readonly label: string;
  readonly sql: string;
  /** Asked once with each of these; once without any if there are none. */
  readonly parameters?: readonly Readonly<Record<string, string | number>>[];
}

/** The five queries, over `flights` (newest), `flights_first_quarter` (version 0 of the same table) and `airports`. */
export const demoQueries: readonly DemoQuery[] = [
  {
    title: "Aggregate: how late did each month run?",
    label: "months",
    sql: `
      SELECT month,
             count(*) AS flights,
             avg(delay) AS mean_delay_minutes,
             100.0 * count(*) FILTER (WHERE delay > 60) / count(*) AS percent_over_an_hour
      FROM flights
      WHERE month <= '2001-06'
      GROUP BY month
      ORDER BY month`,
  },
  {
    title: "Join: from which large airports do flights leave latest?",
    label: "late-airports",
    sql: `
      WITH departures AS (
        SELECT origin, count(*) AS flights, avg(delay) AS mean_delay_minutes
        FROM flights
        GROUP BY origin
      )
      SELECT a.name AS airport, a.city, a.state, d.flights, d.mean_delay_minutes
      FROM departures d
      JOIN airports a ON a.iata = d.origin
      WHERE d.flights >= 30000
      ORDER BY d.mean_delay_minutes DESC
      LIMIT 8`,
  },
  {
    title: "Window: the three busiest routes of each month, and their change on the month before",
    label: "busiest-routes",
    sql: `
      WITH routes AS (
        SELECT month, origin, destination, count(*) AS flights
        FROM flights
        WHERE month <= '2001-06'
        GROUP BY month, origin, destination
      ), compared AS (
        SELECT *,
               rank() OVER (PARTITION BY month ORDER BY flights DESC) AS place,
               flights - lag(flights) OVER (PARTITION BY origin, destination ORDER BY month) AS change
        FROM routes
      )
      SELECT month, place, origin || ' → ' || destination AS route, flights, change
      FROM compared
      WHERE place <= 3
      ORDER BY month, place, route`,
  },
  {
    title: "Time travel: what did the table hold before its second version?",
    label: "time-travel",
    sql: `
      WITH then_and_now AS (
        SELECT 0 AS version, month, delay FROM flights_first_quarter
        UNION ALL
        SELECT 1 AS version, month, delay FROM flights
      )
      SELECT version, count(*) AS flights, min(month) AS first_month, max(month) AS last_month,
             avg(delay) AS mean_delay_minutes
      FROM then_and_now
      GROUP BY version
      ORDER BY version`,
  },
  {
    title: "Parameters: the longest waits in June, first at Chicago O'Hare, then at Atlanta",
    label: "longest-waits",
    sql: `
      SELECT f.date AS scheduled, f.destination, a.city, f.delay AS delay_minutes
      FROM flights f
      LEFT JOIN airports a ON a.iata = f.destination
      WHERE f.month = $month AND f.origin = $origin AND f.delay > $minutes
      ORDER BY f.delay DESC, f.date
      LIMIT 5`,
    parameters: [
      { month: "2001-06", origin: "ORD", minutes: 240 },
      { month: "2001-06", origin: "ATL", minutes: 240 },
    ],
  },
];
