import type { DialChange } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { gateway, RoomFixture } from "./testing/room-fixture.ts";

const blank: DialChange = { dial: "blank", value: true };

const settings = [
  { kind: "set-dial", change: blank },
  { kind: "set-failback", failback: true },
] as const;

/** What each setting is answered now. */
function answers(fixture: RoomFixture): readonly string[] {
  fixture.messages();
  for (const [id, setting] of settings.entries()) fixture.ask({ ...setting, id });
  fixture.passMs(20);
  return fixture
    .messages()
    .flatMap((message) => (message.kind === "refused" ? [message.refusal] : [message.kind]))
    .filter((answer) => answer !== "status" && answer !== "feed");
}

test("what a link had kept for a room that was cut off is no setting any more", () => {
  const fixture = new RoomFixture();
  fixture.room.gatewayLeft(gateway);
  fixture.passMs(20_000);
  fixture.room.gatewayJoined(gateway, true);
  expect(answers(fixture)).toEqual(["catching-up", "catching-up"]);
  expect(fixture.room.ledger.dials().blank.value).toBe(false);
  fixture.passMs(1_000);
  expect(answers(fixture)).toEqual(["done", "done"]);
  expect(fixture.room.ledger.dials().blank.value).toBe(true);
});

test("a gateway that comes anew has nothing old to say", () => {
  const fixture = new RoomFixture();
  fixture.room.gatewayLeft(gateway);
  fixture.passMs(100);
  fixture.room.gatewayJoined(gateway);
  expect(answers(fixture)).toEqual(["done", "done"]);
});

test.each(["its sockets", "a timer"])(
  "a room that was not run takes no setting that lay there unread, whether it hears %s first",
  (first) => {
    const fixture = new RoomFixture();
    fixture.nowMs += 1_500;
    if (first === "a timer") fixture.room.tick();
    expect(answers(fixture)).toEqual(["catching-up", "catching-up"]);
    fixture.passMs(1_000);
    expect(answers(fixture)).toEqual(["done", "done"]);
  },
);

test("a measurement is taken however late: the first one counts", () => {
  const fixture = new RoomFixture();
  fixture.room.gatewayLeft(gateway);
  fixture.room.gatewayJoined(gateway, true);
  fixture.messages();
  const measurement = { incident: 1, source: "fabric", durationMs: 1, shards: [] };
  fixture.ask({ kind: "measure-incident", id: 1, ...measurement });
  fixture.passMs(20);
  const refusals = fixture
    .messages()
    .flatMap((message) => (message.kind === "refused" ? [message.refusal] : []));
  expect(refusals).toEqual(["unknown-incident"]);
});
