import { frameKinds, type LogEvent, type ShowSnapshot } from "@cablecut/protocol";
import { checkReceipt } from "@cablecut/room";
import { AnswerChecks } from "../checks/answer-checks.ts";
import type { Cluster } from "./cluster.ts";
import { CountChecks } from "../checks/count-checks.ts";
import { demandPutRight } from "../checks/dial-checks.ts";
import { GatewayChecks } from "../checks/gateway-checks.ts";
import type { Load } from "./load.ts";
import { startGateway, troubleGateway } from "../world/nemesis.ts";
import { PictureChecks } from "../checks/picture-checks.ts";
import type { Prng } from "../world/prng.ts";
import { SimulatedConsole } from "../people/simulated-console.ts";
import { SimulatedGateway } from "./simulated-gateway.ts";
import { pulseMs, SimulatedLink, type LinkEnd } from "../world/simulated-link.ts";
import { SimulatedPhone } from "../people/simulated-phone.ts";
import { receiptMac, type SimulatedRoom } from "./simulated-room.ts";
import { Violation } from "../checks/violation.ts";

const phoneCount = 10;
const syntheticShare = 0.3;
/** Two seconds, and a moment for the word of whoever came in last. */
const wordsSettleMs = 2_300;
/** Of runs that wait so long, also where the sum is right sooner. */
const patientShare = 0.2;
/** Whether it is so is looked at this often. */
const settleLookMs = 100;
/** Of runs in which gateways fail, and people are at a console. */
const roughShare = 0.7;

export interface GatewayShowOptions {
  readonly gateways: number;
  readonly thinkMs: number;
  /** Gateways run without faults of their own, and nobody is at a console. */
  readonly spared: boolean;
}

/** Real gateways before the rooms, with their phones and a console: who comes and goes, what fails, and what is checked. */
export class GatewayShow implements Load {
  readonly gateways: readonly SimulatedGateway[];
  readonly phones: readonly SimulatedPhone[];
  readonly #cluster: Cluster;
  readonly #prng: Prng;
  readonly #links: readonly (readonly SimulatedLink[])[];
  readonly #answers: AnswerChecks;
  readonly #checks: GatewayChecks;
  readonly #pictures: PictureChecks;
  readonly #console: SimulatedConsole;
  readonly #spared: boolean;
  /** Gateways whose feed left something out in their present life, by life. */
  readonly #gaps: number[];
  #busy = true;
  /** The log's end when every shard was to pay. */
  #payFrom = 0;
  #unverified = 0;

