import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const packageFile = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Bundles the command from its sources, over the built packages below it, into a file that Node runs as it is. */
export async function buildCommand(): Promise<string> {
  const outfile = packageFile(`node_modules/.cache/causeway/command-${process.pid}.mjs`);
  await build({
    entryPoints: [packageFile("src/cli/main.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    plugins: [
      {
        name: "own-sources",
        setup({ onResolve }) {
          onResolve({ filter: /^@causeway\/runtime$/ }, () => ({ path: packageFile("src/index.ts") }));
          onResolve({ filter: /^@causeway\/runtime\/viewer$/ }, () => ({ path: packageFile("src/viewer.ts") }));
        },
      },
    ],
    logLevel: "error",
  });
  return outfile;
}

/** How a command ended. */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly messages: string;
}

/** Runs a program in a process of its own. */
export async function runProcess(
  program: string,
  words: readonly string[],
  options: {
    readonly cwd: string;
    /** Is told of the process once it has begun. */
    readonly onStart?: (child: ChildProcess) => Promise<void>;
    /** Is told of each piece of its output. */
    readonly onOutput?: (child: ChildProcess) => void;
  },
): Promise<CommandEnd> {
  const child = spawn(program, words, { cwd: options.cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let messages = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    options.onOutput?.(child);
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    messages += text;
  });
  const [[code, signal]] = await Promise.all([once(child, "close"), options.onStart?.(child)]);
  return { code, signal, output, messages };
}
