import fc from "fast-check";
import { expect, test } from "vitest";
import {
  FrameReader,
  decodePulse,
  encodeControl,
  encodePulse,
  frameType,
  handshakeBytesMax,
  lengthBytes,
  messageHeaderBytes,
  writeMessageHeader,
} from "./frame.ts";

function message(sequence: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(messageHeaderBytes + payload.byteLength);
  writeMessageHeader(bytes, 0, sequence, payload.byteLength);
  bytes.set(payload, messageHeaderBytes);
  return bytes;
}

interface Heard {
  readonly reader: FrameReader;
  readonly frames: unknown[];
  readonly allocated: number[];
}

function reader(): Heard {
  const frames: unknown[] = [];
  const allocated: number[] = [];
  const sink = {
    message: (sequence: number, payload: Uint8Array) => frames.push([sequence, ...payload]),
    control: (type: number, body: Uint8Array) => frames.push({ type, body: [...body] }),
  };
  const made = new FrameReader(sink, (bytes) => {
    allocated.push(bytes);
    return new Uint8Array(bytes);
  });
  return { reader: made, frames, allocated };
}

const sequence = fc.integer({ min: 0, max: 2 ** 48 - 1 });

test("however a stream is cut into chunks, the same frames come out", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(sequence, fc.uint8Array({ maxLength: 40 })), { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 40 }),
      (messages, cuts) => {
        const bye = encodeControl(frameType.bye, new Uint8Array(0));
        const stream = Buffer.concat([...messages.map(([at, body]) => message(at, body)), bye]);
        const { reader: made, frames } = reader();
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const end = at + cuts[turn % cuts.length]!;
          expect(made.push(stream.subarray(at, end))).toBe(null);
          at = end;
        }
        expect(frames).toEqual([
          ...messages.map(([at, body]) => [at, ...body]),
          { type: frameType.bye, body: [frameType.bye] },
        ]);
      },
    ),
  );
});

test("random bytes are refused or understood, and never throw or allocate beyond the limit", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (chunks) => {
      const { reader: made, allocated } = reader();
      for (const chunk of chunks) if (made.push(chunk) !== null) break;
      expect(Math.max(0, ...allocated)).toBeLessThanOrEqual(handshakeBytesMax);
    }),
    { numRuns: 2_000 },
  );
});

test("a length beyond the limit is refused before anything is allocated, and grows with the handshake", () => {
  const long = new Uint8Array([0, 1, 0, 0]);
  const before = reader();
  expect(before.reader.push(long)).toBe("frame-too-long");
  expect(before.allocated).toEqual([]);
  const after = reader();
  after.reader.allowMessages(65_536);
  expect(after.reader.push(long)).toBe(null);
  const beyond = reader();
  beyond.reader.allowMessages(65_536 - messageHeaderBytes + lengthBytes - 1);
  expect(beyond.reader.push(long)).toBe("frame-too-long");
});

test.each([
  ["an empty frame", [0, 0, 0, 0], "frame-too-short"],
  ["a message without a whole header", [0, 0, 0, 3, frameType.message, 0, 0], "frame-too-short"],
  ["an unknown type", [0, 0, 0, 1, 77], "unknown-frame-type"],
])("%s is refused by name", (_name, bytes, error) => {
  expect(reader().reader.push(new Uint8Array(bytes))).toBe(error);
});

test("after stop nothing more is handed out", () => {
  const { reader: made, frames } = reader();
  const two = Buffer.concat([message(1, new Uint8Array(1)), message(2, new Uint8Array(1))]);
  made.push(two.subarray(0, 20));
  made.stop();
  expect(made.push(two.subarray(20))).toBe(null);
  expect(frames).toHaveLength(1);
});

test("a pulse comes back as it was; a damaged one is refused", () => {
  const pulse = {
    wantsAnswer: true,
    acknowledged: 2 ** 47 + 1,
    bytesIn: 12,
    sentAt: 1_234.5678,
    echo: -1,
    choice: 3,
  };
  const body = encodePulse(pulse).subarray(lengthBytes);
  expect(decodePulse(body)).toEqual(pulse);
  expect(decodePulse(body.subarray(1))).toBe(null);
  for (const wrong of [
    { acknowledged: -1 },
    { bytesIn: 0.5 },
    { choice: NaN },
    { echo: Infinity },
  ]) {
    expect(decodePulse(encodePulse({ ...pulse, ...wrong }).subarray(lengthBytes))).toBe(null);
  }
});
