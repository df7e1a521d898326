import type { LedgerResult, Pace } from "@cablecut/protocol";
import type { Command } from "./commands.ts";
import { NaiveDials } from "./naive-dials.ts";
import { NaiveIncidents } from "./naive-incidents.ts";
import {
  newRoom,
  type Ended,
  type ModelAccount,
  type ModelRoom,
  type ModelShard,
} from "./naive-state.ts";

const startCents = 100_000_000;
const amountMax = 1_000_000;
const kept = 32;
const accountsMax = 90_000;

/**
 * The rules of SPEC.md a second time: slow, unbounded, with plain objects, written from the rules and sharing nothing with the
 * ledger. It remembers everything and derives what the ledger carries along.
 */
export class NaiveModel {
  readonly accounts: ModelAccount[] = [];
  readonly tokens = new Map<string, number>();
  readonly shards: ModelShard[] = [];
  readonly rooms: ModelRoom[] = [];
  /** Paces with the position in the log from which they hold; a position counts records. */
  readonly paces: { pace: Pace; position: number }[];
  readonly events: string[] = [];
  index = 0;
  position = 0;
  logTime = 0;
  failback = false;
  wave = 0;
  waveFirstRoom: number | null = null;
  waveMoves = 0;
  format = 1;
  readonly incidents = new NaiveIncidents();
  readonly dials = new NaiveDials();

  constructor(rooms: number, shardsPerRoom: number, pace: Pace) {
    this.paces = [{ pace, position: 0 }];
    this.rooms.push(...Array.from({ length: rooms }, newRoom));
    for (let shard = 0; shard < rooms * shardsPerRoom; shard++) {
      this.shards.push({ home: shard % rooms, owner: shard % rooms, epoch: 1 });
      this.#add(shard);
      this.#add(shard);
    }
  }

  balance(account: number): number {
    return startCents - this.sent(account) + this.receivedCents(account);
  }

  sent(account: number): number {
    const booked = this.accounts[account]!.ended.filter((ended) => ended.result === "booked");
    return booked.reduce((sum, ended) => sum + ended.amount, 0);
  }

  receivedCents(account: number): number {
    return this.accounts[account]!.received.reduce((sum, entry) => sum + entry.amount, 0);
  }

  switching(shard: number): boolean {
    return this.rooms[this.shards[shard]!.owner]!.suspected;
  }

  lastHeartbeat(room: number): number {
    return this.rooms[room]!.beats.at(-1)?.index ?? 0;
  }

  get pace(): Pace {
    return this.paces.at(-1)!.pace;
  }

  /** L1, word by word: all leases in force from the predecessor of the last heartbeat on. */
  leaseMs(room: number): number {
    return this.#longestLeaseSince(this.rooms[room]!.beats.at(-2)?.position ?? 0);
  }

  /** L2: from the last heartbeat itself on. */
  readLeaseMs(room: number): number {
    return this.#longestLeaseSince(this.rooms[room]!.beats.at(-1)?.position ?? 0);
  }

