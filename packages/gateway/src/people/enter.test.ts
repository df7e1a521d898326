import { paceProfiles } from "@cablecut/failover";
import type { RoomRequest } from "@cablecut/protocol";
import { afterEach, expect, test, vi } from "vitest";
import { RoomWatch } from "../routing/room-watch.ts";
import { OpeningBudget } from "./opening-budget.ts";
import { VirtualShow } from "../testing/virtual-show.ts";

test.each([0, 10, 100, 400])(
  "C13 whoever comes to a gateway that began %i ms ago is let in, known or new: it waits until it has heard its rooms",
  (ms) => {
    const show = VirtualShow.running();
    const { me } = show.gateway.person("a");
    show.gateway.stopForGood();
    const next = show.startGateway();
    show.pass(ms);
    const [known, fresh] = [next.enter("a").answer, next.enter("b").answer];
    expect(known).toMatchObject({ ok: true, me: { accountNumber: me.me.accountNumber } });
    expect(fresh).toMatchObject({ ok: true });
  },
);

test("C13 where no room answers, whoever comes is told so", () => {
  const show = VirtualShow.running();
  show.cut(...show.topology.rooms.map(({ id }) => id));
  const gateway = show.startGateway();
  expect(gateway.enter("a").answer).toEqual({ ok: false, refusal: "no-room" });
});

afterEach(() => vi.restoreAllMocks());

/** What a room is asked; null for a frame of another kind. */
function kindIn(bytes: Uint8Array): RoomRequest["kind"] | null {
  const text = new TextDecoder().decode(bytes.subarray(1));
  return text.startsWith("{") ? (JSON.parse(text) as RoomRequest).kind : null;
}

function isAboutPeople(kind: RoomRequest["kind"] | null): boolean {
  return kind !== null && /^(find|find-and-read|read|stale-read|open)$/.test(kind);
}

/** The gateway at which "a" came in is gone, and the next one has heard its rooms; `asked`: what it asks them of people from now on. */
function gatewayThatKnowsNobody(pace = paceProfiles["full-speed"]) {
  const show = VirtualShow.running({ pace });
  const { shard } = show.gateway.person("a").me.me;
  show.gateway.stopForGood();
  const next = show.startGateway();
  show.pass(3_000);
  const sent = vi.spyOn(show, "toRoom");
  const asked = () => sent.mock.calls.map(([, , bytes]) => kindIn(bytes)).filter(isAboutPeople);
  return { show, next, asked, shard };
}

test("whoever comes back to a gateway that knows nobody costs the rooms one question: who it is, and what it has", () => {
  const { next, asked } = gatewayThatKnowsNobody();
  const { answer } = next.enter("a");
  expect(answer).toMatchObject({ ok: true });
  expect(answer).not.toHaveProperty("stale");
  expect(asked()).toEqual(["find-and-read"]);
});

test("rooms of an earlier build are asked both one after the other", () => {
  const { next, asked } = gatewayThatKnowsNobody();
  const status: unknown = Reflect.get(RoomWatch.prototype, "status");
  vi.spyOn(RoomWatch.prototype, "status").mockImplementation(function (this: RoomWatch, room) {
    const told = Reflect.apply(status as RoomWatch["status"], this, [room]);
    if (told === null) return null;
    const { readsWhatItFinds: _, ...earlier } = told;
    return earlier;
  });
  expect(next.enter("a").answer).toMatchObject({ ok: true });
  expect(asked()).toEqual(["find", "read"]);
});

test("while an account's shard is switching it is shown as it was, and said to be that", () => {
  const { show, next, asked, shard } = gatewayThatKnowsNobody(paceProfiles.keynote);
  show.cut(show.topology.rooms[shard % show.topology.rooms.length]!.id);
  show.pass(6_000);
  const { answer } = next.enter("a");
  expect(answer).toMatchObject({ ok: true, stale: true });
  expect(asked()).toEqual(["find-and-read", "stale-read"]);
});

test.each([
  ["known", "a"],
  ["new", "b"],
])(
  "of somebody %s who has left while they were looked for no room is asked any more",
  (_, token) => {
    const { show, next, asked } = gatewayThatKnowsNobody();
    const connection = next.connectPhone();
    const input = { token: token.padEnd(32, token), showId: null, synthetic: false };
    next.core.phones.enter(connection, input, () => undefined);
    next.core.phones.left(connection);
    show.pass(3_000);
    expect(asked()).toEqual(["find-and-read"]);
    expect(next.enter(token).answer).toMatchObject({ ok: true });
  },
);

test("an opening that certainly came to nothing is not counted: a hall that asks while there is no quorum still gets in after it", () => {
  const counted = vi.spyOn(OpeningBudget.prototype, "refusalOf");
  const givenBack = vi.spyOn(OpeningBudget.prototype, "giveBack");
  const show = VirtualShow.running();
  show.cut(...show.topology.rooms.slice(0, 3).map(({ id }) => id));
  show.pass(3_000);
  for (const token of ["a", "b", "c"])
    expect(show.gateway.enter(token).answer).toEqual({ ok: false, refusal: "unknown" });
  expect([counted.mock.calls.length, givenBack.mock.calls.length]).toEqual([3, 3]);
  show.restoreEverything();
  show.pass(10_000);
  expect(show.gateway.enter("a").answer).toMatchObject({ ok: true });
  expect([counted.mock.calls.length, givenBack.mock.calls.length]).toEqual([4, 3]);
});

test("a phone that comes in over two connections at once has opened one account, and one is counted", () => {
  const counted = vi.spyOn(OpeningBudget.prototype, "refusalOf");
  const givenBack = vi.spyOn(OpeningBudget.prototype, "giveBack");
  const show = VirtualShow.running();
  const answers: boolean[] = [];
  for (let time = 0; time < 2; time += 1) {
    const input = { token: "a".repeat(32), showId: null, synthetic: false };
    show.gateway.core.phones.enter(show.gateway.connectPhone(), input, ({ ok }) =>
      answers.push(ok),
    );
  }
  show.pass(3_000);
  expect(answers).toEqual([true, true]);
  expect([counted.mock.calls.length, givenBack.mock.calls.length]).toEqual([2, 1]);
});
