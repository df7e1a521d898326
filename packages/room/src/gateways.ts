import {
  TransferAnswerWriter,
  frameKinds,
  gatewayWordBytesMax,
  type RoomMessage,
} from "@cablecut/protocol";
import { gatewaySlotsMax } from "./pending-transfers.ts";
import type { RoomPorts } from "./ports.ts";

/** A gateway that comes anew is told its own last word, unless it is older, ms. */
const lastWordAgeMaxMs = 15_000;

/** The gateways that this room talks to, each with a slot and the answers that are being gathered for it. */
export class Gateways {
  readonly #ports: RoomPorts;
  readonly #slots = new Map<string, number>();
  readonly #names: (string | null)[] = [];
  readonly #answers: TransferAnswerWriter[] = [];
  /** By gateway, also of such as have left; the one that spoke longest ago first. */
  readonly #lastWords = new Map<string, { readonly word: Uint8Array; readonly atMs: number }>();

  constructor(ports: RoomPorts) {
    this.#ports = ports;
  }

  get names(): Iterable<string> {
    return this.#slots.keys();
  }

  /** Null where there are `gatewaySlotsMax` already. */
  slotOf(gateway: string): number | null {
    const known = this.#slots.get(gateway);
    if (known !== undefined) return known;
    const free = this.#names.indexOf(null);
    const slot = free === -1 ? this.#names.length : free;
    if (slot >= gatewaySlotsMax) return null;
    this.#names[slot] = gateway;
    this.#answers[slot] = new TransferAnswerWriter();
    this.#slots.set(gateway, slot);
    return slot;
  }

  /** Answers to it are dropped from now on; whoever waits asks again, through it or another. */
  left(gateway: string): void {
    const slot = this.#slots.get(gateway);
    if (slot === undefined) return;
    this.#slots.delete(gateway);
    this.#names[slot] = null;
    this.#answers[slot] = new TransferAnswerWriter();
  }

  /** Answers gather here until `flushAnswers`. */
  answersTo(slot: number): TransferAnswerWriter {
    // oxlint-disable-next-line typescript/no-non-null-assertion -- slots are given out by `slotOf`, which makes the writer
    return this.#answers[slot]!;
  }

  flushAnswers(): void {
    for (let slot = 0; slot < this.#answers.length; slot += 1) this.flushSlot(slot);
  }

  flushSlot(slot: number): void {
    const frame = this.answersTo(slot).take();
    const gateway = this.#names[slot];
    if (frame !== null && gateway !== null && gateway !== undefined)
      this.#ports.send(gateway, frame);
  }

  /** What a gateway tells the others goes to each of them as it is. It is worth nothing later, so nothing waits for anybody. */
  passOn(from: string, word: Uint8Array): void {
    if (word.length > gatewayWordBytesMax) return;
    this.#keepLastWord(from, word);
    for (const gateway of this.names) if (gateway !== from) this.#ports.send(gateway, word.slice());
  }

  /** A gateway that was started again knows nothing of its phones: what it last said of them, as it is. */
  tellOfEarlierLife(gateway: string): void {
    const last = this.#lastWords.get(gateway);
    if (last === undefined || this.#ports.nowMs() - last.atMs > lastWordAgeMaxMs) return;
    this.#ports.send(gateway, last.word.slice());
  }

  #keepLastWord(from: string, word: Uint8Array): void {
    this.#lastWords.delete(from);
    this.#lastWords.set(from, { word: word.slice(), atMs: this.#ports.nowMs() });
    for (const oldest of this.#lastWords.keys()) {
      if (this.#lastWords.size <= gatewaySlotsMax) return;
      this.#lastWords.delete(oldest);
    }
  }

  send(gateway: string, message: RoomMessage): boolean {
    return this.#ports.send(gateway, this.#frameOf(message));
  }

  /** What all of them are told is written once. */
  sendToAll(message: RoomMessage): void {
    let frame: Uint8Array | null = null;
    for (const gateway of this.names) {
      frame ??= this.#frameOf(message);
      this.#ports.send(gateway, frame.slice());
    }
  }

  #frameOf(message: RoomMessage): Uint8Array {
    const text = this.#ports.encodeText(JSON.stringify(message));
    const bytes = new Uint8Array(text.length + 1);
    bytes[0] = frameKinds.json;
    bytes.set(text, 1);
    return bytes;
  }
}
