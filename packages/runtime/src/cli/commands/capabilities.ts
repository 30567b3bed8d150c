import { openSession } from "@causeway/runtime";
import { exitCodes } from "../exit-codes.js";
import { styleOf, type Terminal, writeOut } from "../terminal.js";

/** A value in one line: a list by its names, or where it is of more than names by their number. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value.some((item) => typeof item === "object") ? String(value.length) : value.join(", ");
  }
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${Array.isArray(part) && part.length > 20 ? part.length : textOf(part)}`)
    .join("; ");
}

/** `causeway capabilities`: versions and stores of the engine, and the lanes. */
export async function runCapabilities(
  { format }: { readonly format: "text" | "json" },
  terminal: Terminal,
): Promise<number> {
  await using session = await openSession({ preflight: "off" });
  const { engine, lanes } = session.capabilities();
  const style = styleOf(terminal.output, terminal);
  const facts = Object.entries({ ...engine, lanes, node: process.versions.node });
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${style.heading(name.padEnd(width))}  ${textOf(value)}`);
  const text = format === "json" ? JSON.stringify(Object.fromEntries(facts), undefined, 2) : lines.join("\n");
  await writeOut(terminal.output, `${text}\n`, terminal.signal);
  return exitCodes.ok;
}
