import { nativePackage } from "../bootstrap/repository-paths.mjs";
import { runVisibly } from "./steps.mjs";
import { cargoTotals, withRunnerFailure } from "./totals.mjs";

/** All tests of the Rust workspace, examples of its documentation included. @type {import("./steps.mjs").Step} */
export const rustTestStep = {
  name: "Rust tests",
  run: async () => {
    const command = ["cargo", "test", "--release", "--workspace", "--locked", "--no-fail-fast"];
    const { succeeded, output } = await runVisibly(command, nativePackage);
    return withRunnerFailure(cargoTotals(output), succeeded);
  },
};
