import { NativeError, type Session } from "@causeway/runtime";

/** One way in which a query can go: what it does, and the only outcome that is right, `ok` or the code of an error. */
export interface MixedQuery {
  readonly name: string;
  readonly outcome: string;
  run(session: Session, index: number): Promise<unknown>;
}

/** A query that would compute for days. */
const endless = "SELECT sum(value % 7) AS total FROM generate_series(1, 1000000000000)";
const endlessRows = "SELECT value, value * 2 AS twice FROM generate_series(1, 1000000000000)";

/** Success, failure and abort in all stages, over a Delta table `numbers` (n from 0 to 9,999, part from 0 to 3). */
export const mixedQueries: readonly MixedQuery[] = [
  {
    name: "a kept plan with another parameter",
    outcome: "ok",
    async run(session, index) {
      const result = await session.query<{ n: bigint }>("SELECT count(*) AS n FROM numbers WHERE n < $1", {
        parameters: [index % 10_000],
      });
      check((await result.first())?.n === BigInt(index % 10_000), "the count is wrong");
    },
  },
  {
    name: "a text of its own",
    outcome: "ok",
    async run(session, index) {
      const rows = await (await session.query<{ x: bigint }>(`SELECT ${index} AS x`)).rows();
      check(rows[0]?.x === BigInt(index), "the row is wrong");
    },
  },
  {
    name: "an aggregate, as bytes",
    outcome: "ok",
    async run(session) {
      const result = await session.query("SELECT part, sum(n) AS total FROM numbers GROUP BY part ORDER BY part");
      check((await result.count()) === 4, "the groups are wrong");
    },
  },
  {
    name: "a sort that is read to its end",
    outcome: "ok",
    async run(session) {
      check((await (await session.query("SELECT n FROM numbers ORDER BY -n")).count()) === 10_000, "rows are missing");
    },
  },
  {
    name: "a reader that leaves after the first row",
    outcome: "ok",
    async run(session) {
      check((await (await session.query(endlessRows)).first()) !== undefined, "there is no row");
    },
  },
  {
    name: "a result that is thrown away unread",
    outcome: "ok",
    run: async (session) => (await session.query(endlessRows)).cancel(),
  },
  { name: "no SQL", outcome: "syntax-error", run: (session) => session.query("SELECT 1 +") },
  {
    name: "a column that is not there",
    outcome: "unknown-column",
    run: (session) => session.query("SELECT m FROM numbers"),
  },
  {
    name: "a statement that is not allowed",
    outcome: "statement-refused",
    run: (session) => session.query("DROP TABLE numbers"),
  },
  {
    name: "a parameter that is missing",
    outcome: "parameter-missing",
    run: (session) => session.query("SELECT n FROM numbers WHERE n < $1"),
  },
  {
    name: "an error in the middle of the rows",
    outcome: "execution-error",
    run: async (session) => (await session.query("SELECT 1 / (n - 5000) AS x FROM numbers")).rows(),
  },
  {
    name: "an abort before anything",
    outcome: "aborted",
    run: (session) => session.query("SELECT 1", { signal: AbortSignal.abort() }),
  },
  {
    name: "an abort in the middle of the work",
    outcome: "aborted",
    async run(session, index) {
      const controller = new AbortController();
      const result = await session.query(endless, { signal: controller.signal });
      setTimeout(() => controller.abort(), index % 5);
      await result.rows();
    },
  },
  {
    name: "a timeout",
    outcome: "timeout",
    run: async (session) => (await session.query(endless, { timeoutMs: 5 })).rows(),
  },
];

/** Runs a query and gives its outcome. What is no error of the engine or the session goes on as it is. */
export async function outcomeOf(query: MixedQuery, session: Session, index: number): Promise<string> {
  try {
    await query.run(session, index);
    return "ok";
  } catch (error) {
    if (NativeError.isInstance(error)) return error.code;
    throw error;
  }
}

function check(isRight: boolean, problem: string): void {
  if (!isRight) throw new Error(problem);
}
