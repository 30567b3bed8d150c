// Builds the native addon of this machine and writes its loader and types into native/.
//
// Cargo builds the whole workspace without --target, as the tests and clippy do, so that nothing compiles twice; napi's own build command
// always gives a target, and with it a second tree of every dependency. From napi come the loader and the types.
// Addons of other platforms are made for a release, by `napi build --target`.
//
// Cargo's target folder is shared by every checkout, so that a fresh clone builds from a warm cache:
// CARGO_TARGET_DIR if it is set, otherwise causeway/cargo-target in the user's cache folder.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { generateTypeDef, parseTriple, writeJsBinding } from "@napi-rs/cli";

const folder = fileURLToPath(new URL("../", import.meta.url));
const outputFolder = join(folder, "native");
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "causeway");
const targetFolder = process.env.CARGO_TARGET_DIR || join(cacheFolder, "cargo-target");
/** The protobuf compiler that the bootstrap brings; without it cargo looks for one on the path. */
const fetchedProtoc = join(cacheFolder, "protoc-30.2", "protoc", "data", "bin", "protoc");
/** The derive macros write the types here while the binding compiles. */
const typesFolder = join(targetFolder, "napi-types");
const environment = {
  ...process.env,
  ...(!process.env.PROTOC && existsSync(fetchedProtoc) && { PROTOC: fetchedProtoc }),
  CARGO_TARGET_DIR: targetFolder,
  NAPI_TYPE_DEF_TMP_FOLDER: typesFolder,
};

/** Runs cargo with its progress visible; gives its lines of output. */
async function cargo(...parameters) {
  const child = spawn("cargo", parameters, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  const [code] = await ended;
  if (code !== 0) throw new Error(`cargo ${parameters[0]} ended with exit code ${code}`);
  return lines;
}

/** A binding that was compiled without the folder has left no types: it is compiled again. */
async function ensureTypes() {
  if (existsSync(typesFolder) && readdirSync(typesFolder).length > 0) return;
  mkdirSync(typesFolder, { recursive: true });
  await cargo("clean", "--release", "--package", "causeway-binding");
}

async function buildLibrary() {
  const messages = await cargo("build", "--release", "--workspace", "--message-format", "json-render-diagnostics");
  for (const message of messages.map((line) => JSON.parse(line))) {
    if (message.reason === "compiler-artifact" && message.target.name === "causeway_binding")
      return message.filenames[0];
  }
  throw new Error("cargo built no library named causeway_binding");
}

async function hostPlatform() {
  const child = spawn("rustc", ["-vV"], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("host: ")) return parseTriple(line.slice("host: ".length)).platformArchABI;
  }
  throw new Error("rustc -vV names no host");
}

await ensureTypes();
const library = await buildLibrary();
const { binaryName, packageName } = manifest.napi;
const addon = join(outputFolder, `${binaryName}.${await hostPlatform()}.node`);
// A process may have the old addon mapped: it keeps its file, and the name moves to the new one.
copyFileSync(library, `${addon}.new`);
renameSync(`${addon}.new`, addon);
const { exports, dts } = await generateTypeDef({ typeDefDir: typesFolder, cwd: folder });
writeFileSync(join(outputFolder, "index.d.cts"), dts);
await writeJsBinding({
  platform: true,
  idents: exports,
  jsBinding: "index.cjs",
  binaryName,
  packageName,
  version: manifest.version,
  outputDir: outputFolder,
});
console.log(addon.slice(folder.length));
