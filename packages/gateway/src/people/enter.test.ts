import { expect, test } from "vitest";
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
