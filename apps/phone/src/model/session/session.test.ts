import type { EnterAnswer } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { initialPhoneState, type PhoneState } from "../phone-state.ts";
import { openPhoneStorage } from "../storage.ts";
import type { GatewayLine } from "./gateway-line.ts";
import { Session } from "./session.ts";

const refused = (refusal: Extract<EnterAnswer, { ok: false }>["refusal"]): EnterAnswer => ({
  ok: false,
  refusal,
});

/** A page before a door that refuses, so that what is asked can be counted. */
function pageAtTheDoor(link = "") {
  const asked: { name: string; input: unknown }[] = [];
  const waits: { ms: number; run: () => void; cancelled: boolean }[] = [];
  const store = createStore<PhoneState>(() => ({
    ...initialPhoneState(true, true),
    connection: "connected",
    entry: { kind: "entering", refusal: null },
  }));
  const fragment = { read: () => link, write: () => undefined };
  const line = {
    isAtHome: true,
    ask: (name: string, input: unknown) => {
      asked.push({ name, input });
      return Promise.resolve(refused("switching"));
    },
  };
  const storage = openPhoneStorage(null, "page", fragment);
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
    onAccount: () => undefined,
    onOtherAccount: () => undefined,
  });
  /** What it waits for. */
  const waiting = () => waits.filter(({ cancelled }) => !cancelled);
  return { session, store, storage, asked, waiting };
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
  expect(session.atTheDoor()).toEqual({});
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
