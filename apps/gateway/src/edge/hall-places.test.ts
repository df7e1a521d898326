import { expect, test } from "vitest";
import type { ConnectionGuard } from "./connection-guard.ts";
import { HallPlaces } from "./hall-places.ts";
import type { NamespaceName } from "./namespaces.ts";

const goodTicket = "given out by the console";

/** By a seed that is printed. */
function lots(): () => number {
  let state = Math.floor(Math.random() * 2 ** 32);
  console.log(`seed ${state}`);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A hall whose clock the test turns, with connections that write down how they ended. */
function hallOfTheTest({ phones = 2, random = (): number => 0 } = {}) {
  const clock = { nowMs: 0 };
  const hall = new HallPlaces({
    descriptorsForPhones: phones,
    isStageTicket: (ticket) => ticket === goodTicket,
    nowMs: () => clock.nowMs,
    random,
  });
  const come = (
    namespace: NamespaceName,
    {
      address = "192.0.2.1",
      isLocal = false,
      ticket = "",
      inAs = [],
    }: {
      address?: string;
      isLocal?: boolean;
      ticket?: string;
      inAs?: readonly NamespaceName[];
    } = {},
  ) => {
    const guard = {
      address,
      isLocal,
      entered: new Set(inAs),
      isBeingJudged: false,
      gaveUp: false,
      enter(as: NamespaceName) {
        guard.entered.add(as);
      },
      hasEnteredAs: (as: NamespaceName) => guard.entered.has(as),
      giveUp() {
        guard.gaveUp = true;
      },
    };
    const asked = { namespace, auth: ticket === "" ? null : { ticket } };
    const { refusal } = hall.findPlace(namespace, guard as unknown as ConnectionGuard, asked);
    return { guard, refusal };
  };
  return { clock, come };
}

test("fifty strangers as stages give way to the console's stage, and to this machine's", () => {
  const { come } = hallOfTheTest();
  const strangers = Array.from({ length: 50 }, () => come("/stage"));
  expect(come("/stage").refusal).toBe("too-many-stages");
  expect(come("/stage", { ticket: "made up" }).refusal).toBe("too-many-stages");
  expect(come("/stage", { ticket: goodTicket }).refusal).toBeNull();
  expect(come("/stage", { isLocal: true }).refusal).toBeNull();
  expect(strangers.map(({ guard }) => guard.gaveUp).filter(Boolean)).toHaveLength(2);
  expect(strangers.slice(0, 2).every(({ guard }) => guard.gaveUp)).toBe(true);
});

test("fifty windows on this machine give way to the console's stage, and to no stranger's", () => {
  const { come } = hallOfTheTest();
  const windows = Array.from({ length: 50 }, () => come("/stage", { isLocal: true }));
  expect(come("/stage").refusal).toBe("too-many-stages");
  expect(come("/stage", { isLocal: true }).refusal).toBe("too-many-stages");
  expect(come("/stage", { ticket: goodTicket }).refusal).toBeNull();
  expect(windows.filter(({ guard }) => guard.gaveUp)).toHaveLength(1);
});

test("stages that the console opened are not given up for one another", () => {
  const { come } = hallOfTheTest();
  const invited = Array.from({ length: 50 }, () => come("/stage", { ticket: goodTicket }));
  expect(come("/stage", { ticket: goodTicket }).refusal).toBe("too-many-stages");
  expect(invited.some(({ guard }) => guard.gaveUp)).toBe(false);
});

test("people who have come in keep their places, whoever else wants them", () => {
  const { clock, come } = hallOfTheTest();
  const people = [come("/phone"), come("/phone")];
  for (const { guard } of people) guard.enter("/phone");
  clock.nowMs += 60_000;
  expect(come("/phone").refusal).toBe("hall-full");
});

test("somebody who has not come in for two seconds makes room", () => {
  const { clock, come } = hallOfTheTest();
  const idle = come("/phone");
  come("/phone").guard.enter("/phone");
  clock.nowMs += 1_900;
  expect(come("/phone").refusal).toBe("hall-full");
  clock.nowMs += 200;
  expect(come("/phone").refusal).toBeNull();
  expect(idle.guard.gaveUp).toBe(true);
});

test("a whole network of IPv6 takes no more places of consoles than one address", () => {
  const { come } = hallOfTheTest();
  const presenter = come("/presenter", { address: "2001:db8:8:1::/64" });
  const strangers = Array.from({ length: 300 }, (_, at) =>
    come("/presenter", { address: `2001:db8:7:${at.toString(16)}::/64` }),
  );
  expect(strangers.filter(({ guard }) => !guard.gaveUp)).toHaveLength(16);
  expect(presenter.guard.gaveUp).toBe(false);
  expect(come("/presenter", { address: "2001:db8:8:2::/64" }).refusal).toBeNull();
});

test("whose PIN is being judged keeps its place, whoever comes of the same address and of others", () => {
  const { clock, come } = hallOfTheTest({ random: lots() });
  const presenter = come("/presenter");
  presenter.guard.isBeingJudged = true;
  for (let at = 0; at < 600; at += 1) {
    clock.nowMs += 50;
    come("/presenter");
    come("/presenter", { address: `198.51.${at >> 8}.${at & 255}` });
  }
  expect(presenter.guard.gaveUp).toBe(false);
  presenter.guard.isBeingJudged = false;
  for (let at = 0; at < 600; at += 1) come("/presenter");
  expect(presenter.guard.gaveUp).toBe(true);
});

test("fifteen wrong PINs of one address do not put out for certain who types there, nor keep everybody else out", () => {
  const random = lots();
  let stayed = 0;
  let cameIn = 0;
  for (let hall = 0; hall < 400; hall += 1) {
    const { come } = hallOfTheTest({ random });
    for (let at = 0; at < 15; at += 1) come("/presenter").guard.isBeingJudged = true;
    const presenter = come("/presenter");
    const { refusal } = come("/presenter");
    expect(refusal === null).toBe(presenter.guard.gaveUp);
    stayed += Number(!presenter.guard.gaveUp);
    cameIn += Number(refusal === null);
  }
  expect(stayed).toBeGreaterThan(120);
  expect(cameIn).toBeGreaterThan(120);
});

test("where all are judged somebody goes all the same: wrong PINs keep nobody's place for long", () => {
  const { clock, come } = hallOfTheTest();
  for (let at = 0; at < 256; at += 1) {
    const { guard } = come("/presenter", { address: `198.51.100.${at % 16}` });
    guard.isBeingJudged = true;
  }
  clock.nowMs += 1_100;
  expect(come("/presenter", { address: "198.51.100.3" }).refusal).toBeNull();
  expect(come("/presenter", { address: "192.0.2.9" }).refusal).toBeNull();
  expect(come("/presenter", { isLocal: true }).refusal).toBeNull();
});

test("of one address one goes by lot: whoever came first is as likely to stay as anybody", () => {
  const random = lots();
  // The oldest went for certain when sixteen more had come.
  let stayed = 0;
  for (let hall = 0; hall < 400; hall += 1) {
    const { come } = hallOfTheTest({ random });
    const first = come("/presenter");
    for (let at = 0; at < 32; at += 1) come("/presenter");
    stayed += Number(!first.guard.gaveUp);
  }
  expect(stayed).toBeGreaterThan(60);
});

test("a hundred consoles that do not log in take the places of their own address only", () => {
  const { come } = hallOfTheTest();
  const presenter = come("/presenter", { address: "192.0.2.9" });
  const strangers = Array.from({ length: 100 }, () => come("/presenter"));
  expect(strangers.every(({ refusal }) => refusal === null)).toBe(true);
  expect(strangers.filter(({ guard }) => !guard.gaveUp)).toHaveLength(16);
  expect(presenter.guard.gaveUp).toBe(false);
});

test.each([{ as: "/phone" }, { as: "/stage" }] as const)(
  "nobody shuts a console out by coming in as $as over the same connections",
  ({ as }) => {
    const { clock, come } = hallOfTheTest();
    const some = Array.from({ length: 300 }, () => come("/presenter", { inAs: [as] }));
    expect(some.filter(({ guard }) => !guard.gaveUp)).toHaveLength(16);
    // From as many addresses as there are places.
    for (let at = 0; at < 300; at += 1)
      come("/presenter", { inAs: [as], address: `198.51.${at >> 8}.${at & 255}` });
    clock.nowMs += 1_100;
    for (const from of [{ address: "192.0.2.9" }, { isLocal: true }])
      expect(come("/presenter", from).refusal).toBeNull();
  },
);

test("a stage takes no place of a phone for good", () => {
  const { clock, come } = hallOfTheTest();
  for (const _ of ["one", "two"]) come("/phone", { inAs: ["/stage", "/presenter"] });
  clock.nowMs += 2_100;
  expect(come("/phone").refusal).toBeNull();
});
