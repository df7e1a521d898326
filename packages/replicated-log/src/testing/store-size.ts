import protobuf from "protobufjs/minimal.js";
import type { Keys } from "../drivers/etcd/keys.ts";
import { memberClient } from "../drivers/etcd/member-client.ts";
import { unaryCall } from "../drivers/etcd/unary-call.ts";
import { emptyRequest } from "../drivers/etcd/wire.ts";

const callMs = 10_000;
const encoder = new TextEncoder();

export interface StoreSize {
  /** Keys of payloads, the engine's own first one among them. */
  readonly keys: number;
  /** What the member's data base holds, without what is free in its file. */
  readonly bytesInUse: number;
}

/** Asked of the member at `address` (host:port), which counts what it has applied itself. */
export async function sizeOfStore(address: string, keys: Keys): Promise<StoreSize> {
  const client = memberClient(address);
  try {
    const { from, to } = keys.all;
    // RangeRequest: key, range_end, serializable, count_only.
    const range = protobuf.Writer.create().uint32(10).bytes(encoder.encode(from));
    range.uint32(18).bytes(encoder.encode(to)).uint32(56).bool(true).uint32(72).bool(true);
    const counted = await unaryCall(client, "/etcdserverpb.KV/Range", range.finish(), callMs);
    const status = await unaryCall(
      client,
      "/etcdserverpb.Maintenance/Status",
      emptyRequest,
      callMs,
    );
    // RangeResponse.count, StatusResponse.dbSizeInUse.
    return { keys: numberIn(counted, 4), bytesInUse: numberIn(status, 9) };
  } finally {
    client.close();
  }
}

/** Far below 2^32 in a test. */
function numberIn(bytes: Uint8Array, wanted: number): number {
  const reader = protobuf.Reader.create(bytes);
  let found = 0;
  while (reader.pos < reader.len) {
    const head = reader.uint32();
    if (head >>> 3 === wanted) found = reader.uint32();
    else reader.skipType(head & 7);
  }
  return found;
}
