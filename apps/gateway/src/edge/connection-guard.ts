import type { Socket as NetSocket } from "node:net";
import { TokenBucket, type Rate } from "@cablecut/gateway";
import type { ConnectionRefusal } from "@cablecut/protocol";
import type { WebSocket } from "ws";
import { nowMs } from "../monotonic-clock.ts";
import { addressKey } from "./address.ts";
import type { HeldAnswer } from "./bounded-server.ts";
import type { Conduct } from "./conduct.ts";
import { connectPacketOf, entranceIn, type ConnectPacket } from "./connect-packet.ts";
import { Entered, type EnterRefusal } from "./entered.ts";
import { namespaceOfEvent, strangersEventCost } from "./entrances.ts";
import { isOurs, type NamespaceName } from "./namespaces.ts";
import { netSocketOf } from "./one-write.ts";
import type { Holder } from "./places.ts";
import { boundBodies, type PayloadParser } from "./polling-bodies.ts";
import type { Spaced } from "./spaced.ts";
import { UnreadBytes, type Connection } from "./unread-bytes.ts";
import { stopReading } from "./websocket-frames.ts";

/** Of a connection that nobody has come in over: CONNECT, a few tries to enter, pongs. */
const strangersPackets: Rate = { burst: 40, perSecond: 4 };
/** The same where something of its address was ended for its conduct: a phone's way in, and no question before it. */
const offendersPackets: Rate = { burst: 8, perSecond: 4 };
/** A phone that resumes checks receipts and sends 20 kept payments; in the long run people tap a few times a second. */
const enteredPackets: Rate = { burst: 150, perSecond: 25 };
/** A packet counts once more for every so many characters. */
const charactersPerToken = 1_024;
/** Bytes that may wait for somebody who does not read; a stage's snapshots are large. */
const unreadBytesMax = { "/phone": 256 * 1024, "/stage": 2 ** 20, "/presenter": 2 ** 20 } as const;
const unreadBytesMaxOfStrangers = 64 * 1024;
/** A refusal is on its way for so long before the connection is cut off, ms. */
export const lastWordsMs = 1_000;

/** What is said to a page that comes in with its connection waits so long at most for the answer, ms: both leave in one write. */
const heldMaxMs = 50;

/** Whoever has been opened a connection and says nothing until its end, which comes so soon, ms, has come for nothing. */
const vanishedWithinMs = 1_000;

/** A flood is over within this time, ms: it ends before it has opened an account. */
const floodMs = 250;

/** What no page of ours does, however bad its network. */
const offences: ReadonlySet<ConnectionRefusal> = new Set([
  "too-fast",
  "too-many-packets",
  "not-text",
  "namespace-twice",
  "unknown-namespace",
]);

/** An entrance as an event, of which only the name counts. */
const entrancePacket = '2/phone,["enter"';

interface Packet {
  type: string;
  data?: unknown;
}

/** Of engine.io's transports: what is not in their types, because it is protected or of one kind only. */
interface TransportInside {
  readonly socket?: WebSocket;
  /** Of long polling: the answer to the body that is being heard. */
  readonly dataRes?: HeldAnswer | null;
  parser?: PayloadParser<Packet>;
}

/** Where a connection comes from, through proxies. */
export interface Whence {
  readonly address: string | undefined;
  readonly isThisMachine: boolean;
}

export type PlaceAnswer =
  | { readonly refusal: ConnectionRefusal }
  | { readonly refusal: null; readonly release: () => void };

/** How somebody behaves is told, and asked, by address. */
type ConductOfAddresses = Pick<Conduct, "note" | "isOffender" | "vanished" | "stayed">;

/** Finds a place in the hall for a socket of a namespace, before anything is awaited. */
export type FindPlace = (
  namespace: NamespaceName,
  guard: ConnectionGuard,
  asked: ConnectPacket,
) => PlaceAnswer;

/**
 * Stands between engine.io and socket.io for one connection. Everything is counted before socket.io parses it, CONNECT
 * is judged here, and whoever exceeds what any page of ours does is refused by name and ended.
 */
export class ConnectionGuard implements Holder {
  readonly address: string;
  readonly isLocal: boolean;
  readonly #connection: Connection;
  readonly #findPlace: FindPlace;
  readonly #conduct: ConductOfAddresses | null;
  readonly #packets: TokenBucket;
  readonly #unread: UnreadBytes;
  readonly #cutOffs: Pick<Spaced, "add">;
  /** Namespaces that it has a place in, and how to give it back. */
  readonly #sockets = new Map<NamespaceName, () => void>();
  readonly #entered: Entered;
  /** Logins of it that are being judged. */
  #judged = 0;
  /** So many times it has asked to come in. */
  #entrances = 0;
  #ended = false;
  /** Runs while what is said to it waits for the answer at the door. */
  #held: NodeJS.Timeout | null = null;
  /** When it was opened; null once it has said something, and over long polling. */
  #silentSinceMs: number | null;

