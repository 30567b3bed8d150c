import { EngineSession, readRows } from "@causeway/ext-native";
import { openSession } from "./index.js";
const sql = "SELECT 1 AS one";
const e = EngineSession.open({ threads: 1 });
const s = await openSession({ engine: { threads: 1 } });
const off = await openSession({ engine: { threads: 1 }, preflight: "off" });
async function bare() { const plan = await e.prepare(sql); const st = await plan.execute(); const rows = []; for await (const b of st) rows.push(...readRows(b)); return rows; }
async function full() { return (await s.query(sql)).rows(); }
async function noPreflight() { return (await off.query(sql)).rows(); }
async function time(name: string, f: () => Promise<unknown>) { const t: number[] = []; for (let i = 0; i < 3000; i++) { const a = performance.now(); await f(); t.push(performance.now() - a); } t.sort((a, b) => a - b); console.log(name, "p50", t[1500]!.toFixed(3), "p95", t[2850]!.toFixed(3)); }
for (let i = 0; i < 3; i++) { await time("bare", bare); await time("full", full); await time("off ", noPreflight); }
process.exit(0);
