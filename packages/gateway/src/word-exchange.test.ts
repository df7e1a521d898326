import {
  accountsMax,
  asAccountId,
  asCents,
  asLogIndex,
  asRoomIndex,
  cableId,
  cameMax,
  forgersMax,
  foundMax,
  gatewayWordBytesMax,
  movesAnsweredMax,
  movesAskedMax,
  type Came,
  type StampedTurn,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { toldMax } from "./console/dial-board.ts";
import { WordExchange } from "./word-exchange.ts";

/** No number in a word is longer. */
const most = Number.MAX_SAFE_INTEGER;
const account = asAccountId(accountsMax - 1);
const hex = "f".repeat(32);
const times = <Item>(count: number, item: Item): readonly Item[] => Array(count).fill(item);

const came: Required<Came> = {
  account,
  asOf: asLogIndex(most),
  page: hex,
  visit: most,
  inFlightOf: most,
};
const turn: StampedTurn = {
  change: { dial: "endedSessions", value: { session: hex.slice(16), expiresAtS: most } },
  stamp: most,
  takenAt: asLogIndex(most),
};
const verification = {
  incident: most,
  phones: most,
  verified: most,
  missing: most,
  archived: most,
  forged: most,
  notYetHeard: most,
};
const counts = {
  people: most,
  told: most,
  kept: most,
  keptCents: asCents(most),
  checking: most,
  tapped: { calledAt: asLogIndex(most), people: most },
  verification,
  inFlight: {
    incident: most,
    phones: most,
    of: most,
    payments: most,
    ends: { booked: most, refused: most, cancelled: most, other: most, open: most },
    missing: most,
  },
  stages: most,
  knownStages: most,
};

test("C1 the longest word that phones, links and consoles can bring about is one that rooms pass on", () => {
  let longest = 0;
  const nothing = (): void => undefined;
  const exchange = new WordExchange({
    self: { gateway: "g".repeat(32), boot: 2 ** 32 - 1 },
    rooms: { answering: [asRoomIndex(0)] },
    others: { tick: nothing, words: [], awaited: { phones: most, forMs: most } } as never,
    counts: { own: () => counts, forgersHere: times(forgersMax, account) },
    phones: { takeCame: () => times(cameMax, came), wentElsewhere: nothing },
    findMe: { takeFound: () => times(foundMax, account), foundElsewhere: nothing },
    moves: {
      told: () => ({
        movesAsked: times(movesAskedMax, { question: hex, boot: 2 ** 32 - 1, link: hex }),
        movesAnswered: times(movesAnsweredMax, { question: hex, sealed: hex }),
      }),
      othersTell: nothing,
      tick: nothing,
    },
    dials: { told: times(toldMax, turn), othersTell: nothing },
    openings: { lastNumbers: { on: false, stamp: most }, heardLastNumbers: nothing },
    hands: {
      own: { armed: false, holdMs: most, heldMs: most },
      othersTell: nothing,
      tick: nothing,
    },
    cuts: { own: times(14, cableId("r".repeat(32), "A")), othersTell: nothing },
    ports: {
      toRoom: (_, { length }) => {
        longest = length;
        return true;
      },
      encodeText: (text) => new TextEncoder().encode(text),
      decodeText: () => "",
      hall: () => [
        { check: "join-opened", found: "other-network", network: "f".repeat(45) },
        { check: "stage-screen", found: "large", width: most, height: most, strangers: true },
        { check: "round-trip", found: "fast", p50Ms: most, p99Ms: most },
      ],
    },
  });
  exchange.tick(0);
  expect(longest).toBeGreaterThan(cameMax * 100);
  expect(longest).toBeLessThanOrEqual(gatewayWordBytesMax);
});
