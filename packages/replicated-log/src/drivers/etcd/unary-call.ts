import type { Client } from "@grpc/grpc-js";
import { emptyRequest } from "./wire.ts";

/** Without a copy. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** One question to a member, in etcd's own bytes. Rejects with gRPC's error, also where `deadlineMs` have passed. */
export function unaryCall(
  client: Client,
  path: string,
  request: Uint8Array,
  deadlineMs: number,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      asBuffer,
      (bytes: Buffer) => bytes,
      request,
      { deadline: Date.now() + deadlineMs },
      (error, bytes) => (error === null ? resolve(bytes ?? emptyRequest) : reject(error)),
    );
  });
}
