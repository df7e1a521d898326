import { moveLinkMs, type MoveLinkAnswer, type TakeMoveAnswer } from "@cablecut/protocol";
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

test("another gateway of the show, and one that was started anew, say that the link is not theirs", () => {
  const code = linkOf(show.gateway.person("a").connection);
  const other = show.startGateway();
  show.pass(1_000);
  expect(taken(code, undefined, other)).toEqual({ ok: false, refusal: "other-gateway" });
  expect(taken(linkOf(other.person("b").connection, other), undefined, other)).toMatchObject({
    ok: true,
  });
  show.gateway.stopForGood();
  const again = show.startGateway(show.gateways[0]!.id);
  show.pass(1_000);
  expect(taken(code, undefined, again)).toEqual({ ok: false, refusal: "other-gateway" });
});
