import { expect, test } from "vitest";
import { GivingWay } from "./giving-way.ts";

const laptop = "192.0.2.66";
const console_ = "192.0.2.7";
const most = 80;

class Way {
  destroyed = false;
  readonly remoteAddress: string;
  constructor(remoteAddress = laptop) {
    this.remoteAddress = remoteAddress;
  }
  destroy(): this {
    this.destroyed = true;
    return this;
  }
}

const ways = (count: number, from = laptop): Way[] =>
  Array.from({ length: count }, () => new Way(from));
const inBody = { complete: false };

/** Of which none has a place. */
function fullOf(how: (giving: GivingWay, way: Way) => void) {
  const clock = { nowMs: 0 };
  const giving = new GivingWay(most, () => clock.nowMs);
  const strangers = ways(most);
  for (const way of strangers) {
    giving.idles(way as never);
    how(giving, way);
  }
  const gone = (): number => strangers.filter(({ destroyed }) => destroyed).length;
  return { clock, giving, strangers, gone };
}

test.each<[string, (giving: GivingWay, way: Way) => void, number]>([
  ["bodies that do not end", (giving, way) => giving.asks(way as never, inBody), 2_000],
  ["WebSockets that say nothing", (giving, way) => giving.opened(way as never), 2_000],
  [
    "answers that nobody takes",
    (giving, way) => giving.asks(way as never, { complete: true }),
    30_000,
  ],
  ["WebSockets that are never opened", (giving, way) => giving.waits(way as never), 30_000],
])(
  "%s make room at once for whoever comes from elsewhere, and after a while for anybody",
  (_, how, mostMs) => {
    const { clock, giving, strangers, gone } = fullOf(how);
    expect(giving.makeRoom(console_)).toBe(true);
    expect(strangers[0]!.destroyed).toBe(true);
    clock.nowMs = mostMs;
    expect(giving.makeRoom(laptop)).toBe(false);
    clock.nowMs += 1;
    expect(giving.makeRoom(laptop)).toBe(true);
    expect(gone()).toBe(2);
  },
);

test("whoever has a place makes room for nobody, and whoever idles does before all others", () => {
  const { giving, strangers, gone } = fullOf((all, way) => all.opened(way as never));
  const [first, ...others] = strangers;
  giving.idles(others.at(-1) as never);
  expect(giving.makeRoom(console_)).toBe(true);
  expect([others.at(-1)!.destroyed, gone()]).toEqual([true, 1]);
  for (const way of others) giving.keeps(way as never);
  expect(giving.makeRoom(console_)).toBe(false);
  expect([first!.destroyed, gone()]).toEqual([false, 1]);
});

test("a hall of many addresses that is just being served makes no room: whoever comes is told that it is full", () => {
  const giving = new GivingWay(most, () => 0);
  const hall = Array.from({ length: most }, (_, at) => new Way(`198.51.100.${at}`));
  for (const way of hall) giving.asks(way as never, { complete: true });
  expect(giving.makeRoom(console_)).toBe(false);
  expect(hall.some(({ destroyed }) => destroyed)).toBe(false);
});

test("where two have a crowd the larger one makes room, and no crowd for itself", () => {
  const giving = new GivingWay(most, () => 0);
  const hall = ways(30, "198.51.100.1");
  const those = ways(50);
  for (const way of [...hall, ...those]) giving.asks(way as never, { complete: true });
  for (let came = 0; came < 40; came += 1) giving.makeRoom("198.51.100.1");
  expect(those.filter(({ destroyed }) => destroyed)).toHaveLength(20);
  expect(hall.some(({ destroyed }) => destroyed)).toBe(false);
});

test("a hall behind one address, itself the larger crowd, makes no room for a flood as long as some of that is overdue", () => {
  const clock = { nowMs: 0 };
  const giving = new GivingWay(most, () => clock.nowMs);
  const hall = ways(60, "198.51.100.1");
  const flood = ways(20);
  for (const way of flood) giving.asks(way as never, inBody);
  clock.nowMs = 2_001;
  for (const way of hall) giving.asks(way as never, { complete: true });
  for (let came = 0; came < flood.length; came += 1)
    expect(giving.makeRoom(came % 2 === 0 ? laptop : console_)).toBe(true);
  expect(flood.every(({ destroyed }) => destroyed)).toBe(true);
  expect(hall.some(({ destroyed }) => destroyed)).toBe(false);
});

