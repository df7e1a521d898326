import {
  decodeTransferAnswers,
  frameKinds,
  type ConsoleSnapshot,
  type EventLine,
  type FeedItem,
  type LogEvent,
  type LoggedIncident,
  type PhoneFacts,
  type ReportFacts,
  type RoomIndex,
  type RoomMessage,
  type RoomStatus,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { AwakeClock, Turn } from "./awake-clock.ts";
import { composePeople, type People } from "./compose-people.ts";
import {
  composeConsole,
  composeExchange,
  composeRecovery,
  composeReport,
  composeRouting,
  composeSettings,
  composeViews,
  type Recovery,
  type Routing,
  type Settings,
  type Views,
} from "./composition.ts";
import type { ConsoleDesk } from "./console/console-desk.ts";
import { ConsoleFrames } from "./console/console-frames.ts";
import type { DialBoard } from "./console/dial-board.ts";
import type { PhoneDesk } from "./people/phone-desk.ts";
import type { CableEvent, ConnectionId, GatewayOptions, GatewayPorts } from "./ports.ts";
import type { FeedPush } from "./routing/feed-reader.ts";
import type { ReportBook } from "./report/report-book.ts";
import type { RoomWatch } from "./routing/room-watch.ts";
import { gatewayFigures, type GatewayFigures } from "./views/figures.ts";
import type { WordExchange } from "./word-exchange.ts";

const incidentsEveryMs = 100;
const partnersEveryMs = 1_000;
/** What the fabric tells of a restored cable is news for so long, ms. */
const restoredNewsMs = 2_000;

/**
 * A gateway: the show as it sees it, put together from the rooms' statuses, the log's feed, the fabric's events and the
 * phones here. Nothing in it must survive: a new gateway learns all of it again. Pure: everything that happens comes in
 * through a method, everything it does goes out through its ports.
 *
 * To be ticked every `tickMs`.
 */
export class GatewayCore {
  readonly #ports: GatewayPorts;
  readonly #awake = new AwakeClock();
  readonly #frames: ConsoleFrames;
  readonly #routing: Routing;
  readonly #settings: Settings;
  readonly #recovery: Recovery;
  readonly #people: People;
  readonly #views: Views;
  readonly #console: ConsoleDesk;
  readonly #exchange: WordExchange;
  readonly #report: ReportBook;
  readonly #incidentsTurn = new Turn(incidentsEveryMs);
  readonly #partnersTurn = new Turn(partnersEveryMs);

  constructor(options: GatewayOptions) {
    this.#ports = options.ports;
    this.#frames = new ConsoleFrames(options.boot, this.#awake);
    this.#routing = composeRouting(options, this.#awake, (push, isLive) =>
      this.#applyFeed(push, isLive),
    );
    this.#recovery = composeRecovery(options, this.#awake, this.#routing, (incident) =>
      this.#incidentOver(incident),
    );
    this.#settings = composeSettings(this.#awake, this.#routing, options.ports.people, (dials) =>
      this.#dialsChanged(dials),
    );
    this.#people = composePeople(options, this.#routing, this.#recovery, this.#settings.dials, () =>
      this.snapshot(),
    );
    this.#views = composeViews(
      options,
      this.#routing,
      this.#recovery,
      this.#people,
      this.#settings,
      this.#frames,
    );
    this.#console = composeConsole(
      options,
      this.#routing,
      this.#recovery,
      this.#people,
      this.#settings,
      this.#frames,
    );
    this.#report = composeReport(
      options,
      this.#routing,
      this.#recovery,
      this.#people,
      this.#settings,
    );
    this.#exchange = composeExchange(options, this.#routing, this.#people, this.#settings);
  }

  /** Requests of phones. */
  get phones(): PhoneDesk {
    return this.#people.phones;
  }

  /** Requests of consoles. */
  get consoles(): ConsoleDesk {
    return this.#console;
  }

  /** What the presenter has set. */
  get dials(): DialBoard {
    return this.#settings.dials;
  }

  /** What is known of the rooms. */
  get rooms(): RoomWatch {
    return this.#routing.rooms;
  }

  get events(): readonly EventLine[] {
    return this.#recovery.events.lines;
  }

  snapshot(): ShowSnapshot {
    return this.#views.snapshots.take();
  }

  console(): ConsoleSnapshot {
    return this.#views.consoleSnapshot();
  }

  /** What this gateway counts and measures. */
  figures(): GatewayFigures {
    const { rooms } = this.#routing;
    const { counts, answers } = this.#people;
    const { incidents } = this.#recovery;
    return gatewayFigures({ rooms, counts, answers, incidents, nowMs: () => this.#ports.nowMs() });
  }

  /** What this gateway tells for the report; null before a room was heard. */
  reportFacts(): ReportFacts | null {
    return this.#report.facts();
  }

  /** What each phone told for it. */
  phoneFacts(): readonly PhoneFacts[] {
    return this.#report.phones();
  }

  /** One message of a room. Rooms are ours and of the same version; what they send is typed, not checked again. */
  fromRoom(room: RoomIndex, bytes: Uint8Array): void {
    const { calls, router, feed } = this.#routing;
    if (bytes[0] === frameKinds.transferAnswers) {
      const answers = decodeTransferAnswers(bytes);
      if (answers !== null) router.answered(room, answers);
      return;
    }
    if (bytes[0] === frameKinds.gatewayWord) return this.#exchange.heard(bytes);
    if (bytes[0] !== frameKinds.json) return;
    // oxlint-disable-next-line typescript/consistent-type-assertions -- rooms are ours and of the same version: not checked again
    const message = JSON.parse(this.#ports.decodeText(bytes.subarray(1))) as RoomMessage;
    if (message.kind === "status") this.#status(message.status);
    else if (message.kind === "feed") feed.push(room, message);
    else calls.answered(message);
  }

  fabricEvent(event: CableEvent): void {
    this.#recovery.incidents.fabric(event);
    this.#recovery.cables.told(event);
    this.#noteHand(event);
  }

  /** A fabric restores nothing by itself. What it tells again after a start is no news. */
  #noteHand(event: CableEvent): void {
    const isNews = event.atMs !== null && this.#ports.nowMs() - event.atMs < restoredNewsMs;
    if (event.kind !== "cable-restored" || !isNews) return;
    this.#settings.settings.restoredByHand();
    this.#settings.cuts.restored([event.cable]);
  }

  #status(status: RoomStatus): void {
    this.#routing.rooms.told(status);
    this.#routing.copies.told(status);
    this.#settings.dials.logTells(status);
    this.#settings.settings.logTells(status);
    this.#recovery.incidents.told(status);
    this.#report.told(status);
  }

  tick(): void {
    const nowMs = this.#ports.nowMs();
    const { rooms, calls, router, feed } = this.#routing;
    const { canaries, cables, incidents } = this.#recovery;
    const sleptMs = this.#awake.tick(nowMs);
    if (sleptMs > 0) {
      this.#ports.notice({ kind: "slept", ms: sleptMs });
      rooms.slept(sleptMs);
      feed.slept();
      this.#frames.slept(sleptMs);
    } else {
      rooms.judge();
      feed.tick();
      if (this.#incidentsTurn.isDue(nowMs)) {
        incidents.tick();
        this.#report.note();
      }
    }
    calls.tick();
    this.#settings.turns.tick();
    router.tick();
    canaries.tick();
    cables.tick();
    this.#exchange.tick(nowMs);
    this.#views.broadcasts.tick(nowMs);
    if (this.#partnersTurn.isDue(nowMs)) this.#people.partnerRound.run();
  }

  stageJoined(connection: ConnectionId): void {
    this.#views.broadcasts.welcomeStage(connection);
  }

  /** It has logged in. */
  consoleJoined(connection: ConnectionId): void {
    this.#views.broadcasts.welcomeConsole(connection);
  }

  consoleLeft(connection: ConnectionId): void {
    this.#settings.hands.left(connection);
  }

  /** Everybody who still waits is answered: nobody knows. */
  close(): void {
    this.#routing.router.close();
    this.#routing.calls.close();
  }

  /** `isLive`: not caught up with after an absence. */
  #applyFeed(push: FeedPush, isLive: boolean): void {
    for (const event of push.events) this.#applyEvent(event, isLive);
    this.#views.flows.pushed(push);
    for (const item of push.items) this.#applyItem(item);
    this.#views.lastNeeded.feedShowed(push.events, push.items);
    if (push.skipped !== 0) this.#recovery.canaries.feedSkipped();
  }

  #applyEvent(event: LogEvent, isLive: boolean): void {
    const { rooms, router } = this.#routing;
    // Feed and status come on their own: whichever knows more of the log decides where a shard is.
    rooms.learned(event);
    if (event.kind === "account-opened") this.#opened(event);
    if (event.kind === "shard-moved") router.moved(event.shard);
    this.#recovery.incidents.log(event, isLive);
    this.#recovery.canaries.event(event);
    this.#views.windows.event(event);
  }

  /** At whichever gateway; a synthetic attendee's arrival is no news. */
  #opened({ account, shard, synthetic }: Extract<LogEvent, { kind: "account-opened" }>): void {
    const { directory, arrivals, partnerRound } = this.#people;
    directory.learn({ account, shard, synthetic });
    if (synthetic || directory.isHouse(account)) return;
    const room = this.#routing.rooms.owner(shard)?.owner;
    if (room !== undefined) arrivals.add(account, room);
    partnerRound.somebodyCame();
  }

  #applyItem(item: FeedItem): void {
    this.#views.flows.feedShowed(item);
    this.#people.lookups.shardOf(item.payer, () => this.#views.windows.feedShowed(item));
    if (this.#people.directory.isHouse(item.payer)) {
      this.#recovery.canaries.feedShowed(item);
      return;
    }
    this.#people.cue.feedShowed(item);
    this.#people.keptFate.feedShowed(item);
    this.#people.balances.feedShowed(item);
  }

  #incidentOver(incident: LoggedIncident): void {
    const { endedAt } = incident;
    this.#people.receiptRound.begin(incident);
    // The call to pay was for the money in flight at the cut, and the phones were held up for it; who is asked again is
    // asked anew.
    const { act, actSetAt } = this.#settings.dials;
    const forTheCut = act.act === "cue" || act.act === "hold-up";
    // A report that stood before was of the run before: it would take this one's stop off the screen, and its zero.
    const ofBefore = act.act === "report" && actSetAt !== null && actSetAt < endedAt;
    if (ofBefore || (forTheCut && (actSetAt === null || actSetAt < endedAt)))
      this.#console.turnCue(false);
  }

  #dialsChanged({ act, actSetAt, isKnown, removedAreNew, removed }: DialBoard): void {
    const { cue, phones, receiptRound, keptFate } = this.#people;
    // What was called before this gateway came is no news.
    if (cue.follow(act, actSetAt) && isKnown)
      this.#recovery.events.add(cue.on ? "cue-on" : "cue-off");
    if (!removedAreNew) return;
    phones.dropRemoved();
    // Also of those whose phones have left meanwhile.
    for (const account of removed) {
      receiptRound.removed(account);
      keptFate.removed(account);
    }
  }
}
