import { access, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pythonProgram } from "../prepare/python-tools.js";
import { runCommand } from "../prepare/run-command.js";
import type { Workplace } from "../workplace.js";

/** Rows of each file. Ids count through the files, so that the file of an id is known. */
export const rowsPerFile = 100;

/** A Delta table of so many files of 100 rows, one partition a day for a year, with statistics and a checkpoint; made on first use. */
export async function selectiveTable(workplace: Workplace, files: number): Promise<string> {
  const folder = join(workplace.cache, `delta-${files}-files`);
  const ready = await access(folder).then(
    () => true,
    () => false,
  );
  if (!ready) {
    workplace.progress(`Making a Delta table of ${files.toLocaleString("en-US")} files …`);
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    const script = join(workplace.packageFolder, "python", "selective_tables.py");
    await runCommand(await pythonProgram(workplace, "python"), [script, unfinished, String(files)]);
    await rename(unfinished, folder);
  }
  return folder;
}
