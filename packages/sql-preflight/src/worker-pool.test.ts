import { afterEach, expect, test } from "vitest";
import { type PoolLease, WorkerPool } from "./worker-pool.js";

const fakeWorker = new URL("../test/support/fake-worker.mjs", import.meta.url);
const patient = { deadlineMs: 10_000 };

const leases: PoolLease[] = [];
afterEach(() => Promise.all(leases.splice(0).map((lease) => lease.release())));

function join(pool = new WorkerPool(fakeWorker), workers = 1): PoolLease {
  const lease = pool.join(workers);
  leases.push(lease);
  return lease;
}

const answers = (lease: PoolLease, requests: readonly string[]) =>
  Promise.all(requests.map(async (request) => (await lease.ask(request, patient)).answer));

test("one worker answers all, one after another", async () => {
  const given = await answers(join(), ["a", "b", "c"]);
  const [thread] = given.map((answer) => answer.split(" ")[2]);
  expect(given).toEqual([`a by ${thread}`, `b by ${thread}`, `c by ${thread}`]);
});

test("users of a pool share its workers, as many as the most demanding of them allows", async () => {
  const pool = new WorkerPool(fakeWorker);
  const [modest, demanding] = [join(pool), join(pool, 2)];
  const threads = await Promise.all([answers(modest, ["a", "b"]), answers(demanding, ["c", "d"])]);
  expect(new Set(threads.flat().map((answer) => answer.split(" ")[2])).size).toBe(2);
});

test("a worker that hangs is replaced, and only the request that it hung on fails", async () => {
  const lease = join();
  const hung = lease.ask("hang", { deadlineMs: 50 });
  const waiting = lease.ask("next", patient);
  await expect(hung).rejects.toMatchObject({ code: "worker-timeout", message: expect.stringContaining("50 ms") });
  expect((await waiting).answer).toMatch(/^next by /);
});

test.each([
  ["exit", "code 7"],
  ["throw", "out of order"],
  ["break", "memory access out of bounds"],
])("a worker that dies by %s is replaced, and says why", async (how, why) => {
  const lease = join();
  const [died, waiting] = [lease.ask(how, patient), lease.ask("next", patient)];
  await expect(died).rejects.toMatchObject({ code: "worker-died", message: expect.stringContaining(why) });
  expect((await waiting).answer).toMatch(/^next by /);
});

test("a worker that cannot start fails each request, and none waits for ever", async () => {
  const lease = join(new WorkerPool(new URL("./no-such-worker.mjs", import.meta.url)));
  const failed = await Promise.allSettled([lease.ask("a", patient), lease.ask("b", patient)]);
  expect(failed.map((result) => result.status === "rejected" && result.reason.code)).toEqual([
    "worker-died",
    "worker-died",
  ]);
});

test("a request that is called off leaves the queue, or the worker to finish in vain", async () => {
  const lease = join();
  const controllers = [new AbortController(), new AbortController()] as const;
  const [running, queued] = controllers.map(({ signal }) => lease.ask("late", { ...patient, signal }));
  for (const controller of controllers) controller.abort("enough");
  await expect(running).rejects.toMatchObject({ code: "aborted", cause: "enough" });
  await expect(queued).rejects.toMatchObject({ code: "aborted", cause: "enough" });
  expect((await lease.ask("next", patient)).answer).toMatch(/^next by /);
});

test("the workers end with their last user, also under way", async () => {
  const pool = new WorkerPool(fakeWorker);
  const [first, last] = [join(pool), join(pool)];
  await first.ask("a", patient);
  await first.release();
  expect((await last.ask("b", patient)).answer).toMatch(/^b by /);
  const underWay = last.ask("hang", patient);
  const [outcome] = await Promise.allSettled([underWay, last.release()]);
  expect(outcome).toMatchObject({ status: "rejected", reason: { code: "worker-died" } });
});
