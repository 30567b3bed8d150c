import { readFileSync } from "node:fs";
import { basename, relative } from "node:path";
import { filesUnder } from "../bootstrap/content-hash.mjs";
import { repositoryRoot } from "../bootstrap/repository-paths.mjs";

/** No source file is longer than this, in lines. */
const mostLines = { script: 300, rust: 600 };

const scriptName = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/;
const rustName = /^[a-z0-9]+(_[a-z0-9]+)*\.rs$/;

/**
 * What is wrong with a source file's name, if anything: `kebab-case.ts`, `snake_case.rs`.
 *
 * @param {string} name   Without its folder.
 */
export function nameProblem(name) {
  if (/\.[cm]?[jt]sx?$/.test(name)) return scriptName.test(name) ? undefined : "is not kebab-case";
  if (name.endsWith(".rs")) return rustName.test(name) ? undefined : "is not snake_case";
  return undefined;
}

/** All sources with a name against the convention, or with too many lines. */
export function checkFileNames() {
  const sources = filesUnder(`${repositoryRoot}packages`).filter((file) => /\.(rs|[cm]?[jt]sx?)$/.test(file));
  return sources.flatMap((file) => {
    const path = relative(repositoryRoot, file);
    const name = nameProblem(basename(file));
    const lines = isGenerated(path) ? 0 : readFileSync(file, "utf8").trimEnd().split("\n").length;
    const most = file.endsWith(".rs") ? mostLines.rust : mostLines.script;
    return [
      ...(name ? [`${path} ${name}`] : []),
      ...(lines > most ? [`${path} has ${lines} lines; the most is ${most}: split it`] : []),
    ];
  });
}

/** @param {string} path */
function isGenerated(path) {
  return path.includes("/generated/") || /ext-native\/native\/index\.(cjs|d\.cts)$/.test(path);
}
