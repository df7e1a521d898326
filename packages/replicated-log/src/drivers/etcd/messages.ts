/**
 * What rooms on this engine say to each other over their link: how far each is, and snapshots. One byte of kind, then
 * numbers as doubles of 8 bytes, then data. Kinds from `streamKindMin` on are the members' own traffic.
 */
export type PeerMessage =
  | {
      readonly kind: "progress";
      readonly appliedIndex: number;
      /** The store's revision that its stored snapshot covers. */
      readonly snapshotRevision: number;
      /** Payloads up to this index are deleted from the store, as far as it knows. */
      readonly cutIndex: number;
    }
  /** Piece `chunk` of the snapshot at `index`; index 0: of whatever the other one has. */
  | {
      readonly kind: "ask";
      readonly request: number;
      readonly index: number;
      readonly chunk: number;
    }
  | {
      readonly kind: "piece";
      readonly request: number;
      readonly index: number;
      readonly revision: number;
      readonly chunk: number;
      readonly last: boolean;
      readonly data: Uint8Array;
    }
  /** It has no such snapshot, or none any more. */
  | { readonly kind: "none"; readonly request: number };

export const streamKindMin = 16;

const kinds = { progress: 1, ask: 2, piece: 3, none: 4 } as const;

function head(kind: number, ...numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(1 + 8 * numbers.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = kind;
  for (const [at, number] of numbers.entries()) view.setFloat64(1 + 8 * at, number, true);
  return bytes;
}

export function encodePeerMessage(message: PeerMessage): readonly Uint8Array[] {
  switch (message.kind) {
    case "progress": {
      const { appliedIndex, snapshotRevision, cutIndex } = message;
      return [head(kinds.progress, appliedIndex, snapshotRevision, cutIndex)];
    }
    case "ask":
      return [head(kinds.ask, message.request, message.index, message.chunk)];
    case "piece": {
      const { request, index, revision, chunk, last, data } = message;
      return [head(kinds.piece, request, index, revision, chunk, last ? 1 : 0), data];
    }
    case "none":
      return [head(kinds.none, message.request)];
  }
}

/** Null for anything that is no such message. */
export function decodePeerMessage(bytes: Uint8Array): PeerMessage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = (count: number, more = false): readonly number[] | null => {
    const length = 1 + 8 * count;
    if (more ? bytes.length < length : bytes.length !== length) return null;
    const read = Array.from({ length: count }, (_, at) => view.getFloat64(1 + 8 * at, true));
    return read.every((number) => Number.isSafeInteger(number) && number >= 0) ? read : null;
  };
  const kind = bytes[0] ?? 0;
  switch (kind) {
    case kinds.progress: {
      const [appliedIndex, snapshotRevision, cutIndex] = numbers(3) ?? [];
      if (appliedIndex === undefined) return null;
      return {
        kind: "progress",
        appliedIndex,
        snapshotRevision: snapshotRevision!,
        cutIndex: cutIndex!,
      };
    }
    case kinds.ask: {
      const [request, index, chunk] = numbers(3) ?? [];
      return request === undefined ? null : { kind: "ask", request, index: index!, chunk: chunk! };
    }
    case kinds.piece: {
      const [request, index, revision, chunk, last] = numbers(5, true) ?? [];
      if (request === undefined) return null;
      return {
        kind: "piece",
        request,
        index: index!,
        revision: revision!,
        chunk: chunk!,
        last: last === 1,
        data: bytes.subarray(1 + 8 * 5),
      };
    }
    case kinds.none: {
      const [request] = numbers(1) ?? [];
      return request === undefined ? null : { kind: "none", request };
    }
    default:
      return null;
  }
}
