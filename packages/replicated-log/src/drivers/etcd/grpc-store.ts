import { Metadata } from "@grpc/grpc-js";
import type { Client, ClientDuplexStream, ServiceError } from "@grpc/grpc-js";
import { bootAt, revisionText } from "./keys.ts";
import type { Keys } from "./keys.ts";
import { memberClient } from "./member-client.ts";
import { joinPayloads } from "./payload-group.ts";
import type { CallFailure, CreateOutcome, Cut, EtcdStore, Prepared, WatchOwner } from "./store.ts";
import { asBuffer } from "./unary-call.ts";
import {
  compactionRequest,
  emptyRequest,
  lookRequest,
  membersOf,
  moveLeaderRequest,
  putRevisionIn,
  statusOf,
  transactionOf,
  transactionRequest,
  watchMessageOf,
  watchRequest,
} from "./wire.ts";

const paths = {
  transaction: "/etcdserverpb.KV/Txn",
  range: "/etcdserverpb.KV/Range",
  compact: "/etcdserverpb.KV/Compact",
  watch: "/etcdserverpb.Watch/Watch",
  status: "/etcdserverpb.Maintenance/Status",
  moveLeader: "/etcdserverpb.Maintenance/MoveLeader",
  members: "/etcdserverpb.Cluster/MemberList",
} as const;

/** The member refuses at once what needs a leader while it knows none, and ends watches. */
function needsLeader(): Metadata {
  const metadata = new Metadata();
  metadata.set("hasleader", "true");
  return metadata;
}

const plain = new Metadata();
/** The member at `address` (host:port) through its own API. Every call has a deadline; nothing is retried here. */
export function grpcStore(address: string, keys: Keys): EtcdStore {
  return new GrpcStore(address, keys);
}

class GrpcStore implements EtcdStore {
  readonly #client: Client;
  readonly #keys: Keys;
  readonly #leader = needsLeader();
  #closed = false;

