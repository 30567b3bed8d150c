import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../bootstrap/repository-paths.mjs";
import { workspacePackages } from "../bootstrap/workspace-packages.mjs";
import { localProgram, runVisibly } from "./steps.mjs";

/** Where the examples are written to be checked: inside a package of this repository, so that imports resolve. */
const folder = join(repositoryRoot, "packages", "dev-tools", ".readme-examples");

/**
 * The TypeScript examples of a README, in order.
 *
 * @param {string} markdown
 */
export function exampleBlocks(markdown) {
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
}

/** Type-checks every TypeScript example of every README; the compiler's own lines name example and fault. */
export async function checkReadmeExamples() {
  const readmes = [repositoryRoot, ...workspacePackages().map(({ directory }) => directory)]
    .map((directory) => ({ name: directory === repositoryRoot ? "root" : directory.split(/[\\/]/).at(-1), directory }))
    .filter(({ directory }) => existsSync(join(directory, "README.md")));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../tsconfig.json", compilerOptions: { noUnusedLocals: false }, include: ["*.ts"] }),
  );
  for (const { name, directory } of readmes)
    for (const [index, code] of exampleBlocks(readFileSync(join(directory, "README.md"), "utf8")).entries())
      writeFileSync(join(folder, `${name}-readme-example-${index + 1}.ts`), code);
  const { succeeded } = await runVisibly([localProgram("tsc"), "--project", folder]);
  return succeeded ? [] : ["an example of a README does not type-check"];
}
