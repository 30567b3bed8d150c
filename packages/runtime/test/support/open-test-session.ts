import { createPreflight } from "@causeway/sql-preflight";
import { onTestFinished } from "vitest";
import { openSession, type Session, type SessionOptions } from "../../src/index.js";

// Keeps the worker of the preflight from one session to the next. It does not keep the process.
createPreflight();

/** A session that is closed with the test that asked for it. */
export async function openTestSession(options?: SessionOptions): Promise<Session> {
  const session = await openSession(options);
  onTestFinished(() => session.close());
  return session;
}
