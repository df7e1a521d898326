import { type ConsoleSnapshot, type LoggedIncident } from "@cablecut/protocol";
import type { AwakeClock } from "./awake-clock.ts";
import { AttendeeSearch } from "./console/attendee-search.ts";
import { Audits } from "./console/audit.ts";
import { ConsoleDesk } from "./console/console-desk.ts";
import type { ConsoleFrames } from "./console/console-frames.ts";
import { CutsUnderWay } from "./console/cuts-under-way.ts";
import { DialBoard } from "./console/dial-board.ts";
import { Hands } from "./console/hands.ts";
import { LogTurns } from "./console/log-turns.ts";
import { RoomSettings } from "./console/room-settings.ts";
import type { GatewayOptions, PeoplePorts } from "./ports.ts";
import { Cables } from "./recovery/cables.ts";
import { Canaries } from "./recovery/canaries.ts";
import { IncidentWatch } from "./recovery/incident-watch.ts";
import { Measuring } from "./recovery/measuring.ts";
import { IncidentMemory } from "./recovery/incident-memory.ts";
import { ShowEventLog } from "./recovery/show-event-log.ts";
import { ReportBook } from "./report/report-book.ts";
import { OtherGateways } from "./routing/other-gateways.ts";
import { TurnStamps } from "./routing/turn-stamps.ts";
import { FeedReader, type FeedPush } from "./routing/feed-reader.ts";
import { RoomCalls } from "./routing/room-calls.ts";
import { RoomWatch } from "./routing/room-watch.ts";
import { TransferRouter } from "./routing/transfer-router.ts";
import { Broadcasts } from "./views/broadcasts.ts";
import { Copies } from "./views/copies.ts";
import { EngineView } from "./views/engine-view.ts";
import { Flows } from "./views/flows.ts";
import { HallWindows } from "./views/hall-windows.ts";
import { ConsoleView } from "./views/console-view.ts";
import { Snapshots } from "./views/snapshot.ts";
import { TrafficMeter } from "./views/traffic-meter.ts";
import { WordExchange } from "./word-exchange.ts";
import type { People } from "./compose-people.ts";

/** Each group is put together from the ones before it. */
export function composeRouting(
  { topology, id, boot, ports }: GatewayOptions,
  awake: AwakeClock,
  applyFeed: (push: FeedPush, isLive: boolean) => void,
) {
  const rooms = new RoomWatch(topology, awake, () => ports.nowMs());
  const calls = new RoomCalls(ports, awake);
  const router = new TransferRouter(rooms, awake, ports);
  const feed = new FeedReader(rooms, calls, awake, applyFeed);
  const others = new OtherGateways({ gateway: id, boot }, awake);
  const copies = new Copies(rooms);
  return { rooms, calls, router, feed, others, copies, stamps: new TurnStamps() };
}
export type Routing = ReturnType<typeof composeRouting>;

/** What the presenter sets. `changed`: something may be set otherwise than before. */
export function composeSettings(
  awake: AwakeClock,
  { rooms, calls, stamps, others }: Routing,
  people: Pick<PeoplePorts, "toAllStages">,
  changed: (dials: DialBoard) => void,
) {
  const turns = new LogTurns(rooms, calls, awake, others);
  const dials: DialBoard = new DialBoard(turns, stamps, () => changed(dials));
  const hands = new Hands(awake, (hand) => people.toAllStages("consoleHand", hand));
  const cuts = new CutsUnderWay();
  const settings = new RoomSettings(turns, () => !others.wereHeard);
  return { turns, dials, settings, hands, cuts };
}
export type Settings = ReturnType<typeof composeSettings>;

