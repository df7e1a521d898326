import { createHash, createHmac } from "node:crypto";
import {
  cueAmountCents,
  type CrowdState,
  type EnterAnswer,
  type GatewayToPhone,
  type GatewayToStage,
  type HallCheck,
  type PayAnswer,
  type PhoneTells,
  type ResetRefusal,
  type RoomIndex,
  type RoomStop,
} from "@cablecut/protocol";
import { tickMs } from "../awake-clock.ts";
import { GatewayCore } from "../gateway-core.ts";
import type { ConnectionId, GatewayNotice } from "../ports.ts";
import type { VirtualShow } from "./virtual-show.ts";

/** A connection, or "all phones", "all stages", "all consoles". */
type Addressee = string;

interface Told {
  readonly to: Addressee;
  readonly name: string;
  readonly values: readonly unknown[];
}

/** A gateway of a virtual show, with a record of what it told its people. */
export class VirtualGateway {
  readonly id: string;
  readonly core: GatewayCore;
  readonly told: Told[] = [];
  readonly notices: GatewayNotice[] = [];
  /** Consoles and stages that are said to be there. */
  stages = 0;
  consoles = 0;
  mirrors = 0;
  /** Stages that nobody of the show has opened. */
  strangers = 0;
  /** Null: its programs were started by hand. */
  crowd: CrowdState | null = { kind: "none" };
  roomStops: readonly RoomStop[] = [];
  /** What its phones and screens tell of the place. */
  hall: readonly HallCheck[] = [];
  /** Of its supervisor, which does nothing else. */
  refusalToReset: ResetRefusal | null = "incident-running";
  readonly #show: VirtualShow;
  #connections = 0;
  #stopped = false;
  /** What lies in its sockets unread while the process is stopped, and for a moment afterwards. */
  #unread: (() => void)[] | null = null;
  /** What rooms have told it while it was deaf. */
  #onTheWay: (() => void)[] | null = null;

