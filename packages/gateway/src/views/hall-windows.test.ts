import {
  asLogIndex,
  decodeBits,
  decodeWindows,
  homeRoomOf,
  shardAt,
  type HallFrame,
  type LogEvent,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";
import { HallWindows } from "./hall-windows.ts";

const paysIn = (frames: readonly HallFrame[], account: number): number =>
  frames.filter((frame) => decodeBits(frame.booked).has(account - frame.firstAccount)).length;
const hallOf = ({ told }: VirtualGateway, to: string): HallFrame[] =>
  told.flatMap((each) =>
    each.to === to && each.name === "hall" ? [each.values[0] as HallFrame] : [],
  );
const metIn = (frames: readonly HallFrame[]) => frames.flatMap(({ met }) => decodeWindows(met));

function watched() {
  const show = VirtualShow.running();
  show.gateway.stages = 1;
  return show;
}

test("every attendee has a window in its own shard, told once, and synthetic ones say so", () => {
  const show = watched();
  const { gateway } = show;
  const people = ["a", "b", "c"].map((token) => gateway.person(token).me.me);
  const synthetic = gateway.enter("s", { synthetic: true }).answer;
  show.pass(1_000);
  const met = metIn(hallOf(gateway, "all stages"));
  expect(met.map(({ account, shard }) => [account, shard])).toEqual(
    [...people, synthetic.ok ? synthetic.me : people[0]!].map(({ account, shard }) => [
      account,
      shard,
    ]),
  );
  expect(met.map((window) => window.synthetic)).toEqual([false, false, false, true]);
  const last = hallOf(gateway, "all stages").at(-1)!;
  expect(last.people.reduce((sum, count) => sum + count)).toBe(3);
  expect(last.synthetic.reduce((sum, count) => sum + count)).toBe(1);
  gateway.core.stageJoined("late");
  expect(metIn(hallOf(gateway, "late"))).toEqual(met);
});

test("a booked payment lights its payer's window in one frame, and in no other window", () => {
  const show = watched();
  const { gateway } = show;
  const [payer, payee] = ["a", "b"].map((token) => gateway.person(token));
  show.pass(400);
  const before = hallOf(gateway, "all stages").length;
  gateway.pay(payer!.connection, payee!.me.me.accountNumber, 1);
  show.pass(2_000);
  const frames = hallOf(gateway, "all stages").slice(before);
  expect(paysIn(frames, payer!.me.me.account)).toBe(1);
  expect(paysIn(frames, payee!.me.me.account)).toBe(0);
});

test("who was moved has arrived until it pays, also at a gateway that came after the move and has seen nobody pay yet", () => {
  const show = watched();
  const { gateway } = show;
  const { connection, me } = gateway.person("a");
  const { account, shard } = me.me;
  const other = gateway.person("b").me.me;
  const home = homeRoomOf(show.topology, shard);
  const hasArrived = (on: VirtualGateway): boolean => {
    const last = hallOf(on, "all stages").at(-1)!;
    return decodeBits(last.arrived).has(account - last.firstAccount);
  };
  show.pass(400);
  expect(hasArrived(gateway)).toBe(false);
  show.cut(show.topology.rooms[home]!.id);
  show.pass(3_000);
  expect(shardAt(gateway.core.snapshot().shards, shard)?.owner).not.toBe(home);
  expect(hasArrived(gateway)).toBe(true);
  gateway.pay(connection, other.accountNumber, 1);
  show.pass(500);
  expect(hasArrived(gateway)).toBe(false);
  const later = show.startGateway();
  later.stages = 1;
  show.pass(2_000);
  const again = later.person("a");
  show.pass(500);
  expect(hasArrived(later)).toBe(true);
  expect(later.pay(again.connection, other.accountNumber, 2).kind).toBe("booked");
  show.pass(500);
  expect(hasArrived(later)).toBe(false);
});

test("what was booked before a move lights no window as paid since, however late it is shown", () => {
  const show = watched();
  const { me } = show.gateway.person("a");
  const { account: payer, shard } = me.me;
  show.pass(400);
  show.cut(show.topology.rooms[homeRoomOf(show.topology, shard)]!.id);
  show.pass(3_000);
  const windows = new HallWindows({
    rooms: show.gateway.core.rooms,
    directory: { known: () => me.me, isSynthetic: () => false },
  });
  const hasArrived = (): boolean => {
    const frame = windows.take()!;
    return decodeBits(frame.arrived).has(payer - frame.firstAccount);
  };
  // As of one push: the moves first, then what was booked.
  windows.event({ kind: "shard-moved", shard, index: asLogIndex(90) } as LogEvent);
  for (const index of [88, 89]) windows.feedShowed({ payer, index: asLogIndex(index) });
  expect(hasArrived()).toBe(true);
  windows.feedShowed({ payer, index: asLogIndex(91) });
  expect(hasArrived()).toBe(false);
});

test("whom a gateway has not met since its start is counted, and gets a window when it comes in", () => {
  const show = watched();
  const { me } = show.gateway.person("a");
  show.pass(400);
  const next = show.startGateway();
  next.stages = 1;
  show.pass(2_000);
  const count = (): number => hallOf(next, "all stages").at(-1)!.people[me.me.shard]!;
  expect(metIn(hallOf(next, "all stages"))).toEqual([]);
  expect(count()).toBe(1);
  next.person("a");
  show.pass(1_000);
  expect(metIn(hallOf(next, "all stages")).map(({ account }) => account)).toEqual([me.me.account]);
  expect(count()).toBe(1);
});

test("the first stage after a while without one sees nobody pay who paid before it came", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const [payer, payee] = ["a", "b"].map((token) => gateway.person(token));
  gateway.pay(payer!.connection, payee!.me.me.accountNumber, 1);
  show.pass(1_000);
  gateway.stages = 1;
  show.pass(1_000);
  expect(paysIn(hallOf(gateway, "all stages"), payer!.me.me.account)).toBe(0);
  gateway.pay(payer!.connection, payee!.me.me.accountNumber, 2);
  show.pass(1_000);
  expect(paysIn(hallOf(gateway, "all stages"), payer!.me.me.account)).toBe(1);
});