  constructor(address: string, keys: Keys) {
    this.#keys = keys;
    this.#client = memberClient(address, {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
      // The member is on this machine: it is there or it is not.
      "grpc.initial_reconnect_backoff_ms": 50,
      "grpc.min_reconnect_backoff_ms": 50,
      "grpc.max_reconnect_backoff_ms": 250,
      "grpc.enable_retries": 0,
      // Two stores in one process must not share a connection.
      "grpc.use_local_subchannel_pool": 1,
    });
  }

  status(timeoutMs: number, done: Parameters<EtcdStore["status"]>[1]): void {
    this.#call(paths.status, emptyRequest, timeoutMs, plain, (error, bytes) =>
      done(error === null ? statusOf(bytes) : null),
    );
  }

  members(timeoutMs: number, done: Parameters<EtcdStore["members"]>[1]): void {
    this.#call(paths.members, emptyRequest, timeoutMs, plain, (error, bytes) =>
      done(error === null ? membersOf(bytes) : null),
    );
  }

  prepare(replica: number, timeoutMs: number, done: (prepared: Prepared | null) => void): void {
    const { floor, first, newest } = this.#keys;
    const start = { kind: "put", key: this.#keys.startOf(replica), value: "" } as const;
    const request = transactionRequest({
      comparisons: [{ key: floor, is: "absent" }],
      success: [
        { kind: "put", key: floor, value: revisionText(0) },
        { kind: "put", key: first, value: joinPayloads([emptyRequest]) },
        { kind: "put", key: newest, value: "" },
        start,
      ],
      failure: [start, { kind: "look", key: floor }],
    });
    this.#call(paths.transaction, request, timeoutMs, this.#leader, (error, bytes) => {
      if (error !== null) return done(null);
      const { succeeded, revision, createdRevision } = transactionOf(bytes);
      done({ begin: succeeded ? revision : createdRevision, boot: bootAt(revision) });
    });
  }

  create(
    { key, value, seenRevision }: Parameters<EtcdStore["create"]>[0],
    timeoutMs: number,
    done: (outcome: CreateOutcome) => void,
  ): () => void {
    const request = transactionRequest({
      comparisons: [
        { key, is: "absent" },
        { key: this.#keys.floor, is: "below", value: revisionText(seenRevision + 1) },
      ],
      success: [
        { kind: "put", key, value },
        { kind: "put", key: this.#keys.newest, value: "" },
      ],
      failure: [{ kind: "look", key }],
    });
    return this.#call(paths.transaction, request, timeoutMs, this.#leader, (error, bytes) => {
      if (error !== null) return done({ kind: "failed", failure: failureOf(error) });
      const { succeeded, createdRevision } = transactionOf(bytes);
      done({ kind: succeeded || createdRevision > 0 ? "there" : "too-old" });
    });
  }

  newest(timeoutMs: number, done: (revision: number | null) => void): void {
    const request = lookRequest(this.#keys.newest);
    this.#call(paths.range, request, timeoutMs, this.#leader, (error, bytes) => {
      const revision = error === null ? putRevisionIn(bytes) : 0;
      // Where nothing says which payload is the newest, whatever a room has applied may be old.
      done(revision === 0 ? null : revision);
    });
  }

  watch(fromRevision: number, owner: WatchOwner): () => void {
    const stream: ClientDuplexStream<Uint8Array, Buffer> = this.#client.makeBidiStreamRequest(
      paths.watch,
      asBuffer,
      (bytes) => bytes,
      this.#leader,
    );
    let over = false;
    const end = (compacted: number | null, detail: string): void => {
      if (over) return;
      over = true;
      stream.cancel();
      owner.ended(compacted, detail);
    };
    stream.on("data", (bytes: Buffer) => {
      if (over) return;
      const { cancelled, compacted, reason, puts, term } = watchMessageOf(bytes);
      if (cancelled) end(compacted, reason);
      else if (puts.length > 0) owner.puts(puts, term);
    });
    stream.on("error", (error) => end(null, error.message));
    stream.on("end", () => end(null, "the member closed the watch"));
    stream.write(watchRequest(this.#keys.all.from, this.#keys.all.to, fromRevision));
    return () => {
      over = true;
      stream.cancel();
    };
  }

  cut({ revision, ranges }: Cut, timeoutMs: number, done: (done: boolean) => void): void {
    const { floor } = this.#keys;
    const request = transactionRequest({
      comparisons: [{ key: floor, is: "below", value: revisionText(revision) }],
      success: [
        { kind: "put", key: floor, value: revisionText(revision) },
        ...ranges.map((range) => ({ kind: "delete", ...range }) as const),
      ],
      failure: [],
    });
    this.#call(paths.transaction, request, timeoutMs, this.#leader, (error, bytes) => {
      // Not below: another room was there first, with as much or more.
      if (error !== null || !transactionOf(bytes).succeeded) return done(error === null);
      this.#call(paths.compact, compactionRequest(revision), timeoutMs, this.#leader, () =>
        done(true),
      );
    });
  }

  moveLeader(to: string, timeoutMs: number): void {
    this.#call(paths.moveLeader, moveLeaderRequest(to), timeoutMs, plain, () => undefined);
  }

  close(): void {
    this.#closed = true;
    this.#client.close();
  }

  #call(
    path: string,
    request: Uint8Array,
    timeoutMs: number,
    metadata: Metadata,
    done: (error: ServiceError | null, bytes: Uint8Array) => void,
  ): () => void {
    // Nobody waits for an answer any more.
    if (this.#closed) return () => undefined;
    const call = this.#client.makeUnaryRequest(
      path,
      asBuffer,
      (bytes: Buffer) => bytes,
      request,
      metadata,
      { deadline: Date.now() + timeoutMs },
      (error, bytes) => done(error, bytes ?? emptyRequest),
    );
    return () => call.cancel();
  }
}

/**
 * What etcd refuses before it proposes anything can never happen; so says its text, since the same code stands for a
 * proposal that was dropped and one that was not. Everything else is unknown.
 */
function failureOf({ details, message }: ServiceError): CallFailure {
  const detail = details === "" ? message : details;
  const never = refusedBefore.find(([text]) => detail.includes(text));
  if (never === undefined) return { sent: true, reason: "unknown", detail };
  return { sent: false, reason: never[1], detail };
}

const refusedBefore = [
  ["etcdserver: no leader", "no-leader"],
  ["etcdserver: too many requests", "overloaded"],
  ["etcdserver: request is too large", "too-large"],
] as const;
