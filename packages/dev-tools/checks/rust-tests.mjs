import { nativePackage } from "../bootstrap/repository-paths.mjs";
import { runVisibly } from "./steps.mjs";
import { cargoTotals, withRunnerFailure } from "./totals.mjs";

/** Our own crates are compiled without optimisation for their tests: that is quicker by minutes, and shares every dependency with the addon's build. */
const unoptimised = ["causeway-engine", "causeway-binding"].flatMap((crate) => [
  "--config",
  `profile.release.package.${crate}.opt-level=0`,
]);

/** All tests of the Rust workspace, examples of its documentation included. @type {import("./steps.mjs").Step} */
export const rustTestStep = {
  name: "Rust tests",
  run: async () => {
    const command = ["cargo", "test", "--release", ...unoptimised, "--workspace", "--locked", "--no-fail-fast"];
    const { succeeded, output } = await runVisibly(command, nativePackage);
    return withRunnerFailure(cargoTotals(output), succeeded);
  },
};
