import { spawnSync } from "node:child_process";

/** @typedef {{ name: string, oldest: string, advice: string }} RequiredTool */

/** @type {RequiredTool} */
const node = { name: "Node", oldest: "20.19", advice: "install it from nodejs.org or with your version manager" };

/** @type {RequiredTool} */
const rust = {
  name: "Rust with cargo",
  oldest: "1.95",
  advice: "install it with rustup, or run `rustup update stable`",
};

/** Says in one sentence what is wrong with a tool, or nothing when Node is new enough. */
export function missingNode() {
  return complaint(node, process.versions.node);
}

/**
 * Says in one sentence what is wrong, or nothing when Python can fetch a wheel.
 *
 * @param {string} wanted   What is to be fetched.
 */
export function missingPython(wanted) {
  const python = process.platform === "win32" ? "python" : "python3";
  return answers(python, ["-m", "pip", "--version"])
    ? undefined
    : `Causeway needs Python 3 with pip to fetch ${wanted}, and \`${python} -m pip\` does not answer: install both.`;
}

/** Says in one sentence what is wrong, or nothing when Rust and a C compiler can build the addon. */
export function missingBuildTools() {
  return (
    complaint(rust, versionOf("rustc")) ??
    complaint(rust, versionOf("cargo")) ??
    (process.platform === "win32" || answers(process.env["CC"] ?? "cc")
      ? undefined
      : "Causeway needs a C compiler to build its engine, and found no `cc`: install your system's build tools (build-essential, Xcode command line tools).")
  );
}

/**
 * The sentence about a tool that is missing or too old.
 *
 * @param {RequiredTool} tool
 * @param {string | undefined} version   The version found, if any.
 */
export function complaint({ name, oldest, advice }, version) {
  if (version && !isOlder(version, oldest)) return undefined;
  const found = version ? `found ${version}` : "found none";
  return `Causeway needs ${name} ${oldest} or newer, and ${found}: ${advice}.`;
}

/**
 * @param {string} version
 * @param {string} oldest
 */
function isOlder(version, oldest) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split(".").map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** @param {string} program */
function versionOf(program) {
  return /\d+\.\d+\.\d+/.exec(spawnSync(program, ["--version"], { encoding: "utf8" }).stdout ?? "")?.[0];
}

/** @param {string} program @param {string[]} parameters */
function answers(program, parameters = ["--version"]) {
  return spawnSync(program, parameters, { stdio: "ignore" }).status === 0;
}
