import {
  fundsDifference,
  quorumOf,
  shardAt,
  asRoomIndex,
  asLogIndex,
  type RoomHealth,
  type RoomStatus,
  type Scene,
  type ShowSnapshot,
} from "@cablecut/protocol";
import type { Show } from "./show-state.ts";

/** What is, as far as this gateway knows it now. */
export function snapshotOf(show: Show): ShowSnapshot {
  const { watch } = show;
  const best = watch.best();
  const wallMs = Date.now();
  const lastSecond = show.meter.lastSecond(wallMs);
  const phones = show.sessions.totals();
  const incident = show.incidents.view();
  const scene = sceneOf(show, best);
  // What rooms count as people is everybody who was opened: synthetic attendees are told apart here.
  const synthetic = show.directory.syntheticCount;
  const people = Math.max(0, (best?.funds.people.accounts ?? 0) - synthetic);
  return {
    atMs: wallMs,
    showId: show.config.showId,
    rehearsal: show.config.rehearsal,
    scene,
    pace: best?.pace.name ?? "custom",
    failback: best?.failback ?? false,
    rooms: roomsOf(show, best),
    cables: show.fabric.cables(),
    shards: best?.shards ?? "",
    leader: best?.leader ?? null,
    term: best?.term ?? 0,
    quorum: { needed: quorumOf(watch.topology), answering: watch.answering.length },
    people: {
      joined: people,
      online: show.sessions.peopleOnline,
      synthetic,
      hidden: show.countHidden,
    },
    funds: best && {
      ...best.funds,
      differenceCents: fundsDifference(best.funds),
      asOf: best.appliedIndex,
    },
    traffic: {
      perSecond: lastSecond.people,
      canariesPerSecond: lastSecond.canaries,
      booked: best?.transfersByPeople ?? 0,
      kept: phones.kept,
      checking: phones.checking,
    },
    history: show.meter.history(wallMs),
    incident,
    verification: show.verification.totals(show.receiptsNotHeard()),
    cue: { ...show.cue, tapped: show.cueTaps },
    blank: show.blank,
  };
}

/** Derived, never set: see the comment on Scene. */
function sceneOf(show: Show, best: RoomStatus | null): Scene {
  const { watch } = show;
  if (best !== null && watch.answering.length < quorumOf(watch.topology)) return "quorum-lost";
  const incident = show.incidents.view();
  if (incident?.state === "running") {
    return incident.suspectedRooms.length > 0 ? "switching" : "cut";
  }
  const anyRoomAway = watch.topology.rooms.some((_, room) => {
    const condition = watch.condition(asRoomIndex(room));
    return condition === "dark" || condition === "abnormal" || condition === "switching";
  });
  if (incident !== null && (anyRoomAway || show.incidents.isOnShow())) return "recovered";
  return best !== null && best.transfersByPeople > 0 ? "live" : "lobby";
}

function roomsOf(show: Show, best: RoomStatus | null): readonly RoomHealth[] {
  const { watch } = show;
  const { topology } = watch;
  const owned = topology.rooms.map(() => ({ serving: 0, switching: 0, accounts: 0 }));
  for (const [shard, people] of (best?.accountsPerShard ?? []).entries()) {
    const at = shardAt(best?.shards ?? "", shard);
    const shards = at === null ? undefined : owned[at.owner];
    if (at === null || shards === undefined) continue;
    shards.accounts += Math.max(0, people - show.directory.syntheticIn(shard));
    shards[at.status] += 1;
  }
  return owned.map(({ serving, switching, accounts }, index): RoomHealth => {
    const room = asRoomIndex(index);
    const status = watch.status(room);
    return {
      room,
      condition: watch.condition(room),
      answering: watch.isAnswering(room),
      leader: best?.leader === room,
      term: status?.term ?? 0,
      appliedIndex: asLogIndex(status?.appliedIndex ?? 0),
      lagEntries: Math.max(0, (best?.appliedIndex ?? 0) - (status?.appliedIndex ?? 0)),
      heartbeatAgeMs: Math.round(best?.heartbeatAgesMs[index] ?? 0),
      shardsServing: serving,
      shardsSwitching: switching,
      accounts,
    };
  });
}
