import type { AccountId, ChosenPaceName, Pace, RoomIndex, RoomStatus } from "@cablecut/protocol";
import { FeedRecord } from "../client/feed-record.ts";
import { openAccounts, roomsReady } from "../client/open-accounts.ts";
import { RoomLine, nowMs } from "../client/room-line.ts";
import { ShardMap } from "../client/shard-map.ts";
import { startFiveRooms, type FiveRooms } from "../processes/five-rooms.ts";
import { checkArchives } from "./check-archives.ts";
import { signalEtcd, type Engine } from "../processes/members.ts";
import { checkLog } from "./check-log.ts";
import { checkRooms } from "./check-rooms.ts";
import { History } from "./history.ts";
import { Payer, wait, type Market } from "./payer.ts";
import { SeededRandom } from "./seeded-random.ts";
import { StateWitness } from "./state-witness.ts";

/** From the moment that everything is whole again until every number must have ended and every room caught up. */
const progressTimeoutMs = 60_000;
const digestInterval = 1_024;

export interface TrialSetting {
  readonly seed: number;
  readonly pace: ChosenPaceName | Pace;
  /** At least one per shard makes sense: 100. */
  readonly accounts: number;
  readonly transfersPerSecond: number;
  /** False: they only pay, ask only the room that serves them, wait for its answer and never cancel. */
  readonly restless: boolean;
  /** What is under test where nothing is said. */
  readonly engine?: Engine;
}

export interface Verdict {
  readonly violations: readonly string[];
  /** For people. */
  readonly summary: string;
  /** Kept where there was a violation. */
  readonly directory: string | null;
}

