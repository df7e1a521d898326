import { streamKindMin } from "./messages.ts";

/**
 * The members' connections as frames in messages of a link: kind (1 byte), side (1), stream (4), then data, or in an
 * `ack` the number of bytes that were passed on (4). Sides are named by who sends: the one that opened the stream or the
 * other. `open` leads to where a member takes its peers, `open-to-clients` to where it takes clients.
 */
export type StreamFrame =
  | {
      readonly kind: "open" | "end" | "reset" | "open-to-clients";
      readonly byOpener: boolean;
      readonly stream: number;
    }
  | {
      readonly kind: "data";
      readonly byOpener: boolean;
      readonly stream: number;
      readonly data: Uint8Array;
    }
  | {
      readonly kind: "ack";
      readonly byOpener: boolean;
      readonly stream: number;
      readonly bytes: number;
    };

const kinds = ["open", "data", "ack", "end", "reset", "open-to-clients"] as const;
const headBytes = 6;

export function encodeStreamFrame(frame: StreamFrame): readonly Uint8Array[] {
  const head = new Uint8Array(frame.kind === "ack" ? headBytes + 4 : headBytes);
  const view = new DataView(head.buffer);
  head[0] = streamKindMin + kinds.indexOf(frame.kind);
  head[1] = frame.byOpener ? 1 : 0;
  view.setUint32(2, frame.stream, true);
  if (frame.kind === "ack") view.setUint32(headBytes, frame.bytes, true);
  return frame.kind === "data" ? [head, frame.data] : [head];
}

/** Null for anything that is no such frame. */
export function decodeStreamFrame(bytes: Uint8Array): StreamFrame | null {
  const kind = kinds[(bytes[0] ?? 0) - streamKindMin];
  if (kind === undefined || bytes.length < headBytes || bytes[1]! > 1) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const byOpener = bytes[1] === 1;
  const stream = view.getUint32(2, true);
  if (kind === "data") return { kind, byOpener, stream, data: bytes.subarray(headBytes) };
  if (kind !== "ack") return bytes.length === headBytes ? { kind, byOpener, stream } : null;
  if (bytes.length !== headBytes + 4) return null;
  return { kind, byOpener, stream, bytes: view.getUint32(headBytes, true) };
}
