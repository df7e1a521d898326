import { createHash, createHmac } from "node:crypto";
import { paceProfiles } from "@cablecut/failover";
import { BatchReader, recordKinds } from "@cablecut/ledger";
import {
  asCents,
  decodeTransferAnswers,
  defaultTopology,
  encodeTransfers,
  frameKinds,
  type AccountId,
  type RoomMessage,
  type SequenceNumber,
  type TransferAnswer,
  type TransferRequest,
} from "@cablecut/protocol";
import { MachineRoom } from "../machine-room.ts";
import { InstantLog } from "./instant-log.ts";

export const gateway = "gateway-1";

/** A room on a log of its own, with a clock that the test moves and a record of everything it sends. */
export class RoomFixture {
  nowMs = 1_000;
  /** What gateways told other gateways. */
  readonly passedOn: { readonly to: string; readonly message: Uint8Array }[] = [];
  readonly #sent: Uint8Array[] = [];
  readonly #deferred: (() => void)[] = [];
  readonly room: MachineRoom;
  readonly log: InstantLog;

  /** Proposals of the newest format that the log did not take. */
  adoptionsRefused = 0;

  /** `adopts`: the log takes the ledger's newest format when the room asks for it. */
  constructor(room = 0, { adopts = true } = {}) {
    this.room = new MachineRoom({
      topology: defaultTopology,
      room,
      boot: 7,
      pace: paceProfiles["full-speed"],
      sha256: (bytes) => createHash("sha256").update(bytes).digest(),
      ports: {
        nowMs: () => this.nowMs,
        clockMs: () => Math.floor(this.nowMs),
        mac: (text) => createHmac("sha256", "key of the test").update(text).digest(),
        send: (to, message) => {
          if (message[0] === frameKinds.gatewayWord) this.passedOn.push({ to, message });
          else this.#sent.push(message);
          return true;
        },
        defer: (task) => this.#deferred.push(task),
        halt: (reason) => {
          throw new Error(reason.en);
        },
        encodeText: (text) => new TextEncoder().encode(text),
        decodeText: (bytes) => new TextDecoder().decode(bytes),
      },
    });
    this.log = new InstantLog(this.room.consumer);
    this.log.refuses = (payload) => {
      if (adopts || !this.#isAdoption(payload)) return false;
      this.adoptionsRefused += 1;
      return true;
    };
    this.room.attach(this.log);
    this.room.consumer.leaderChanged(0, 1);
    // A new leader's first entry is empty.
    this.log.inject(new Uint8Array(0));
    this.room.gatewayJoined(gateway);
    this.passMs(1_000);
  }

  #isAdoption(payload: Uint8Array): boolean {
    const reader = new BatchReader();
    return (
      reader.load(payload) === null && reader.next() && reader.kind === recordKinds.adoptFormat
    );
  }

  /** Lets time pass in steps, ticking the room as its process would. */
  passMs(ms: number): void {
    for (let passed = 0; passed < ms; passed += 10) {
      this.nowMs += 10;
      this.room.tick();
      this.runDeferred();
    }
  }

  runDeferred(): void {
    while (this.#deferred.length > 0) this.#deferred.shift()!();
  }

  transfer(...requests: Partial<TransferRequest>[]): void {
    const whole = requests.map((request): TransferRequest => ({
      kind: "transfer",
      payer: 0 as AccountId,
      payee: 1 as AccountId,
      amountCents: asCents(100),
      sequence: 1 as SequenceNumber,
      ...request,
    }));
    this.room.receive(gateway, encodeTransfers(whole, { receipts: true }));
    this.runDeferred();
  }

  ask(request: object): void {
    const text = new TextEncoder().encode(` ${JSON.stringify(request)}`);
    text[0] = frameKinds.json;
    this.room.receive(gateway, text);
    this.runDeferred();
  }

  /** Answers to transfers since the last call of this or `messages`. */
  answers(): readonly TransferAnswer[] {
    return this.#take(frameKinds.transferAnswers).flatMap(
      (frame) => decodeTransferAnswers(frame) ?? [],
    );
  }

  /** Other messages since the last call. */
  messages(): readonly RoomMessage[] {
    return this.#take(frameKinds.json).map(
      (frame) => JSON.parse(new TextDecoder().decode(frame.subarray(1))) as RoomMessage,
    );
  }

  #take(kind: number): Uint8Array[] {
    const taken = this.#sent.filter((frame) => frame[0] === kind);
    const rest = this.#sent.filter((frame) => frame[0] !== kind);
    this.#sent.splice(0, this.#sent.length, ...rest);
    return taken;
  }
}
