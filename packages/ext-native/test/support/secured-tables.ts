import { join } from "node:path";
import { type Table, tableFromArrays } from "apache-arrow";
import { type EngineOptions, EngineSession } from "../../src/index.js";
import { openSession } from "./sessions.js";
import { temporaryFolder } from "./temporary-folder.js";

/** An order. Those of tenant `b` are hidden from tenant `a`. */
export interface Order {
  readonly id: number;
  readonly tenant: string;
  readonly qty: number;
  readonly code: string;
  readonly ssn: string;
}

/** Of tenant a all codes are numbers and no quantity is zero; of tenant b that is otherwise. */
export const orders: readonly Order[] = [
  { id: 1, tenant: "a", qty: 1, code: "10", ssn: "111-11" },
  { id: 2, tenant: "b", qty: 0, code: "hidden-2", ssn: "222-22" },
  { id: 3, tenant: "a", qty: 2, code: "20", ssn: "333-33" },
  { id: 4, tenant: "b", qty: 0, code: "hidden-4", ssn: "444-44" },
  { id: 5, tenant: "a", qty: 5, code: "30", ssn: "111-11" },
];

export const ordersOfTenant = {
  rowFilters: { orders: "tenant = $tenant" },
  parameters: { tenant: "a" },
} as const;

export function tableOfOrders(rows: readonly Order[]): Table {
  return tableFromArrays({
    id: Int32Array.from(rows, ({ id }) => id),
    tenant: rows.map(({ tenant }) => tenant),
    qty: Int32Array.from(rows, ({ qty }) => qty),
    code: rows.map(({ code }) => code),
    ssn: rows.map(({ ssn }) => ssn),
  });
}

export type Format = "arrow" | "parquet" | "delta";

/** A session over one table `orders` of these rows, stored as asked for; the test that asked closes it. */
export async function sessionOverOrders(
  options: EngineOptions,
  rows: readonly Order[] = orders,
  format: Format = "arrow",
): Promise<EngineSession> {
  const session = openSession(options);
  if (format === "arrow") await session.registerTable("orders", { arrow: tableOfOrders(rows) });
  else if (format === "parquet") await session.registerTable("orders", { parquet: await parquetOf(rows) });
  else await session.registerTable("orders", { delta: await deltaOf(rows) });
  return session;
}

/** A file of row groups of two rows. */
export async function parquetOf(rows: readonly Order[]): Promise<string> {
  const path = join(temporaryFolder(), "orders.parquet");
  await using writer = EngineSession.open({
    allow: ["copy"],
    settings: { "datafusion.execution.parquet.max_row_group_size": 2 },
  });
  await writer.registerTable("rows", { arrow: tableOfOrders(rows) });
  const plan = await writer.prepare(
    `COPY (SELECT id, CAST(tenant AS VARCHAR) AS tenant, qty, CAST(code AS VARCHAR) AS code, CAST(ssn AS VARCHAR) AS ssn FROM rows) TO '${path}' STORED AS PARQUET`,
  );
  for await (const _ of await plan.execute());
  return path;
}

/** A Delta table, partitioned by tenant. */
export async function deltaOf(rows: readonly Order[]): Promise<string> {
  const path = join(temporaryFolder(), "orders");
  await using writer = EngineSession.open();
  await writer.delta(path).write(tableOfOrders(rows), { mode: "create", partitionBy: ["tenant"] });
  return path;
}
