import { expect, test } from "vitest";
import { VirtualShow } from "./testing/virtual-show.ts";

test("a show runs: rooms answer, canaries pay, people enter and pay each other", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const snapshot = gateway.core.snapshot();
  expect(snapshot).toMatchObject({
    scene: "lobby",
    leader: 0,
    quorum: { needed: 3, answering: 5 },
  });
  const lin = gateway.person("a");
  const wang = gateway.person("b");
  const answer = gateway.pay(lin.connection, wang.me.me.accountNumber, 1);
  expect(answer).toMatchObject({ kind: "booked" });
});
