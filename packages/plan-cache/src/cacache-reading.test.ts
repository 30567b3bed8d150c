import { appendFileSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import cacache from "cacache";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findEntry, readContent } from "./cacache-reading.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cacache-reading-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const indexFile = (): string => {
  const [file] = readdirSync(join(folder, "index-v5"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return join(file?.parentPath ?? "", file?.name ?? "");
};

describe("what cacache has written", () => {
  it("is found as cacache finds it, and read", async () => {
    for (const [key, content] of Object.entries({ a: "one", "é/💶": "two", "": "three", large: "x".repeat(100_000) })) {
      await cacache.put(folder, key, content, { metadata: { format: key.length } });
      const found = await findEntry(folder, key);
      expect(found).toEqual(await cacache.get.info(folder, key));
      expect(String(found && (await readContent(found)))).toBe(content);
    }
    expect(await findEntry(folder, "b")).toBeUndefined();
    expect(await findEntry(join(folder, "none"), "a")).toBeUndefined();
  });

  it("is the latest of a key, and nothing after its removal", async () => {
    await cacache.put(folder, "a", "one");
    await cacache.put(folder, "a", "two");
    const found = await findEntry(folder, "a");
    expect(String(found && (await readContent(found)))).toBe("two");
    await cacache.rm.entry(folder, "a");
    expect(await findEntry(folder, "a")).toBeUndefined();
    expect(await cacache.get.info(folder, "a")).toBeNull();
  });

  it("is found behind lines that are cut or mixed up", async () => {
    await cacache.put(folder, "a", "one");
    appendFileSync(indexFile(), '\n0123\t{"key":"a","integrity":"sha512-AAAA"}\nno line\n\t\n{"key"');
    expect(await findEntry(folder, "a")).toEqual(await cacache.get.info(folder, "a"));
  });

  it("is refused when its content is another one, and tells of a file that is not there", async () => {
    await cacache.put(folder, "a", "one");
    const found = await findEntry(folder, "a");
    if (found === undefined) throw new Error("the entry is there");
    writeFileSync(found.path, "two");
    await expect(readContent(found)).rejects.toThrow("is not what was written");
    truncateSync(found.path, 1);
    await expect(readContent(found)).rejects.toThrow("is not what was written");
    rmSync(found.path);
    await expect(readContent(found)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
