import {
  asCents,
  type EnterAnswer,
  type LogIndex,
  type RoomIndex,
  type SequenceNumber,
  type World,
} from "@cablecut/protocol";
import type { KeyValueStore } from "@cablecut/ui";
import { expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { initialPhoneState, type PhoneState } from "../phone-state.ts";
import { openPhoneStorage } from "../storage.ts";
import { person } from "../testing/person.ts";
import type { TransferBook } from "../transfer/payment.ts";
import { openNumber } from "../transfer/testing/open-number.ts";
import { profileOf } from "../testing/profile.ts";
import type { GatewayLine } from "./gateway-line.ts";
import { Session } from "./session.ts";

const refused = (refusal: Extract<EnterAnswer, { ok: false }>["refusal"]): EnterAnswer => ({
  ok: false,
  refusal,
});

const me = person(500, 0);
const { showId, topology } = profileOf(me, null);
const world: World = {
  atMs: 0,
  starting: false,
  conditions: [],
  shards: "",
  answering: 5,
  quorum: true,
  incident: 0,
  cue: { on: false, amountCents: asCents(888) },
  holdUp: false,
  paused: false,
};
const letIn: EnterAnswer = {
  ok: true,
  account: {
    account: me.account,
    shard: me.shard,
    room: 0 as RoomIndex,
    synthetic: false,
    balanceCents: asCents(1),
    sentCents: asCents(0),
    receivedCents: asCents(0),
    lastSequence: 0 as SequenceNumber,
    history: [],
    appliedIndex: 1 as LogIndex,
  },
  me,
  partner: null,
  showId,
  topology,
  world,
  hall: { cue: null, incident: null },
  opening: null,
  rehearsal: false,
};

/** A page before a door that refuses, so that what is asked can be counted. */
function pageAtTheDoor(link = "", backing: KeyValueStore | null = null) {
  const asked: { name: string; input: unknown }[] = [];
  const startOver = vi.fn<() => void>();
  const goElsewhere = vi.fn<() => boolean>(() => false);
  /** Whether each account that was read is the newest. */
  const accounts: boolean[] = [];
  const waits: { ms: number; run: () => void; cancelled: boolean }[] = [];
  const store = createStore<PhoneState>(() => ({
    ...initialPhoneState(true, true),
    connection: "connected",
    entry: { kind: "entering", refusal: null },
  }));
  const fragment = { read: () => link, write: () => undefined };
  const line = {
    isAtHome: true,
    startOver,
    goElsewhere,
    ask: (name: string, input: unknown) => {
      asked.push({ name, input });
      return Promise.resolve(refused("switching"));
    },
  };
  const storage = openPhoneStorage(backing, "page", fragment);
  const session = new Session({
    store,
    storage,
    // oxlint-disable-next-line typescript/consistent-type-assertions -- as far as a session asks it
    line: line as unknown as GatewayLine,
    fragment,
    tells: () => ({
      kept: 0,
      keptCents: 0,
      checking: 0,
      receipts: 0,
      page: "0123abcd",
      visit: 1,
      verified: null,
    }),
    random: () => 0.5,
    later: (ms, run) => {
      const wait = { ms, run, cancelled: false };
      waits.push(wait);
      return () => (wait.cancelled = true);
    },
    onAccount: (_, isNewest) => void accounts.push(isNewest),
    onOtherAccount: () => undefined,
  });
  /** What it waits for. */
  const waiting = () => waits.filter(({ cancelled }) => !cancelled);
  return { session, store, storage, line, asked, waiting, startOver, goElsewhere, accounts };
}

test("what a page says with its connection it does not ask once more", () => {
  const { session, storage, asked } = pageAtTheDoor();
  const { enter } = session.atTheDoor();
  expect(enter).toMatchObject({ ...storage.read("identity"), tells: { page: "0123abcd" } });
  session.enter();
  session.enter();
  expect(asked).toEqual([]);
});

test("refused at the door it asks again as ever, and then over the same connection", async () => {
  const { session, store, asked, waiting } = pageAtTheDoor();
  const { enter } = session.atTheDoor();
  session.enter();
  session.entered(refused("switching"));
  expect(store.getState().entry).toEqual({ kind: "entering", refusal: "switching" });
  expect(waiting()).toHaveLength(1);
  waiting()[0]!.run();
  await Promise.resolve();
  expect(asked).toEqual([{ name: "enter", input: enter }]);
});

test("a full gateway is left for another one after a while, and asked again where there is none", async () => {
  const { session, asked, waiting, goElsewhere } = pageAtTheDoor();
  session.atTheDoor();
  session.entered(refused("too-many-phones"));
  expect([goElsewhere.mock.calls.length, waiting().map(({ ms }) => ms)]).toEqual([0, [5_000]]);
  waiting()[0]!.run();
  await Promise.resolve();
  expect(asked.map(({ name }) => name)).toEqual(["enter"]);
  goElsewhere.mockReturnValue(true);
  session.atTheDoor();
  session.entered(refused("too-many-phones"));
  waiting().at(-1)!.run();
  await Promise.resolve();
  expect([goElsewhere.mock.calls.length, asked.length]).toEqual([2, 1]);
  // The next one is told with the connection who comes.
  expect(session.atTheDoor().enter).toBeDefined();
});

test.each(["new-show", "opens-elsewhere"] as const)(
  "told %s by another gateway than its own, a page looks for its own after a rest, however long that one is gone",
  (refusal) => {
    const { session, line, waiting, startOver } = pageAtTheDoor();
    line.isAtHome = false;
    for (const round of [0, 1, 2]) {
      session.atTheDoor();
      session.entered(refused(refusal));
      expect([startOver.mock.calls.length, waiting().map(({ ms }) => ms)]).toEqual([
        round,
        // One that starts anew is soon back.
        [round === 0 ? 800 : 5_000],
      ]);
      waiting()[0]!.run();
    }
    // A line that came up elsewhere meanwhile is not hung up.
    session.atTheDoor();
    session.entered(refused(refusal));
    session.atTheDoor();
    expect([startOver.mock.calls.length, waiting()]).toEqual([3, []]);
  },
);

test("a gateway of an earlier build says nothing to it, and is asked as it knows", async () => {
  const { session, asked, waiting } = pageAtTheDoor();
  session.atTheDoor();
  session.enter();
  expect(waiting().map(({ ms }) => ms)).toEqual([4_000]);
  waiting()[0]!.run();
  await Promise.resolve();
  expect(asked.map(({ name }) => name)).toEqual(["enter"]);
});

test("a link that moves an account is asked for first: nothing is said with the connection", async () => {
  const { session, asked } = pageAtTheDoor(`#move=${"a".repeat(40)}`);
  // But which page it is: a link is given twice to the same one, whose line may have been lost with the first answer.
  for (const _ of [1, 2]) expect(session.atTheDoor()).toEqual({ page: "0123abcd" });
  session.enter();
  await Promise.resolve();
  expect(asked.map(({ name }) => name)).toEqual(["takeMove"]);
});

test("who is being asked, or has been shown the door, is not let in by a line that comes back", () => {
  for (const entry of [{ kind: "asking" }, { kind: "removed" }, { kind: "superseded" }] as const) {
    const { session, store } = pageAtTheDoor();
    store.setState({ entry });
    expect(session.atTheDoor()).toEqual({});
  }
  const { session } = pageAtTheDoor();
  session.stop();
  expect(session.atTheDoor()).toEqual({});
});

test("a page whose storage is cleared while it is open comes in again as whom it was, over every connection that comes", () => {
  const disk = new Map<string, string>();
  const { session, store, waiting, startOver } = pageAtTheDoor("", {
    getItem: (key) => disk.get(key) ?? null,
    setItem: (key, value) => void disk.set(key, value),
  });
  const tokens = new Set<string | undefined>();
  for (const cleared of [false, true, true]) {
    if (cleared) disk.clear();
    store.setState({ entry: { kind: "entering", refusal: null } });
    tokens.add(session.atTheDoor().enter?.token);
    session.enter();
    session.entered(letIn);
    // What was cleared is put back: a reload is to find it.
    expect([store.getState().entry, waiting(), disk.has("cablecut.identity")]).toEqual([
      { kind: "entered" },
      [],
      true,
    ]);
  }
  expect(tokens.size).toBe(1);
  expect(startOver).not.toHaveBeenCalled();
});

test("cleared before it was ever in, it comes in with what it said, and once", () => {
  const disk = new Map<string, string>();
  const { session, store, storage } = pageAtTheDoor("", {
    getItem: (key) => disk.get(key) ?? null,
    setItem: (key, value) => void disk.set(key, value),
  });
  disk.clear();
  const { enter } = session.atTheDoor();
  expect([enter?.showId, storage.read("identity")?.token]).toEqual([null, enter?.token]);
  session.entered(letIn);
  expect(store.getState().entry).toEqual({ kind: "entered" });
  store.setState({ entry: { kind: "entering", refusal: null } });
  session.entered(letIn);
  expect(store.getState().entry).toEqual({ kind: "entering", refusal: null });
});

test("of two answers, to what was said and to what was asked after it, the first is taken and the second means nothing", async () => {
  const { session, store, asked, waiting } = pageAtTheDoor();
  session.atTheDoor();
  session.enter();
  waiting()[0]!.run();
  session.entered(letIn);
  await new Promise(setImmediate);
  expect(asked).toHaveLength(1);
  expect([store.getState().entry, waiting()]).toEqual([{ kind: "entered" }, []]);
});

test("books that storage has made newer than the log give way to the room that serves the account, and to no other", () => {
  for (const stale of [false, true]) {
    const { session, store } = pageAtTheDoor();
    const kept = profileOf(me, null);
    const books = { ...kept.books, balanceCents: asCents(7), appliedIndex: 1_000_000_000 };
    store.setState({ profile: { ...kept, books } });
    session.atTheDoor();
    session.entered({ ...letIn, ...(stale ? { stale: true } : {}) });
    expect(store.getState().profile?.books.balanceCents).toBe(stale ? 7 : 1);
  }
});

test("a read that was under way while a number was given or ended is not the newest", () => {
  const { session, store, accounts } = pageAtTheDoor();
  const comesIn = (meanwhile: Partial<TransferBook>, answer: EnterAnswer = letIn): void => {
    store.setState({ entry: { kind: "entering", refusal: null } });
    session.atTheDoor();
    store.setState(({ book }) => ({ book: { ...book, ...meanwhile } }));
    session.entered(answer);
  };
  comesIn({});
  comesIn({ explainedUpTo: 1 });
  comesIn({ open: openNumber(2) });
  comesIn({ open: { ...openNumber(2), attempt: 2 } });
  comesIn({ open: null });
  comesIn({}, { ...letIn, stale: true });
  expect(accounts).toEqual([true, false, false, true, false, false]);
});
