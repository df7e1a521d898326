import { asLogIndex, asRoomIndex } from "@cablecut/protocol";
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

test("a room that has lost its disk is told as one that answers and does not count, even while its shards are switching", () => {
  const { core } = VirtualShow.running().gateway;
  const status = core.rooms.status(asRoomIndex(0))!;
  const statuses = status.rooms.map((room, index) =>
    index === 0 ? { ...room, status: "suspect" as const } : room,
  );
  const shards = status.shards.replaceAll("0", "a");
  core.rooms.told({ ...status, boot: status.boot + 1, rooms: statuses, shards, recovering: true });
  core.rooms.told({
    ...core.rooms.status(asRoomIndex(1))!,
    rooms: statuses,
    shards,
    appliedIndex: asLogIndex(status.appliedIndex + 1),
  });
  const { rooms, quorum } = core.snapshot();
  expect(rooms[0]).toMatchObject({ condition: "switching", answering: true, counting: false });
  expect(rooms.slice(1).map(({ counting }) => counting)).toEqual([true, true, true, true]);
  expect(quorum).toEqual({ needed: 3, answering: 4 });
});
