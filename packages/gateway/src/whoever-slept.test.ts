import { paceProfiles } from "@cablecut/failover";
import { cueAmountCents, type Scene } from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import { VirtualShow } from "./testing/virtual-show.ts";

let show: VirtualShow;
beforeEach(() => {
  show = VirtualShow.running();
  show.gateway.stages = 1;
});

/** The scenes that the stage was shown since, each once. */
function scenesShown(): Scene[] {
  return [...new Set(show.gateway.stageSaw("snapshot").map(([snapshot]) => snapshot.scene))];
}

function kindsOfEvents(): string[] {
  return show.gateway.core.events.map(({ kind }) => kind);
}

test.each([[1_500], [3_000], [20_000]])(
  "a gateway that was not run for %i ms calls no room abnormal and no quorum lost",
  (ms) => {
    show.gateway.stall(ms);
    show.pass(3_000);
    expect(scenesShown()).not.toContain("quorum-lost");
    expect(kindsOfEvents()).not.toContain("quorum-lost");
    const conditions = show.gateway
      .heardBy("all phones", "world")
      .flatMap(([world]) => world.conditions);
    expect(conditions.filter((condition) => condition === "abnormal")).toEqual([]);
    expect(
      show.gateway.heardBy("all phones", "world").map(([world]) => world.quorum),
    ).not.toContain(false);
    expect(show.gateway.core.snapshot()).toMatchObject({
      scene: "lobby",
      quorum: { answering: 5 },
      incident: null,
    });
    expect(show.gateway.notices).toMatchObject([{ kind: "slept" }]);
  },
);

test.each([
  ["full-speed", 1_500],
  ["full-speed", 20_000],
  ["keynote", 3_000],
  ["keynote", 20_000],
] as const)(
  "at the pace %s the whole machine sleeps for %i ms: no incident, nobody is abnormal, and everybody goes on",
  (pace, ms) => {
    show = VirtualShow.running({ pace: paceProfiles[pace], gateways: 2 });
    show.gateway.stages = 1;
    show.clock.sleep(ms);
    show.pass(5_000);
    expect(scenesShown()).not.toContain("quorum-lost");
    for (const kind of ["quorum-lost", "suspected", "room-lost", "withdrawn"])
      expect(kindsOfEvents()).not.toContain(kind);
    expect(
      show.gateway.heardBy("all phones", "world").flatMap(([world]) => world.conditions),
    ).not.toContain("abnormal");
    expect(show.gateway.core.snapshot()).toMatchObject({ scene: "lobby", incident: null });
    for (const { machine } of show.rooms) expect(machine.ledger.incidentNumber).toBe(0);
    const { preflight } = show.gateway.core.console();
    expect(preflight.find(({ check }) => check === "canaries-paying")?.state).toBe("ok");
  },
);

test.each([
  ["what lay unread is read in between", 10],
  ["nothing is read before the last", 100],
])("24 stalls of 200 ms one after the other change nothing either: %s", (_, readAfterMs) => {
  for (let stall = 0; stall < 24; stall += 1) {
    show.gateway.stall(250, readAfterMs);
    show.pass(20);
  }
  show.pass(3_000);
  expect(scenesShown()).toEqual(["lobby"]);
  expect(kindsOfEvents()).not.toContain("quorum-lost");
  const worlds = show.gateway.heardBy("all phones", "world");
  expect(worlds.flatMap(([world]) => world.conditions)).not.toContain("abnormal");
});

test.each([
  ["every tick", 0],
  ["every other tick", 60],
])(
  "on a machine on which %s is late a new gateway says after a while that there is no quorum",
  (_, punctualMs) => {
    for (const room of [0, 1, 2]) show.killRoom(room);
    show.pass(3_000);
    const gateway = show.startGateway();
    const crawl = (): void => {
      for (let late = 0; late < 100; late += 1) {
        gateway.stall(250);
        show.pass(20 + punctualMs);
      }
    };
    crawl();
    expect(gateway.core.snapshot()).toMatchObject({
      scene: "quorum-lost",
      quorum: { answering: 2 },
    });
    const { conditions } = gateway.heardBy("all phones", "world").at(-1)![0];
    expect(conditions.slice(0, 3)).toEqual(["abnormal", "abnormal", "abnormal"]);
  },
);

test("on a machine that is late all the time a room that falls silent is missed all the same", () => {
  const { gateway } = show;
  const crawl = (): void => {
    for (let late = 0; late < 60; late += 1) {
      gateway.stall(250);
      show.pass(20);
    }
  };
  crawl();
  expect(gateway.core.rooms.answering).toEqual([0, 1, 2, 3, 4]);
  show.killRoom(0);
  crawl();
  expect(gateway.core.rooms.answering).toEqual([1, 2, 3, 4]);
});

