import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { causeway, keyboard } from "./support/command-line.js";
import { endlessQuery } from "./support/number-table.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { tripsFolder } from "./support/trips-folder.js";

let directory: string;
let tables: readonly string[];
beforeAll(async () => {
  const { folder, remove } = await tripsFolder();
  directory = folder;
  tables = ["-t", `trips=delta:${folder}/trips`, "-t", `cities=${folder}/cities.csv`];
  return remove;
});

test("statements from a pipe, over several lines, several on one, and commands between them", async () => {
  const input = [
    ".tables",
    ".schema cities",
    "SELECT city",
    "FROM trips ORDER BY 1 LIMIT 1; SELECT 2 AS two;",
    ".format csv",
    ".report on",
    "SELECT 'a;b' AS text",
  ].join("\n");
  const { exitCode, output, messages } = await causeway(["shell", ...tables], { directory, input });
  expect(exitCode).toBe(0);
  expect(output).toBe(
    "cities  (csv, 1 file, 2 columns)\ntrips  (delta, version 0, 3 files, 2 columns)\nname     Utf8\ncountry  Utf8\n" +
      "city\n────\nBonn\ntwo\n───\n  2\ntext\na;b\n",
  );
  expect(messages).toMatch(/^query: ok, 1 row /);
});

test("the first failure in a pipe ends it", async () => {
  const input = "SELECT 1 AS one;\nSELECT mintes FROM trips;\nSELECT 2 AS two;";
  const { exitCode, output, messages } = await causeway([...tables], { directory, input });
  expect({ exitCode, output }).toEqual({ exitCode: 1, output: "one\n───\n  1\n" });
  expect(messages).toContain("did you mean minutes?");
});

test("commands: help, open, check, explain, runs, and one that is none", async () => {
  const run = async (input: string) => causeway(["shell", ...tables], { directory, input });
  expect((await run(".help")).output).toMatch(/^\.tables +list the tables$/m);
  expect((await run(`.open more=${directory}/cities.csv\nSELECT count(*) AS n FROM more`)).output).toBe(
    "more: 2 columns\nn\n─\n3\n",
  );
  expect((await run(".check SELECT mintes FROM trips;")).output).toMatch(/did you mean minutes\?\n\nrefused\n$/);
  expect((await run(".explain SELECT city FROM trips;")).output).toMatch(/^Logical plan\n/);
  expect((await run("SELECT 1;\n.runs")).output).toMatch(/^[\da-f-]{36} {2}query {2}ok {2}1 row$/m);
  expect(await run(".tabels")).toMatchObject({
    exitCode: 1,
    messages: "error: there is no command .tabels; did you mean .tables?\n",
  });
  expect(await run(".format arrow")).toMatchObject({
    exitCode: 1,
    messages: expect.stringContaining("the formats are table, csv"),
  });
});

test("at a terminal: a prompt, completion, a failure that does not end it, Ctrl-C, history, Ctrl-D", async () => {
  const history = join(await temporaryFolder(), "history");
  const keys = keyboard();
  const screen: string[] = [];
  const messages: string[] = [];
  const seen = async (text: string): Promise<void> => {
    await expect.poll(() => screen.join(""), { timeout: 10_000 }).toContain(text);
    screen.length = 0;
  };
  const ended = causeway(["shell", ...tables], {
    directory,
    input: keys,
    columns: 80,
    environment: { NO_COLOR: "1", CAUSEWAY_HISTORY: history },
    onBytes: (chunk) => screen.push(chunk.toString()),
    onMessage: (chunk) => messages.push(chunk.toString()),
  });
  await seen("causeway> ");
  keys.write("SELECT max(minu\t");
  await seen("minutes");
  keys.write(") AS most\r");
  await seen("     ...> ");
  keys.write("FROM trips;\r");
  await seen("  30");
  keys.write("SELECT nothing;\r");
  await seen("causeway> ");
  // What runs is stopped, and what was begun is thrown away.
  keys.write(`${endlessQuery};\r`);
  await expect.poll(() => messages.join(""), { timeout: 10_000 }).toMatch(/\d\.\d s$/);
  keys.write("\u0003");
  await seen("causeway> ");
  keys.write("SELECT 'thrown away\u0003");
  await seen("causeway> ");
  keys.write("SELECT 5 AS five;\r");
  await seen("   5");
  keys.write("\u0004");
  expect((await ended).exitCode).toBe(0);
  expect(messages.join("")).toContain("error[unknown-column]");
  expect(messages.join("")).toMatch(/^(?:.*\r\S+)?stopped$/m);
  expect((await readFile(history, "utf8")).split("\n").slice(0, 2)).toEqual([
    "SELECT max(minutes) AS most",
    "FROM trips;",
  ]);
  // Windows keeps files private by other means.
  if (process.platform !== "win32") expect((await stat(history)).mode & 0o777).toBe(0o600);
});
