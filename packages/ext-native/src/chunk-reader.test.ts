import { expect, it } from "vitest";
import { FakeStream, fakeAddon } from "../test/support/fake-native.js";
import { Cancellation } from "./cancellation.js";
import { ChunkReader } from "./chunk-reader.js";

const chunk = (byte: number) => new Uint8Array([byte]);

/** A stream whose second chunk says that it is the last. */
class EndingStream extends FakeStream {
  override async next() {
    const step = await super.next();
    this.ended = this.asked === 2;
    return step;
  }
}

it("does not ask again once the last chunk has come", async () => {
  const native = new EndingStream([chunk(1), chunk(2)]);
  const reader = new ChunkReader(native, new Cancellation(fakeAddon(), {}));
  expect([await reader.next(), await reader.next(), await reader.next()]).toEqual([chunk(1), chunk(2), undefined]);
  expect(native.asked).toBe(2);
});
