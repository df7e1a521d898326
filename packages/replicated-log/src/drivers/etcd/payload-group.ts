/**
 * Payloads that arrive together go under one key, in order: format (1 byte), count (4), then each length (4) and its
 * bytes. So a busy room costs the store one entry for many, and they keep their order.
 */
const format = 1;
const headBytes = 5;
export const payloadHeadBytes = 4;

export function joinPayloads(payloads: readonly Uint8Array[]): Uint8Array {
  const bytes = payloads.reduce((sum, { length }) => sum + payloadHeadBytes + length, headBytes);
  const group = new Uint8Array(bytes);
  const view = new DataView(group.buffer);
  group[0] = format;
  view.setUint32(1, payloads.length, true);
  let at = headBytes;
  for (const payload of payloads) {
    view.setUint32(at, payload.length, true);
    group.set(payload, at + payloadHeadBytes);
    at += payloadHeadBytes + payload.length;
  }
  return group;
}

/** Views of the same memory. Null for what `joinPayloads` did not make. */
export function splitPayloads(group: Uint8Array): readonly Uint8Array[] | null {
  if (group.length < headBytes || group[0] !== format) return null;
  const view = new DataView(group.buffer, group.byteOffset, group.byteLength);
  const payloads: Uint8Array[] = [];
  let at = headBytes;
  while (at + payloadHeadBytes <= group.length) {
    const end = at + payloadHeadBytes + view.getUint32(at, true);
    payloads.push(group.subarray(at + payloadHeadBytes, end));
    at = end;
  }
  const isWhole = at === group.length && payloads.length === view.getUint32(1, true);
  return isWhole && payloads.length > 0 ? payloads : null;
}
