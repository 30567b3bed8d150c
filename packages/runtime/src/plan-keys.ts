import { capabilities } from "@causeway/ext-native";
import { canonicalHash, planFingerprint } from "@causeway/plan-cache";
import type { StageChoices } from "./compile-plan.js";
import { packageVersions } from "./package-versions.js";
import type { SessionOptions } from "./session-options.js";
import type { TableIdentity } from "./table-identity.js";

/** The keys of one query. */
export interface PlanKey {
  /** For a prepared plan, which holds on to the tables of this process. */
  readonly memory: string;
  /** For what any process can use: a fingerprint of content alone. False: the plan depends on more than a fingerprint can see. */
  readonly persistent: string | false;
  /** The profile that is in it. */
  readonly profile: string;
}

/** A profile, and the fingerprints of the texts that were asked in it since the last change. */
interface Profile {
  readonly hash: string;
  readonly contents: Map<string, string>;
}

/** How many fingerprints a profile remembers, and of how long texts in UTF-16 code units, so that a query that comes again is not hashed again. */
const remembered = { texts: 500, longest: 2_000 };

/**
 * What a change makes of the keys. `tables`: the registered tables or their rows, which every process sees as it registers them.
 * `session`: something that only SQL of this session has made, such as a view or a setting.
 */
export type PlanChange = "tables" | "session";

/**
 * The keys of a session's plans: fingerprints of all that a plan depends on. A generation stands for what the content does not tell, such as
 * other rows under a table's name: what was made before a change is never found after it in this process.
 */
export class PlanKeys {
  readonly #tables: () => readonly TableIdentity[];
  readonly #session: string;
  readonly #versions: string;
  readonly #profiles = new Map<string, Profile>();
  #generation = 0;
  #changesUnderWay = 0;
  #isOfThisProcess = false;
  #schemas: string | undefined;

  /** `tables` gives what identifies the registered tables. */
  constructor(tables: () => readonly TableIdentity[], { engine = {}, policy, planCache = {} }: SessionOptions) {
    this.#tables = tables;
    // Where an operator spills is nothing to a plan, and often a folder of one process.
    const { spillDirectory: _directory, spillLimitBytes: _limit, ...engineOptions } = engine;
    this.#session = JSON.stringify({ engineOptions, policy }, textOfBigint);
    const isShared = planCache !== false && (planCache.directory ?? planCache.store) !== undefined;
    const { abi, engine: addon, datafusion, deltalake, arrow, platform } = capabilities();
    // In one process there is one of each package.
    const packages = isShared ? packageVersions() : {};
    this.#versions = canonicalHash({ abi: abi.number, addon, datafusion, deltalake, arrow, platform, packages });
  }

  /** A change begins. What is planned until it has ended may see the state of before or of after. */
  beginChange(change: PlanChange): void {
    this.#changesUnderWay += 1;
    if (change === "session") this.#isOfThisProcess = true;
    this.#renew();
  }

  endChange(): void {
    this.#changesUnderWay -= 1;
    this.#renew();
  }

  /** The keys of a text, as the stages are to treat it. */
  keyOf(sql: string, choices: StageChoices): PlanKey {
    const profile = this.#profileOf(choices);
    const content = profile.contents.get(sql) ?? this.#contentOf(sql, profile);
    const isContentAlone = this.#changesUnderWay === 0 && !this.#isOfThisProcess;
    return {
      memory: `${content}.${this.#generation}`,
      persistent: isContentAlone && content,
      profile: profile.hash,
    };
  }

  /** Whether what has been made since the key was, was made of the tables that the key tells of. */
  stillHolds({ memory }: PlanKey): boolean {
    return memory.endsWith(`.${this.#generation}`) && this.#schemas === canonicalHash(this.#tables());
  }

  #contentOf(sql: string, { hash, contents }: Profile): string {
    this.#schemas ??= canonicalHash(this.#tables());
    const content = planFingerprint({
      input: normalised(sql),
      schemas: this.#schemas,
      versions: this.#versions,
      profile: hash,
    });
    if (contents.size === remembered.texts) contents.clear();
    if (sql.length <= remembered.longest) contents.set(sql, content);
    return content;
  }

  /** Stands for the session's options and for what the query asks of the stages. */
  #profileOf({ preflight, lane }: StageChoices): Profile {
    const choices = `${preflight} ${lane}`;
    let profile = this.#profiles.get(choices);
    if (profile === undefined) {
      profile = { hash: canonicalHash({ session: this.#session, preflight, lane }), contents: new Map() };
      this.#profiles.set(choices, profile);
    }
    return profile;
  }

  #renew(): void {
    this.#generation += 1;
    this.#schemas = undefined;
    for (const { contents } of this.#profiles.values()) contents.clear();
  }
}

function textOfBigint(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}

/**
 * Before: `SELECT 1 ;\n`, after: `SELECT 1`. White space at the end goes, and one semicolon. The beginning is left alone, since a refusal that is kept
 * tells places in the text; so is what stands inside, which may be part of a literal.
 */
function normalised(sql: string): string {
  const end = lengthWithoutSpace(sql, sql.length);
  return sql.slice(0, sql[end - 1] === ";" ? lengthWithoutSpace(sql, end - 1) : end);
}

function lengthWithoutSpace(text: string, length: number): number {
  let end = length;
  while (end > 0 && " \t\r\n".includes(text[end - 1] as string)) end -= 1;
  return end;
}