  /** `conduct` is told the address of whoever is ended for its conduct. */
  constructor(
    connection: Connection,
    findPlace: FindPlace,
    conduct: ConductOfAddresses | null = null,
    { address, isThisMachine }: Whence = {
      address: connection.remoteAddress,
      isThisMachine: false,
    },
    cutOffs: Pick<Spaced, "add"> = oneTimerEach,
  ) {
    this.#cutOffs = cutOffs;
    this.#connection = connection;
    this.#findPlace = findPlace;
    this.#conduct = conduct;
    this.address = addressKey(address);
    this.isLocal = isThisMachine;
    this.#packets = new TokenBucket(
      this.#isOfOffender ? offendersPackets : strangersPackets,
      nowMs,
    );
    this.#unread = new UnreadBytes(
      connection,
      () => this.#websocket?.bufferedAmount ?? 0,
      () => this.#checkUnread(),
    );
    this.#entered = new Entered(() => this.end("not-entered"));
    this.#silentSinceMs = connection.transport.name === "websocket" ? nowMs() : null;
    connection.on("packet", (packet: Packet) => this.#receive(packet));
    if (connection.transport.name === "polling") {
      connection.on("upgrading", () => void this.#afford(1));
      connection.on("upgrade", () => this.#checkUnread());
    }
    connection.once("close", () => {
      this.#ended = true;
      this.answered();
      this.#tellIfItVanished();
      this.#release();
    });
    this.#boundBodies();
  }

  /** Somebody has come in there: an account, a presenter, a stage that has its place. */
  enter(as: NamespaceName): void {
    if (this.#ended) return;
    if (!this.#entered.isInside) this.#packets.change(enteredPackets);
    this.#entered.add(as);
  }

  hasEnteredAs(namespace: NamespaceName): boolean {
    return this.#entered.has(namespace);
  }

  /** It has one in some namespace. */
  get hasPlace(): boolean {
    return this.#sockets.size > 0;
  }

  /** Null over long polling, and where it has ended. */
  get netSocket(): NetSocket | null {
    return netSocketOf(this.#connection);
  }

  /** A login is judged now, or waits for its turn: until it is answered nobody else has its place. Returns how to say that it is. */
  judges(): () => void {
    this.#judged += 1;
    let isOver = false;
    return () => {
      if (!isOver) this.#judged -= 1;
      isOver = true;
    };
  }

  get isBeingJudged(): boolean {
    return this.#judged > 0;
  }

  /** It asked to come in and was refused: waiting for what passes by itself is not idling. */
  waitsAtTheDoor(refusal: EnterRefusal): void {
    if (!this.#ended) this.#entered.waitOn(refusal);
  }

  /**
   * Somebody asks to come in, which costs the log something: now, or, where something of its address was ended for its
   * conduct, a moment later, and then only if it is still there. Whoever waits for the answer hardly notices.
   */
  atTheDoor(ask: () => void): void {
    if (!this.#isOfOffender) return ask();
    const timer = setTimeout(() => void (this.#ended || ask()), floodMs);
    timer.unref();
  }

  /** What was kept back until the answer at the door leaves with it. */
  answered(): void {
    if (this.#held === null) return;
    clearTimeout(this.#held);
    this.#held = null;
    const { transport } = this.#connection;
    transport.writable = true;
    transport.emit("ready");
  }

  /** engine.io keeps what it may not write. */
  #hold(): void {
    const { transport } = this.#connection;
    if (transport.name !== "websocket") return;
    transport.writable = false;
    this.#held = setTimeout(() => this.answered(), heldMaxMs);
  }

  /** Counts what an event costs beyond its packet. False: it was too much, and the connection has ended. */
  afford(cost: number): boolean {
    return this.#afford(cost);
  }

  giveUp(): void {
    this.end("place-given-up");
  }

  /**
   * Says why, and ends the connection: at once, or where it was for its conduct after a second in which nothing more is
   * read of it. A flood comes back as soon as it sees its end, and every coming costs more than holding it.
   */
  end(refusal: ConnectionRefusal, namespace: string | null = null): void {
    if (this.#ended) return;
    const offended = offences.has(refusal);
    if (offended) this.#conduct?.note(this.address);
    const connection = this.#connection;
    for (const name of this.#sockets.keys()) connection.send(`2${name},["refused","${refusal}"]`);
    if (namespace !== null) connection.send(connectError(namespace, refusal));
    this.#close(offended);
  }

  /** After the last words, whatever they were; whoever does not listen is cut off a second later. */
  close(): void {
    this.#close(false);
  }

  #close(isHeld: boolean): void {
    if (this.#ended) return;
    const websocket = this.#websocket;
    this.#ended = true;
    this.answered();
    this.#release();
    const answer = isHeld ? inside(this.#connection.transport).dataRes?.hold() : undefined;
    if (!isHeld) this.#connection.close();
    if (websocket !== null) stopReading(websocket);
    (isHeld ? this.#cutOffs : oneTimerEach).add(() => {
      this.#cutOff(websocket);
      // Not before: whoever asks again as soon as it has its answer finds the connection over.
      answer?.();
    });
  }

  get #isOfOffender(): boolean {
    return this.#conduct?.isOffender(this.address) ?? false;
  }

  get #websocket(): WebSocket | null {
    return inside(this.#connection.transport).socket ?? null;
  }

  /** A packet that is not to go on is made one that engine.io does nothing about. */
  #receive(packet: Packet): void {
    if (!this.#admits(packet)) packet.type = "noop";
  }

  #admits(packet: Packet): boolean {
    if (this.#ended) return false;
    const size = typeof packet.data === "string" ? packet.data.length : 0;
    if (!this.#afford(1 + Math.floor(size / charactersPerToken))) return false;
    if (packet.type !== "message") return true;
    if (typeof packet.data !== "string") {
      this.end("not-text", this.#sockets.size === 0 ? "/" : null);
      return false;
    }
    const asked = connectPacketOf(packet.data);
    if (asked !== null) return this.#takesSocket(asked);
    return !this.#entered.isStranger || this.#affordStrangersEvent(packet.data);
  }

  /** It has been counted as a packet already. */
  #affordStrangersEvent(data: unknown): boolean {
    const namespace = namespaceOfEvent(data);
    if (isOurs(namespace) && this.#entered.has(namespace)) return true;
    const cost = strangersEventCost(data, this.#entrances);
    if (cost.isEntrance) this.#entrances += 1;
    return this.#afford(cost.tokens - 1);
  }

  #takesSocket(asked: ConnectPacket): boolean {
    // What comes with the CONNECT costs what it would cost behind it.
    const comesIn = asked.namespace === "/phone" && entranceIn(asked.auth) !== undefined;
    if (comesIn && !(this.#afford(1) && this.#affordStrangersEvent(entrancePacket))) return false;
    const refusal = this.#refusalOf(asked);
    if (refusal === null && comesIn) this.#hold();
    // Nothing that was sent is said back: only names of ours.
    if (refusal !== null) this.end(refusal, isOurs(asked.namespace) ? asked.namespace : "/");
    else this.#hasComeIn();
    return refusal === null;
  }

  #refusalOf(asked: ConnectPacket): ConnectionRefusal | null {
    const { namespace } = asked;
    if (!isOurs(namespace)) return "unknown-namespace";
    if (this.#sockets.has(namespace)) return "namespace-twice";
    const place = this.#findPlace(namespace, this, asked);
    if (place.refusal !== null) return place.refusal;
    this.#sockets.set(namespace, place.release);
    this.#entered.takesPlace(namespace);
    return null;
  }

  #afford(cost: number): boolean {
    if (this.#ended) return false;
    if (this.#packets.take(cost)) return true;
    this.end("too-fast", this.#sockets.size === 0 ? "/" : null);
    return false;
  }

  /** What is said without that is said for nothing. */
  #hasComeIn(): void {
    if (this.#silentSinceMs === null) return;
    this.#silentSinceMs = null;
    this.#conduct?.stayed(this.address);
  }

  #tellIfItVanished(): void {
    if (this.#silentSinceMs === null || nowMs() - this.#silentSinceMs > vanishedWithinMs) return;
    this.#conduct?.vanished(this.address);
  }

  #release(): void {
    this.#entered.stopWaiting();
    for (const release of this.#sockets.values()) release();
  }

  #checkUnread(): void {
    const { count } = this.#unread;
    if (this.#ended || count <= unreadBytesMaxOfStrangers || count <= this.#unreadBytesMax())
      return;
    // Who does not read hears no reason either.
    this.#ended = true;
    this.#conduct?.note(this.address);
    this.#release();
    const websocket = this.#websocket;
    if (websocket !== null) stopReading(websocket);
    // Not in the middle of what engine.io is sending to it.
    setImmediate(() => this.#cutOff(websocket));
  }

  #unreadBytesMax(): number {
    const inside = [...this.#sockets.keys()].filter((name) => this.#entered.has(name));
    return Math.max(unreadBytesMaxOfStrangers, ...inside.map((name) => unreadBytesMax[name]));
  }

  #cutOff(websocket: WebSocket | null): void {
    websocket?.terminate();
    if (websocket === null) this.#connection.close(true);
  }

  #boundBodies(): void {
    const transport = inside(this.#connection.transport);
    const { parser } = transport;
    if (parser === undefined || this.#connection.transport.name !== "polling") return;
    transport.parser = boundBodies(
      parser,
      () => this.#ended,
      () => this.end("too-many-packets", this.#sockets.size === 0 ? "/" : null),
    );
  }
}

const oneTimerEach = { add: (task: () => void) => void setTimeout(task, lastWordsMs).unref() };

function connectError(namespace: string, refusal: ConnectionRefusal): string {
  const prefix = namespace === "/" ? "4" : `4${namespace},`;
  return `${prefix}{"message":"${refusal}"}`;
}

function inside(transport: Connection["transport"]): TransportInside {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- see TransportInside
  return transport as unknown as TransportInside;
}
