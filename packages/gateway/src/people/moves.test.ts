import {
  frameKinds,
  moveLinkMs,
  movesAskedMax,
  type GatewayWord,
  type MoveLinkAnswer,
  type RoomIndex,
  type TakeMoveAnswer,
} from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";

let show: VirtualShow;
beforeEach(() => {
  show = VirtualShow.running();
});

function linkOf(connection: string, gateway: VirtualGateway = show.gateway): string {
  const answer = gateway.answerOf<MoveLinkAnswer>((done) =>
    gateway.core.phones.moveLink(connection, done),
  );
  if (!answer.ok) throw new Error(answer.refusal);
  return answer.code;
}
function taken(
  code: string,
  connection?: string,
  gateway: VirtualGateway = show.gateway,
): TakeMoveAnswer {
  const taker = connection ?? gateway.connectPhone();
  return gateway.answerOf<TakeMoveAnswer>((done) =>
    gateway.core.phones.takeMove(taker, code, done),
  );
}

test("a link moves an account once: the other browser enters with it, and the first is told", () => {
  const first = show.gateway.person("a");
  const code = linkOf(first.connection);
  const other = show.gateway.connectPhone();
  const answer = taken(code, other);
  if (!answer.ok) throw new Error(answer.refusal);
  const moved = show.gateway.enter(answer.token, { connection: other }).answer;
  expect(moved).toMatchObject({ ok: true, me: first.me.me });
  expect(show.gateway.heardBy(first.connection, "superseded")).toHaveLength(1);
  expect(taken(code)).toEqual({ ok: false, refusal: "link-over" });
});

test("C17 a page that did not hear the answer to its link asks once more, here or elsewhere, within the minute; nobody else is given it", () => {
  const { gateways } = show;
  const [page, stranger] = ["0a".repeat(16), "0b".repeat(16)];
  const other = show.startGateway();
  show.pass(1_000);
  const asks = (code: string, gateway: VirtualGateway, by: string | null): TakeMoveAnswer =>
    taken(code, gateway.connectPhone("192.0.2.1", by), gateway);
  const links = (["a", "b"] as const).map((digit) => {
    const code = linkOf(show.gateway.person(digit).connection);
    return { code, given: { ok: true, token: digit.repeat(32) }, first: digit === "a" };
  });
  for (const { code, given, first } of links)
    expect(asks(code, first ? show.gateway : other, page)).toEqual(given);
  // The second time what was said to other gateways is repeated to them no more.
  for (const laterMs of [0, 8_000]) {
    show.pass(laterMs);
    for (const { code, given } of links)
      for (const gateway of gateways) {
        expect(asks(code, gateway, page)).toEqual(given);
        for (const by of [stranger, null])
          expect(asks(code, gateway, by)).toEqual({ ok: false, refusal: "link-over" });
      }
  }
  show.pass(moveLinkMs);
  for (const { code } of links)
    for (const gateway of gateways)
      expect(asks(code, gateway, page)).toEqual({ ok: false, refusal: "link-over" });
});

test("C17 a page whose line is lost while another gateway is asked for its link is not told that it asks too fast", () => {
  const code = linkOf(show.gateway.person("a").connection);
  const other = show.startGateway();
  show.pass(1_000);
  const answers: TakeMoveAnswer[] = [];
  for (const _ of ["lost", "heard"])
    other.core.phones.takeMove(
      other.connectPhone("192.0.2.1", "0a".repeat(16)),
      code,
      (answer) => void answers.push(answer),
    );
  show.pass(2_000);
  expect(answers).toEqual([
    { ok: false, refusal: "too-fast" },
    { ok: true, token: "a".repeat(32) },
  ]);
});

test("it is good for a minute, also when its own page has gone", () => {
  const { connection } = show.gateway.person("a");
  const late = linkOf(connection);
  show.pass(moveLinkMs);
  expect(taken(late)).toEqual({ ok: false, refusal: "link-over" });
  const inTime = linkOf(connection);
  show.gateway.core.phones.left(connection);
  show.pass(moveLinkMs - 1_000);
  expect(taken(inTime)).toMatchObject({ ok: true, token: "a".repeat(32) });
});

test("an account has one link at a time, and nobody else's is touched", () => {
  const { connection } = show.gateway.person("a");
  const others = linkOf(show.gateway.person("b").connection);
  const [before, now] = [linkOf(connection), linkOf(connection)];
  expect(taken(before)).toEqual({ ok: false, refusal: "link-over" });
  expect(taken(now)).toMatchObject({ ok: true, token: "a".repeat(32) });
  expect(taken(others)).toMatchObject({ ok: true, token: "b".repeat(32) });
});

test("only who came in gets a link, and only who has not come in takes one", () => {
  const stranger = show.gateway.connectPhone();
  const refused = show.gateway.answerOf<MoveLinkAnswer>((done) =>
    show.gateway.core.phones.moveLink(stranger, done),
  );
  expect(refused).toEqual({ ok: false, refusal: "not-entered" });
  const code = linkOf(show.gateway.person("a").connection);
  const inside = show.gateway.person("b").connection;
  expect(taken(code, inside)).toEqual({ ok: false, refusal: "other-token" });
  // Being refused has not used it up.
  expect(taken(code)).toMatchObject({ ok: true });
});