  constructor(show: VirtualShow, id: string) {
    this.#show = show;
    this.id = id;
    const tell =
      (to: Addressee) =>
      (name: string, ...values: unknown[]): void =>
        void this.told.push({ to, name, values });
    const tellOne = (to: ConnectionId, name: string, ...values: unknown[]): void =>
      tell(to)(name, ...values);
    this.core = new GatewayCore({
      topology: show.topology,
      id,
      startedAtMs: null,
      boot: Math.floor(show.random() * 2 ** 32),
      description: {
        showId: "show-of-the-test",
        topology: show.topology,
        joinUrl: "http://127.0.0.1:1/",
        joinQr: { size: 21, path: "" },
        wifi: null,
        rehearsal: false,
      },
      ports: {
        nowMs: () => show.clock.nowMs,
        wallMs: () => show.wallMs(),
        after: (ms, task) => show.clock.after(ms, () => this.#whenAwake(task)),
        defer: (task) => void show.clock.after(0, () => this.#whenAwake(task)),
        random: () => show.random(),
        sha256: (bytes) => createHash("sha256").update(bytes).digest(),
        seal: (text) => createHmac("sha256", "key of the gateways").update(text).digest("hex"),
        encodeText: (text) => new TextEncoder().encode(text),
        decodeText: (bytes) => new TextDecoder().decode(bytes),
        toRoom: (room, bytes) => show.toRoom(this, room, bytes),
        people: {
          toPhone: tellOne,
          toAllPhones: tell("all phones"),
          toStage: tellOne,
          toAllStages: tell("all stages"),
          toConsole: tellOne,
          toAllConsoles: tell("all consoles"),
          stageCount: () => this.stages,
          screenCount: () => this.#knownStages || this.strangers,
          knownScreenCount: () => this.#knownStages,
          consoleCount: () => this.consoles,
        },
        fabric: show.fabric,
        supervisor: {
          crowd: () => this.crowd,
          roomStops: () => this.roomStops,
          runCrowd: ({ people, rate }) =>
            void (this.crowd = people === 0 ? { kind: "none" } : { kind: "running", people, rate }),
          reset: (done) => void (this.refusalToReset !== null && done(this.refusalToReset)),
        },
        venue: () => this.hall,
        hall: () => this.hall,
        notice: (notice) => this.notices.push(notice),
      },
    });
    show.clock.every(tickMs, () => {
      if (!this.#stopped) this.core.tick();
    });
  }

  hear(room: RoomIndex, bytes: Uint8Array): void {
    const task = (): void => this.#whenAwake(() => this.core.fromRoom(room, bytes));
    if (this.#onTheWay === null) task();
    else this.#onTheWay.push(task);
  }

  /** The process runs, and what rooms tell it comes at once when this time is over. */
  deafen(ms: number): void {
    const onTheWay: (() => void)[] = (this.#onTheWay ??= []);
    this.#show.clock.after(ms, () => {
      this.#onTheWay = null;
      for (const task of onTheWay) task();
    });
  }

  /**
   * The process is not run for so long. Then its timers come first, as in Node, and what lies unread after `readAfterMs`:
   * in between nothing has been heard.
   */
  stall(ms: number, readAfterMs = 10): void {
    const unread: (() => void)[] = (this.#unread ??= []);
    this.#stopped = true;
    this.#show.pass(ms);
    this.#stopped = false;
    this.core.tick();
    this.#show.clock.after(readAfterMs, () => {
      if (this.#stopped) return;
      this.#unread = null;
      for (const task of unread) task();
    });
  }

  /** kill -9. */
  stopForGood(): void {
    this.#stopped = true;
    this.#unread = [];
  }

  /** Everything that was told under this name, oldest first. */
  heardBy<Name extends keyof GatewayToPhone>(
    to: Addressee,
    name: Name,
  ): Parameters<GatewayToPhone[Name]>[] {
    return this.#valuesOf(to, name) as Parameters<GatewayToPhone[Name]>[];
  }

  stageSaw<Name extends keyof GatewayToStage>(name: Name): Parameters<GatewayToStage[Name]>[] {
    return this.#valuesOf("all stages", name) as Parameters<GatewayToStage[Name]>[];
  }

  get #knownStages(): number {
    return this.stages - this.mirrors - this.strangers;
  }

  #valuesOf(to: Addressee, name: string): unknown[] {
    return this.told
      .filter((each) => each.to === to && each.name === name)
      .map(({ values }) => values);
  }

  connectPhone(address = "192.0.2.1", page: string | null = null): ConnectionId {
    const connection = `${this.id}-phone-${++this.#connections}`;
    if (!this.core.phones.joined(connection, address, page))
      throw new Error("too many phones for the test");
    return connection;
  }

  /** A new phone that has entered; time passes until it is answered. */
  enter(
    token: string,
    {
      synthetic = false,
      connection = this.connectPhone(),
      moved = false,
      tells = null,
    }: {
      synthetic?: boolean;
      connection?: ConnectionId;
      moved?: boolean;
      tells?: PhoneTells | null;
    } = {},
  ): { connection: ConnectionId; answer: EnterAnswer } {
    const input = { token: token.padEnd(32, token), showId: null, synthetic, moved, tells };
    const answer = this.answerOf<EnterAnswer>((done) =>
      this.core.phones.enter(connection, input, done),
    );
    return { connection, answer };
  }

  /** A phone that has entered, with its account. */
  person(token: string): { connection: ConnectionId; me: EnterAnswer & { ok: true } } {
    const { connection, answer } = this.enter(token);
    if (!answer.ok) throw new Error(answer.refusal);
    return { connection, me: answer };
  }

  pay(
    connection: ConnectionId,
    payee: number,
    sequence: number,
    amountCents = cueAmountCents,
  ): PayAnswer {
    return this.answerOf<PayAnswer>((done) =>
      this.core.phones.pay(connection, { payee, sequence, amountCents }, done),
    );
  }

  /** Lets time pass until the question is answered, 10 s at most. */
  answerOf<Answer>(ask: (done: (answer: Answer) => void) => void): Answer {
    const answers: Answer[] = [];
    ask((answer) => answers.push(answer));
    for (let waited = 0; waited < 1_000 && answers.length === 0; waited += 1) this.#show.pass(10);
    if (answers.length !== 1) throw new Error(`answered ${answers.length} times`);
    return answers[0]!;
  }

  #whenAwake(task: () => void): void {
    if (this.#unread === null) task();
    else this.#unread.push(task);
  }
}
