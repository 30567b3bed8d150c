import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory, repositoryRoot } from "../bootstrap/repository-paths.mjs";
import { runQuietly, runVisibly } from "./steps.mjs";
import { nothing, oneCheck, pytestTotals, withRunnerFailure } from "./totals.mjs";

const sources = join(repositoryRoot, "packages", "sql-preflight", "python");
const requirements = "requirements-test.txt";
const windows = process.platform === "win32";

/**
 * Format, lint and tests of the Python in sql-preflight, in a virtual environment of its own in the user's cache folder.
 *
 * @returns {import("./steps.mjs").Step[]}
 */
export function pythonSteps() {
  return [
    { name: "Python format", run: () => check("ruff", ["format", "--check", "."]) },
    { name: "Python lint", run: () => check("ruff", ["check", "."]) },
    { name: "Python tests", run: runPytest },
  ];
}

/** @param {string} program @param {readonly string[]} parameters */
async function check(program, parameters) {
  return oneCheck((await runVisibly([await pythonProgram(program), ...parameters], sources)).succeeded);
}

async function runPytest() {
  const pytest = await pythonProgram("pytest");
  const report = join(environmentFolder(), "report.xml");
  rmSync(report, { force: true });
  const { succeeded } = await runVisibly([pytest, "-p", "no:cacheprovider", `--junitxml=${report}`], sources);
  const totals = existsSync(report) ? pytestTotals(readFileSync(report, "utf8")) : nothing;
  return withRunnerFailure(totals, succeeded);
}

/** Makes the environment on first use and after a change of what is pinned. @param {string} program */
async function pythonProgram(program) {
  const folder = environmentFolder();
  const stamp = join(folder, requirements);
  const pinned = readFileSync(join(sources, requirements), "utf8");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== pinned) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await mustRun([windows ? "python" : "python3", "-m", "venv", folder]);
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"];
    await mustRun([programIn(folder, "python"), ...install, "-r", join(sources, requirements)]);
    writeFileSync(stamp, pinned);
  }
  return programIn(folder, program);
}

function environmentFolder() {
  return join(cacheDirectory(), "sql-preflight-python");
}

/** @param {readonly string[]} command */
async function mustRun(command) {
  const { succeeded } = await runQuietly(command);
  if (!succeeded) throw new Error(`${command.join(" ")} failed; the Python tests need Python 3.11 or newer with venv`);
}

/** @param {string} folder @param {string} program */
function programIn(folder, program) {
  return windows ? join(folder, "Scripts", `${program}.exe`) : join(folder, "bin", program);
}