test("after a long sleep the picture is starting until the rooms are heard, and then what it was", () => {
  show.gateway.stall(20_000, 300);
  show.pass(200);
  expect(show.gateway.core.snapshot().scene).toBe("starting");
  expect(show.gateway.heardBy("all phones", "world").at(-1)?.[0]).toMatchObject({ starting: true });
  show.pass(1_200);
  expect(show.gateway.core.snapshot().scene).toBe("lobby");
  expect(show.gateway.heardBy("all phones", "world").at(-1)?.[0]).toMatchObject({
    starting: false,
  });
});

test("a new gateway is starting until it has heard the rooms, never without a quorum", () => {
  const gateway = show.startGateway();
  gateway.stages = 1;
  show.pass(3_000);
  const scenes = gateway.stageSaw("snapshot").map(([snapshot]) => snapshot.scene);
  expect(scenes[0]).toBe("starting");
  expect(new Set(scenes)).toEqual(new Set(["starting", "lobby"]));
});

test("what really happened while it slept is seen afterwards: the rooms that are gone are abnormal", () => {
  show.killRoom(0);
  show.gateway.stall(3_000);
  show.pass(3_000);
  expect(show.gateway.core.rooms.answering).toEqual([1, 2, 3, 4]);
});

test("a payment under way when the gateway falls asleep is unknown afterwards, not refused", () => {
  show = VirtualShow.running({ pace: paceProfiles.keynote });
  const { gateway } = show;
  const lin = gateway.person("a");
  const wang = gateway.person("b");
  const answers: string[] = [];
  const room = gateway.core.rooms.owner(lin.me.me.shard)!.owner;
  show.killRoom(room);
  const payment = { payee: wang.me.me.accountNumber, sequence: 1, amountCents: cueAmountCents };
  gateway.core.phones.pay(lin.connection, payment, ({ kind }) => answers.push(kind));
  show.pass(20);
  gateway.stall(3_000);
  expect(answers).toEqual([]);
  show.pass(3_000);
  expect(answers).toEqual(["unknown"]);
});

test("with the wall clock set back an hour payments per second go on", () => {
  const { gateway } = show;
  gateway.stages = 1;
  show.wallOffsetMs -= 3_600_000;
  const lin = gateway.person("a");
  const wang = gateway.person("b");
  const payments: number[] = [];
  for (let sequence = 1; sequence <= 12; sequence += 1) {
    expect(gateway.pay(lin.connection, wang.me.me.accountNumber, sequence)).toMatchObject({
      kind: "booked",
    });
    show.pass(300);
    payments.push(gateway.core.snapshot().traffic.perSecond ?? 0);
  }
  expect(Math.max(...payments)).toBeGreaterThan(1);
  expect(gateway.core.snapshot().traffic.canariesPerSecond).toBeGreaterThan(50);
  const { seconds } = gateway.stageSaw("engine").at(-1)![0];
  expect(seconds.at(-1)!.atMs).toBeGreaterThan(show.wallMs() - 3_000);
});

test("with the wall clock set back by a second while a room falls away, what phones are told is later than what they were told", () => {
  const { gateway } = show;
  show.cut("hz-a");
  show.pass(600);
  show.wallOffsetMs -= 1_500;
  show.pass(3_000);
  const worlds = gateway.heardBy("all phones", "world").map(([world]) => world);
  const told = worlds.map(({ toldMs }) => toldMs!);
  expect(worlds.length).toBeGreaterThan(2);
  expect(told).toEqual(told.toSorted((one, other) => one - other));
  expect(gateway.person("a").me.world.toldMs).toBeGreaterThanOrEqual(told.at(-1)!);
  const wall = worlds.map(({ atMs }) => atMs);
  expect(wall).not.toEqual(wall.toSorted((one, other) => one - other));
});

test("with the wall clock set back an hour, screens know all the same how long an incident has been over", () => {
  show.cut("hz");
  show.pass(3_000);
  const sinceEndMs = (): number => {
    const { atMs, incident } = show.gateway.core.snapshot();
    return atMs - (incident!.startedAtMs! + incident!.elapsedMs!);
  };
  expect(show.gateway.core.snapshot().incident?.state).toBe("recovered");
  const beforeMs = sinceEndMs();
  show.wallOffsetMs -= 3_600_000;
  show.pass(1_000);
  expect(sinceEndMs() - beforeMs).toBeCloseTo(1_000, -1);
});

test("when no room answers any more nobody knows who pays, and no figure stands there as if somebody did", () => {
  expect(show.gateway.core.snapshot().traffic.canariesPerSecond).toBeGreaterThan(50);
  for (let room = 0; room < 5; room += 1) show.killRoom(room);
  show.pass(3_000);
  expect(show.gateway.core.snapshot()).toMatchObject({
    scene: "quorum-lost",
    traffic: { canariesPerSecond: null, perSecond: null },
  });
});