/** Five rooms, a market of payers, and everything that was seen of them. */
export class Trial {
  readonly setting: TrialSetting;
  readonly rooms: FiveRooms;
  readonly line: RoomLine;
  readonly history = new History();
  readonly feeds: FeedRecord;
  readonly random: SeededRandom;
  readonly #witness: StateWitness;
  readonly #market: Market;
  readonly #payers = new Map<AccountId, Payer>();
  /** How often each room has told its status. */
  readonly #told: number[];
  readonly #ticks: NodeJS.Timeout;
  #work: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(setting: TrialSetting, rooms: FiveRooms) {
    this.setting = setting;
    this.rooms = rooms;
    this.random = new SeededRandom(setting.seed);
    this.#witness = new StateWitness(this.history.violation);
    const shards = new ShardMap(rooms.topology);
    this.#told = rooms.topology.rooms.map(() => 0);
    this.line = new RoomLine({
      id: "faults",
      showId: rooms.showId,
      linkSecret: rooms.linkSecret,
      topology: rooms.topology,
      dials: rooms.gatewayDials,
      owner: {
        status: (room, status) => {
          this.#told[room]! += 1;
          shards.told(status);
          this.#witness.told(status);
        },
        feed: (room, push) => this.feeds.push(room, push),
        answer: (room, answer) => this.#payers.get(answer.payer)?.heard(room, answer),
        garbage: (room, what) => this.history.violation(`room ${room} sent ${what}`),
      },
    });
    this.feeds = new FeedRecord(this.line, this.history.violation);
    this.feeds.onNews = (push) => {
      for (const event of push.events) shards.learned(event);
    };
    this.#ticks = setInterval(() => this.feeds.check(), 100);
    this.#market = {
      line: this.line,
      shards,
      history: this.history,
      accounts: [],
      pauseMs: (1_000 * setting.accounts) / setting.transfersPerSecond,
      restless: setting.restless,
      closing: false,
      closed: false,
    };
  }

  /** Starts everything and lets the payers begin. */
  static async start(setting: TrialSetting): Promise<Trial> {
    const trial = new Trial(setting, await startFiveRooms(setting.pace, setting.engine));
    try {
      await trial.#openAccounts();
    } catch (error) {
      await trial.abandon();
      throw error;
    }
    const payers = [...trial.#payers.values()];
    trial.#work = Promise.all(payers.map((payer) => payer.run()));
    return trial;
  }

  get topology(): FiveRooms["topology"] {
    return this.rooms.topology;
  }

  /** From now on payers do everything that they may. */
  becomeRestless(): void {
    this.#market.restless = true;
  }

  /** Bookings that were acknowledged so far. */
  get acknowledged(): number {
    return this.history.answers.get("booked") ?? 0;
  }

  /** Null while no room knows one. */
  get leader(): RoomIndex | null {
    return this.line.furthest()?.leader ?? null;
  }

  /** Waits for a status that fits, told by a room that answers; null after `timeoutMs`. */
  async until(
    fits: (status: RoomStatus) => boolean,
    timeoutMs: number,
  ): Promise<RoomStatus | null> {
    const deadlineMs = nowMs() + timeoutMs;
    while (nowMs() < deadlineMs) {
      const status = this.line.furthest();
      if (status !== null && fits(status)) return status;
      await wait(20);
    }
    return null;
  }

  /** Waits for so many more acknowledged bookings; false after `timeoutMs`. */
  async bookings(more: number, timeoutMs: number): Promise<boolean> {
    const goal = this.acknowledged + more;
    const deadlineMs = nowMs() + timeoutMs;
    while (this.acknowledged < goal && nowMs() < deadlineMs) await wait(20);
    return this.acknowledged >= goal;
  }

  /**
   * Waits until these rooms have told their status so many times more; false after `timeoutMs`. A room's words arrive in
   * their order, so whatever it had to say before has been heard then.
   */
  async wordsOf(rooms: readonly RoomIndex[], more: number, timeoutMs: number): Promise<boolean> {
    const goals = rooms.map((room) => this.#told[room]! + more);
    const deadlineMs = nowMs() + timeoutMs;
    const heard = (): boolean => rooms.every((room, at) => this.#told[room]! >= goals[at]!);
    while (!heard() && nowMs() < deadlineMs) await wait(20);
    return heard();
  }

  /** Every cable whole, every process running. */
  async heal(): Promise<void> {
    const { fabric, rooms, members, cables } = this.rooms;
    await fabric.start();
    for (const process of [...members, ...rooms]) process.resume();
    for (const member of members) signalEtcd(member, "SIGCONT");
    const answer = await cables.restoreEverything();
    if (!answer.ok) throw new Error(`the fabric does not restore: ${answer.message}`);
    await Promise.all([...members, ...rooms].map((process) => process.start()));
  }

  /** Heals, waits for progress, lets every number come to its end, checks all that was seen, and cleans up. */
  async finish(): Promise<Verdict> {
    const { history } = this;
    let summary = "";
    try {
      await this.heal();
      summary = await this.#judge();
    } catch (error) {
      history.violation(String(error));
    }
    for (const crash of this.rooms.crashes) history.violation(crash);
    this.#market.closing = true;
    this.#market.closed = true;
    const { violations } = history;
    const guilty = violations.length > 0;
    await this.#close(guilty);
    return { violations, summary, directory: guilty ? this.rooms.directory : null };
  }

  async #judge(): Promise<string> {
    const healedMs = nowMs();
    this.#market.closing = true;
    const ended = await this.#within(this.#work, progressTimeoutMs);
    if (!ended)
      this.history.violation(`numbers without an end ${progressTimeoutMs} ms after healing`);
    this.#market.closed = true;
    await this.#caughtUp();
    const progressMs = nowMs() - healedMs;
    const story = checkLog(this.history, this.feeds.told(), this.topology);
    const { receipts } = await checkRooms(this.line, this.history, story);
    const archived = await checkArchives(this.rooms, this.history);
    const { numbers, reads, answers } = this.history;
    const records = [...numbers.values()].flat();
    const unknowns = records.filter((record) => record.unknowns > 0).length;
    const told = [...answers].map(([name, count]) => `${name} ${count}`).join(", ");
    return [
      `${records.length} numbers, ${story.booked} booked, ${unknowns} unknown for a time`,
      `${reads.length} reads, ${story.ordered} operations in real-time order, ${receipts} receipts checked`,
      `${archived} entries read from the rooms' archives`,
      `${story.moves} moves, ${this.#witness.compared} states compared, caught up after ${Math.round(progressMs)} ms`,
      `answers: ${told}`,
    ].join("\n");
  }

  /** Ends everything without a verdict. */
  async abandon(): Promise<void> {
    this.#market.closing = true;
    this.#market.closed = true;
    await this.#close(false);
  }

  async #close(keepData: boolean): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#ticks);
    await this.line.close();
    await this.rooms.stop({ keepData });
  }

  async #within(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((done) => {
      timer = setTimeout(() => done(false), timeoutMs);
    });
    const inTime = await Promise.race([work.then(() => true), late]);
    clearTimeout(timer);
    return inTime;
  }

  async #openAccounts(): Promise<void> {
    await roomsReady(this.line);
    const { shards } = this.#market;
    this.#market.accounts = await openAccounts(this.line, shards, this.setting.accounts);
    for (const { account, shard, receipt } of this.#market.accounts) {
      this.history.opened(account, receipt);
      const payer = new Payer(account, shard, this.#market, this.random.fork());
      this.#payers.set(account, payer);
    }
  }

  /** Until all rooms stand behind the last number's end, with the same digest, and no room is suspected. */
  async #caughtUp(): Promise<void> {
    const records = [...this.history.numbers.values()].flat();
    const last = records.reduce((index, { end }) => Math.max(index, end?.index ?? 0), 0);
    const deadlineMs = nowMs() + progressTimeoutMs;
    while (!this.#allBehind(last)) {
      if (nowMs() > deadlineMs) return this.history.violation(this.#whoIsBehind(last));
      await this.#pushTheLog(last);
      await wait(50);
    }
  }

  #allBehind(last: number): boolean {
    const rooms = this.topology.rooms.length;
    const settled = this.line.statuses.every(
      (status) =>
        status !== null &&
        this.line.isAnswering(status.room) &&
        status.ready &&
        status.rooms.every((room) => room.status !== "suspect") &&
        (status.digest?.index ?? 0) > last,
    );
    const told = this.feeds.completeUpTo >= last;
    return settled && told && this.line.statuses.length === rooms;
  }

  /** Digests are taken every 1,024 entries: settings that change nothing bring the next one near. */
  async #pushTheLog(last: number): Promise<void> {
    const status = this.line.furthest();
    if (status === null) return;
    const target = (Math.floor(last / digestInterval) + 1) * digestInterval;
    const missing = Math.min(100, target + 8 - status.appliedIndex);
    if (missing <= 0) return;
    const { failback } = status;
    const calls = Array.from({ length: missing }, () =>
      this.line.call(status.room, { kind: "set-failback", failback }),
    );
    await Promise.all(calls);
  }

  #whoIsBehind(last: number): string {
    return `not caught up behind ${last}; feeds complete up to ${this.feeds.completeUpTo}; ${this.picture()}`;
  }

  /** What every room says, in a line. */
  picture(): string {
    const told = this.line.statuses.map((status, room) => {
      if (status === null) return `room ${room} silent`;
      const { ready, appliedIndex, digest, rooms, leader, shards, incidentNumber } = status;
      const health = rooms.map((each) => each.status).join(" ");
      return `room ${room}: answering ${this.line.isAnswering(status.room)}, ready ${ready}, at ${appliedIndex}, digest ${digest?.index}, leader ${leader}, rooms ${health}, shards ${shards}, incident ${incidentNumber}`;
    });
    return told.join("; ");
  }
}
