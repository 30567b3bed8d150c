import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the two programs of the smoke test, which hand every package to `exercise`, by the last part of its name:
 * `imported.mjs` imports them and `required.cjs` requires them.
 *
 * @param {string} folder
 * @param {readonly string[]} packageNames
 */
export function writeEntryPrograms(folder, packageNames) {
  const keys = packageNames.map((name) => JSON.stringify(name.replace(/^.*\//, "")));
  const imports = packageNames.map((name, index) => `import * as package${index} from "${name}";`);
  const imported = keys.map((key, index) => `${key}: package${index}`);
  const required = packageNames.map((name, index) => `${keys[index]}: require("${name}")`);
  writeFileSync(
    join(folder, "imported.mjs"),
    `${imports.join("\n")}\nimport { exercise } from "./exercise.mjs";\nawait exercise({ ${imported.join(", ")} });\n`,
  );
  writeFileSync(
    join(folder, "required.cjs"),
    `const packages = { ${required.join(", ")} };\nimport("./exercise.mjs").then(({ exercise }) => exercise(packages));\n`,
  );
}
