/** Brings the pinned SQLGlot wheel through pip, which checks its hash. Does nothing when it stands there. */
import { spawnSync } from "node:child_process";
import { pinnedRequirement, pinnedWheel, requirementsFile, wheelsFolder } from "./asset-paths.js";

if (pinnedWheel() === undefined) fetchWheel();

function fetchWheel() {
  const { name, version } = pinnedRequirement();
  const python = process.platform === "win32" ? "python" : "python3";
  if (spawnSync(python, ["-m", "pip", "--version"], { stdio: "ignore" }).status !== 0) {
    fail(`Causeway needs Python 3 with pip to fetch ${name}, and \`${python} -m pip\` does not answer: install both.`);
  }
  const { status } = spawnSync(
    python,
    [
      "-m",
      "pip",
      "download",
      "--quiet",
      "--disable-pip-version-check",
      "--require-hashes",
      "--no-deps",
      "--only-binary=:all:",
      `--dest=${wheelsFolder}`,
      `--requirement=${requirementsFile}`,
    ],
    { stdio: "inherit" },
  );
  if (status !== 0 || pinnedWheel() === undefined) fail(`pip did not bring ${name} ${version}.`);
}

/** @param {string} sentence */
function fail(sentence) {
  console.error(`[causeway] ${sentence}`);
  process.exit(1);
}
