import type { Mesh } from "@cablecut/link";
import {
  linkFamilies,
  percentileSamples,
  seconds,
  single,
  yes,
  type Family,
  type Sample,
} from "@cablecut/metrics";
import {
  fundsDifference,
  shardAt,
  type LogAlarm,
  type RoomStatus,
  type Topology,
} from "@cablecut/protocol";
import type { LogStatus } from "@cablecut/replicated-log/port";

/** What a room tells of itself at one moment. */
export interface RoomFigures {
  readonly status: RoomStatus;
  readonly log: Pick<LogStatus, "durableIndex" | "snapshotIndex">;
  readonly links: ReturnType<Mesh["status"]>;
  /** Requests that were taken and not answered yet. */
  readonly unanswered: number;
}

type Told = RoomFigures;

const roles = ["leader", "follower", "candidate", "pre-candidate", "stopped"] as const;
const alarms = ["no-space", "corrupt"] as const satisfies readonly LogAlarm[];
const shardStates = ["serving", "switching"] as const;

/** Everything that this room measures, for Prometheus. */
export function roomFamilies({ rooms }: Pick<Topology, "rooms">): readonly Family<Told>[] {
  const names = rooms.map(({ id }) => id);
  return [
    ...stateFamilies(),
    ...logFamilies(),
    ...ledgerFamilies(names),
    ...failoverFamilies(names),
    ...linkFamilies<Told>(({ links }) => links, names),
  ];
}

const gauge = single<Told>("gauge");

function stateFamilies(): readonly Family<Told>[] {
  return [
    gauge(
      "cablecut_room_ready",
      "Whether the room has caught up after its start and answers",
      ({ status }) => yes(status.ready),
    ),
    gauge(
      "cablecut_room_recovering",
      "Whether the room lost its log and counts for no quorum until it has everything",
      ({ status }) => yes(status.recovering),
    ),
    gauge(
      "cablecut_room_diverged",
      "Whether the state of this room differs from that of the others at the same entry",
      ({ status }) => yes(status.diverged),
    ),
    gauge(
      "cablecut_room_unanswered_requests",
      "Transfers and openings that were taken and not answered yet",
      ({ unanswered }) => unanswered,
    ),
  ];
}

function logFamilies(): readonly Family<Told>[] {
  return [
    {
      kind: "gauge",
      name: "cablecut_room_log_role",
      help: "1 for the part that this room has in the log",
      labels: ["role"],
      samples: ({ status }) =>
        roles.map((role) => ({ labels: { role }, value: yes(status.role === role) })),
    },
    gauge(
      "cablecut_room_log_leader_known",
      "Whether this room follows a leader, or leads",
      ({ status }) => yes(status.leader !== null),
    ),
    {
      kind: "gauge",
      name: "cablecut_room_log_alarm",
      help: "1 while the log takes nothing, though it has a leader, because etcd has raised this alarm",
      labels: ["alarm"],
      samples: ({ status }) =>
        alarms.map((alarm) => ({ labels: { alarm }, value: yes(status.logAlarm === alarm) })),
    },
    gauge("cablecut_room_log_term", "Term of the log", ({ status }) => status.term),
    gauge(
      "cablecut_room_log_commit_index",
      "Last entry that a quorum holds, as this room knows",
      ({ status }) => status.commitIndex,
    ),
    gauge(
      "cablecut_room_log_applied_index",
      "Last entry that this room has applied",
      ({ status }) => status.appliedIndex,
    ),
    gauge(
      "cablecut_room_log_durable_index",
      "Last entry on the disk of this room",
      ({ log }) => log.durableIndex,
    ),
    gauge(
      "cablecut_room_log_snapshot_index",
      "Entry as of which the newest snapshot was taken",
      ({ log }) => log.snapshotIndex,
    ),
    {
      kind: "gauge",
      name: "cablecut_room_commit_seconds",
      help: "From the proposal of own payloads until they were applied here, over the last 10 seconds",
      labels: ["percentile"],
      samples: ({ status }) => percentileSamples(status.commitMs),
    },
    {
      kind: "gauge",
      name: "cablecut_room_disk_sync_seconds",
      help: "Writes of the log until they were on stable storage, over the last 10 seconds",
      labels: ["percentile"],
      samples: ({ status }) => percentileSamples(status.diskSyncMs),
    },
  ];
}

