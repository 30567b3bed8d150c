import type { CallOptions, EngineSession, TableSource } from "@causeway/ext-native";
import { checkOptions, type OptionRule } from "./check-options.js";

/**
 * When a Delta table that is registered at its newest version looks for a newer one:
 * - `pinned`: never, it stays at the version found when it was registered;
 * - `query`: before each query is planned, so that a query sees every commit that was there when it began;
 * - `{ everyMs }`: before a query is planned, when the last look is at least so many milliseconds old.
 */
export type RefreshPolicy = "pinned" | "query" | { readonly everyMs: number };

/** A source of a table, and for a Delta table when it is looked at again. Default: `pinned`. */
export type SessionTableSource = TableSource & { readonly refresh?: RefreshPolicy };

interface Followed {
  readonly everyMs: number;
  checkedMs: number;
}

const aRefreshPolicy: OptionRule = {
  expected: '"pinned", "query" or { everyMs }',
  accepts: (value) =>
    value === "pinned" ||
    value === "query" ||
    (typeof value === "object" && value !== null && "everyMs" in value && Object.keys(value).length === 1),
};
const aPeriod: OptionRule = {
  expected: "a number of milliseconds of at least 0",
  accepts: (value) => typeof value === "number" && value >= 0,
};

/** The Delta tables of a session that follow the newest version. A new version is reached by its new commits. */
export class TableFreshness {
  readonly #engine: EngineSession;
  readonly #followed = new Map<string, Followed>();

  constructor(engine: EngineSession) {
    this.#engine = engine;
  }

  /** The source as the engine takes it, and its policy. Errors: `invalid-option`. */
  static split(source: SessionTableSource): { readonly source: TableSource; readonly policy: RefreshPolicy } {
    const { refresh: policy = "pinned", ...rest } = source;
    checkOptions({ refresh: policy }, { refresh: aRefreshPolicy }, "a table");
    if (typeof policy === "object") checkOptions(policy, { everyMs: aPeriod }, "refresh");
    const isFixed = !("delta" in rest) || rest.version !== undefined || rest.timestamp !== undefined;
    if (policy !== "pinned" && isFixed) {
      const never: OptionRule = {
        expected: "left out, but for a Delta table at its newest version",
        accepts: () => false,
      };
      checkOptions({ refresh: policy }, { refresh: never }, "a table");
    }
    return { source: rest, policy };
  }

  /** Whether no table follows its newest version. */
  get isEmpty(): boolean {
    return this.#followed.size === 0;
  }

  follow(name: string, policy: RefreshPolicy): void {
    if (policy === "pinned") return;
    this.#followed.set(name, { everyMs: policy === "query" ? 0 : policy.everyMs, checkedMs: performance.now() });
  }

  forget(name: string): void {
    this.#followed.delete(name);
  }

  /** Looks at the tables whose time has come, and says whether one has moved. Errors: those of registering a Delta table. */
  async refresh(limits: CallOptions): Promise<boolean> {
    const now = performance.now();
    const due = [...this.#followed].filter(([, { everyMs, checkedMs }]) => now - checkedMs >= everyMs);
    const moved = await Promise.all(
      due.map(async ([name, followed]) => {
        followed.checkedMs = now;
        return (await this.#engine.refreshTable(name, limits)) !== undefined;
      }),
    );
    return moved.includes(true);
  }
}
