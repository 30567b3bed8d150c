import { fileURLToPath } from "node:url";
import { runDemo } from "./run-demo.js";
import { airportsCsv, flightsParquet } from "./source-data.js";
import { terminalStyle } from "./terminal-style.js";

// A reader such as `head` may leave before the end; that is no failure of the demo.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

await runDemo({
  airportsCsv,
  flightsParquet,
  flightsTable: fileURLToPath(new URL("../data/flights", import.meta.url)),
  folder: fileURLToPath(new URL("../data", import.meta.url)),
  style: terminalStyle(process.stdout, process.env),
  write: (text) => process.stdout.write(text),
});
