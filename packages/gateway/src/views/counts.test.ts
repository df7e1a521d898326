import { asCents, type VerifyAnswer } from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";

let show: VirtualShow;
let one: VirtualGateway;
let other: VirtualGateway;
beforeEach(() => {
  show = VirtualShow.running({ gateways: 2 });
  [one, other] = show.gateways as [VirtualGateway, VirtualGateway];
});

test("C3 what was in flight at the cut is told of the phones at all gateways, the same at each, and of how many can tell", () => {
  const people = [one.person("a"), other.person("b")];
  other.person("silent");
  show.cut("hz");
  show.pass(3_000);
  const inFlight = [{ sequence: 1, sentBeforeMs: 5, end: "open" as const, endedAfterMs: null }];
  for (const [at, gateway] of show.gateways.entries()) {
    const { connection, me } = people[at]!;
    const request = { incident: 1, receipts: [me.opening!], inFlight };
    gateway.answerOf<VerifyAnswer>((done) => gateway.core.phones.verify(connection, request, done));
  }
  // Whoever comes in now had nothing under way, and one who was there has not told yet.
  other.person("c");
  show.pass(600);
  for (const { core } of show.gateways)
    expect(core.snapshot().inFlight).toMatchObject({
      incident: 1,
      phones: 2,
      of: 3,
      payments: 2,
      ends: { open: 2, booked: 0 },
    });
  // What one of them says of the rooms is what it hears.
  expect(one.core.snapshot().quorum).toMatchObject({ othersMayHear: true });
  // What is told of two phones is not told of everybody once they have left.
  for (const [at, { core }] of show.gateways.entries()) core.phones.left(people[at]!.connection);
  show.pass(600);
  for (const { core } of show.gateways)
    expect(core.snapshot().inFlight).toMatchObject({ phones: 2, of: 3, payments: 2 });
});

test("C3 C5 a phone that never got the answer to what it told tells it again where it goes on, and counts only there", () => {
  const visit = (number: number) => ({
    kept: 0,
    keptCents: asCents(0),
    checking: 0,
    receipts: 1,
    verified: null,
    page: "a".repeat(8),
    visit: number,
  });
  const before = one.enter("a", { tells: visit(1) });
  if (!before.answer.ok) throw new Error(before.answer.refusal);
  const receipts = [before.answer.opening!];
  const stays = other.person("b");
  show.cut("hz");
  show.pass(3_000);
  const inFlight = [{ sequence: 1, sentBeforeMs: 5, end: "open" as const, endedAfterMs: null }];
  const tell = (gateway: VirtualGateway, connection: string, shown = receipts): unknown =>
    gateway.answerOf<VerifyAnswer>((done) =>
      gateway.core.phones.verify(connection, { incident: 1, receipts: shown, inFlight }, done),
    );
  tell(one, before.connection);
  tell(other, stays.connection, [stays.me.opening!]);
  // It has heard nothing of it, and its former gateway has not noticed that it is gone.
  const after = other.enter("a", { tells: visit(2) });
  expect(other.heardBy(after.connection, "verifyReceipts")).toHaveLength(1);
  tell(other, after.connection);
  show.pass(600);
  for (const { core } of show.gateways)
    expect(core.snapshot().inFlight).toMatchObject({ phones: 2, of: 2, payments: 2 });
});

test("C3 a phone that has told and goes on at the other gateway, with the answer, is one of those that can tell", () => {
  const phone = { kept: 0, keptCents: asCents(0), checking: 0, receipts: 1, page: "a".repeat(8) };
  const before = one.enter("a", { tells: { ...phone, verified: null, visit: 1 } });
  if (!before.answer.ok) throw new Error(before.answer.refusal);
  const receipts = [before.answer.opening!];
  other.person("silent");
  show.cut("hz");
  show.pass(3_000);
  const inFlight = [{ sequence: 1, sentBeforeMs: 5, end: "open" as const, endedAfterMs: null }];
  const request = { incident: 1, receipts, inFlight };
  const told = one.answerOf<VerifyAnswer>((done) =>
    one.core.phones.verify(before.connection, request, done),
  );
  if (!told.ok) throw new Error(told.refusal);
  const after = other.enter("a", { tells: { ...phone, verified: told.sealed, visit: 2 } });
  for (const goOn of [() => undefined, () => other.core.phones.left(after.connection)]) {
    goOn();
    show.pass(600);
    for (const { core } of show.gateways)
      expect(core.snapshot().inFlight).toMatchObject({ phones: 1, of: 2, payments: 1 });
  }
});

test("C3 what a part of the hall kept is never told as all of it, also once the gateway of the others is gone for good", () => {
  const keeps = { kept: 2, keptCents: asCents(1_776), checking: 0, receipts: 1 };
  const phones = [one.person("a"), other.person("b")];
  show.cut("hz");
  for (const [at, { core }] of show.gateways.entries())
    core.phones.outbox(phones[at]!.connection, keeps);
  show.pass(600);
  for (const [at, { core }] of show.gateways.entries())
    core.phones.outbox(phones[at]!.connection, { ...keeps, kept: 0, keptCents: asCents(0) });
  show.pass(3_000);
  const seen = { kept: 0, keptMost: 4, keptFate: null };
  expect(other.core.snapshot().traffic).toMatchObject(seen);
  one.stopForGood();
  show.pass(20_000);
  expect(other.core.snapshot().traffic).toMatchObject(seen);
  // In the next incident all phones are here.
  show.restoreEverything();
  show.pass(10_000);
  show.cut("sz");
  other.core.phones.outbox(phones[1]!.connection, keeps);
  show.pass(3_000);
  expect(other.core.snapshot().traffic.keptFate).toEqual({ booked: 0, of: 2 });
});
