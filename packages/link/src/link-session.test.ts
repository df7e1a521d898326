import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameReader } from "./frame.ts";
import { LinkSession } from "./link-session.ts";

const limits = { unackedBytesMax: 1_000_000, unackedMessagesMax: 1_000 };

/** What a path carries: what was written to it and not yet delivered, in the sender's own memory as a full socket holds it. */
interface Wire {
  parts: Uint8Array[];
  readonly reader: FrameReader;
}

/**
 * A sender, a receiver and some paths, moved by hand: any path may deliver any part of what it holds at any time, also
 * long after traffic has left it, and acknowledgements may be late or lost. The sender writes to its memory again as soon as the
 * receiver has the message.
 */
class Bench {
  readonly sender = new LinkSession(limits);
  readonly receiver = new LinkSession(limits);
  readonly delivered: string[] = [];
  readonly problems: string[] = [];
  sent = 0;
  readonly #memory: Buffer[] = [];
  #wires: Wire[];
  #inUse = 0;
  #lateAcknowledgements: number[] = [];

  constructor(paths: number) {
    this.#wires = Array.from({ length: paths }, () => this.#wire());
  }

  #wire(): Wire {
    const message = (sequence: number, payload: Uint8Array): void => {
      const arrival = this.receiver.arrived(sequence, payload.byteLength);
      if (arrival === "gap") this.problems.push(arrival);
      if (arrival !== "deliver") return;
      this.delivered.push(Buffer.from(payload).toString());
      this.#memory[sequence - 1]!.fill("?");
    };
    const reader = new FrameReader({ message, control: () => undefined }, (bytes) =>
      Buffer.alloc(bytes),
    );
    reader.allowMessages(1_000_000);
    return { parts: [], reader };
  }

  send(size: number): void {
    const payload = Buffer.from(`${this.sent}`.padEnd(size, "."));
    const half = payload.length >> 1;
    const chunks = [payload.subarray(0, half), payload.subarray(half)];
    if (!this.sender.outgoing.enqueue(chunks, payload.length)) return;
    this.#memory.push(payload);
    this.sent += 1;
  }

  write(budget: number): void {
    this.sender.outgoing.take(budget, this.#wires[this.#inUse]!.parts);
  }

  deliver(path: number, share: number): void {
    const wire = this.#wires[path % this.#wires.length]!;
    const held = Buffer.concat(wire.parts);
    const bytes = Math.ceil(held.length * share);
    const error = wire.reader.push(held.subarray(0, bytes));
    if (error !== null) this.problems.push(error);
    wire.parts = [held.subarray(bytes)];
  }

  switchTo(path: number): void {
    this.#inUse = path % this.#wires.length;
    this.sender.outgoing.rewind();
  }

  /** The path is destroyed with all it holds and dialed again; if it was in use, traffic begins again. */
  breakPath(path: number): void {
    this.#wires[path % this.#wires.length] = this.#wire();
    if (path % this.#wires.length === this.#inUse) this.sender.outgoing.rewind();
  }

  acknowledge(late: boolean): void {
    if (late) this.#lateAcknowledgements.push(this.receiver.received);
    else this.#acknowledged(this.receiver.received);
  }

  acknowledgeOld(): void {
    const old = this.#lateAcknowledgements.shift();
    if (old !== undefined) this.#acknowledged(old);
  }

  #acknowledged(sequence: number): void {
    if (!this.sender.outgoing.acknowledge(sequence)) this.problems.push(`bad ack ${sequence}`);
  }

  finish(): void {
    this.switchTo(0);
    for (let round = 0; round < 10_000 && this.sender.outgoing.unackedMessages > 0; round += 1) {
      this.write(100_000);
      for (let path = 0; path < this.#wires.length; path += 1) this.deliver(path, 1);
      this.acknowledge(false);
    }
  }
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const path = fc.nat({ max: 2 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("send" as const), size: fc.nat({ max: 6_000 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("write" as const), budget: fc.nat({ max: 20_000 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("deliver" as const), path, share }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("switch" as const), path }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("break" as const), path }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("acknowledge" as const), late: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("old" as const) }) },
);

test("over any schedule of switches, breaks and late deliveries each message comes once and in order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
      const bench = new Bench(3);
      for (const one of steps) {
        if (one.do === "send") bench.send(one.size);
        else if (one.do === "write") bench.write(one.budget);
        else if (one.do === "deliver") bench.deliver(one.path, one.share);
        else if (one.do === "switch") bench.switchTo(one.path);
        else if (one.do === "break") bench.breakPath(one.path);
        else if (one.do === "acknowledge") bench.acknowledge(one.late);
        else bench.acknowledgeOld();
        const { outgoing } = bench.sender;
        expect(outgoing.queuedBytes).toBeGreaterThanOrEqual(0);
        expect(outgoing.inFlightBytes).toBeGreaterThanOrEqual(0);
      }
      bench.finish();
      expect(bench.problems).toEqual([]);
      expect(bench.delivered.map((text) => Number.parseInt(text, 10))).toEqual(
        Array.from({ length: bench.sent }, (_, index) => index),
      );
      const { outgoing } = bench.sender;
      expect([outgoing.unackedBytes, outgoing.queuedBytes, outgoing.unackedMessages]).toEqual([
        0, 0, 0,
      ]);
    }),
    { numRuns: 400 },
  );
});

test("a window that is full refuses, and takes again when something was acknowledged", () => {
  const { outgoing } = new LinkSession({ unackedBytesMax: 10_000, unackedMessagesMax: 3 });
  const one = [Buffer.alloc(100)];
  expect([1, 2, 3, 4].map(() => outgoing.enqueue(one, 100))).toEqual([true, true, true, false]);
  outgoing.take(1_000_000, []);
  expect(outgoing.acknowledge(1)).toBe(true);
  expect([outgoing.enqueue(one, 100), outgoing.enqueue(one, 100)]).toEqual([true, false]);
  const bytes = new LinkSession({ unackedBytesMax: 10_000, unackedMessagesMax: 100 }).outgoing;
  expect(bytes.enqueue([Buffer.alloc(20_000)], 20_000)).toBe(true);
  expect(bytes.enqueue(one, 100)).toBe(false);
});

test("an acknowledgement of what was never written is refused and changes nothing", () => {
  const { outgoing } = new LinkSession(limits);
  outgoing.enqueue([Buffer.alloc(10)], 10);
  expect(outgoing.acknowledge(1)).toBe(false);
  outgoing.take(1_000, []);
  expect(outgoing.acknowledge(2)).toBe(false);
  expect(outgoing.unackedMessages).toBe(1);
  expect(outgoing.acknowledge(1)).toBe(true);
});

test("large payloads are written from where they are, without a copy", () => {
  const { outgoing } = new LinkSession(limits);
  const large = Buffer.alloc(100_000);
  outgoing.enqueue([large], large.length);
  const parts: Uint8Array[] = [];
  outgoing.take(1_000_000, parts);
  expect(parts).toHaveLength(2);
  expect(parts[1]).toBe(large);
});

test("many small messages leave as one piece", () => {
  const { outgoing } = new LinkSession(limits);
  for (let index = 0; index < 500; index += 1) outgoing.enqueue([Buffer.alloc(24)], 24);
  const parts: Uint8Array[] = [];
  outgoing.take(1_000_000, parts);
  expect(parts).toHaveLength(1);
});
