import { execFile } from "node:child_process";
import { access, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type * as substrait from "../src/generated/substrait-messages.js";
import { encodeMessage } from "../src/protobuf/encode-message.js";

const run = promisify(execFile);
const requirements = ["substrait-validator==0.1.4", "grpcio-tools==1.85.1", "protobuf==7.36.2"];
const windows = process.platform === "win32";
const golden = join(import.meta.dirname, "tpch", "golden");
const script = join(import.meta.dirname, "..", "cross-check", "check_validator.py");

/** The declarations of Substrait v0.85, as the crate has them that the engine is built of. */
async function extensionsFolder(): Promise<string> {
  const sources = join(process.env["CARGO_HOME"] || join(homedir(), ".cargo"), "registry", "src");
  for (const registry of await readdir(sources)) {
    const crate = (await readdir(join(sources, registry))).find((name) => name.startsWith("substrait-0.63."));
    if (crate !== undefined) return join(sources, registry, crate, "substrait", "extensions");
  }
  throw new Error("cargo has not fetched the crate substrait 0.63: build the addon first");
}

/** A Python with the validator, installed into the user's cache folder on first use. */
async function validatorPython(): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "causeway");
  const folder = join(cache, "substrait-validator-0.1.4");
  const programIn = (place: string) => (windows ? join(place, "Scripts", "python.exe") : join(place, "bin", "python"));
  const isThere = await access(join(folder, "ready")).then(
    () => true,
    () => false,
  );
  if (isThere) return programIn(folder);
  await rm(folder, { recursive: true, force: true });
  await run(windows ? "python" : "python3", ["-m", "venv", folder]);
  const quiet = ["--quiet", "--disable-pip-version-check"];
  await run(programIn(folder), ["-m", "pip", "install", ...quiet, ...requirements]);
  await writeFile(join(folder, "ready"), "");
  return programIn(folder);
}

async function problemsOf(plans: readonly string[]): Promise<string> {
  const environment = { ...process.env, SUBSTRAIT_EXTENSIONS: await extensionsFolder(), PYTHONDONTWRITEBYTECODE: "1" };
  const result = run(await validatorPython(), [script, ...plans], { env: environment });
  return result.then(
    ({ stdout }) => stdout,
    (error: { stdout?: string; stderr?: string }) => `${error.stdout ?? ""}${error.stderr ?? ""}` || String(error),
  );
}

test("substrait-validator finds no error in the 22 plans of TPC-H that the builder makes", {
  timeout: 300_000,
}, async () => {
  const plans = (await readdir(golden)).filter((name) => name.endsWith(".plan.txt")).map((name) => join(golden, name));
  expect(plans).toHaveLength(22);
  expect(await problemsOf(plans)).toBe("");
});

test("it finds what is wrong with another plan", { timeout: 300_000 }, async () => {
  const read: substrait.Rel = {
    read: { baseSchema: { names: ["a"], struct: { types: [{ i64: {} }] } }, namedTable: { names: ["t"] } },
  };
  const condition: substrait.Expression = {
    selection: { directReference: { structField: { field: 7 } }, rootReference: {} },
  };
  const relations: substrait.PlanRel[] = [{ root: { input: { filter: { input: read, condition } }, names: ["a"] } }];
  const { bytes } = encodeMessage("Plan", { version: { minorNumber: 85 }, relations });
  const folder = await mkdtemp(join(tmpdir(), "causeway-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "wrong.plan.txt");
  await writeFile(path, Buffer.from(bytes).toString("base64"));
  expect(await problemsOf([path])).toContain("wrong.plan.txt: Error");
});