test("C17 a link moves an account at whichever gateway it comes to, once in the show", () => {
  const first = show.gateway.person("a");
  const other = show.startGateway();
  show.pass(1_000);
  const words: string[] = [];
  show.overhear = (word) => words.push(new TextDecoder().decode(word.subarray(1)));
  const code = linkOf(first.connection);
  const browser = other.connectPhone();
  expect(taken(code, browser, other)).toEqual({ ok: true, token: "a".repeat(32) });
  const moved = other.enter("a", { connection: browser }).answer;
  expect(moved).toMatchObject({ ok: true, me: first.me.me });
  for (const gateway of show.gateways)
    expect(taken(code, undefined, gateway)).toEqual({ ok: false, refusal: "link-over" });
  const earlier = linkOf(other.person("b").connection, other);
  expect(taken(earlier)).toEqual({ ok: true, token: "b".repeat(32) });
  // Nothing of it is read by whoever passes the words on.
  expect(words.filter((word) => word.includes('"sealed":"'))).not.toEqual([]);
  const secrets = [code, earlier, "a".repeat(32), "b".repeat(32)];
  expect(words.filter((word) => secrets.some((secret) => word.includes(secret)))).toEqual([]);
});

test("C17 of two browsers that bring a link to two gateways at the same moment one gets the account", () => {
  const code = linkOf(show.gateway.person("a").connection);
  const [second, third] = [show.startGateway(), show.startGateway()];
  show.pass(1_000);
  const answers: TakeMoveAnswer[] = [];
  for (const gateway of [third, second, show.gateway])
    gateway.core.phones.takeMove(gateway.connectPhone(), code, (answer) => answers.push(answer));
  show.pass(4_000);
  expect(answers.filter(({ ok }) => ok)).toEqual([{ ok: true, token: "a".repeat(32) }]);
  expect(answers.filter(({ ok }) => !ok)).toEqual([
    { ok: false, refusal: "link-over" },
    { ok: false, refusal: "link-over" },
  ]);
});

test("C17 a link goes over while two rooms are cut, and an earlier link of the account does nowhere", () => {
  const { connection } = show.gateway.person("a");
  const other = show.startGateway();
  show.pass(1_000);
  const before = linkOf(connection);
  const now = linkOf(connection);
  show.cut("hz");
  expect(taken(before, undefined, other)).toEqual({ ok: false, refusal: "link-over" });
  expect(taken(now, undefined, other)).toEqual({ ok: true, token: "a".repeat(32) });
});

test("C17 links that somebody makes up, or brings again and again, take no honest one's place", () => {
  const { connection } = show.gateway.person("a");
  const other = show.startGateway();
  show.pass(1_000);
  const code = linkOf(connection);
  const another = linkOf(show.gateway.person("b").connection);
  const madeUp: TakeMoveAnswer[] = [];
  for (let at = 0; at < movesAskedMax; at += 1) {
    const digits = at.toString(16).padStart(32, "0");
    other.core.phones.takeMove(other.connectPhone(), `${code.slice(0, 8)}${digits}`, (answer) =>
      madeUp.push(answer),
    );
  }
  const over = { ok: false, refusal: "link-over" };
  expect(madeUp).toEqual(madeUp.map(() => over));
  expect(madeUp).toHaveLength(movesAskedMax);
  const again: TakeMoveAnswer[] = [];
  for (let at = 0; at < movesAskedMax; at += 1)
    other.core.phones.takeMove(other.connectPhone(), another, (answer) => again.push(answer));
  const tooFast = { ok: false, refusal: "too-fast" };
  expect(again).toEqual(Array.from({ length: movesAskedMax - 1 }, () => tooFast));
  expect(taken(code, undefined, other)).toEqual({ ok: true, token: "a".repeat(32) });
  expect(again.at(-1)).toEqual({ ok: true, token: "b".repeat(32) });
});

test("C17 where the gateway that gave a link stands still, was started anew or is of a build that is not asked, the others say so", () => {
  const code = linkOf(show.gateway.person("a").connection);
  const other = show.startGateway();
  show.pass(1_000);
  show.gateway.stopForGood();
  // Not known to be gone yet: it is asked, and nobody waits for it longer than a phone does.
  const askedMs = show.clock.nowMs;
  expect(taken(code, undefined, other)).toEqual({ ok: false, refusal: "other-gateway" });
  expect(show.clock.nowMs - askedMs).toBeLessThan(4_000);
  const again = show.startGateway(show.gateways[0]!.id);
  show.pass(1_000);
  for (const gateway of [again, other])
    expect(taken(code, undefined, gateway)).toEqual({ ok: false, refusal: "other-gateway" });
});

test("C17 a gateway of an earlier build is not asked, and its questions are none", () => {
  const { connection } = show.gateway.person("a");
  const other = show.startGateway();
  const words: GatewayWord[] = [];
  show.overhear = (word) => words.push(JSON.parse(new TextDecoder().decode(word.subarray(1))));
  show.pass(1_000);
  const code = linkOf(connection);
  const giver = words.findLast(({ gateway }) => gateway === show.gateway.id)!;
  show.gateway.stopForGood();
  const { movesAsked: _, movesAnswered: __, found: ___, ...earlier } = giver;
  const text = `\u0000${JSON.stringify({ ...earlier, number: giver.number + 100 })}`;
  const bytes = new TextEncoder().encode(text);
  bytes[0] = frameKinds.gatewayWord;
  other.core.fromRoom(0 as RoomIndex, bytes);
  const answers: TakeMoveAnswer[] = [];
  other.core.phones.takeMove(other.connectPhone(), code, (answer) => answers.push(answer));
  expect(answers).toEqual([{ ok: false, refusal: "other-gateway" }]);
});
