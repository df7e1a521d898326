import { asShardId, type Pace } from "@cablecut/protocol";
import type { Cluster } from "../processes/cluster.ts";
import { fairConditions } from "./network.ts";
import type { Prng } from "./prng.ts";
import type { SimulatedGateway } from "../processes/simulated-gateway.ts";

/** What can be done to a running cluster, to its harm or its good. */

export function anyRoom(cluster: Cluster, prng: Prng): number {
  return prng.integer(0, cluster.rooms.length - 1);
}

function healNetwork(cluster: Cluster): void {
  for (const room of cluster.rooms) rejoin(cluster, room.index);
}

/** Its cables are whole, and nothing between it and anybody is silent. */
export function rejoin(cluster: Cluster, room: number): void {
  cluster.fabric.restoreRoom(room);
}

function reviveAll(cluster: Cluster): void {
  for (const room of cluster.rooms) if (!room.isAlive) room.start();
}

/** Puts everything right: the end of all trouble. */
export function healEverything(cluster: Cluster): void {
  cluster.note(() => "everything is healed");
  cluster.isHealed = true;
  cluster.fabric.isHealed = true;
  cluster.onLeader = null;
  // Messages overtake each other in any network: that some take longer is no fault to be healed.
  const { stragglers } = cluster.network.conditions;
  cluster.setConditions({ ...fairConditions, stragglers });
  healNetwork(cluster);
  reviveAll(cluster);
  for (const room of cluster.rooms) cluster.setDisk(room.index);
}

export function isolate(cluster: Cluster, rooms: readonly number[]): void {
  cluster.note(() => `rooms ${rooms.join(", ")} are cut`);
  for (const room of rooms) cluster.fabric.cutRoom(room);
  if (rooms.length > cluster.rooms.length / 2) cluster.coverage.note("quorums cut");
}

/** The room reaches no other room, and everybody who asks it reaches it: the network was parted between the rooms. */
export function partFromRooms(cluster: Cluster, room: number): void {
  cluster.note(() => `room ${room} is parted from the other rooms, not from those who ask`);
  for (const { index } of cluster.rooms) {
    if (index === room) continue;
    cluster.network.silence(room, index);
    cluster.network.silence(index, room);
  }
}

/** No room reaches any other one: nobody leads for long. */
export function partAllRooms(cluster: Cluster): void {
  for (const { index } of cluster.rooms) partFromRooms(cluster, index);
}

/**
 * The leader is parted from the other rooms when it alone knows that a payment out of its own shards is committed: the payer
 * is told so, and no other room has heard of it.
 */
export function partAsItAnswers(cluster: Cluster, prng: Prng): void {
  heal(cluster);
  cluster.pass(prng.between(200, 600));
  const leader = cluster.leader();
  if (leader === null) return;
  const giveUpMs = cluster.clock.nowMs + 500;
  while (!knowsAlone(cluster, leader)) {
    if (cluster.clock.nowMs > giveUpMs) return;
    cluster.pass(0.5);
  }
  partFromRooms(cluster, leader);
}

function knowsAlone(cluster: Cluster, leader: number): boolean {
  const elsewhere = cluster.rooms.map(({ index, room }) =>
    index === leader ? 0 : (room?.ledger.appliedIndex ?? 0),
  );
  const known = Math.max(...elsewhere);
  return cluster.ledger.model.accounts.some(
    ({ shard, ended }) =>
      (ended.at(-1)?.index ?? 0) > known && cluster.ownerOf(asShardId(shard)) === leader,
  );
}

export function heal(cluster: Cluster): void {
  cluster.note(() => "the network is healed");
  healNetwork(cluster);
}

export function askForPace(cluster: Cluster, room: number, pace: Pace): void {
  cluster.note(() => `room ${room} is asked for a lease of ${pace.leaseMs} ms`);
  sendJson(cluster, cluster.rooms.length, room, { kind: "set-pace", id: 0, pace });
}

export function askForFailback(cluster: Cluster, room: number, failback: boolean): void {
  cluster.note(() => `room ${room} is asked for failback: ${failback}`);
  sendJson(cluster, cluster.rooms.length, room, { kind: "set-failback", id: 0, failback });
}

export function pauseRoom(cluster: Cluster, room: number, ms: number): void {
  cluster.note(() => `room ${room} stands still for ${ms} ms`);
  cluster.rooms[room]!.pause(ms);
}

/** The leader is asked to step aside, for a room that may be far behind or gone. */
export function handLeadershipOver(cluster: Cluster, prng: Prng): void {
  const leader = cluster.leader();
  if (leader === null) return;
  const to = anyRoom(cluster, prng);
  cluster.note(() => `room ${leader} is asked to hand leadership over to ${to}`);
  cluster.coverage.note("hand-overs of leadership asked for");
  cluster.rooms[leader]!.log!.transferLeadership(to);
}

function sendJson(cluster: Cluster, from: number, to: number, message: object): void {
  const bytes = Buffer.from(` ${JSON.stringify(message)}`);
  bytes[0] = 1;
  cluster.send(from, to, bytes);
}

export function crash(cluster: Cluster, room: number): void {
  cluster.note(() => `room ${room} crashes`);
  cluster.rooms[room]!.crash();
}

export function start(cluster: Cluster, room: number): void {
  cluster.note(() => `room ${room} starts`);
  cluster.rooms[room]!.start();
}

export function crashOrStart(cluster: Cluster, prng: Prng): void {
  const room = anyRoom(cluster, prng);
  if (cluster.rooms[room]!.isAlive) crash(cluster, room);
  else start(cluster, room);
}

/** Messages overtake each other, and some are lost. */
export function setSlowNetwork(cluster: Cluster, prng: Prng): void {
  cluster.setConditions({
    ...fairConditions,
    delayMaxMs: prng.pick([20, 40, 70, 200]),
    loss: 0.02,
  });
}