  constructor(cluster: Cluster, options: GatewayShowOptions, prng: Prng) {
    this.#cluster = cluster;
    this.#prng = prng;
    this.#spared = options.spared || !prng.chance(roughShare);
    this.#answers = new AnswerChecks(cluster.ledger, cluster.coverage);
    this.#checks = new GatewayChecks(cluster);
    this.#pictures = new PictureChecks(cluster);
    const indexes = Array.from({ length: options.gateways }, (_, index) => index);
    this.gateways = indexes.map((index) => this.#gateway(index));
    this.#gaps = indexes.map(() => 0);
    this.#links = this.gateways.map((gateway) =>
      cluster.rooms.map((room) => this.#link(gateway, room)),
    );
    this.#console = new SimulatedConsole(cluster, this.gateways, prng.fork());
    this.phones = Array.from({ length: phoneCount }, (_, phone) => this.#phone(phone, options));
    cluster.toGateway = (room, name, bytes) =>
      this.#links[indexOf(name)]?.[room]?.send(1, bytes) ?? false;
    cluster.ledger.onBooking = (...booking) => this.#checks.booked(...booking);
    cluster.onEvent = (event) => this.#event(event);
    cluster.onApplied = (room, index) => this.#pictures.applied(room, index);
    cluster.fabric.onEvent = (event) => {
      for (const gateway of this.gateways) if (gateway.isAlive) gateway.fabricTells(event);
    };
    for (const gateway of this.gateways) gateway.start();
    this.#pulse();
    this.#play();
  }

  heal(): void {
    for (const gateway of this.gateways) {
      startGateway(this.#cluster, gateway);
      gateway.goOn();
    }
    this.#console.putRight();
  }

  finish(): void {
    this.#busy = false;
  }

  get isIdle(): boolean {
    return this.phones.every(({ isIdle }) => isIdle) && this.gateways.every(isCalm);
  }

  payInEveryShard(): void {
    this.#payFrom = this.#cluster.raft.committedIndex;
  }

  /** Its canary has. */
  get hasEveryShardPaid(): boolean {
    const { model } = this.#cluster.ledger;
    return [...model.shards.keys()].every(
      (shard) => (model.accounts[2 * shard]!.ended.at(-1)?.index ?? 0) > this.#payFrom,
    );
  }

  verifyAll(): void {
    this.#unverified = this.phones.length;
    for (const phone of this.phones) {
      phone.verifyAll(() => {
        this.#unverified -= 1;
      });
    }
  }

  get isVerified(): boolean {
    return this.#unverified === 0;
  }

  get untold(): readonly string[] {
    const pictures = this.gateways.flatMap(({ index, core }) =>
      this.#pictures.isTheLogs(core!.snapshot().incident) ? [] : [`gateway ${index}'s picture`],
    );
    return [...pictures, ...this.#untoldPayments];
  }

  get #untoldPayments(): readonly string[] {
    return this.phones.flatMap(({ phone, heard, gateway }) => {
      if (this.#gaps[gateway.index] === gateway.life) return [];
      const untold = heard?.untold() ?? [];
      return untold.map((booking) => `gateway ${gateway.index} to ${phone?.account}: ${booking}`);
    });
  }

  demandTheWholeStory(): void {
    this.#answers.demandNothingUntold();
    this.#demandReceiptsEverywhere();
    // Everybody is in and nothing fails any more: two seconds later at the latest every gateway shows the sum, and, as is waited
    // for in some runs, still does.
    const waits = this.#prng.chance(patientShare);
    const endMs = this.#cluster.clock.nowMs + wordsSettleMs;
    while (this.#cluster.clock.nowMs < endMs && (waits || !holds(() => this.#demandSums())))
      this.#cluster.pass(settleLookMs);
    this.#demandSums();
  }

  #demandSums(): void {
    const counts = new CountChecks();
    const people = this.phones.filter(({ synthetic }) => !synthetic);
    for (const { index, core } of this.gateways) {
      const told = core!.console();
      counts.demand(index, told, { people, all: this.phones });
      demandPutRight(`gateway ${index}`, told);
    }
    for (const { index, room } of this.#cluster.rooms)
      demandPutRight(`room ${index}`, room!.ledger.dials());
  }

  /** Every receipt that a phone was given, in every room. */
  #demandReceiptsEverywhere(): void {
    for (const { index, room } of this.#cluster.rooms) {
      for (const { phone } of this.phones) {
        for (const receipt of phone?.receipts ?? []) {
          const check = checkReceipt(room!.ledger, receipt, receiptMac);
          if (check === "verified" || check === "archived") continue;
          throw new Violation("receipts", `room ${index} says ${check}`);
        }
      }
    }
  }

  #gateway(index: number): SimulatedGateway {
    const { topology, clock, fabric, coverage } = this.#cluster;
    return new SimulatedGateway(
      index,
      {
        topology,
        clock,
        fabric,
        coverage,
        toRoom: (gateway, room, bytes) => this.#toRoom(gateway, room, bytes),
        shown: (gateway, name, values) => {
          if (name !== "snapshot") return;
          const [snapshot] = values as [ShowSnapshot];
          this.#cluster.guard(() => {
            this.#checks.shown(gateway.index, snapshot);
            this.#pictures.shown(gateway.index, gateway.life, snapshot.incident);
          });
        },
        failed: (gateway, error) => this.#cluster.failed(`gateway ${gateway}`, error),
      },
      this.#prng.fork(),
    );
  }

  #link(gateway: SimulatedGateway, room: SimulatedRoom): SimulatedLink {
    const { clock, network, rooms } = this.#cluster;
    const name = nameOf(gateway.index);
    const atGateway: LinkEnd = {
      node: rooms.length + gateway.index,
      get life() {
        return gateway.life;
      },
      get isRunning() {
        return gateway.isRunning;
      },
      take: (bytes, life) => {
        if (bytes[0] === frameKinds.gatewayWord)
          this.#cluster.coverage.note("words of other gateways heard");
        if (hasGap(bytes)) this.#gap(gateway);
        gateway.take(room.index, bytes, life);
      },
      up: () => undefined,
      down: () => undefined,
    };
    const atRoom: LinkEnd = {
      node: room.index,
      get life() {
        return room.life;
      },
      get isRunning() {
        return room.isRunning;
      },
      take: (bytes, life) => room.perform(life, (machine) => machine.receive(name, bytes)),
      up: (resumed) =>
        room.perform(room.life, (machine) => void machine.gatewayJoined(name, resumed)),
      down: () => room.perform(room.life, (machine) => machine.gatewayLeft(name)),
    };
    return new SimulatedLink(atGateway, atRoom, clock, network);
  }

