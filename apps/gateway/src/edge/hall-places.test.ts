import { expect, test } from "vitest";
import type { ConnectionGuard, NamespaceName } from "./connection-guard.ts";
import { HallPlaces } from "./hall-places.ts";

const goodTicket = "given out by the console";

/** A hall whose clock the test turns, with connections that write down how they ended. */
function hallOfTheTest({ phones = 2 } = {}) {
  const clock = { nowMs: 0 };
  const hall = new HallPlaces({
    descriptorsForPhones: phones,
    isStageTicket: (ticket) => ticket === goodTicket,
    nowMs: () => clock.nowMs,
  });
  const come = (
    namespace: NamespaceName,
    { address = "192.0.2.1", isLocal = false, ticket = "" } = {},
  ) => {
    const guard = {
      address,
      isLocal,
      hasEntered: false,
      gaveUp: false,
      enter() {
        guard.hasEntered = true;
      },
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
  for (const { guard } of people) guard.enter();
  clock.nowMs += 60_000;
  expect(come("/phone").refusal).toBe("hall-full");
});

test("somebody who has not come in for two seconds makes room", () => {
  const { clock, come } = hallOfTheTest();
  const idle = come("/phone");
  come("/phone").guard.enter();
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

test("a hundred consoles that do not log in take the places of their own address only", () => {
  const { come } = hallOfTheTest();
  const presenter = come("/presenter", { address: "192.0.2.9" });
  const strangers = Array.from({ length: 100 }, () => come("/presenter"));
  expect(strangers.every(({ refusal }) => refusal === null)).toBe(true);
  expect(strangers.filter(({ guard }) => !guard.gaveUp)).toHaveLength(16);
  expect(presenter.guard.gaveUp).toBe(false);
});