test("an answer that nobody takes makes room though others, who came later, were seen to be served before it", () => {
  const clock = { nowMs: 0 };
  const giving = new GivingWay(most, () => clock.nowMs);
  const [answered, waiting] = ways(2) as [Way, Way];
  giving.asks(answered as never, { complete: true });
  clock.nowMs = 29_000;
  giving.waits(waiting as never);
  clock.nowMs = 30_001;
  expect(giving.makeRoom(laptop)).toBe(true);
  expect([answered.destroyed, waiting.destroyed]).toEqual([true, false]);
});

test.each<[string, (giving: GivingWay, way: Way) => void, number]>([
  ["that ask for nothing", (giving, way) => giving.comes(way as never), 2_048],
  ["whose bodies do not end", (giving, way) => giving.asks(way as never, inBody), 512],
])(
  "of connections %s no more are held than a hall has, whatever room there is, and those of the address that has most end",
  (_, how, heldMax) => {
    const giving = new GivingWay(20_000, () => 0);
    const hall = Array.from({ length: 200 }, (_each, at) => new Way(`198.51.100.${at}`));
    const flood = ways(5_000);
    for (const way of [...hall, ...flood]) how(giving, way);
    expect(hall.some(({ destroyed }) => destroyed)).toBe(false);
    expect(flood.filter(({ destroyed }) => !destroyed)).toHaveLength(heldMax - hall.length);
    // Those that came last are still on their way.
    expect(flood.at(-1)!.destroyed).toBe(false);
  },
);

test("bodies that are overdue end before those of a hall that has just begun to ask, though more of it are here", () => {
  const clock = { nowMs: 0 };
  const giving = new GivingWay(20_000, () => clock.nowMs);
  const strangers = Array.from({ length: 8 }, (_, at) => ways(60, `192.0.2.${at}`)).flat();
  for (const way of strangers) giving.asks(way as never, inBody);
  clock.nowMs = 2_001;
  const hall = ways(480, "198.51.100.1");
  for (const way of hall) giving.asks(way as never, inBody);
  expect(hall.some(({ destroyed }) => destroyed)).toBe(false);
});

test("a hall behind one address may take its time to say where its WebSockets go", () => {
  const clock = { nowMs: 0 };
  const giving = new GivingWay(20_000, () => clock.nowMs);
  const hall = ways(15_000, "198.51.100.1");
  for (const way of hall) {
    clock.nowMs += 1;
    giving.opened(way as never);
  }
  expect(hall.some(({ destroyed }) => destroyed)).toBe(false);
});

test("no body of a hall ends while requests that are whole are in its way", () => {
  const giving = new GivingWay(20_000, () => 0);
  for (let at = 0; at < 8; at += 1)
    for (const way of ways(56, `192.0.2.${at}`)) giving.asks(way as never, inBody);
  const polls = (count: number): void => {
    for (const way of ways(count, "198.51.100.1")) {
      const request = { complete: false };
      giving.asks(way as never, request);
      request.complete = true;
    }
  };
  polls(65);
  const [slow] = ways(1, "198.51.100.1");
  giving.asks(slow as never, inBody);
  polls(5_000);
  expect(slow!.destroyed).toBe(false);
});

test("whoever was answered once may idle, however many do", () => {
  const giving = new GivingWay(20_000, () => 0);
  const phones = ways(10_000, "198.51.100.1");
  for (const way of phones) {
    giving.comes(way as never);
    giving.asks(way as never, { complete: true });
    giving.idles(way as never);
  }
  expect(phones.some(({ destroyed }) => destroyed)).toBe(false);
});

test("whose request is whole is none of those that are waited for, however many there are", () => {
  const giving = new GivingWay(20_000, () => 0);
  const polls = Array.from({ length: 15_000 }, () => ({
    way: new Way(),
    request: { complete: false },
  }));
  for (const { way, request } of polls) {
    giving.asks(way as never, request);
    request.complete = true;
  }
  expect(polls.some(({ way }) => way.destroyed)).toBe(false);
  for (const way of ways(3_000)) giving.asks(way as never, inBody);
  expect(polls.some(({ way }) => way.destroyed)).toBe(false);
});

test("a hall behind one address that waits for its turn is not bounded by what is held", () => {
  const giving = new GivingWay(20_000, () => 0);
  const hall = ways(15_000);
  for (const way of hall) giving.waits(way as never);
  expect(hall.some(({ destroyed }) => destroyed)).toBe(false);
});
