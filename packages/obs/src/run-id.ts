import { randomFillSync } from "node:crypto";

/** Random bytes are drawn for many ids at once, since a call for them costs more than the rest of an id. */
const pool = Buffer.alloc(4096);
let drawn = pool.length;

/** Bytes of an id behind its time and counter: 62 bits of them are random. */
const randomBytes = 8;

let latestMs = 0;
let counter = 0;

/**
 * A new run id: a UUID of version 7 (RFC 9562, section 5.7). Ids sort in the order in which a process makes them: `rand_a` counts within a
 * millisecond (section 6.2, method 1), and where it overflows or the clock is set back the time runs ahead.
 */
export function createRunId(): string {
  const nowMs = Date.now();
  if (nowMs > latestMs) {
    latestMs = nowMs;
    counter = 0;
  } else if (counter < 0xfff) {
    counter += 1;
  } else {
    latestMs += 1;
    counter = 0;
  }
  const time = latestMs.toString(16).padStart(12, "0");
  const random = randomHex();
  const variant = ((Number.parseInt(random.slice(0, 1), 16) & 3) | 8).toString(16);
  const count = counter.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}

function randomHex(): string {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += randomBytes;
  return pool.toString("hex", drawn - randomBytes, drawn);
}
