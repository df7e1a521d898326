import { randomInt } from "node:crypto";
import type { FabricClient } from "@cablecut/fabric";
import {
  cueAmountCents,
  type AccountId,
  type Arrival,
  type Cents,
  type ConsoleSnapshot,
  type FeedItem,
  type FlowItem,
  type GatewayConfig,
  type LogEvent,
  type RoomIndex,
  type RoomPush,
  type ShowDescription,
  type ShowSnapshot,
  type World,
} from "@cablecut/protocol";
import type { Logger } from "pino";
import { nowMs } from "../clock.ts";
import { Directory } from "../people/directory.ts";
import { Enter } from "../people/enter.ts";
import { Partners } from "../people/partners.ts";
import { Placement } from "../people/placement.ts";
import { Sessions } from "../people/sessions.ts";
import { FeedReader } from "../rooms/feed-reader.ts";
import { RoomCalls } from "../rooms/room-calls.ts";
import { RoomWatch } from "../rooms/room-watch.ts";
import { RouteTransfer } from "../rooms/route-transfer.ts";
import { Arrivals } from "./arrivals.ts";
import { Canaries } from "./canaries.ts";
import { ShowEventLog } from "./show-event-log.ts";
import { FabricWatch } from "./fabric-watch.ts";
import { Incidents } from "./incidents.ts";
import { PastRuns } from "./past-runs.ts";
import { preflightOf } from "./preflight.ts";
import { PresenterAuth } from "./presenter-auth.ts";
import { qrPath, wifiText } from "./qr-path.ts";
import { snapshotOf } from "./snapshot.ts";
import { TrafficMeter } from "./traffic-meter.ts";
import { VerificationCount } from "./verification-count.ts";
import { worldOf } from "./world-view.ts";

const flowsPerMessageMax = 40;
/** Searching a partner looks at everybody, so only so many are searched for in one round. */
const partnersPerRoundMax = 20;

/**
 * The show as this gateway sees it, put together from the rooms' statuses, the log's feed, the fabric's events and the
 * phones here. Nothing in it must survive: a new gateway learns all of it again.
 */
export class Show {
  readonly config: GatewayConfig;
  readonly description: ShowDescription;
  readonly watch: RoomWatch;
  readonly calls: RoomCalls;
  readonly router: RouteTransfer;
  readonly feed: FeedReader;
  readonly fabric: FabricWatch;
  readonly directory: Directory;
  readonly sessions = new Sessions();
  readonly partners: Partners;
  readonly enter: Enter;
  readonly canaries: Canaries;
  readonly meter: TrafficMeter;
  readonly pastRuns: PastRuns;
  readonly incidents: Incidents;
  readonly verification = new VerificationCount();
  readonly auth: PresenterAuth;
  readonly events = new ShowEventLog();
  readonly #arrivals = new Arrivals();
  readonly #log: Logger;
  #flows: FlowItem[] = [];
  #moreFlows = 0;
  #partnersWanted = false;
  readonly #canaryPaidMs = new Map<number, number>();
  readonly #tapped = new Set<AccountId>();
  blank = false;
  doorsOpen = true;
  countHidden = false;
  cue: { readonly on: boolean; readonly amountCents: Cents } = {
    on: false,
    amountCents: cueAmountCents,
  };
  stagesConnected: () => number = () => 0;