export function composeRecovery(
  { topology, ports }: GatewayOptions,
  awake: AwakeClock,
  { rooms, calls, router }: Routing,
  incidentOver: (incident: LoggedIncident) => void,
) {
  const events = new ShowEventLog(() => ports.wallMs());
  const cables = new Cables({
    topology,
    fabric: ports.fabric,
    nowMs: () => ports.nowMs(),
    awake,
    ends: () => [
      { room: null, links: ports.links?.() ?? [] },
      ...rooms.answering.map((room) => ({ room, links: rooms.status(room)?.links ?? [] })),
    ],
  });
  const past = new IncidentMemory(rooms, calls, awake);
  const incidents = new IncidentWatch({
    rooms,
    awake,
    clocks: ports,
    measuring: new Measuring(rooms, calls, awake),
    past,
    links: () => ports.links?.() ?? [],
    over: incidentOver,
    tell: (kind, values, atMs) => events.add(kind, values, atMs),
  });
  const canaries = new Canaries({
    topology,
    rooms,
    calls,
    router,
    awake,
    random: () => ports.random(),
  });
  return { events, cables, incidents, past, canaries };
}
export type Recovery = ReturnType<typeof composeRecovery>;

export function composeViews(
  options: GatewayOptions,
  { rooms, others, copies }: Routing,
  { cables, incidents, past, canaries, events }: Recovery,
  heads: People,
  { dials, settings, hands, cuts }: Settings,
  frames: ConsoleFrames,
) {
  const { directory, lookups, openings, cue, counts, lastNeeded, arrivals, answers } = heads;
  const { world, hall } = heads;
  const { ports } = options;
  const meter = new TrafficMeter(rooms.topology.rooms.length, () => ports.nowMs());
  const flows = new Flows(directory, lookups, rooms, meter);
  const windows = new HallWindows({ rooms, directory });
  const measured = { canaries, meter, answers, events, incidents };
  const engine = new EngineView({ rooms, others, ...measured, clocks: ports });
  const snapshots = new Snapshots({
    show: options.description,
    rooms,
    copies,
    cables,
    incidents,
    past,
    lastNeeded,
    counts,
    others,
    meter,
    cue,
    dials,
    wallMs: () => options.ports.wallMs(),
  });
  const consoleView = new ConsoleView({
    snapshots,
    rooms,
    cables,
    past,
    cuts,
    canaries,
    counts,
    events,
    openings,
    dials,
    settings,
    frames,
    options,
    others,
  });
  const consoleSnapshot = (): ConsoleSnapshot => consoleView.take();
  const broadcasts = new Broadcasts({
    description: options.description,
    people: options.ports.people,
    snapshots,
    flows,
    windows,
    engine,
    arrivals,
    world,
    hall: () => hall.now(),
    consoleSnapshot,
    hands,
    nowMs: () => ports.nowMs(),
  });
  return { flows, windows, lastNeeded, snapshots, consoleSnapshot, broadcasts };
}
export type Views = ReturnType<typeof composeViews>;

/** What is told for the report. */
export function composeReport(
  { id, description, ports }: GatewayOptions,
  { rooms }: Routing,
  { incidents, past, events }: Recovery,
  { counts, receiptRound }: People,
  { dials }: Settings,
) {
  return new ReportBook({
    show: description,
    gateway: id,
    rooms,
    incidents,
    past,
    counts,
    receiptRound,
    events,
    dials,
    nowMs: () => ports.nowMs(),
    wallMs: () => ports.wallMs(),
  });
}

/** What goes between this gateway and the show's others. */
export function composeExchange(
  { id, boot, ports }: GatewayOptions,
  { rooms, others }: Routing,
  { phones, findMe, moves, openings, sessions, counts }: People,
  { dials, hands, cuts }: Settings,
) {
  others.onLost(() => sessions.peopleOnline);
  const self = { gateway: id, boot };
  return new WordExchange({
    self,
    rooms,
    others,
    counts,
    phones,
    findMe,
    moves,
    dials,
    openings,
    hands,
    cuts,
    ports,
  });
}

export function composeConsole(
  { description, ports }: GatewayOptions,
  { rooms, calls, others }: Routing,
  { cables, incidents }: Recovery,
  { openings, directory, sessions }: People,
  { dials, settings, hands, cuts }: Settings,
  frames: ConsoleFrames,
) {
  return new ConsoleDesk({
    rooms,
    cables,
    incidents,
    fabric: ports.fabric,
    dials,
    openings,
    settings,
    audits: new Audits(rooms, calls, ports),
    frames,
    hands,
    cuts,
    supervisor: ports.supervisor,
    attendees: new AttendeeSearch({ directory, sessions, others, rooms, dials }),
    showId: description.showId,
  });
}
