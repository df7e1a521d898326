import { createHmac } from "node:crypto";
import { join } from "node:path";
import { writeSynced } from "@cablecut/named-files";
import type { ArchiveWriter } from "@cablecut/archive";
import { paceProfiles } from "@cablecut/failover";
import { BatchWriter, createLedger, newestPayloadVersion, type Ledger } from "@cablecut/ledger";
import {
  asAccountId,
  asLogIndex,
  asSequenceNumber,
  asCents,
  defaultTopology,
  receiptText,
  type FundsFacts,
  type InFlightEnd,
  type Receipt,
  type ReportFacts,
} from "@cablecut/protocol";
import type { PhoneRow } from "@cablecut/report";
import type { Show } from "../../show/show-file.ts";
import { reportKeyOf } from "../../show/report-key.ts";
import { sha256 } from "../held-archive.ts";
import { archiveIn } from "./archive-in.ts";

export const show: Show = {
  format: 1,
  showId: "0123456789ab",
  createdAt: "2026-01-02T03:04:05Z",
  topology: { ...defaultTopology, shardsPerRoom: 2 },
  pace: paceProfiles.keynote,
  receiptKey: "0f".repeat(32),
  presenterSalt: "ab".repeat(16),
  pin: "262626",
  reportKey: "1a".repeat(32),
  consoleKey: "2b".repeat(32),
  linkSecret: "3c".repeat(32),
  pinGeneration: 1,
  roomsRan: defaultTopology.rooms.map(({ id }) => id),
};
const rooms = show.topology.rooms.map(({ id }) => id);
const shardCount = rooms.length * show.topology.shardsPerRoom;
const house = 2 * shardCount;
export const [anna, bea, carl, robot] = [house, house + 1, house + 2, house + 3] as const;
const startedAtMs = Date.UTC(2026, 0, 2, 4, 0, 0);

type Lacks = (room: number, entry: number) => boolean;

/** A small show's log, applied by one ledger as by every room, and written into five archives. */
export class SmallShow {
  readonly ledger: Ledger = createLedger({ topology: show.topology, pace: show.pace, sha256 });
  readonly receipts: Receipt[] = [];
  readonly #archives: ArchiveWriter[] = [];
  readonly #numbers = new Map<number, number>();
  readonly #heartbeats = new Map<number, number>();
  readonly #lacks: Lacks;
  fundsAtCut: FundsFacts | null = null;

  private constructor(lacks: Lacks) {
    this.#lacks = lacks;
  }

  /**
   * `endsNewer`: a newer program's room wrote the last entry. `lacks`: entries that a room's archive does not have.
   * `segmentBytes`: of each file of an archive. `lastCents`: of the last payment, so another amount is another log from there on.
   */
  static async in(
    directory: string,
    {
      endsNewer = false,
      lacks,
      segmentBytes = 8 * 1024 * 1024,
      lastCents = 42,
    }: { endsNewer?: boolean; lacks?: Lacks; segmentBytes?: number; lastCents?: number } = {},
  ): Promise<SmallShow> {
    const small = new SmallShow(lacks ?? (() => false));
    for (const room of rooms)
      small.#archives.push(
        await archiveIn(
          directory,
          { show: show.showId, room },
          {
            genesisChain: small.ledger.chainHash(),
            segmentBytes,
            hasGaps: lacks !== undefined,
          },
        ),
      );
    writeSynced(join(directory, "show.json"), JSON.stringify(show));
    small.#play(lastCents);
    if (endsNewer)
      small.#write((writer) => writer.setFailback(true), rooms.length, newestPayloadVersion + 1);
    for (const archive of small.#archives) await archive.close();
    return small;
  }

