import type { RoomIndex } from "@cablecut/protocol";
import type { IncidentLine, IncidentTimeline, LostRoom, ShardOutage } from "./incident-timeline.ts";
import type { OpenIncident, OpenOutage, OpenRoom } from "./open-incident.ts";
import { isFullSpeed } from "./pace-profiles.ts";

/** A copy that no longer changes; plain data, fit for JSON. */
export function timelineOf(incident: OpenIncident): IncidentTimeline {
  const { id, outcome, startedAtMs, startedWallMs, startSource, finishedAtMs, pace } = incident;
  const shards = incident.outages.map(outageOf);
  const hit = shards.length > 0 || incident.quorumLosses.length > 0;
  return {
    id,
    outcome,
    phase: phaseOf(incident),
    startedAtMs,
    startedWallMs,
    startSource,
    finishedAtMs,
    durationMs: finishedAtMs !== null && hit ? finishedAtMs - startedAtMs : null,
    pace,
    recordAllowed: isFullSpeed(pace) && outcome === "recovered" && startSource === "fabric",
    rooms: incident.rooms.map((room) => lostRoomOf(incident, room)),
    shards,
    accountsHit: accountsIn(shards),
    accountsBack: accountsIn(shards.filter((shard) => shard.backAtMs !== null)),
    quorumLosses: incident.quorumLosses.map(({ lostAtMs, regainedAtMs, payingAgainAtMs }) => ({
      lostAtMs,
      regainedAtMs,
      payingAgainAtMs,
    })),
    lines: linesOf(incident),
    linesDropped: incident.linesDropped,
  };
}

function phaseOf(incident: OpenIncident): IncidentTimeline["phase"] {
  if (incident.finishedAtMs !== null) return "over";
  if (incident.quorumLosses.some((loss) => loss.regainedAtMs === null)) return "quorum-lost";
  return incident.rooms.some((room) => room.suspectedAtMs !== null) ? "switching" : "cut";
}

function outageOf(outage: OpenOutage): ShardOutage {
  const { shard, lost, switchingAtMs, backAtMs, accounts } = outage;
  return {
    shard,
    room: lost.room,
    lostAtMs: lost.lostAtMs,
    switchingAtMs,
    moves: outage.moves.map((move) => ({ ...move })),
    backAtMs,
    recoveryMs: backAtMs === null ? null : backAtMs - lost.lostAtMs,
    accounts,
  };
}

function lostRoomOf(incident: OpenIncident, lost: OpenRoom): LostRoom {
  const outages = incident.outages.filter((outage) => outage.lost === lost);
  const backAtMs = outages.map((outage) => outage.backAtMs);
  const allBack = outages.length > 0 && !backAtMs.includes(null);
  const lastBackAtMs = Math.max(...backAtMs.filter((atMs) => atMs !== null));
  return {
    ...lost,
    shardsHit: outages.length,
    shardsMoved: outages.filter((outage) => outage.moves.length > 0).length,
    shardsKept: outages.filter(
      (outage) => outage.moves.length === 0 && outage.settledIndex !== null,
    ).length,
    shardsBack: backAtMs.filter((atMs) => atMs !== null).length,
    recoveryMs: allBack ? lastBackAtMs - lost.lostAtMs : null,
  };
}

function accountsIn(shards: readonly ShardOutage[]): number {
  const perShard = new Map(shards.map((shard) => [shard.shard, shard.accounts]));
  return [...perShard.values()].reduce((sum, accounts) => sum + accounts, 0);
}

/** In order of time, with the first and the last move worked out from the shards' own records. */
function linesOf(incident: OpenIncident): IncidentLine[] {
  const lines = [...incident.lines];
  const moves = incident.outages
    .flatMap((outage) => outage.moves.map((move) => ({ ...move, room: outage.lost.room })))
    .sort((a, b) => a.atMs - b.atMs);
  const [first, last] = [moves[0], moves.at(-1)];
  const line = (kind: IncidentLine["kind"], atMs: number, room: RoomIndex): IncidentLine => ({
    afterMs: atMs - incident.startedAtMs,
    kind,
    room,
    cable: null,
  });
  if (first !== undefined) lines.push(line("first-shard-moved", first.atMs, first.room));
  const settled = incident.outages.every((outage) => outage.settledIndex !== null);
  if (last !== undefined && settled) lines.push(line("last-shard-moved", last.atMs, last.room));
  return lines.sort((a, b) => a.afterMs - b.afterMs);
}