/** Whoever comes to lead takes its time to find out what is committed. */
export function setSlowDisks(cluster: Cluster): void {
  cluster.setConditions({ ...fairConditions, delayMinMs: 2, delayMaxMs: 8 });
  for (const { index } of cluster.rooms) cluster.setDisk(index, { syncMinMs: 10, syncMaxMs: 40 });
}

/** So many rooms stay alive where rooms are crashed on purpose: enough to go on deciding. */
export const aliveMin = 3;

/** More disks are never lost at the same time than the other rooms can make good. */
function mayLoseDisk(cluster: Cluster, room: number): boolean {
  const lost = cluster.rooms.filter(
    ({ index, disk }) => index !== room && disk.durable.recovering,
  ).length;
  return lost < Math.floor(cluster.rooms.length / 2);
}

/** The room's machine gets a new, empty disk, and starts a little later. */
export function loseDisk(cluster: Cluster, prng: Prng, room: number): void {
  if (!mayLoseDisk(cluster, room)) return;
  cluster.note(() => `room ${room} loses its disk`);
  const { isAlive, disk } = cluster.rooms[room]!;
  if (isAlive) crash(cluster, room);
  disk.lose();
  cluster.clock.after(prng.pick([1, 20, 300]), () => {
    if (!cluster.rooms[room]!.isAlive) start(cluster, room);
  });
}

/**
 * Two rooms lag behind; then one of those that do not loses its disk, and is left with these two. With its vote they would
 * be a quorum that has forgotten what was committed.
 */
export function loseDiskAmongLaggards(cluster: Cluster, prng: Prng): void {
  heal(cluster);
  const leader = cluster.leader();
  if (leader === null) return;
  const next = (steps: number): number => (leader + steps) % cluster.rooms.length;
  isolate(cluster, [next(1), next(2)]);
  cluster.pass(prng.between(50, 500));
  loseDisk(cluster, prng, next(3));
  heal(cluster);
  isolate(cluster, [leader, next(4)]);
  cluster.pass(prng.between(500, 1_200));
  heal(cluster);
}

/** The power fails while the room writes: its disk is slow, so something is always on its way to it. */
export function crashWhileWriting(cluster: Cluster, prng: Prng, room: number): void {
  const syncMaxMs = prng.pick([20, 60, 200]);
  cluster.setDisk(room, { syncMinMs: syncMaxMs / 2, syncMaxMs });
  cluster.clock.after(prng.between(1, syncMaxMs), () => {
    const alive = cluster.rooms.filter(({ isAlive }) => isAlive).length;
    if (cluster.isHealed || alive <= aliveMin || !cluster.rooms[room]!.isAlive) return;
    crash(cluster, room);
  });
}

/** What happens to a gateway counts twice where shards wait at that moment. */
function noteGatewayFault(
  cluster: Cluster,
  fault: "gateways crashed" | "gateways paused" | "gateways deaf",
): void {
  cluster.coverage.note(fault);
  if (cluster.hasOpenIncident) cluster.coverage.note(`${fault} in an incident`);
}

/** kill -9: it remembers nothing, and comes back as another one after so long. */
export function crashGateway(cluster: Cluster, gateway: SimulatedGateway, backMs: number): void {
  if (!gateway.isAlive) return;
  cluster.note(() => `gateway ${gateway.index} crashes`);
  noteGatewayFault(cluster, "gateways crashed");
  gateway.crash();
  cluster.clock.after(backMs, () => startGateway(cluster, gateway));
}

export function startGateway(cluster: Cluster, gateway: SimulatedGateway): void {
  if (gateway.isAlive) return;
  cluster.note(() => `gateway ${gateway.index} starts`);
  gateway.start();
}

/** It neither ticks nor reads; then comes a late tick, and after it what lies unread. */
export function pauseGateway(cluster: Cluster, gateway: SimulatedGateway, ms: number): void {
  if (!gateway.isAlive) return;
  cluster.note(() => `gateway ${gateway.index} stands still for ${ms} ms`);
  noteGatewayFault(cluster, "gateways paused");
  gateway.pause(ms);
}

/** For so long nothing comes to it from any room, or nothing from it to any room. */
export function deafenGateway(
  cluster: Cluster,
  gateway: SimulatedGateway,
  { hears, ms }: { hears: boolean; ms: number },
): void {
  const { network, rooms, fabric } = cluster;
  const node = rooms.length + gateway.index;
  cluster.note(() => `gateway ${gateway.index} ${hears ? "is not heard" : "is deaf"} for ${ms} ms`);
  noteGatewayFault(cluster, "gateways deaf");
  cluster.deafUntilMs = Math.max(cluster.deafUntilMs, cluster.clock.nowMs + ms);
  for (const { index } of rooms) {
    if (hears) network.silence(node, index);
    else network.silence(index, node);
  }
  cluster.clock.after(ms, () => {
    for (const { index } of rooms) {
      if (fabric.isDark(index)) continue;
      if (hears) network.heal(node, index);
      else network.heal(index, node);
    }
  });
}

/** One blow against one of the gateways. */
export function troubleGateway(
  cluster: Cluster,
  gateways: readonly SimulatedGateway[],
  prng: Prng,
): void {
  const gateway = prng.pick(gateways);
  prng.pick([
    () => crashGateway(cluster, gateway, prng.pick([20, 300, 1_200])),
    () => pauseGateway(cluster, gateway, prng.pick([120, 400, 1_500, 2_800])),
    () =>
      deafenGateway(cluster, gateway, { hears: prng.chance(0.5), ms: prng.between(150, 1_600) }),
  ])();
}
