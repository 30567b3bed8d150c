import { onTestFinished } from "vitest";
import { openSession, type Session, type SessionOptions } from "../../src/index.js";

/** A session that is closed with the test that asked for it. */
export async function openTestSession(options?: SessionOptions): Promise<Session> {
  const session = await openSession(options);
  onTestFinished(() => session.close());
  return session;
}
