import { createHash, createHmac, randomInt } from "node:crypto";
import type { Server as HttpServer } from "node:http";
import { join } from "node:path";
import { FabricClient } from "@cablecut/fabric";
import { GatewayCore, tickMs, type GatewayNotice, type SupervisorPort } from "@cablecut/gateway";
import {
  asRoomIndex,
  linkReports,
  phonesMax,
  type EndedSession,
  type GatewayConfig,
  type LinkReport,
  type RoomIndex,
} from "@cablecut/protocol";
import type { Logger } from "pino";
import { ConsoleSessions } from "./console/console-sessions.ts";
import { KeptEndings } from "./console/kept-endings.ts";
import { LoginLinks, type EndedSessionsOfShow } from "./console/login-links.ts";
import { PinDoor } from "./console/pin-door.ts";
import { PresenterSecrets } from "./console/presenter-secrets.ts";
import { Tickets } from "./console/tickets.ts";
import { createBoundedServer } from "./edge/bounded-server.ts";
import { Conduct } from "./edge/conduct.ts";
import { descriptorBudget, openFilesMax, type DescriptorBudget } from "./edge/descriptors.ts";
import { openEdge, type Edge } from "./edge/edge.ts";
import { GivingWay } from "./edge/giving-way.ts";
import { stageTicketIn } from "./edge/hall-places.ts";
import { ShowOrigins } from "./edge/origin.ts";
import { RequestsAhead } from "./edge/requests-ahead.ts";
import { TrustedProxies } from "./edge/trusted-proxies.ts";
import { followFabric } from "./fabric-past.ts";
import { fabricPortOver } from "./fabric-port.ts";
import type { GatewayProcessFigures } from "./gateway-families.ts";
import { nowMs } from "./monotonic-clock.ts";
import { peoplePortsOver, type Audiences } from "./people-ports.ts";
import { linkToRooms, type GatewayStart } from "./room-links.ts";
import { describeShow } from "./show-description.ts";
import { Elsewhere, lookEveryMs } from "./sockets/elsewhere.ts";
import { leisureMs, PhoneRows, rowsOf } from "./sockets/phone-rows.ts";
import { servePhones } from "./sockets/phone.ts";
import { servePresenters } from "./sockets/presenter.ts";
import { Screens } from "./sockets/screens.ts";
import { serveStages } from "./sockets/stage.ts";
import { ownChannel, supervisorPortOver } from "./supervisor-port.ts";
import { thisMachine, type Machine } from "./venue/machine-checks.ts";
import { ProgramRunner } from "./venue/program-runner.ts";
import { Venue } from "./venue/venue.ts";
import { createHttp } from "./web/http.ts";

export interface Gateway {
  readonly port: number;
  /** What it measures, as of now. */
  figures(): GatewayProcessFigures;
  close(): Promise<void>;
}

/** What the logic of a gateway needs besides its browsers. */
interface Surroundings {
  readonly fabric: FabricClient | null;
  readonly toRoom: (room: RoomIndex, bytes: Uint8Array) => boolean;
  /** Its ways to the rooms, where they run over real cables. */
  readonly links?: () => readonly LinkReport[];
  readonly notice: (notice: GatewayNotice) => void;
  readonly supervisor: SupervisorPort | null;
  readonly machine: Machine;
  readonly descriptorsForPhones: number;
}

/** How browsers come in. */
interface Doors {
  readonly edge: Edge;
  readonly tickets: Tickets;
  readonly origins: ShowOrigins;
  /** Where they may go on. */
  readonly elsewhere: Elsewhere;
}

