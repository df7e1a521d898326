import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { queryObjects } from "node:v8";
import type { GatewayCore } from "@cablecut/gateway";
import { roomStatus } from "@cablecut/gateway/room-status";
import {
  initialFundsOf,
  asCents,
  defaultTopology,
  frameKinds,
  gatewayConfigSchema,
  houseAccountsOf,
  initialFundsCents,
  isSyntheticHash,
  type AccountId,
  type AccountView,
  type FundsCount,
  type LinkReport,
  type RoomAnswerMessage,
  type RoomIndex,
  type RoomMessage,
  type RoomRequest,
  type ShardId,
} from "@cablecut/protocol";
import { io, type Socket } from "socket.io-client";
import { hashPin } from "../console/presenter-secrets.ts";
import { createBoundedServer } from "../edge/bounded-server.ts";
import { Conduct } from "../edge/conduct.ts";
import { descriptorBudget } from "../edge/descriptors.ts";
import { openEdge, type Edge } from "../edge/edge.ts";
import { GivingWay } from "../edge/giving-way.ts";
import { ShowOrigins } from "../edge/origin.ts";
import { RequestsAhead } from "../edge/requests-ahead.ts";
import { TrustedProxies } from "../edge/trusted-proxies.ts";
import type { Connection } from "../edge/unread-bytes.ts";
import { nowMs } from "../monotonic-clock.ts";
import { createCore, runCore, ticketsOf } from "../gateway.ts";
import { Elsewhere } from "../sockets/elsewhere.ts";
import { createHttp } from "../web/http.ts";
import { supervisorPortOver } from "../supervisor-port.ts";
import { machineOfTheTest } from "./machine-of-the-test.ts";
import { RecordedFabric } from "./recorded-fabric.ts";
import { RecordedSupervisor } from "./recorded-supervisor.ts";

export const pinOfTheTest = "246813";
export const operatorTokenOfTheTest = "0f".repeat(32);
const salt = "salt of the test";
const tellEveryMs = 100;
const appliedIndex = 10 as AccountView["appliedIndex"];

interface GatewayOfTest {
  /** It is the second gateway of a show; the first one's pages come from this origin. */
  readonly firstGateway?: string;
  readonly phonePlaces?: number;
  /** As many may be open. */
  readonly openFiles?: number;
  /** By which nobody makes room too soon. */
  readonly servedMs?: () => number;
  readonly trustedProxies?: readonly string[];
  /** Whoever is ended for its conduct is held for so long. */
  readonly lastWordsMs?: number;
  /** A request's head is waited for so long. */
  readonly headMs?: number;
  /** Of a gateway before it. */
  readonly dataDirectory?: string;
}

/** A gateway with real sockets on a loopback port, before five rooms that open accounts and answer reads. */
export class GatewayUnderTest {
  readonly core: GatewayCore;
  readonly fabric = new RecordedFabric();
  readonly supervisor = new RecordedSupervisor();
  /** Its ways to the rooms over real cables, of which it has none. */
  links: readonly LinkReport[] = [];
  /** What it takes for the time by which nobody is sent elsewhere too soon, ms. */
  stayedMs = 0;
  readonly elsewhere = new Elsewhere({ links: () => this.links, nowMs: () => this.stayedMs });
  readonly #stop: () => void;
  /** Everything that was sent to a room, except what the canaries and the feed ask by themselves. */
  readonly askedOfRooms: RoomRequest["kind"][] = [];
  readonly #http: ReturnType<typeof createBoundedServer>;
  readonly #ahead = new RequestsAhead();
  readonly #edge: Edge;
  readonly #accounts: { readonly tokenHash: string; readonly view: AccountView }[] = [];
  readonly #clients: Socket[] = [];
  readonly #status: NodeJS.Timeout;

  readonly dataDirectory: string;

