import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const entry = createRequire(import.meta.url).resolve("vega-datasets");
const folder = join(dirname(entry), "..", "data");

/** Three million US flights from January 2001 to the first hours of July: date, delay, distance, origin, destination. */
export const flightsParquet = join(folder, "flights-3m.parquet");

/** The airports of the United States: iata, name, city, state, country, latitude, longitude. */
export const airportsCsv = join(folder, "airports.csv");