  #longestLeaseSince(from: number): number {
    const inForce = this.paces.filter((_, n) => (this.paces[n + 1]?.position ?? Infinity) > from);
    return Math.max(...inForce.map((entry) => entry.pace.leaseMs));
  }

  /** One payload: what each record came to, and for transfers and cancels where their number ended. */
  apply(commands: readonly Command[]): { result: LedgerResult; endedAt: number }[] {
    this.index += 1;
    this.events.length = 0;
    this.incidents.nextPayload();
    return commands.map((command) => {
      this.position += 1;
      return this.#command(command);
    });
  }

  #command(command: Command): { result: LedgerResult; endedAt: number } {
    switch (command.kind) {
      case "transfer":
        return this.#transfer(command);
      case "cancel":
        return this.#cancel(command);
      case "open":
        return { result: this.#open(command), endedAt: 0 };
      case "heartbeat":
        return { result: this.#heartbeat(command), endedAt: 0 };
      case "suspect":
        return { result: this.#suspect(command), endedAt: 0 };
      case "move":
        return { result: this.#move(command), endedAt: 0 };
      case "set-pace":
        return { result: this.#setPace(command.pace), endedAt: 0 };
      case "set-failback":
        return { result: this.#setFailback(command.failback), endedAt: 0 };
      case "adopt-format":
      case "incident-measured":
      case "shard-measured":
      case "set-dial":
        return { result: this.#inFormat2(command), endedAt: 0 };
    }
  }

  get incidentNumber(): number {
    return this.format === 1 ? this.wave : this.incidents.number;
  }

  /** The first bit of the hash. */
  isSynthetic(account: number): boolean {
    const token = [...this.tokens].find(([, opened]) => opened === account)?.[0];
    return token !== undefined && Number.parseInt(token[0]!, 16) >= 8;
  }

  /** House accounts are those that nobody opened. */
  isPerson(account: number): boolean {
    return [...this.tokens.values()].includes(account) && !this.isSynthetic(account);
  }

  peopleIn(shard: number): number {
    const inShard = [...this.accounts.keys()].filter((n) => this.accounts[n]!.shard === shard);
    return inShard.filter((account) => this.isPerson(account)).length;
  }

  #inFormat2(
    command: Extract<
      Command,
      { kind: "adopt-format" | "incident-measured" | "shard-measured" | "set-dial" }
    >,
  ): LedgerResult {
    if (command.kind === "adopt-format") return this.#adopt();
    if (this.format === 1) return "format-not-in-force";
    if (command.kind === "shard-measured") {
      return this.incidents.measureShard(command.shard, command.ms);
    }
    if (command.kind === "incident-measured") {
      const result = this.incidents.measure(command, this.index);
      const { incident, source, durationMs } = command;
      if (result === "applied") {
        this.events.push(`incident-measured ${incident} ${source} ${durationMs}`);
      }
      return result;
    }
    if (!this.dials.set(command.change, this.index)) return "dials-full";
    this.events.push(`dial-set ${command.change.dial} ${JSON.stringify(command.change.value)}`);
    return "applied";
  }

  #adopt(): LedgerResult {
    if (this.format === 2) return "applied";
    this.format = 2;
    this.incidents.base = this.wave;
    const switching = this.#shardsWhere((_, shard) => this.switching(shard));
    if (switching.length > 0) this.incidents.begin(Math.max(1, this.wave));
    for (const room of this.rooms.keys()) {
      const own = switching.filter(({ shard }) => this.shards[shard]!.owner === room);
      if (own.length > 0) this.incidents.suspected(room, own, this.index);
    }
    this.events.push("format-adopted 2");
    return "applied";
  }

  #shardsWhere(
    which: (shard: ModelShard, number: number) => boolean,
  ): { shard: number; people: number }[] {
    return this.shards.flatMap((each, shard) =>
      which(each, shard) ? [{ shard, people: this.peopleIn(shard) }] : [],
    );
  }

  #add(shard: number): number {
    const opening: Ended = {
      result: "applied",
      payee: null,
      amount: startCents,
      index: this.index,
    };
    this.accounts.push({ shard, openedIndex: this.index, ended: [opening], received: [] });
    return this.accounts.length - 1;
  }

  #open(command: Extract<Command, { kind: "open" }>): LedgerResult {
    if (this.tokens.has(command.tokenHash)) return "applied";
    const shard = this.shards[command.shard];
    if (shard === undefined) return "unknown-shard";
    if (this.switching(command.shard)) return "payer-switching";
    if (shard.epoch !== command.epoch) return "fenced";
    if (this.accounts.length === accountsMax) return "accounts-full";
    const account = this.#add(command.shard);
    this.tokens.set(command.tokenHash, account);
    const synthetic = String(this.isSynthetic(account));
    this.events.push(`account-opened ${account} ${command.shard} ${synthetic}`);
    return "applied";
  }

  /** X2 to X4, null where the number is the next one. */
  #earlier(
    account: ModelAccount,
    sequence: number,
    same: (ended: Ended) => boolean,
  ): { result: LedgerResult; endedAt: number } | null {
    const next = account.ended.length;
    if (sequence === next) return null;
    if (sequence > next) return { result: "sequence-gap", endedAt: 0 };
    if (sequence === 0) return { result: "sequence-conflict", endedAt: 0 };
    if (sequence < next - kept) return { result: "archived", endedAt: 0 };
    const ended = account.ended[sequence]!;
    if (ended.result === "cancelled" || same(ended)) {
      return { result: ended.result, endedAt: ended.index };
    }
    return { result: "sequence-conflict", endedAt: 0 };
  }

  #transfer(command: Extract<Command, { kind: "transfer" }>): {
    result: LedgerResult;
    endedAt: number;
  } {
    const { payer, payee, amount, sequence } = command;
    const from = this.accounts[payer];
    const to = this.accounts[payee];
    if (from === undefined) return { result: "unknown-payer", endedAt: 0 };
    const earlier = this.#earlier(
      from,
      sequence,
      (ended) => ended.payee === payee && ended.amount === amount,
    );
    if (earlier !== null) return earlier;
    if (this.switching(from.shard)) return { result: "payer-switching", endedAt: 0 };
    if (to !== undefined && this.switching(to.shard))
      return { result: "payee-switching", endedAt: 0 };
    const oldPayer = this.shards[from.shard]!.epoch !== command.payerEpoch;
    const oldPayee = to !== undefined && this.shards[to.shard]!.epoch !== command.payeeEpoch;
    if (oldPayer || oldPayee) return { result: "fenced", endedAt: 0 };

    const result = this.#merit(payer, payee, amount);
    from.ended.push({ result, payee, amount, index: this.index });
    if (result === "booked") {
      to!.received.push({ payer, sequence, amount, index: this.index });
      const person = this.isPerson(payer);
      this.events.push(...this.incidents.paid(from.shard, person, this.index, this.pace.name));
    }
    return { result, endedAt: this.index };
  }

  #merit(payer: number, payee: number, amount: number): LedgerResult {
    if (this.accounts[payee] === undefined) return "unknown-payee";
    if (payee === payer) return "same-account";
    if (amount <= 0) return "amount-not-positive";
    if (amount > amountMax) return "amount-too-large";
    return this.balance(payer) < amount ? "insufficient-funds" : "booked";
  }

  #cancel(command: Extract<Command, { kind: "cancel" }>): {
    result: LedgerResult;
    endedAt: number;
  } {
    const account = this.accounts[command.payer];
    if (account === undefined) return { result: "unknown-payer", endedAt: 0 };
    const earlier = this.#earlier(account, command.sequence, () => true);
    if (earlier !== null) return earlier;
    if (this.switching(account.shard)) return { result: "payer-switching", endedAt: 0 };
    if (this.shards[account.shard]!.epoch !== command.payerEpoch) {
      return { result: "fenced", endedAt: 0 };
    }
    account.ended.push({ result: "cancelled", payee: null, amount: 0, index: this.index });
    return { result: "cancelled", endedAt: this.index };
  }

  #heartbeat(command: Extract<Command, { kind: "heartbeat" }>): LedgerResult {
    const room = this.rooms[command.room];
    if (room === undefined) return "unknown-room";
    const last = this.lastHeartbeat(command.room);
    if (command.predecessor !== last || last === this.index) return "stale-heartbeat";
    room.beats.push({ index: this.index, position: this.position });
    const returning = room.suspected;
    room.suspected = false;
    this.#hear(room, command.clockMs);
    if (returning) {
      room.stableSince = this.logTime;
      const back = this.shards.filter((shard) => shard.owner === command.room).length;
      this.events.push(`suspicion-withdrawn ${command.room} ${back}`);
      for (const { shard } of this.#shardsWhere(({ owner }) => owner === command.room)) {
        this.incidents.settled(shard, false, this.index);
      }
    }
    this.rooms.forEach((other, number) => {
      if (!other.drained || other.suspected || this.logTime - other.stableSince < 60_000) return;
      other.drained = false;
      this.events.push(`room-undrained ${number}`);
    });
    return "applied";
  }

  /** T1 and T2. */
  #hear(room: ModelRoom, clockMs: number): void {
    const difference = room.clock === null ? null : clockMs - room.clock;
    room.clock = clockMs;
    if (difference !== null && difference > 0 && difference <= 10_000) room.age += difference;
    else room.age = Math.max(room.age, this.logTime);
    const ages = this.rooms
      .filter((other) => other.clock !== null && !other.suspected)
      .map((other) => other.age)
      .sort((one, two) => one - two);
    const median =
      ages.length % 2 === 1 ? ages[(ages.length - 1) / 2]! : ages[ages.length / 2 - 1]!;
    if (median > this.logTime) this.logTime = median;
  }

  #suspect(command: Extract<Command, { kind: "suspect" }>): LedgerResult {
    const room = this.rooms[command.room];
    if (room === undefined || this.rooms[command.by] === undefined) return "unknown-room";
    if (room.suspected || this.lastHeartbeat(command.room) !== command.lastHeartbeat) {
      return "stale-heartbeat";
    }
    if (!this.shards.some((_, shard) => this.switching(shard))) {
      this.wave += 1;
      this.waveFirstRoom = command.room;
      this.waveMoves = 0;
    }
    room.suspected = true;
    room.suspicions.push(this.logTime);
    const own = this.#shardsWhere(({ owner }) => owner === command.room);
    const incident =
      this.format === 1 ? this.wave : this.incidents.suspected(command.room, own, this.index);
    this.events.push(`room-suspected ${command.room} ${command.by} ${incident}`);
    const recent = room.suspicions.slice(-3);
    if (!room.drained && recent.length === 3 && this.logTime - recent[0]! <= 60_000) {
      room.drained = true;
      this.events.push(`room-drained ${command.room}`);
    }
    return "applied";
  }

  #move(command: Extract<Command, { kind: "move" }>): LedgerResult {
    const { from, to, epoch, reason, by, ownerHeartbeat } = command;
    const shard = this.shards[command.shard];
    if (shard === undefined) return "unknown-shard";
    const target = this.rooms[to];
    if (!this.rooms[from] || !target || !this.rooms[by]) return "unknown-room";
    const asNamed =
      shard.owner === from && shard.epoch === epoch && this.lastHeartbeat(from) === ownerHeartbeat;
    const targetIsUp = to !== from && !target.suspected && !target.drained;
    const allowed =
      reason === "failover"
        ? this.switching(command.shard)
        : !this.switching(command.shard) && by === from;
    if (!asNamed || !targetIsUp || !allowed) return "stale-move";
    shard.owner = to;
    shard.epoch += 1;
    if (reason === "failover") {
      this.waveMoves += 1;
      this.incidents.settled(command.shard, true, this.index);
    }
    const people = this.peopleIn(command.shard);
    this.events.push(
      `shard-moved ${command.shard} ${from} ${to} ${shard.epoch} ${reason} ${people}`,
    );
    return "applied";
  }

  #setFailback(wish: boolean | null): LedgerResult {
    if (wish !== null && wish !== this.failback) this.events.push(`failback-set ${wish}`);
    this.failback = wish ?? this.failback;
    for (const room of this.format === 1 ? [] : this.rooms) {
      if (room.drained) this.events.push(`room-undrained ${this.rooms.indexOf(room)}`);
      Object.assign(room, { drained: false, suspicions: [] });
    }
    return "applied";
  }

  #setPace(pace: Pace): LedgerResult {
    if (this.shards.some((_, shard) => this.switching(shard))) return "pace-while-switching";
    this.paces.push({ pace, position: this.position });
    this.events.push(`pace-set ${pace.name} ${pace.leaseMs}`);
    return "applied";
  }
}