  private constructor(options: GatewayOfTest) {
    const { phonePlaces = 100, firstGateway, trustedProxies = [] } = options;
    this.dataDirectory = options.dataDirectory ?? newDataDirectory();
    const proxies = new TrustedProxies(trustedProxies);
    const ahead = this.#ahead;
    const conduct = new Conduct(nowMs);
    const budget = descriptorBudget(options.openFiles ?? 20_000);
    const giving = new GivingWay(budget.anybody, options.servedMs ?? nowMs);
    const { headMs, lastWordsMs } = options;
    this.#http = createBoundedServer(budget, proxies, { ahead, conduct, giving, headMs });
    const config = gatewayConfigSchema.parse({
      showId: "show-of-the-test",
      topology: defaultTopology,
      listen: { host: "127.0.0.1", port: 0 },
      rooms: [],
      dataDirectory: this.dataDirectory,
      presenter: {
        salt,
        pinHash: hashPin(pinOfTheTest, salt).toString("hex"),
        generation: 1,
        operatorTokenHash: createHash("sha256").update(operatorTokenOfTheTest).digest("hex"),
      },
      linkSecret: "cd".repeat(32),
      consoleKey: "5a".repeat(32),
      joinUrl: "http://127.0.0.1:1/",
      webDirectory: "/nowhere",
      ...(firstGateway === undefined ? {} : secondAfter(firstGateway)),
    });
    const bug = (error: unknown): never => {
      throw error;
    };
    const tickets = ticketsOf(config);
    const origins = new ShowOrigins(config);
    this.#edge = openEdge(this.#http, {
      origins,
      proxies,
      conduct,
      pages: (request, response) => pages(request, response),
      descriptorsForPhones: phonePlaces,
      isStageTicket: (ticket) => tickets.isForStage(ticket),
      isTooMany: (socket) => ahead.isTooMany(socket),
      giving,
      lastWordsMs,
    });
    const { elsewhere } = this;
    this.core = createCore(
      config,
      { edge: this.#edge, tickets, origins, elsewhere },
      {
        fabric: this.fabric,
        toRoom: (room, bytes) => this.#receive(room, bytes),
        supervisor: supervisorPortOver(this.supervisor),
        machine: machineOfTheTest,
        descriptorsForPhones: phonePlaces,
        notice: (notice) => {
          if (notice.kind === "defect") bug(notice.error);
        },
      },
    );
    const pages = createHttp(this.core, config, origins, bug, () => undefined, {
      isCutOff: () => elsewhere.isCutOff,
      isTooMany: (socket) => ahead.isTooMany(socket),
    });
    this.#stop = runCore(this.core, this.fabric, elsewhere);
    this.#tell();
    this.#status = setInterval(() => this.#tell(), tellEveryMs);
  }

  static async start(options: GatewayOfTest = {}): Promise<GatewayUnderTest> {
    const gateway = new GatewayUnderTest(options);
    await new Promise<void>((listening) => {
      gateway.#http.listen(0, "127.0.0.1", () => listening());
    });
    // It tells of the leader once it knows the rooms; from then on nothing happens by itself.
    while (gateway.core.events.length === 0) await pause(10);
    return gateway;
  }

  /** Without a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Of whomever, as the server counts them. */
  openConnections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#http.getConnections((error, count) =>
        error === null ? resolve(count) : reject(error),
      );
    });
  }

  /** Requests of browsers that anything still holds, however long ago they were answered. */
  requestsHeld(): number {
    return queryObjects(this.#ahead.IncomingMessage, { format: "count" });
  }

  /** Browsers that are connected, whatever they came for. */
  get connections(): number {
    return this.#edge.connections;
  }

  /** Rooms in the sense of socket.io. */
  roomsOfPhones(): number {
    return this.#edge.sockets.of("/phone").adapter.rooms.size;
  }

  /** As engine.io has them. */
  connectionsOfPages(): readonly Connection[] {
    const { sockets } = this.#edge;
    return ["/phone", "/stage", "/presenter"].flatMap((name) =>
      [...sockets.of(name).sockets.values()].map(({ conn }) => conn),
    );
  }

  /** What is listened to on the connections of all browsers: whatever piles up there is paid with every packet. */
  listeners(): number {
    return this.connectionsOfPages().reduce(
      (count, conn) =>
        count + conn.eventNames().reduce((sum, event) => sum + conn.listenerCount(event), 0),
      0,
    );
  }

  /** A client's socket, closed by `stop` at the latest. `origin`: of the page that it is of. */
  connect(namespace: "/phone" | "/stage" | "/presenter", origin?: string): Socket {
    const socket: Socket = io(`${this.url}${namespace}`, {
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
      ...(origin === undefined ? {} : { extraHeaders: { origin } }),
    });
    this.#clients.push(socket);
    return socket;
  }

  /** Closes every client's socket. */
  disconnectAll(): void {
    for (const client of this.#clients) client.close();
  }

  /** `keepsData`: for one that comes after it. */
  async stop({ keepsData = false } = {}): Promise<void> {
    this.disconnectAll();
    clearInterval(this.#status);
    this.#stop();
    await this.#edge.sockets.close();
    if (!keepsData) rmSync(this.dataDirectory, { recursive: true, force: true });
  }

  #tell(): void {
    const accountsPerShard = Array.from({ length: 100 }, () => 0);
    const syntheticPerShard = accountsPerShard.slice();
    for (const { view, tokenHash } of this.#accounts) {
      const perShard = isSynthetic(tokenHash) ? syntheticPerShard : accountsPerShard;
      perShard[view.shard]! += 1;
    }
    const crowd = this.#accounts.filter(({ tokenHash }) => isSynthetic(tokenHash)).length;
    const funds = {
      people: countOf(this.#accounts.length - crowd),
      synthetic: countOf(crowd),
      house: countOf(0),
    };
    for (const [room] of defaultTopology.rooms.entries()) {
      const status = roomStatus(room, { accountsPerShard, syntheticPerShard, funds });
      this.core.fromRoom(room as RoomIndex, frameOf({ kind: "status", status }));
    }
  }

  #receive(room: RoomIndex, bytes: Uint8Array): boolean {
    const request = requestIn(bytes);
    if (request === null) return true;
    const own = request.kind === "subscribe" || this.#isOfHouse(request);
    if (!own) this.askedOfRooms.push(request.kind);
    const answer = this.#answer(request, room);
    if (answer !== null) setImmediate(() => this.core.fromRoom(room, frameOf(answer)));
    return true;
  }

  #isOfHouse(request: RoomRequest): boolean {
    return request.kind === "stale-read" && request.account < houseAccountsOf(defaultTopology);
  }

  #answer(request: RoomRequest, room: RoomIndex): RoomAnswerMessage | null {
    const { id } = request;
    switch (request.kind) {
      case "find":
      case "find-and-read": {
        const found = this.#accounts.find(({ tokenHash }) => tokenHash === request.tokenHash);
        const read = request.kind === "find" || found === undefined ? {} : { view: found.view };
        return { kind: "found", id, account: found?.view.account ?? null, ...read };
      }
      case "open":
        return { kind: "opened", id, ...this.#open(request.tokenHash, request.shard, room) };
      case "read":
      case "stale-read": {
        const found = this.#accounts.find(({ view }) => view.account === request.account);
        if (found === undefined) return { kind: "refused", id, refusal: "unknown-account" };
        return { kind: "read", id, account: found.view };
      }
      case "set-pace":
      case "set-failback":
      case "set-dial":
      case "measure-incident":
        return { kind: "done", id, index: 11 as never };
      case "subscribe":
        return { kind: "subscribed", id, after: 0 as never };
      case "verify":
        return { kind: "checked", id, checks: request.receipts.map(() => "forged"), appliedIndex };
      case "unsubscribe":
      case "past-incidents":
      case "audit":
        return null;
    }
  }

  #open(
    tokenHash: string,
    shard: ShardId,
    room: RoomIndex,
  ): { account: AccountView; receipt: null; replayed: boolean } {
    const account = houseAccountsOf(defaultTopology) + this.#accounts.length;
    const view: AccountView = {
      account: account as AccountId,
      shard,
      room,
      synthetic: isSynthetic(tokenHash),
      balanceCents: initialFundsCents,
      sentCents: asCents(0),
      receivedCents: asCents(0),
      lastSequence: 0 as AccountView["lastSequence"],
      history: [],
      appliedIndex,
    };
    this.#accounts.push({ tokenHash, view });
    return { account: view, receipt: null, replayed: false };
  }
}

function newDataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "cablecut-gateway-"));
  mkdirSync(join(directory, "gateway"));
  return directory;
}

function frameOf(message: RoomMessage): Uint8Array {
  const bytes = Buffer.from(` ${JSON.stringify(message)}`);
  bytes[0] = frameKinds.json;
  return bytes;
}

/** Null for a frame of transfers. */
function requestIn(bytes: Uint8Array): RoomRequest | null {
  const text = Buffer.from(bytes).toString("utf8", 1);
  return bytes[0] === frameKinds.json && text.startsWith("{")
    ? (JSON.parse(text) as RoomRequest)
    : null;
}

function isSynthetic(tokenHash: string): boolean {
  return isSyntheticHash(Number.parseInt(tokenHash.slice(0, 2), 16));
}

function countOf(accounts: number): FundsCount {
  const cents = initialFundsOf(accounts);
  return { accounts, expectedCents: cents, actualCents: cents };
}

function secondAfter(first: string) {
  const gateways = [
    { id: "gateway-1", url: first },
    { id: "gateway-2", url: "http://127.0.0.1:2/" },
  ];
  return { id: "gateway-2", gateways, joinUrl: first };
}