/**
 * What is counted since the first entry of the log is counted again at every start, from the last snapshot on: told meanwhile, it
 * would be less than it was, which Prometheus takes for a counter that began anew, and all of it for what came since.
 */
function ledgerFamilies(names: readonly string[]): readonly Family<Told>[] {
  return [
    {
      kind: "counter",
      name: "cablecut_room_transfers_booked_total",
      help: "Transfers booked since the first entry of the log, as applied here; no sample before this room has caught up",
      labels: ["payer"],
      samples: ({ status }) => {
        if (!status.ready) return [];
        const { transfersBooked, transfersByPeople, transfersBySynthetic } = status;
        return [
          { labels: { payer: "people" }, value: transfersByPeople },
          { labels: { payer: "synthetic" }, value: transfersBySynthetic },
          {
            labels: { payer: "house" },
            value: transfersBooked - transfersByPeople - transfersBySynthetic,
          },
        ];
      },
    },
    {
      kind: "gauge",
      name: "cablecut_room_accounts",
      help: "Accounts in the ledger, as applied here",
      labels: ["of"],
      samples: ({ status: { funds } }) => [
        { labels: { of: "people" }, value: funds.people.accounts },
        { labels: { of: "synthetic" }, value: funds.synthetic.accounts },
        { labels: { of: "house" }, value: funds.house.accounts },
      ],
    },
    gauge(
      "cablecut_room_funds_difference_cents",
      "Funds in all accounts less what was given out; anything but 0 is money lost or made",
      ({ status }) => fundsDifference(status.funds),
    ),
    {
      kind: "gauge",
      name: "cablecut_room_shards",
      help: "Shards by the room that owns them and by whether they take payments, as applied here",
      labels: ["owner", "state"],
      samples: ({ status }) => shardSamples(status, names),
    },
  ];
}

function shardSamples({ shards }: RoomStatus, names: readonly string[]): readonly Sample[] {
  const counts = names.map(() => ({ serving: 0, switching: 0 }));
  for (let shard = 0; shard < shards.length; shard += 1) {
    const at = shardAt(shards, shard);
    const count = at === null ? undefined : counts[at.owner];
    if (at !== null && count !== undefined) count[at.status] += 1;
  }
  return names.flatMap((owner, index) =>
    shardStates.map((state) => ({
      labels: { owner, state },
      value: counts[index]?.[state] ?? null,
    })),
  );
}

function failoverFamilies(names: readonly string[]): readonly Family<Told>[] {
  return [
    {
      kind: "gauge",
      name: "cablecut_room_suspected",
      help: "Whether the log holds that this room is lost, as applied here",
      labels: ["peer"],
      samples: ({ status }) =>
        names.map((peer, index) => {
          const view = status.rooms[index];
          return {
            labels: { peer },
            value: view === undefined ? null : yes(view.status === "suspect"),
          };
        }),
    },
    {
      kind: "gauge",
      name: "cablecut_room_heartbeat_age_seconds",
      help: "Time since the last heartbeat of this room was applied here; no sample before this one has caught up",
      labels: ["peer"],
      samples: ({ status }) =>
        (status.ready ? names : []).map((peer, index) => ({
          labels: { peer },
          value: seconds(status.heartbeatAgesMs[index] ?? null),
        })),
    },
    gauge(
      "cablecut_room_lease_remaining_seconds",
      "Until the first switching shard may move; no sample while none is switching",
      ({ status }) => seconds(status.leaseRemainingMs),
    ),
    {
      kind: "counter",
      name: "cablecut_room_incidents_total",
      help: "Incidents since the first entry of the log, as applied here; no sample before this room has caught up",
      samples: ({ status }) => [{ value: status.ready ? status.incidentNumber : null }],
    },
  ];
}