  /** `rooms`: how many of the archives get it. */
  #write(
    fill: (writer: BatchWriter) => void,
    rooms = this.#archives.length,
    version = newestPayloadVersion,
  ): number {
    const writer = new BatchWriter(() => version);
    fill(writer);
    const index = this.ledger.appliedIndex + 1;
    const payload = writer.finish();
    const applied = this.ledger.apply(index, payload);
    for (const [room, archive] of this.#archives.slice(0, rooms).entries())
      if (!this.#lacks(room, index)) archive.applied(applied, payload, this.ledger.chainHash());
    return index;
  }

  #play(lastCents: number): void {
    this.#write((writer) => writer.adoptFormat());
    for (const room of rooms.keys()) this.#heartbeat(room);
    for (const [at, shard] of [0, 1, 2, 0].entries()) {
      // The first bit of a token's hash marks a synthetic attendee.
      const tokenHash = (at === 3 ? "8" : "0") + String(at).repeat(63);
      this.#write((writer) => writer.open(tokenHash, shard, 1));
      this.#receipt(house + at, 0);
    }
    this.pay(anna, bea, 888);
    this.pay(bea, carl, 888);
    this.pay(robot, anna, 1_200);
    this.pay(carl, carl, 1);
    for (let shard = 0; shard < shardCount; shard += 1) this.pay(2 * shard, 2 * shard + 1, 1);
    this.#heartbeat(4);
    this.fundsAtCut = this.funds();
    for (const room of [0, 1])
      this.#write((writer) => writer.suspectRoom(room, 2, this.#heartbeats.get(room) ?? 0));
    for (const shard of [0, 1, 5, 6]) this.#move(shard);
    for (const shard of [0, 5]) this.pay(2 * shard, 2 * shard + 1, 1);
    // Of shard 1: a person brings it back.
    this.pay(bea, anna, 500);
    this.pay(12, 13, 1);
    const incident = this.ledger.incident();
    if (incident === null || incident.endedAt === 0) throw new Error("the incident has not ended");
    this.#write((writer) =>
      writer.incidentMeasured({
        incident: 1,
        source: "fabric",
        durationMs: 25_930,
        shards: incident.shards.map(({ shard }, at) => [shard, 25_900 + 10 * at]),
      }),
    );
    this.#write((writer) => writer.cancel(anna, this.#next(anna), 2));
    this.pay(anna, carl, lastCents);
    // Up to an entry of which rooms tell their state, and one more.
    while (this.ledger.appliedIndex < 1_024) this.#write(() => undefined);
    // The last room has not come so far.
    this.#write(() => undefined, 4);
  }

  #next(account: number): number {
    const number = (this.#numbers.get(account) ?? 0) + 1;
    this.#numbers.set(account, number);
    return number;
  }

  pay(payer: number, payee: number, cents: number): void {
    const number = this.#next(payer);
    const epochOf = (account: number): number =>
      this.ledger.failoverView().shards[this.ledger.shardOf(account)]?.epoch ?? 0;
    const stamps = [epochOf(payer), epochOf(payee)] as const;
    this.#write((writer) => writer.transfer(payer, payee, cents, number, ...stamps));
    this.#receipt(payer, number);
  }

  #receipt(account: number, number: number): void {
    const kept = this.ledger.receipt(account, number);
    if (kept.state !== "found" || account < house) return;
    if (kept.receipt.result !== "booked" && number > 0) return;
    const unsigned = {
      account: asAccountId(account),
      sequence: asSequenceNumber(number),
      payee: kept.receipt.payee ?? asAccountId(account),
      amountCents: asCents(kept.receipt.amountCents),
      result: kept.receipt.result,
      index: asLogIndex(kept.receipt.index),
      chain: kept.receipt.chainPrefix,
    };
    const mac = createHmac("sha256", Buffer.from(show.receiptKey, "hex"))
      .update(receiptText(unsigned))
      .digest("hex");
    this.receipts.push({ ...unsigned, mac: mac.slice(0, 32) });
  }

  #heartbeat(room: number): void {
    const predecessor = this.#heartbeats.get(room) ?? 0;
    const report = { index: asLogIndex(0), digest: "0".repeat(16), chainPrefix: "0".repeat(16) };
    const clockMs = 1_000 + this.ledger.appliedIndex;
    const index = this.#write((writer) => writer.heartbeat({ room, predecessor, clockMs, report }));
    this.#heartbeats.set(room, index);
  }

  #move(shard: number): void {
    const from = shard % rooms.length;
    const ownerHeartbeat = this.#heartbeats.get(from) ?? 0;
    const move = { shard, from, to: 2 + from, epoch: 1, reason: "failover", by: 2 } as const;
    this.#write((writer) => writer.moveShard({ ...move, ownerHeartbeat }));
  }

  funds(): FundsFacts {
    const { people, house: canaries, synthetic } = this.ledger.totals();
    const plain = ({ accounts, expectedCents, actualCents }: typeof people) => ({
      accounts,
      expectedCents,
      actualCents,
    });
    return {
      asOf: this.ledger.appliedIndex,
      people: plain(people),
      house: plain(canaries),
      synthetic: plain(synthetic),
    };
  }

  /** What a gateway would tell of it. */
  told(): ReportFacts {
    const funds = this.funds();
    const { people, synthetic, bookedTransfers } = this.ledger.totals();
    return {
      showId: show.showId,
      rehearsal: false,
      topology: show.topology,
      keyFingerprint: reportKeyOf(show).fingerprint,
      gateway: "gateway-1",
      toldAtMs: startedAtMs + 60_000,
      runsSinceMs: startedAtMs - 60_000,
      pace: show.pace,
      failback: false,
      rooms: rooms.map((_, room) => ({
        room,
        answering: room > 1,
        appliedIndex: this.ledger.appliedIndex,
        diverged: false,
        funds,
      })),
      digests: [
        {
          at: 1_024,
          rooms: [2, 3, 4].map((room) => ({ room, ...this.#digest() })),
        },
      ],
      transfers: {
        asOf: this.ledger.appliedIndex,
        booked: bookedTransfers,
        byPeople: people.bookedTransfers,
        bySynthetic: synthetic.bookedTransfers,
      },
      phones: { joined: 3, heard: 3, here: 3, kept: 2, keptCents: 1_776, checking: 1 },
      incidents: [this.#incident()],
      events: [
        { atMs: startedAtMs, kind: "room-lost", values: { room: "hz-a" } },
        { atMs: startedAtMs + 25_930, kind: "recovered", values: { seconds: 25.93, shards: 4 } },
      ],
      eventsNotKept: 0,
    };
  }

  #digest(): { state: string; chain: string } {
    const { digest, chainPrefix } = this.ledger.digestAt(1_024) ?? { digest: "", chainPrefix: "" };
    return { state: digest, chain: chainPrefix };
  }

  #incident(): ReportFacts["incidents"][number] {
    const incident = this.ledger.incident();
    if (incident === null || incident.measured === null) throw new Error("nothing was measured");
    const { shards, measured } = incident;
    const line = (kind: string, atMs: number) => ({ kind, atMs, room: null, cable: null });
    return {
      number: 1,
      rooms: [0, 1],
      pace: "keynote",
      state: "recovered",
      firstHitAt: Math.min(...shards.map(({ hitAt }) => hitAt)),
      endedAt: incident.endedAt,
      startedAtMs,
      startSource: measured.source,
      durationMs: measured.durationMs,
      measuredAt: measured.at,
      shardsHit: shards.length,
      shardsMoved: shards.length,
      peopleHit: shards.reduce((sum, each) => sum + each.people, 0),
      shards: shards.map((each) => ({ ...each })),
      timeline: [
        line("room-lost", 0),
        line("abnormal", 1_020),
        line("suspected", 2_010),
        line("first-shard-moved", 20_000),
        line("last-shard-moved", 25_850),
        line("recovered", 25_930),
      ],
      fundsAtCut: this.fundsAtCut,
      fundsAtEnd: this.funds(),
      keptMost: 3,
      verification: {
        incident: 1,
        phones: 3,
        verified: 6,
        missing: 0,
        archived: 0,
        forged: 0,
        notYetHeard: 5,
      },
      inFlight: this.#inFlight(),
    };
  }

  /** The payment that brought nothing back: it was under way when the rooms were lost. */
  #inFlight(): ReportFacts["incidents"][number]["inFlight"] {
    const told = (account: number, sequence: number, end: InFlightEnd) => {
      const receipt = this.receipts.find(
        (each) => each.account === account && each.sequence === sequence,
      );
      return {
        account,
        sequence,
        sentBeforeMs: 40,
        end,
        endedAfterMs: 26_000,
        index: receipt?.index ?? null,
        check: receipt === undefined ? null : ("verified" as const),
      };
    };
    const payments = [told(anna, 2, "cancelled"), told(bea, 2, "booked")];
    return { phones: 3, payments, notListed: 0 };
  }

  /** What each phone told a gateway: of the incident, and of now. */
  phones(): readonly PhoneRow[] {
    const row = { incident: 1, opened: null, keptCents: null, checking: null, kept: 0, notYet: 0 };
    const newest = (account: number): number =>
      Math.max(...this.receipts.flatMap((each) => (each.account === account ? each.index : [])));
    const checked = (account: number, verified: number, archived: number) => ({
      account,
      checks: { verified, missing: 0, archived, forged: 0 },
      newest: newest(account),
    });
    const none = { checks: null, newest: null, inFlight: null };
    const now = { ...row, ...none, incident: null, notYet: null };
    return [
      { ...row, ...checked(anna, 2, 0), kept: 2, inFlight: 1 },
      { ...row, ...checked(bea, 3, 0), kept: 1, inFlight: 1 },
      { ...row, ...checked(carl, 1, 0), inFlight: 0 },
      { ...row, ...none, account: robot, notYet: 5 },
      { ...now, account: anna, kept: 2, keptCents: 1_776, checking: 0 },
      { ...now, account: bea, kept: 0, keptCents: 0, checking: 1 },
    ];
  }
}
