import { single, yes, type Family } from "@cablecut/metrics";

/** What the process that keeps a member knows of it. */
export interface MemberFigures {
  readonly running: boolean;
  /** Since this process started. */
  readonly starts: number;
  /** It came without its data, and what is to take its place does not run yet. */
  readonly replacing: boolean;
  /** Null while there is no store. */
  readonly storeBytes: number | null;
  readonly storeBytesMax: number;
}

const gauge = single<MemberFigures>("gauge");
const counter = single<MemberFigures>("counter");

/** What stands beside a room, for Prometheus. */
export function memberFamilies(): readonly Family<MemberFigures>[] {
  return [
    gauge("cablecut_member_running", "Whether etcd runs beside the room", ({ running }) =>
      yes(running),
    ),
    counter(
      "cablecut_member_starts_total",
      "How often etcd was started since this process was",
      ({ starts }) => starts,
    ),
    gauge(
      "cablecut_member_replacing",
      "Whether the member lost its data, and no other runs in its place yet",
      ({ replacing }) => yes(replacing),
    ),
    gauge(
      "cablecut_member_store_bytes",
      "Size of the file that holds the store; no sample while there is none",
      ({ storeBytes }) => storeBytes,
    ),
    gauge(
      "cablecut_member_store_max_bytes",
      "Size of that file from which on etcd raises an alarm and takes nothing more",
      ({ storeBytesMax }) => storeBytesMax,
    ),
  ];
}
