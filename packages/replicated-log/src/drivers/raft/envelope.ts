/**
 * What stands in front of every payload in a raft entry, so that the replica which proposed it knows it again when it is
 * applied: format (1 byte), replica (1), counter (6), boot (8).
 */
export interface PayloadOrigin {
  readonly replica: number;
  /** Differs for every start of the process, so that counters of an earlier life are not taken for this one's. */
  readonly boot: number;
}

export const envelopeBytes = 16;

const format = 1;
const word = 0x1_0000_0000;

/** A copy of the payload in its envelope. */
export function wrap(origin: PayloadOrigin, counter: number, payload: Uint8Array): Uint8Array {
  const data = new Uint8Array(envelopeBytes + payload.length);
  const view = new DataView(data.buffer);
  data[0] = format;
  data[1] = origin.replica;
  view.setUint16(2, Math.floor(counter / word), true);
  view.setUint32(4, counter % word, true);
  view.setUint32(8, origin.boot % word, true);
  view.setUint32(12, Math.floor(origin.boot / word), true);
  data.set(payload, envelopeBytes);
  return data;
}

/** The payload of an entry; empty for the no-op of a new leader. Throws on an entry that no driver of ours wrote. */
export function unwrap(data: Uint8Array): Uint8Array {
  if (data.length === 0) return data;
  if (data.length <= envelopeBytes || data[0] !== format) {
    throw new Error(`an entry in the log has an envelope of unknown format ${data[0]}`);
  }
  return data.subarray(envelopeBytes);
}

/** The counter of an entry, if `origin` proposed it; otherwise null. */
export function counterOf(origin: PayloadOrigin, data: Uint8Array): number | null {
  if (data.length <= envelopeBytes || data[1] !== origin.replica) return null;
  const view = new DataView(data.buffer, data.byteOffset, envelopeBytes);
  const boot = view.getUint32(8, true) + view.getUint32(12, true) * word;
  if (boot !== origin.boot) return null;
  return view.getUint32(4, true) + view.getUint16(2, true) * word;
}
