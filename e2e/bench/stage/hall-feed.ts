import {
  asAccountId,
  asCents,
  asLogIndex,
  asRoomIndex,
  asShardId,
  cableId,
  cableNames,
  defaultTopology,
  encodeBits,
  encodeShards,
  encodeWindows,
  homeRoomOf,
  houseAccountsOf,
  initialFundsCents,
  shardCountOf,
  type EngineSecond,
  type FlowItem,
  type HallFrame,
  type IncidentView,
  type RoomCondition,
  type ShowSnapshot,
} from "@cablecut/protocol";

export type Picture = "live" | "switching" | "moving" | "dashboard";

const topology = defaultTopology;
const shardCount = shardCountOf(topology);
const firstAccount = asAccountId(houseAccountsOf(topology));
const flowsPerMessage = 40;
const cutRooms = [asRoomIndex(0), asRoomIndex(1)];
const targets = [asRoomIndex(2), asRoomIndex(3), asRoomIndex(4)] as const;

/** What a full hall sends its big screen, five times a second: the same figures at every run. */
export class HallFeed {
  readonly #people: number;
  readonly #rate: number;
  readonly #picture: Picture;
  readonly #startedAtMs = Date.now();
  #turn = 0;

  constructor(picture: Picture, people: number, rate: number) {
    this.#picture = picture;
    this.#people = people;
    this.#rate = rate;
  }

  next(): void {
    this.#turn += 1;
  }

