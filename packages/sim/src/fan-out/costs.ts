import {
  asAccountId,
  asCents,
  asLogIndex,
  asSequenceNumber,
  type FeedItem,
  type GatewayCounts,
} from "@cablecut/protocol";

/** One booked transfer as the feed has it today, of a show that has gone on for a while. */
const item: FeedItem = {
  index: asLogIndex(12_345_678),
  payer: asAccountId(654_321),
  payee: asAccountId(123_456),
  amountCents: asCents(888),
  sequence: asSequenceNumber(42),
  payerBalanceCents: asCents(99_962_704),
  payeeBalanceCents: asCents(100_037_296),
};

const counts: GatewayCounts = {
  people: 10_000,
  told: 10_000,
  kept: 1_234,
  keptCents: asCents(1_095_792),
  checking: 123,
  tapped: { calledAt: asLogIndex(12_345_678), people: 9_876 },
  verification: {
    incident: 1,
    phones: 9_876,
    verified: 43_210,
    missing: 0,
    archived: 0,
    forged: 0,
    notYetHeard: 124,
  },
  stages: 1,
};

/** What things cost; docs/SCALE.md says how it was measured. */
export const costs = {
  itemBytes: JSON.stringify(item).length + 1,
  /** Around the items of a frame. */
  frameBytes: 64,
  /** What one gateway says of its phones, or a relay of all below it. */
  wordBytes: JSON.stringify(counts).length + 200,
  /** To read one item of a frame and to write one into a frame, with what is done with it, ms: JSON alone takes 0.4 us. */
  readItemMs: 0.001,
  writeItemMs: 0.001,
  /** To send one message to one peer, ms of one processor: a 5,000th of a broadcast to 5,000 sockets. */
  sendMs: 0.0106,
  /** A network card of 1 Gbit/s. */
  bytesPerMs: 125_000,
  /** Between two machines of one hall or data center; now and then much more. */
  latencyMs: { low: 0.2, high: 2, seldom: 20, seldomShare: 0.01 },
} as const;

/** How the tree is used, as far as the program of today has a figure for it. */
export const habits = {
  phonesPerGateway: 10_000,
  /** 10,000 phones and 500 payments a second: the hall of the bench. */
  paymentsPerPhonePerS: 0.05,
  /** What gathered for so long goes down in one frame. */
  frameEveryMs: 50,
  /** A gateway's word goes up so often, and so does a relay's sum. */
  wordEveryMs: 250,
  /** A word that is older counts no more. */
  wordHoldsMs: 2_000,
  /** A parent that says nothing for so long is given up; parents say something at least with every frame. */
  silenceMs: 1_000,
  /** What a parent can still tell of the past, in frames. */
  framesKept: 100,
} as const;