  #phone(phone: number, { thinkMs, gateways }: GatewayShowOptions): SimulatedPhone {
    const prng = this.#prng;
    const token = prng.integer(0, 0xffff_ffff).toString(16).padStart(32, "0");
    const around = {
      cluster: this.#cluster,
      gateways: this.gateways,
      answers: this.#answers,
      isBusy: () => this.#busy,
      thinkMs,
    };
    const synthetic = prng.chance(syntheticShare);
    return new SimulatedPhone(token, synthetic, phone % gateways, around, prng.fork());
  }

  #toRoom(gateway: number, room: number, bytes: Uint8Array): boolean {
    const account = staleReadOf(bytes);
    if (account !== null && account % 2 === 0) this.#checks.mayPayAtOnce(account / 2);
    return this.#links[gateway]![room]!.send(0, bytes);
  }

  #event(event: LogEvent): void {
    if (event.kind === "shard-moved") this.#checks.mayPayAtOnce(event.shard);
    this.#pictures.event(event);
  }

  /** What the feed has left out nobody here can be told of. */
  #gap(gateway: SimulatedGateway): void {
    this.#cluster.coverage.note("feeds with a gap");
    this.#gaps[gateway.index] = gateway.life;
  }

  #pulse(): void {
    for (const links of this.#links) for (const link of links) link.pulse();
    this.#cluster.clock.after(pulseMs, () => this.#pulse());
  }

  /** While the trouble lasts. */
  #play(): void {
    const cluster = this.#cluster;
    if (this.#spared) return;
    const soonMs = cluster.hasOpenIncident ? 400 : 900;
    cluster.clock.after(this.#prng.between(100, soonMs), () => {
      if (cluster.isHealed) return;
      if (this.#prng.chance(0.5)) troubleGateway(cluster, this.gateways, this.#prng);
      else this.#console.act(true);
      this.#play();
    });
  }
}

/** It hears all rooms, and nothing is wrong with any. */
function isCalm({ core }: SimulatedGateway): boolean {
  return core?.snapshot().rooms.every(({ condition }) => condition === "normal") === true;
}

function nameOf(gateway: number): string {
  return `gateway-${gateway}`;
}

function indexOf(name: string): number {
  return Number(name.slice("gateway-".length));
}

function holds(demand: () => void): boolean {
  try {
    demand();
    return true;
  } catch (error) {
    if (error instanceof Violation) return false;
    throw error;
  }
}

const feedStart = Buffer.from('{"kind":"feed"');
const nothingSkipped = Buffer.from('"skipped":0,');

/** A frame of the feed that does not list all that was booked. */
function hasGap(bytes: Uint8Array): boolean {
  if (bytes[0] !== frameKinds.json) return false;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1);
  return text.subarray(0, feedStart.length).equals(feedStart) && !text.includes(nothingSkipped);
}

const staleReadStart = Buffer.from('{"kind":"stale-read"');

/** The account that a gateway asks any room about; null where it asks something else. */
function staleReadOf(bytes: Uint8Array): number | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1);
  if (!text.subarray(0, staleReadStart.length).equals(staleReadStart)) return null;
  return (JSON.parse(text.toString()) as { account: number }).account;
}
