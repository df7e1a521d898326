import { frameKinds, type GatewayWord, type RoomIndex } from "@cablecut/protocol";
import { Turn } from "./awake-clock.ts";
import type { CutsUnderWay } from "./console/cuts-under-way.ts";
import type { DialBoard } from "./console/dial-board.ts";
import type { Hands } from "./console/hands.ts";
import type { FindMe } from "./people/find-me.ts";
import type { Moves } from "./people/moves.ts";
import type { OpeningBudget } from "./people/opening-budget.ts";
import type { PhoneDesk } from "./people/phone-desk.ts";
import type { GatewayPorts } from "./ports.ts";
import type { OtherGateways } from "./routing/other-gateways.ts";
import type { RoomWatch } from "./routing/room-watch.ts";
import type { Counts } from "./views/counts.ts";

const tellEveryMs = 250;
/** Each word goes over so many rooms, others each time: two may be cut and not known to be. */
const roomsPerWord = 3;
/** Less is not passed on, so that a waiting that is over ends everywhere, ms. */
const awaitedMinMs = 500;

interface ExchangeParts {
  readonly self: Pick<GatewayWord, "gateway" | "boot">;
  readonly rooms: Pick<RoomWatch, "answering">;
  readonly others: OtherGateways;
  readonly counts: Pick<Counts, "own" | "forgersHere">;
  readonly phones: Pick<PhoneDesk, "takeCame" | "wentElsewhere">;
  readonly findMe: Pick<FindMe, "takeFound" | "foundElsewhere">;
  readonly moves: Pick<Moves, "told" | "othersTell" | "tick">;
  readonly dials: Pick<DialBoard, "told" | "othersTell">;
  readonly openings: Pick<OpeningBudget, "lastNumbers" | "heardLastNumbers">;
  readonly hands: Pick<Hands, "own" | "othersTell" | "tick">;
  readonly cuts: Pick<CutsUnderWay, "own" | "othersTell">;
  readonly ports: Pick<GatewayPorts, "toRoom" | "encodeText" | "decodeText" | "hall">;
}

/** Tells the other gateways what they cannot read in the log, and takes in what they tell (rules C). */
export class WordExchange {
  readonly #parts: ExchangeParts;
  readonly #turn = new Turn(tellEveryMs);
  #number = 0;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  tick(nowMs: number): void {
    const { others, hands, moves } = this.#parts;
    others.tick();
    hands.tick();
    moves.tick();
    this.#takeTurns();
    if (this.#turn.isDue(nowMs)) this.#tell();
  }

  /** A word that a room has passed on. Gateways are ours and of the same version: it is typed, not checked again. */
  heard(bytes: Uint8Array): void {
    const { ports, others, phones, findMe, moves, openings } = this.#parts;
    // oxlint-disable-next-line typescript/consistent-type-assertions -- gateways are ours and of the same version
    const word = JSON.parse(ports.decodeText(bytes.subarray(1))) as GatewayWord;
    if (!others.heard(word)) return;
    for (const came of word.came) phones.wentElsewhere(came);
    for (const account of word.found ?? []) findMe.foundElsewhere(account);
    moves.othersTell(word);
    openings.heardLastNumbers(word.lastNumbers);
    this.#takeTurns();
  }

  #takeTurns(): void {
    const { others, dials, hands, cuts } = this.#parts;
    dials.othersTell(others.words.flatMap(({ turns }) => turns));
    hands.othersTell(others.words.map(({ hand }) => hand));
    cuts.othersTell(
      others.words.map(({ gateway, cutting = [] }) => ({ at: gateway, cables: cutting })),
    );
  }

  #tell(): void {
    const { self, rooms, others, counts, phones, findMe, moves } = this.#parts;
    const { dials, openings, hands, cuts, ports } = this.#parts;
    this.#number += 1;
    const { awaited } = others;
    const word: GatewayWord = {
      ...self,
      number: this.#number,
      counts: counts.own(),
      awaited: awaited !== null && awaited.forMs >= awaitedMinMs ? awaited : null,
      came: phones.takeCame(),
      turns: dials.told,
      lastNumbers: openings.lastNumbers,
      forgers: counts.forgersHere,
      hand: hands.own,
      cutting: cuts.own,
      hall: ports.hall(),
      ...moves.told(),
      found: findMe.takeFound(),
    };
    const bytes = ports.encodeText(`\u0000${JSON.stringify(word)}`);
    bytes[0] = frameKinds.gatewayWord;
    for (const room of this.#relays(rooms.answering)) ports.toRoom(room, bytes);
  }

  #relays(answering: readonly RoomIndex[]): readonly RoomIndex[] {
    const count = Math.min(roomsPerWord, answering.length);
    return Array.from(
      { length: count },
      (_, at) => answering[(this.#number + at) % answering.length],
    ).filter((room) => room !== undefined);
  }
}
