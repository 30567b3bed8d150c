import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { beforeAll, describe, expect, test } from "vitest";
import { type CommandLineEnd, causeway } from "./support/command-line.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { tripsFolder } from "./support/trips-folder.js";

let directory: string;
let tables: readonly string[];

beforeAll(async () => {
  const { folder, remove } = await tripsFolder();
  directory = folder;
  tables = ["-t", `trips=delta:${folder}/trips@0`, "-t", `cities=${folder}/cities.csv`];
  return remove;
});

const run = (command: string, ...words: string[]): Promise<CommandLineEnd> =>
  causeway([command, ...tables, ...words], { directory });

const ordered = "SELECT city, minutes FROM trips ORDER BY minutes";

describe("query", () => {
  test.each([
    ["table", "city │ minutes\n─────┼────────\nBonn │      10\nKöln │      20\n東京 │      30\n"],
    ["csv", "city,minutes\nBonn,10\nKöln,20\n東京,30\n"],
    ["markdown", "| city | minutes |\n| --- | --: |\n| Bonn | 10 |\n| Köln | 20 |\n| 東京 | 30 |\n"],
  ])("as %s, and nothing else in a pipe", async (format, output) => {
    expect(await run("query", ordered, "--format", format)).toEqual({ exitCode: 0, output, messages: "" });
  });

  test("as json, with parameters, from standard input", async () => {
    const words = ["query", ...tables, "-", "--format", "json", "-p", "[15]"];
    const { output } = await causeway(words, {
      directory,
      input: "SELECT city FROM trips WHERE minutes > $1 ORDER BY 1",
    });
    expect(JSON.parse(output)).toEqual([{ city: "Köln" }, { city: "東京" }]);
  });

  test("as Arrow, which a terminal does not take", async () => {
    const bytes: Buffer[] = [];
    const words = ["query", ...tables, ordered, "--format", "arrow"];
    const { exitCode, output } = await causeway(words, { directory, onBytes: (chunk) => bytes.push(chunk) });
    expect(exitCode).toBe(0);
    expect(output.length).toBeGreaterThan(0);
    expect(tableFromIPC(Buffer.concat(bytes)).numRows).toBe(3);
    const refused = await causeway(words, { directory, columns: 80 });
    expect(refused).toMatchObject({ exitCode: 2, output: "", messages: expect.stringContaining("Arrow is no text") });
  });

  test("with the report of the run beside it", async () => {
    const { messages } = await run("query", ordered, "--report");
    expect(messages).toMatch(/^query: ok, 3 rows in 1 batch, .* ms\n[\s\S]*[├└]─ trips at version 0: 3 of 3 files/);
  });

  test("on a terminal, with colours and a line that says how much it was", async () => {
    const { output, messages } = await causeway(["query", ...tables, ordered], { directory, columns: 60 });
    expect(output).toContain("東京 │      30\n");
    expect(messages).toMatch(/\(3 rows, .* read, .* m?s\)/);
    const plain = await causeway(["query", ...tables, ordered], {
      directory,
      columns: 60,
      environment: { NO_COLOR: "1" },
    });
    expect(plain.messages).toMatch(/^\(3 rows, /m);
  });

  test("a timeout, and a memory limit that cannot be kept, are errors of their own", async () => {
    const endless = "SELECT sum(value % 7) AS total FROM generate_series(1, 1000000000000)";
    expect(await run("query", endless, "--timeout-ms", "50")).toMatchObject({
      exitCode: 1,
      messages: expect.stringMatching(/^error\[timeout\]/),
    });
    const large = "SELECT array_agg(md5(CAST(value AS VARCHAR))) AS a FROM generate_series(1, 1000000)";
    expect(await run("query", large, "--memory-limit", "2MB")).toMatchObject({
      exitCode: 1,
      messages: expect.stringMatching(/^error\[memory-limit\]/),
    });
  });
});

describe("what is wrong is said as a person would want it", () => {
  test.each([
    [
      "SELECT mintes FROM trips",
      "error[unknown-column]: There is no column mintes here.\n  1 │ SELECT mintes FROM trips\n    │        ^^^^^^ did you mean minutes?\n",
    ],
    [
      "SELECT '日本' AS a,\n  1 FROM tripps",
      "error[unknown-table]: There is no table tripps.\n  2 │   1 FROM tripps\n    │          ^^^^^^ did you mean trips?\n",
    ],
    [
      "SELECT upper(city, 1) FROM trips",
      "error[wrong-arity]: upper takes 1 argument, not 2.\n  1 │ SELECT upper(city, 1) FROM trips\n    │        ^^^^^\n",
    ],
  ])("%j", async (sql, messages) => {
    expect(await run("query", sql)).toEqual({ exitCode: 1, output: "", messages });
  });

  test.each([
    [["query", "SELECT 1", "-t", "x=./nothing.csv"], 1, "error[file-not-found]: no file at "],
    [["query", "SELECT 1", "-t", "x"], 2, "error[invalid-option]: --table x: it must be name=kind:location"],
    [["query", "SELECT 1", "-t", "x=a.csv", "-t", "x=b.csv"], 2, "error[invalid-option]: --table names x twice"],
    [["query", ""], 2, "error[invalid-option]: there is no SQL"],
    [["query", "SELECT 1", "--tabel", "x"], 2, "error: unknown option '--tabel'\n(Did you mean --table?)"],
    [
      ["query", "SELECT 1", "-p", "{"],
      2,
      "error: option '-p, --parameters <json>' argument '{' is invalid. It must be",
    ],
    [["query", "SELECT 1", "--memory-limit", "much"], 2, "error: option '--memory-limit <size>'"],
    [["qeury", "SELECT 1"], 2, "error: "],
    [["inspect", "nothing.jsonl"], 2, "error[invalid-option]: the diagnostics file "],
    [["inspect", "01a2076d-6e5b-768c-bf41-3553514910d6"], 2, "error[invalid-option]: to find a run, "],
    [["query", "SELECT 1", "--config", "nothing.json"], 2, "error[invalid-option]: the configuration "],
  ])("%j", async (words, exitCode, start) => {
    const end = await causeway(words, { directory });
    expect(end).toMatchObject({ exitCode, output: "" });
    expect(end.messages.slice(0, start.length)).toBe(start);
    expect(end.messages).not.toContain("    at ");
  });
});

describe("check", () => {
  test("a statement that is well", async () => {
    expect(await run("check", "SELECT count(*) FROM trips JOIN cities ON name = city")).toEqual({
      exitCode: 0,
      output: "ok: query of cities, trips\n",
      messages: "",
    });
  });

  test("one that is not, with the place under it; nothing runs", async () => {
    const { exitCode, output } = await run("check", "DELETE FROM trips");
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /^error\[statement-not-allowed\]: .*\n {2}1 │ DELETE FROM trips\n {4}│ \^\^\^\^\^\^\n\nrefused\n$/,
    );
  });

  test("the policy of the configuration holds", async () => {
    const folder = await temporaryFolder();
    const policy = { columns: { deny: { trips: ["minutes"] } } };
    await writeFile(
      join(folder, "causeway.json"),
      JSON.stringify({ tables: { trips: { delta: `${directory}/trips` } }, policy }),
    );
    const { exitCode, output } = await causeway(["check", "SELECT city, minutes FROM trips", "--format", "json"], {
      directory: folder,
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ ok: false, diagnostics: [{ code: "column-not-allowed", column: 14 }] });
  });
});