  get #isCut(): boolean {
    return this.#picture === "switching" || this.#picture === "moving";
  }

  /** Shards that have been moved: one after the other, again and again. */
  get #moved(): number {
    return this.#picture === "moving" ? this.#turn % 41 : 0;
  }

  snapshot(): ShowSnapshot {
    const isCut = this.#isCut;
    const atMs = Date.now();
    const count = (accounts: number) => {
      const cents = asCents(accounts * initialFundsCents);
      return { accounts, expectedCents: cents, actualCents: cents };
    };
    const asOf = asLogIndex(1_000_000 + this.#turn * 40);
    const live = isCut ? targets : topology.rooms.map((_, room) => asRoomIndex(room));
    return {
      atMs,
      showId: "bench0000000",
      rehearsal: false,
      scene: isCut ? "switching" : "live",
      act: "live",
      pace: "keynote",
      failback: false,
      rooms: topology.rooms.map((_, room) => this.#health(room, asOf)),
      cables: topology.rooms.flatMap(({ id }, room) =>
        cableNames.map((name) => ({
          cable: cableId(id, name),
          room: asRoomIndex(room),
          fault: isCut && room < cutRooms.length ? ("silence" as const) : ("none" as const),
        })),
      ),
      shards: this.#shards(),
      leader: asRoomIndex(2),
      term: 3,
      quorum: { needed: 3, answering: live.length },
      people: {
        joined: this.#people,
        online: 10_000,
        heard: { phones: 10_000 - (this.#turn % 7), of: 10_000 },
        synthetic: 8_000,
        hidden: false,
      },
      funds: {
        people: count(this.#people),
        house: count(2 * shardCount),
        synthetic: count(8_000),
        differenceCents: asCents(0),
        asOf,
      },
      copies: {
        rooms: live.map((room) => ({ room, differenceCents: asCents(0), asOf, pastEndOf: 0 })),
        compared: { at: asOf, digests: live.map(() => "bench") },
      },
      traffic: {
        perSecond: this.#rate + (this.#turn % 13),
        canariesPerSecond: 100,
        booked: this.#turn * (this.#rate / 5),
        kept: isCut ? 412 + (this.#turn % 60) : 0,
        keptCents: asCents(0),
        keptMost: isCut ? 480 : 0,
        keptFate: null,
        checking: isCut ? this.#turn % 9 : 0,
      },
      incident: isCut ? this.#incident(atMs) : null,
      lastNeeded: null,
      verification: null,
      cue: { on: false, amountCents: asCents(888), tapped: 0 },
      blank: false,
      doorsOpen: true,
      stage: { languages: "both", view: "story", sound: false },
    };
  }

  hall(isFirst: boolean): HallFrame {
    const accounts = Array.from({ length: this.#people }, (_, position) => position);
    const paidEach = Math.round(this.#rate / 5);
    const paid = Array.from({ length: Math.min(paidEach, this.#people) }, (_, position) =>
      Math.floor((position * 7 + this.#turn * 131) % this.#people),
    );
    return {
      people: Array.from({ length: shardCount }, (_, shard) => this.#peopleIn(shard)),
      synthetic: Array.from({ length: shardCount }, () => 0),
      met: isFirst
        ? encodeWindows(
            accounts.map((position) => ({
              account: asAccountId(firstAccount + position),
              shard: asShardId(position % shardCount),
              synthetic: false,
            })),
          )
        : [],
      firstAccount,
      booked: encodeBits(new Set(paid)),
      arrived: encodeBits(accounts.filter((position) => this.#isMoved(position % shardCount))),
    };
  }

  flows(): { items: FlowItem[]; more: number } {
    const rooms = this.#isCut ? targets : topology.rooms.map((_, room) => asRoomIndex(room));
    const at = (position: number) => rooms[position % rooms.length] ?? asRoomIndex(2);
    const items = Array.from({ length: flowsPerMessage }, (_, position) => ({
      from: at(position + this.#turn),
      to: at(position * 3 + this.#turn * 2 + 1),
      amountCents: asCents(888),
      canary: position % 4 === 0,
    }));
    return { items, more: Math.max(0, Math.round(this.#rate / 5) - items.length) };
  }

  engine(isFirst: boolean) {
    const nowMs = Date.now();
    const second = (ago: number): EngineSecond => ({
      atMs: Math.floor(nowMs / 1_000) * 1_000 - ago * 1_000,
      byRoom: this.#byRoom(this.#turn - ago),
      answers: { booked: this.#rate, "not-now": this.#isCut ? 60 : 0, unknown: 3, refused: 1 },
      answerMs: { p50Ms: 3 + (ago % 3), p99Ms: 12 + (ago % 7) },
    });
    const took = { p50Ms: 0.7, p99Ms: 4.2 };
    return {
      rooms: topology.rooms.map((_, room) => ({
        room: asRoomIndex(room),
        drainedMs: null,
        heartbeatAgeMs: 40,
        now: {
          role: room === 2 ? ("leader" as const) : ("follower" as const),
          term: 3,
          appliedIndex: asLogIndex(1_000_000 + this.#turn * 40),
          lagEntries: this.#turn % 5,
          commitMs: took,
          diskSyncMs: took,
        },
      })),
      canaries: "1".repeat(shardCount),
      seconds: isFirst
        ? Array.from({ length: 120 }, (_, position) => second(120 - position))
        : [second(1)],
      events: [],
    };
  }

  #byRoom(second: number): number[] {
    return topology.rooms.map((_, room) =>
      Math.round((this.#rate / 5) * (1 + 0.2 * Math.sin(second / 5 + room))),
    );
  }

  #peopleIn(shard: number): number {
    return Math.floor(this.#people / shardCount) + Number(shard < this.#people % shardCount);
  }

  #isHit(shard: number): boolean {
    return this.#isCut && homeRoomOf(topology, asShardId(shard)) < cutRooms.length;
  }

  #isMoved(shard: number): boolean {
    if (!this.#isHit(shard)) return false;
    const hit = Array.from({ length: shard }, (_, each) => each).filter((each) =>
      this.#isHit(each),
    );
    return hit.length < this.#moved;
  }

  #shards(): string {
    return encodeShards(
      Array.from({ length: shardCount }, (_, shard) => {
        const home = homeRoomOf(topology, asShardId(shard));
        if (!this.#isHit(shard)) return { owner: home, status: "serving" as const };
        return this.#isMoved(shard)
          ? { owner: targets[shard % targets.length] ?? home, status: "serving" as const }
          : { owner: home, status: "switching" as const };
      }),
    );
  }

  #health(room: number, appliedIndex: ShowSnapshot["rooms"][number]["appliedIndex"]) {
    const isCut = this.#isCut && room < cutRooms.length;
    const condition: RoomCondition = isCut ? "switching" : "normal";
    return {
      room: asRoomIndex(room),
      condition,
      answering: !isCut,
      counting: !isCut,
      leader: room === 2,
      term: 3,
      appliedIndex,
      lagEntries: this.#turn % 5,
      heartbeatAgeMs: 40 + (this.#turn % 11),
      shardsServing: isCut ? 0 : 20,
      shardsSwitching: isCut ? 20 : 0,
      accounts: Math.round(this.#people / 5),
      drainedMs: null,
    };
  }

  #incident(atMs: number): IncidentView {
    const startedAtMs = this.#startedAtMs - (this.#picture === "moving" ? 20_500 : 2_500);
    const elapsedMs = atMs - startedAtMs;
    return {
      id: 1,
      state: "running",
      startSource: "fabric",
      startedAtMs,
      elapsedMs,
      record: false,
      roomsLost: cutRooms,
      suspectedRooms: cutRooms,
      shardsHit: 40,
      shardsMoved: this.#moved,
      shardsBack: this.#moved,
      accountsHit: Math.round(this.#people * 0.4),
      accountsBack: Math.round((this.#people * 0.4 * this.#moved) / 40),
      leaseRemainingMs: 0,
      pace: "keynote",
      timeline: [
        { atMs: 2_000, kind: "suspected", room: cutRooms[0] ?? null, cable: null },
        ...(this.#picture === "moving"
          ? [{ atMs: 20_000, kind: "first-shard-moved" as const, room: null, cable: null }]
          : []),
      ],
      shardRecoveryMs: [],
    };
  }
}