  constructor(parts: {
    config: GatewayConfig;
    log: Logger;
    send: (room: string, bytes: Uint8Array) => boolean;
    fabric: FabricClient | null;
  }) {
    const { config, send } = parts;
    const { topology } = config;
    this.config = config;
    this.#log = parts.log;
    this.description = describe(config);
    this.watch = new RoomWatch(topology);
    this.calls = new RoomCalls(send);
    this.router = new RouteTransfer(this.watch, send);
    this.feed = new FeedReader(this.watch, this.calls, (push) => this.#applyFeed(push));
    this.directory = new Directory(topology, this.watch, this.calls);
    this.partners = new Partners(topology, this.directory, () => randomInt(2 ** 32) / 2 ** 32);
    this.enter = new Enter(this.watch, this.calls, new Placement(this.watch), this.directory);
    this.meter = new TrafficMeter(topology.rooms.length);
    this.auth = new PresenterAuth(config.presenter);
    this.pastRuns = new PastRuns(config.runsFile ?? null, (error) =>
      this.#log.warn({ err: error, file: config.runsFile }, "earlier runs are not known"),
    );
    void this.pastRuns.load();
    this.incidents = new Incidents({
      watch: this.watch,
      pastRuns: this.pastRuns,
      over: (incident) => this.#incidentOver(incident),
      tell: (kind, values, atMs) => this.events.add(kind, values, atMs),
    });
    this.fabric = new FabricWatch(topology, parts.fabric, (event) => this.incidents.fabric(event));
    this.canaries = new Canaries({
      topology,
      watch: this.watch,
      calls: this.calls,
      router: this.router,
      booked: (booking) => {
        this.#canaryPaidMs.set(booking.shard, booking.atMs);
        this.incidents.canaryBooked(booking);
      },
    });
  }

  close(): void {
    this.canaries.close();
    this.router.close();
    this.calls.close();
    this.fabric.close();
  }

  snapshot(): ShowSnapshot {
    return snapshotOf(this);
  }

  console(): ConsoleSnapshot {
    return {
      show: this.snapshot(),
      preflight: preflightOf(this),
      events: this.events.lines,
      doorsOpen: this.doorsOpen,
      stages: this.stagesConnected(),
    };
  }

  world(): World {
    return worldOf(this.watch, this.cue);
  }

  recentArrivals(): readonly Arrival[] {
    return this.#arrivals.recent;
  }

  takeArrivals(): readonly Arrival[] {
    return this.#arrivals.take();
  }

  takeFlows(): { readonly items: readonly FlowItem[]; readonly more: number } {
    const batch = { items: this.#flows, more: this.#moreFlows };
    this.#flows = [];
    this.#moreFlows = 0;
    return batch;
  }

  arrived(account: AccountId, room: RoomIndex): void {
    this.#arrivals.add(account, room);
    this.#partnersWanted = true;
  }

  setCue(cue: { readonly on: boolean; readonly amountCents: Cents }): void {
    if (cue.on && !this.cue.on) this.#tapped.clear();
    this.cue = cue;
    this.events.add(cue.on ? "cue-on" : "cue-off");
  }

  cueTapped(account: AccountId): void {
    if (this.cue.on) this.#tapped.add(account);
  }

  get cueTaps(): number {
    return this.#tapped.size;
  }

  canariesPaidWithin(ms: number): number {
    const now = nowMs();
    return [...this.#canaryPaidMs.values()].filter((at) => now - at <= ms).length;
  }

  /** Receipts of the phones here that have not answered after the present incident. */
  receiptsNotHeard(): number {
    let receipts = 0;
    for (const session of this.sessions.all) {
      if (!this.verification.hasHeard(session.account)) receipts += session.receipts;
    }
    return receipts;
  }

  /** A defect in this process, not in what anybody sent: told, and survived where possible. */
  bug(error: unknown): void {
    this.#log.error({ err: error }, "defect");
  }

  #applyFeed(push: Extract<RoomPush, { kind: "feed" }>): void {
    for (const event of push.events) this.#applyEvent(event);
    const wallMs = Date.now();
    for (const item of push.items) this.#applyItem(item, wallMs);
    if (push.skipped < 0) this.incidents.missedSomething();
    if (push.skipped !== 0) this.#moreFlows += Math.max(0, push.skipped);
  }

  #applyEvent(event: LogEvent): void {
    // Feed and status come on their own: whichever knows more of the log decides where a shard is.
    this.watch.learned(event);
    if (event.kind === "account-opened") this.directory.learn(event.account, event.shard);
    if (event.kind === "shard-moved") this.router.moved(event.shard);
    this.incidents.log(event);
    this.canaries.event(event);
  }

  #applyItem(item: FeedItem, wallMs: number): void {
    const canary = this.directory.isHouse(item.payer);
    const from = this.#roomOf(item.payer);
    const to = this.#roomOf(item.payee) ?? from;
    if (from !== null && to !== null) {
      this.meter.booked(from, canary, wallMs);
      if (canary && this.#flows.length > flowsPerMessageMax / 2) this.#moreFlows += 1;
      else if (this.#flows.length >= flowsPerMessageMax) this.#moreFlows += 1;
      else this.#flows.push({ from, to, amountCents: item.amountCents, canary });
    }
    if (canary) return;
    this.#tellBalance(item.payer, item.payerBalanceCents, item, false);
    this.#tellBalance(item.payee, item.payeeBalanceCents, item, true);
  }

  #tellBalance(account: AccountId, balanceCents: Cents, item: FeedItem, incoming: boolean): void {
    const session = this.sessions.of(account);
    if (session === null) return;
    const payer = incoming ? this.directory.known(item.payer) : null;
    session.socket.emit("balance", {
      balanceCents,
      appliedIndex: item.index,
      incoming: payer && {
        from: payer,
        amountCents: item.amountCents,
        index: item.index,
        sequence: item.sequence,
      },
    });
  }

  #roomOf(account: AccountId): RoomIndex | null {
    const house = this.directory.isHouse(account);
    const shard = house ? Math.floor(account / 2) : this.directory.known(account)?.shard;
    return shard === undefined ? null : (this.watch.owner(shard)?.owner ?? null);
  }

  /** Somebody new may be the partner that others wait for. To be called now and then. */
  findPartners(): void {
    if (!this.#partnersWanted) return;
    this.#partnersWanted = false;
    let searched = 0;
    for (const session of this.sessions.all) {
      if (session.synthetic) continue;
      if (session.partner !== null) {
        const partner = this.directory.known(session.partner);
        if (partner !== null && this.partners.isIdeal(session.shard, partner)) continue;
      }
      if (++searched > partnersPerRoundMax) {
        this.#partnersWanted = true;
        return;
      }
      const chosen = this.partners.choose(session.account, session.shard);
      const person = chosen === null ? null : this.directory.known(chosen);
      if (person === null || chosen === session.partner) continue;
      session.partner = chosen;
      session.socket.emit("partner", person);
    }
  }

  /** Every phone checks its own receipts now, spread so that the hall does not all ask at once. */
  #incidentOver(incident: number): void {
    this.verification.begin(incident);
    // The call to pay was for the money in flight at the cut; those who are asked again are asked anew.
    if (this.cue.on) this.setCue({ ...this.cue, on: false });
    const spreadMs = Math.min(10_000, 500 + this.sessions.online * 2);
    for (const session of this.sessions.all) {
      session.socket.emit("verifyReceipts", { incident, spreadMs });
    }
  }
}

function describe(config: GatewayConfig): ShowDescription {
  return {
    showId: config.showId,
    topology: config.topology,
    joinUrl: config.joinUrl,
    joinQr: qrPath(config.joinUrl.toUpperCase()),
    wifi:
      config.wifi === undefined
        ? null
        : { ssid: config.wifi.ssid, qr: qrPath(wifiText(config.wifi)) },
    rehearsal: config.rehearsal,
  };
}
