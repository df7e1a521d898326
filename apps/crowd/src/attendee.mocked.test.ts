import { EventEmitter } from "node:events";
import type { EnterAnswer } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Attendee } from "./attendee.ts";

type Refusal = Extract<EnterAnswer, { ok: false }>["refusal"];

/** A connection to a gateway that lets nobody in. */
class ClosedDoor extends EventEmitter {
  /** To be lost, as where a gateway has sent somebody elsewhere, is to try again. */
  readonly io = Object.assign(new EventEmitter(), {
    uri: "",
    engine: { close: (): void => void this.io.emit("reconnect_attempt") },
  });
  active = true;
  connections = 0;
  asked = 0;
  closed = false;
  refusal: Refusal | null = null;
  timeout(): this {
    return this;
  }
  async emitWithAck(): Promise<EnterAnswer> {
    this.asked += 1;
    if (this.refusal === null) throw new Error("operation has timed out");
    return { ok: false, refusal: this.refusal };
  }
  connect(): void {
    this.connections += 1;
  }
  close(): void {
    this.closed = true;
  }
}

const doors: ClosedDoor[] = [];
vi.mock("socket.io-client", () => ({
  io: () => {
    const door = new ClosedDoor();
    doors.push(door);
    return door;
  },
}));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  doors.length = 0;
});

/** How often somebody asks within ten minutes who is always answered the same; null: not at all. */
async function askedWhere(refusal: Refusal | null): Promise<number> {
  const attendee = new Attendee("http://127.0.0.1:1", "ab".repeat(16));
  const door = doors.at(-1)!;
  door.refusal = refusal;
  door.emit("connect");
  await vi.advanceTimersByTimeAsync(600_000);
  attendee.close();
  return door.asked;
}

test("whoever is not let in asks no more often than a phone: a gateway takes more for a flood", async () => {
  // 3 of the 4 packets that a connection has each second before it has come in.
  const most = (600 * 4) / 3;
  for (const refusal of ["switching", "unknown", null] as const) {
    const asked = await askedWhere(refusal);
    expect(asked).toBeGreaterThan(300);
    expect(asked).toBeLessThan(most + 40);
  }
  const atClosedDoors = await askedWhere("doors-closed");
  expect(atClosedDoors).toBeGreaterThan(60);
  expect(atClosedDoors).toBeLessThan(250);
});

test("whoever the presenter has removed stays away", async () => {
  expect(await askedWhere("removed")).toBe(1);
  expect(doors.at(-1)!.closed).toBe(true);
});

test("whoever found the hall full comes again, and nobody who has been closed", async () => {
  const attendee = new Attendee("http://127.0.0.1:1", "ab".repeat(16));
  const door = doors.at(-1)!;
  // A line that is lost socket.io itself tries again.
  door.emit("connect_error", new Error("websocket error"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(door.connections).toBe(0);
  door.active = false;
  door.emit("connect_error", new Error("hall-full"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(door.connections).toBe(1);
  door.emit("connect_error", new Error("hall-full"));
  attendee.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(door.connections).toBe(1);
});

test.each([
  ["the first gateway's", "http://hall:1", ["http://hall:2", "http://hall:3", "http://hall:1"]],
  ["this machine's own", "http://127.0.0.1:1", ["http://hall:2", "http://hall:3", "http://hall:1"]],
  ["the second gateway's", "http://hall:2", ["http://hall:3", "http://hall:1", "http://hall:2"]],
])(
  "whoever came by %s address and is sent elsewhere goes to another gateway first",
  (_, came, to) => {
    const attendee = new Attendee(came, "ab".repeat(16));
    const door = doors.at(-1)!;
    door.emit("gateways", ["http://hall:1", "http://hall:2", "http://hall:3"]);
    const gone = to.map(() => {
      door.emit("elsewhere");
      return door.io.uri;
    });
    expect(gone).toEqual(to);
    attendee.close();
  },
);

test("an attendee knows whether a show ever answered: also one that is full does, and a wrong port does not", () => {
  const attendee = new Attendee("http://127.0.0.1:1", "ab".repeat(16));
  const door = doors.at(-1)!;
  door.emit("connect_error");
  expect(attendee.wasAnswered).toBe(false);
  door.active = false;
  door.emit("connect_error");
  expect(attendee.wasAnswered).toBe(true);
  attendee.close();
});