describe("the other commands", () => {
  test("files tells what a statement would read", async () => {
    const sql = "SELECT minutes FROM trips JOIN cities ON name = city WHERE city = 'Bonn'";
    const { exitCode, output } = await run("files", sql);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^trips at version 0 \(delta\): reads 1 of 3 files, 2 files left out \(/m);
    expect(output).toMatch(/^cities \(csv\): reads 1 of 1 file /m);
    expect(output).toMatch(/^ {2}2 files by partition:\n( {4}city=\S+\.parquet {2}.*city.*\n){2}/m);
    const json = JSON.parse((await run("files", "SELECT minutes FROM trips", "--format", "json")).output);
    expect(json).toMatchObject([{ table: "trips", kind: "delta", version: 0, filesTotal: 3, filesRead: 3 }]);
    expect((await run("files", "SELECT 1")).output).toBe("the statement reads no table\n");
  });

  test("explain shows plans, and with --analyze the operators with their rows", async () => {
    const { output } = await run("explain", "SELECT city FROM trips WHERE minutes > 15");
    expect(output).toMatch(/^Logical plan\n[\s\S]+\n\nOptimised plan\n[\s\S]+\n\nPhysical plan\n/);
    const analyzed = await run("explain", "SELECT city FROM trips WHERE minutes > 15", "--analyze");
    expect(analyzed.output).toMatch(/\nOperators\n.*2 rows/);
    const json = JSON.parse((await run("explain", "SELECT 1", "--format", "json")).output);
    expect(Object.keys(json)).toEqual(["logical", "optimized", "physical"]);
  });

  test("capabilities", async () => {
    const { output } = await causeway(["capabilities"], { directory });
    expect(output).toMatch(/^datafusion +\d+\.\d+/m);
    const json = JSON.parse((await causeway(["capabilities", "--format", "json"], { directory })).output);
    expect(json).toMatchObject({ lanes: ["substrait", "sql"], stores: expect.arrayContaining(["local"]) });
  });

  test("help and version", async () => {
    const { exitCode, output } = await causeway(["--help"], { directory });
    expect(exitCode).toBe(0);
    for (const command of ["query", "explain", "check", "files", "capabilities", "tail", "inspect", "shell"]) {
      expect(output).toMatch(new RegExp(`^ {2}${command} `, "m"));
    }
    expect((await causeway(["--version"], { directory })).output).toBe("1.2.3\n");
  });
});

