import { capabilities, type TableDescription } from "@causeway/ext-native";
import { canonicalHash, planFingerprint } from "@causeway/plan-cache";
import type { StageChoices } from "./compile-plan.js";
import type { SessionOptions } from "./session-options.js";

/**
 * The keys of a session's plans: fingerprints of all that a plan depends on. A change that the fingerprint cannot see (another
 * table of the same name and columns, another setting) counts as a generation, so what was made before it is never found after it.
 */
export class PlanKeys {
  readonly #tables: () => readonly TableDescription[];
  readonly #session: string;
  readonly #engineVersions: string;
  readonly #profiles = new Map<string, string>();
  #generation = 0;
  #schemas: string | undefined;

  /** `tables` gives the registered tables. */
  constructor(tables: () => readonly TableDescription[], { engine: engineOptions, policy }: SessionOptions) {
    this.#tables = tables;
    // A bigint among the policy's values has no JSON of its own.
    const textOf = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}n` : value);
    this.#session = JSON.stringify({ engineOptions, policy }, textOf);
    const { abi, engine, datafusion, deltalake, arrow, platform } = capabilities();
    this.#engineVersions = canonicalHash({ abi: abi.number, engine, datafusion, deltalake, arrow, platform });
  }

  /** Something changed that plans depend on: no key of before comes back. */
  changed(): void {
    this.#generation += 1;
    this.#schemas = undefined;
  }

  /** The key of a text, as the stages are to treat it. */
  keyOf(sql: string, choices: StageChoices): string {
    this.#schemas ??= canonicalHash(this.#tables());
    return planFingerprint({
      input: sql,
      schemas: this.#schemas,
      versions: { engine: this.#engineVersions, generation: this.#generation },
      profile: this.profileOf(choices),
    });
  }

  /** Stands for the session's options and for what the query asks of the stages. */
  profileOf({ preflight, lane }: StageChoices): string {
    const choices = `${preflight} ${lane}`;
    let profile = this.#profiles.get(choices);
    if (profile === undefined) {
      profile = canonicalHash({ session: this.#session, preflight, lane });
      this.#profiles.set(choices, profile);
    }
    return profile;
  }
}