/** Clocks, timers, randomness and bytes as Node has them. */
const thisProcess = {
  nowMs,
  wallMs: () => Date.now(),
  after(ms: number, task: () => void) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  defer: (task: () => void) => void setImmediate(task),
  random: () => randomInt(2 ** 32) / 2 ** 32,
  sha256: (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest(),
  encodeText: (text: string): Uint8Array => Buffer.from(text),
  decodeText: (bytes: Uint8Array) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(),
};

/** A gateway's logic with the clocks, timers and randomness of this machine, told of its browsers by the edge. */
export function createCore(
  config: GatewayConfig,
  { edge, tickets, origins, elsewhere }: Doors,
  surroundings: Surroundings,
): GatewayCore {
  const { fabric, toRoom, links, notice } = surroundings;
  const audiences = audiencesOf(edge);
  const rows = rowsOver(audiences);
  const screens = new Screens();
  const venue = new Venue({
    ...surroundings,
    screens,
    listen: config.listen,
    joinUrl: config.joinUrl,
    joinAddress: config.joinAddress,
    isBehindProxy: config.trustedProxies.length > 0,
    dataDirectory: config.dataDirectory ?? null,
    nowMs,
  });
  const core = new GatewayCore({
    topology: config.topology,
    description: describeShow(config),
    id: config.id,
    startedAtMs: config.startedAt === undefined ? null : Date.parse(config.startedAt),
    ...(config.rehearsedBefore === undefined ? {} : { rehearsedBefore: config.rehearsedBefore }),
    boot: randomInt(2 ** 32),
    ports: {
      ...thisProcess,
      seal: (text) =>
        createHmac("sha256", Buffer.from(config.consoleKey, "hex")).update(text).digest("hex"),
      toRoom,
      people: peoplePortsOver(audiences, edge, rows, screens),
      fabric: fabric === null ? null : fabricPortOver(fabric),
      ...(links === undefined ? {} : { links }),
      supervisor: surroundings.supervisor,
      venue: () => venue.checks(),
      hall: () => venue.hall(),
      notice,
    },
  });
  const bug = (error: unknown): void => notice({ kind: "defect", error });
  tellGateways(audiences, origins.origins, elsewhere);
  servePhones(core, audiences.phones, { edge, origins, seen: venue.seen, rows }, bug);
  serveStages(audiences.stages, {
    core,
    edge,
    screens,
    isInvited: (auth) => isInvited(stageTicketIn(auth), tickets),
  });
  const secrets = new PresenterSecrets(config.presenter);
  servePresenters({
    core,
    edge,
    presenters: audiences.presenters,
    secrets,
    pins: pinDoorOf(config, secrets),
    tickets,
    ...waysIntoConsole(core, config, tickets),
    bug,
  });
  return core;
}

function audiencesOf({ sockets }: Edge): Audiences {
  return {
    phones: sockets.of("/phone"),
    stages: sockets.of("/stage"),
    presenters: sockets.of("/presenter"),
  };
}

function isInvited(ticket: string | null, tickets: Tickets): boolean {
  return ticket !== null && tickets.isForStage(ticket);
}

function pinDoorOf({ gateways }: GatewayConfig, secrets: PresenterSecrets): PinDoor {
  return new PinDoor({
    isPin: (pin) => secrets.isPin(pin),
    gateways: Math.max(1, gateways.length),
    nowMs,
    after: (ms, task) => void setTimeout(task, ms).unref(),
    random: () => randomInt(2 ** 32) / 2 ** 32,
  });
}

/** What opens the console without a PIN; of what is over every gateway of the show comes to know. */
function waysIntoConsole(
  { dials }: GatewayCore,
  { consoleKey, presenter, gateways, id, dataDirectory }: GatewayConfig,
  tickets: Tickets,
) {
  const wallMs = (): number => Date.now();
  const path =
    dataDirectory === undefined ? null : join(dataDirectory, "gateway", `${id}-endings.json`);
  const kept = new KeptEndings(path, wallMs);
  const tell = (ending: EndedSession): boolean => dials.endSession(ending, wallMs() / 1_000);
  // It may have been killed before it had told anybody.
  for (const ending of kept.all) tell(ending);
  const ended: EndedSessionsOfShow = {
    has: (session) => kept.has(session) || dials.isSessionEnded(session),
    add: (session, expiresAtS) => {
      const ending = { session, expiresAtS };
      if (!tell(ending)) return false;
      kept.keep(ending);
      return true;
    },
    inLog: () => dials.endedInLog,
    isOnDisk: (session) => kept.has(session),
  };
  return {
    sessions: new ConsoleSessions(consoleKey, presenter.generation, wallMs, ended),
    links: new LoginLinks({
      tickets,
      ended,
      isOneOfSeveral: gateways.length > 1,
      boot: randomInt(2 ** 32),
      after: (ms, task) => void setTimeout(task, ms).unref(),
    }),
  };
}

function rowsOver({ phones }: Audiences): PhoneRows {
  const later = (task: () => void) => thisProcess.after(leisureMs, task);
  return new PhoneRows(rowsOf(phones), thisProcess.defer, later);
}

/**
 * Whose gateway is gone, or is cut off from the rooms, goes on at another one of these. Pages keep what they are told, so those of
 * a show with one gateway, or behind one address, are told that there is no other: an earlier show may have had some.
 */
function tellGateways(
  { phones, stages, presenters }: Audiences,
  origins: readonly string[],
  elsewhere: Elsewhere,
): void {
  const hasOthers = origins.length > 1;
  const all = hasOthers ? origins : [];
  const greet = (socket: Greeted): void => {
    socket.emit("gateways", all);
    if (!hasOthers) return;
    elsewhere.came(socket);
    socket.on("disconnect", () => elsewhere.left(socket));
  };
  phones.on("connection", greet);
  stages.on("connection", greet);
  presenters.on("connection", greet);
}

interface Greeted {
  emit(name: "gateways", origins: readonly string[]): unknown;
  emit(name: "elsewhere"): unknown;
  on(name: "disconnect", listener: () => void): unknown;
}

export function ticketsOf({ consoleKey, presenter }: GatewayConfig): Tickets {
  return new Tickets(consoleKey, presenter.generation, () => Date.now());
}

/** Ticks, and the fabric's events: as they come, and those of before whenever it is reached. Returns how to stop. */
export function runCore(
  core: GatewayCore,
  fabric: FabricClient | null,
  elsewhere: Elsewhere,
): () => void {
  const stopWatching = fabric && followFabric(fabric, (event) => core.fabricEvent(event));
  const ticks = setInterval(() => core.tick(), tickMs);
  const looks = setInterval(() => elsewhere.look(), lookEveryMs);
  return () => {
    clearInterval(ticks);
    clearInterval(looks);
    stopWatching?.();
    core.close();
  };
}

/** Puts a gateway together and starts it. Rejects if its port cannot be had. */
export async function startGateway(config: GatewayConfig, start: GatewayStart): Promise<Gateway> {
  const programs = new ProgramRunner();
  const names = config.topology.rooms.map((room) => room.id);
  const rooms = new Map(names.map((name, index) => [name, asRoomIndex(index)]));
  const fabric = config.fabric === undefined ? null : new FabricClient(config.fabric);
  const budget = descriptorBudget(openFilesMax());
  const proxies = new TrustedProxies(config.trustedProxies);
  const floods = floodsOf(budget);
  const http = createBoundedServer(budget, proxies, floods);
  const tickets = ticketsOf(config);
  const origins = new ShowOrigins(config);
  const edge = openEdge(http, {
    origins,
    proxies,
    conduct: floods.conduct,
    pages: (request, response) => pages(request, response),
    descriptorsForPhones: budget.phones,
    isStageTicket: (ticket) => tickets.isForStage(ticket),
    isTooMany: (socket) => floods.ahead.isTooMany(socket),
    giving: floods.giving,
  });
  const { noticed, notice } = countedNotices(start.log);
  const links = (): readonly LinkReport[] => linkReports(mesh.status(), config.topology);
  const elsewhere = new Elsewhere({ links, nowMs });
  const core = createCore(
    config,
    { edge, tickets, origins, elsewhere },
    {
      fabric,
      toRoom: (room, bytes) => {
        const name = names[room];
        return name !== undefined && mesh.send(name, [bytes]);
      },
      links,
      notice,
      supervisor: supervisorPortOver(ownChannel()),
      machine: thisMachine(programs.run),
      descriptorsForPhones: budget.phones,
    },
  );
  const pages = createHttp(
    core,
    config,
    origins,
    (error) => notice({ kind: "defect", error }),
    (failure) => start.log.warn(failure, "a page failed"),
    surroundingsOfPages(elsewhere, proxies, floods.ahead),
  );
  const mesh = linkToRooms(config, start, (name, bytes) => {
    const room = rooms.get(name);
    if (room !== undefined) core.fromRoom(room, bytes);
  });
  const stop = runCore(core, fabric, elsewhere);
  const port = await listen(http, config.listen);
  return {
    port,
    figures: () => {
      const { connections, phonesMax: placesMax, refused: refusedHandshakes } = edge;
      const hall = { connections, phonesMax: placesMax, refusedHandshakes };
      return { ...core.figures(), ...noticed, ...hall, links: mesh.status() };
    },
    close: async () => {
      stop();
      programs.close();
      await edge.sockets.close();
      http.closeAllConnections();
      await mesh.close();
    },
  };
}

/** What the server and the edge behind it both know of connections. */
function floodsOf({ anybody }: DescriptorBudget) {
  const giving = new GivingWay(anybody, nowMs);
  return { ahead: new RequestsAhead(), conduct: new Conduct(nowMs), giving };
}

function surroundingsOfPages(
  elsewhere: Elsewhere,
  proxies: TrustedProxies,
  ahead: RequestsAhead,
): Parameters<typeof createHttp>[5] {
  return {
    isCutOff: () => elsewhere.isCutOff,
    isOperatorsCheck: (request) => proxies.isOperators(request),
    isTooMany: (socket) => ahead.isTooMany(socket),
  };
}

/** Notices for the log, counted. */
function countedNotices(log: Logger) {
  const noticed = { sleptMs: 0, defects: 0 };
  const notice = (what: GatewayNotice): void => {
    if (what.kind === "slept") noticed.sleptMs += what.ms;
    else noticed.defects += 1;
    tellNotice(log, what);
  };
  return { noticed, notice };
}

function tellNotice(log: Logger, notice: GatewayNotice): void {
  switch (notice.kind) {
    case "defect":
      return log.error({ err: notice.error }, "defect");
    case "slept":
      return log.warn({ ms: Math.round(notice.ms) }, "this process was not run");
  }
}

/**
 * Connections that have come and wait to be taken: a hall comes back in a second, to a process that has just begun, and of
 * those that find no room each tries again after 1, 3 and 7 s. The system has a bound of its own, 4,096 on most.
 */
const backlog = phonesMax;

function listen(
  http: HttpServer,
  address: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((done, failed) => {
    http.once("error", failed);
    http.listen({ ...address, backlog }, () => {
      // Later errors are of single accepts (out of descriptors): the listener goes on.
      http.off("error", failed).on("error", () => undefined);
      const bound = http.address();
      done(typeof bound === "object" && bound !== null ? bound.port : address.port);
    });
  });
}