test("diagnostics of a run are read by tail, and inspect makes a page of them", async () => {
  const folder = await temporaryFolder();
  const at = { directory: folder };
  await causeway(["query", ...tables, ordered, "--diagnostics", "d.jsonl"], at);
  const failed = await causeway(["query", ...tables, "SELECT mintes FROM trips", "--diagnostics", "d.jsonl"], at);
  const [, runId = ""] = /^run (\S+) in .*d\.jsonl$/m.exec(failed.messages) ?? [];
  const tail = await causeway(["tail", "d.jsonl", "-n", "3"], at);
  expect(tail.output.split("\n").map((line) => line.slice(22).trim())).toEqual([
    'statement     sql="SELECT mintes FROM trips"',
    expect.stringMatching(/^run-report +label=query outcome=error errorCode=unknown-column /),
    expect.stringMatching(/^run-end +label=query outcome=error durationMs=/),
    "",
  ]);
  const ofRun = await causeway(["tail", "d.jsonl", "--run", runId.slice(0, 30)], at);
  expect(ofRun.output).toContain(" run-start ");
  expect(ofRun.output).not.toContain("outcome=ok");
  const inspected = await causeway(["inspect", "d.jsonl"], at);
  expect(inspected).toEqual({ exitCode: 0, output: `${join(folder, "causeway-runs.html")}\n`, messages: "" });
  expect(await readFile(join(folder, "causeway-runs.html"), "utf8")).toContain("2 runs");
  await writeFile(join(folder, "causeway.json"), JSON.stringify({ diagnostics: "d.jsonl" }));
  await causeway(["inspect", runId, "-o", "one.html"], at);
  const one = await readFile(join(folder, "one.html"), "utf8");
  expect(one).toContain("1 run,");
  expect(one).toContain(`<mark class="error"`);
  const unknown = await causeway(["inspect", "01a2076d-6e5b-768c-bf41-3553514910d6"], at);
  expect(unknown).toMatchObject({ exitCode: 2, messages: expect.stringContaining("there is no run 01a2076d") });
});
