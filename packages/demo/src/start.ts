import { fileURLToPath } from "node:url";
import { runDemo } from "./run-demo.js";
import { airportsCsv, flightsParquet } from "./source-data.js";
import { terminalStyle } from "./terminal-style.js";

await runDemo({
  airportsCsv,
  flightsParquet,
  flightsTable: fileURLToPath(new URL("../data/flights", import.meta.url)),
  style: terminalStyle(process.stdout, process.env),
  write: (text) => process.stdout.write(text),
});
