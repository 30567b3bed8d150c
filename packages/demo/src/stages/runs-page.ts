import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderRuns } from "@causeway/runtime/viewer";
import type { DemoStage } from "./demo-stage.js";

/** All runs so far as one HTML file. */
export async function runsPage({ diagnostics, folder, style, write }: DemoStage): Promise<void> {
  const page = renderRuns(diagnostics.records);
  if (page === undefined) throw new Error("the session has recorded no run");
  const path = join(folder, "runs.html");
  await mkdir(folder, { recursive: true });
  await writeFile(path, page);
  write(`\n${style.heading("The runs to look at: plan, timeline, files and findings of each")}\n${path}\n`);
}
