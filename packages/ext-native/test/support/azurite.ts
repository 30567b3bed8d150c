import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** The last line of Azurite that runs on Node 20. */
const version = "3.34.0";
const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "causeway");
const folder = join(cache, `azurite-${version}`);

/** The account that Azurite is born with, and its key, which is no secret. */
export const account = "devstoreaccount1";
export const accountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** Brings Azurite into the user's cache folder, once. False where it cannot be had. */
export async function hasAzurite(): Promise<boolean> {
  const stamp = join(folder, "installed");
  const lock = `${folder}.lock`;
  for (let tries = 0; tries < 200 && !existsSync(stamp); tries += 1) {
    try {
      mkdirSync(cache, { recursive: true });
      mkdirSync(lock);
    } catch {
      await sleep(500);
      continue;
    }
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "package.json"), '{"private":true}');
      const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"];
      execFileSync("npm", ["install", ...options, `azurite@${version}`], {
        cwd: folder,
        stdio: "ignore",
        timeout: 120_000,
      });
      writeFileSync(stamp, "");
    } catch {
      return false;
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return existsSync(stamp);
}

/** A blob service with one container, in memory, until the test ends. */
export async function serveAzure(
  container: string,
): Promise<{ readonly endpoint: string; readonly server: ChildProcess }> {
  const program = join(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");
  const flags = ["--blobPort", "0", "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck"];
  const server = spawn(process.execPath, [program, ...flags], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void server.kill("SIGKILL"));
  for await (const line of createInterface({ input: server.stdout })) {
    const [, port] = /listen(?:ing|s).*127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    const endpoint = `http://127.0.0.1:${port}/${account}`;
    await makeContainer(endpoint, container);
    return { endpoint, server };
  }
  throw new Error("Azurite has ended");
}

/** Signs as "Authorize with Shared Key" of the Azure Storage documentation says. */
async function makeContainer(endpoint: string, container: string): Promise<void> {
  const date = new Date().toUTCString();
  const headers = `x-ms-date:${date}\nx-ms-version:2021-08-06`;
  const resource = `/${account}/${account}/${container}\nrestype:container`;
  const text = `PUT${"\n".repeat(12)}${headers}\n${resource}`;
  const signature = createHmac("sha256", Buffer.from(accountKey, "base64")).update(text).digest("base64");
  const answer = await fetch(`${endpoint}/${container}?restype=container`, {
    method: "PUT",
    headers: { "x-ms-date": date, "x-ms-version": "2021-08-06", authorization: `SharedKey ${account}:${signature}` },
  });
  if (!answer.ok) throw new Error(`no container: ${answer.status} ${await answer.text()}`);
}
