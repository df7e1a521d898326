import { asCents, asTokenHash } from "@cablecut/protocol";
import { BatchWriter } from "@cablecut/ledger";
import { expect, test } from "vitest";
import { handAway, opened, token } from "./testing/opened-account.ts";
import { RoomFixture } from "./testing/room-fixture.ts";

const tokenHash = asTokenHash(token);

function foundBy(fixture: RoomFixture) {
  return fixture.messages().filter((message) => message.kind === "found");
}

test("V5 whoever comes in is found and read in one turn, with everything that was acknowledged before it was asked", () => {
  const fixture = new RoomFixture();
  const { account } = opened(fixture);
  fixture.log.holdReads = true;
  fixture.ask({ kind: "find-and-read", id: 3, tokenHash });
  expect(foundBy(fixture)).toEqual([]);
  fixture.transfer({ payee: account, amountCents: asCents(250) });
  fixture.log.endReads({ kind: "applied", index: fixture.room.ledger.appliedIndex });
  expect(foundBy(fixture)).toMatchObject([
    { id: 3, account, home: { shard: 0, synthetic: false }, view: { receivedCents: 250 } },
  ]);
});

test("V5 a room says so of an account that it does not serve, too", () => {
  const fixture = new RoomFixture();
  const { account } = opened(fixture);
  handAway(fixture);
  fixture.ask({ kind: "find-and-read", id: 3, tokenHash });
  expect(foundBy(fixture)).toMatchObject([{ account, view: { account, room: 2 } }]);
});

test("V5 nobody says what is current while the shard is switching, or where no quorum can say what that is: found it is all the same", () => {
  const fixture = new RoomFixture();
  const openingInRoom1 = new BatchWriter();
  openingInRoom1.open(tokenHash, 1, 1);
  fixture.log.inject(openingInRoom1.finish());
  fixture.log.holdReads = true;
  fixture.ask({ kind: "find-and-read", id: 1, tokenHash });
  fixture.log.endReads({ kind: "unavailable", reason: "no-leader" });
  fixture.log.holdReads = false;
  suspectRoom1(fixture);
  fixture.ask({ kind: "find-and-read", id: 2, tokenHash });
  expect(foundBy(fixture)).toMatchObject([
    { id: 1, account: 200, view: null },
    { id: 2, account: 200, view: null },
  ]);
});

function suspectRoom1(fixture: RoomFixture): void {
  const heartbeat = new BatchWriter();
  const report = { index: 0, digest: "00".repeat(8), chainPrefix: "00".repeat(8) } as never;
  heartbeat.heartbeat({ room: 1, predecessor: 0, clockMs: 0, report });
  const heard = fixture.log.inject(heartbeat.finish());
  const suspicion = new BatchWriter();
  suspicion.suspectRoom(1, 0, heard);
  fixture.log.inject(suspicion.finish());
}

test("a token without an account is nobody's, and said to be so without a turn of the log", () => {
  const fixture = new RoomFixture();
  fixture.log.holdReads = true;
  fixture.ask({ kind: "find-and-read", id: 3, tokenHash });
  expect(foundBy(fixture)).toEqual([{ kind: "found", id: 3, account: null }]);
});
