import { paceProfiles } from "@cablecut/failover";
import type { CommandAnswer, RoomStatus } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";
import type { LogTurns, TurnEnd } from "./log-turns.ts";
import { RoomSettings } from "./room-settings.ts";

function setFailback(show: VirtualShow): void {
  const { core } = show.gateway;
  const command = { kind: "set-failback", failback: true } as const;
  core.consoles.perform({ command, shown: core.console().frame }, () => undefined);
}

function statusesOf(show: VirtualShow): string[] {
  return show.rooms[2]!.machine.ledger.failoverView().rooms.map(({ status }) => status);
}

test.each([1, 2])(
  "three cuts by hand within a minute are no flapping, with %i gateways: the shards go home each time",
  (gateways) => {
    const show = VirtualShow.running({ gateways });
    setFailback(show);
    for (let times = 0; times < 4; times += 1) {
      show.cut("hz");
      show.pass(2_000);
      expect(statusesOf(show).slice(0, 2), `after cut ${times + 1}`).toEqual([
        "suspect",
        "suspect",
      ]);
      show.restoreEverything();
      show.pass(11_000);
      const view = show.rooms[2]!.machine.ledger.failoverView();
      expect(statusesOf(show), `after cut ${times + 1}`).toEqual(["up", "up", "up", "up", "up"]);
      expect(view.shards.every(({ home, owner }) => home === owner)).toBe(true);
    }
    expect(show.gateway.core.events.filter(({ kind }) => kind === "failback-on")).toHaveLength(1);
  },
);

/** Rooms that take what is put, refuse it or leave it waiting, as the test says. */
function refusingRooms() {
  const ends: ((end: TurnEnd) => void)[] = [];
  let delay = (): void => undefined;
  const put: LogTurns["put"] = (_dial, _call, ended, delayed) => {
    ends.push(ended);
    delay = () => delayed?.();
    return true;
  };
  const settings = new RoomSettings({ put, cameLate: () => false }, () => false);
  const refuse = (pace: "booth" | "full-speed"): void => {
    settings.setPace(pace, () => undefined);
    delay();
    ends.shift()?.({ kind: "refused", refusal: "pace-while-switching" });
  };
  const tell = (pace: "keynote" | "booth" | "full-speed", appliedIndex: number): void =>
    settings.logTells({
      pace: paceProfiles[pace],
      failback: false,
      appliedIndex,
      ready: true,
      diverged: false,
    } as RoomStatus);
  return { settings, refuse, tell };
}

test.each([
  ["the one that was refused", "booth"],
  ["another one", "full-speed"],
] as const)("a refused pace is told of no more once the log has %s, whoever set it", (_, next) => {
  const { settings, refuse, tell } = refusingRooms();
  tell("keynote", 100);
  refuse("booth");
  tell("keynote", 101);
  // A room that lags tells of what was.
  tell("full-speed", 90);
  expect(settings.told.paceRefused).toBe("booth");
  tell(next, 102);
  expect(settings.told).not.toHaveProperty("paceRefused");
});

test("a refused pace stays told of where the log is heard only afterwards, until it changes", () => {
  const { settings, refuse, tell } = refusingRooms();
  refuse("booth");
  tell("keynote", 100);
  expect(settings.told.paceRefused).toBe("booth");
  tell("full-speed", 101);
  expect(settings.told).not.toHaveProperty("paceRefused");
});

test("a pace that waited for the rooms and that they refuse is told of, until another one is set", () => {
  const ends: ((end: TurnEnd) => void)[] = [];
  let delay = (): void => undefined;
  const put: LogTurns["put"] = (_dial, _call, ended, delayed) => {
    ends.push(ended);
    delay = () => delayed?.();
    return true;
  };
  const settings = new RoomSettings({ put, cameLate: () => false }, () => true);
  const answers: CommandAnswer[] = [];
  const refused = { kind: "refused", refusal: "pace-while-switching" } as const;
  settings.setPace("booth", (answer) => answers.push(answer));
  delay();
  expect([answers, settings.told.waiting.pace]).toEqual([[{ ok: true }], "booth"]);
  ends.shift()?.(refused);
  expect(settings.told.waiting.pace).toBeNull();
  expect(settings.told.paceRefused).toBe("booth");
  // Whoever is told at once needs no second word.
  settings.setPace("keynote", (answer) => answers.push(answer));
  ends.shift()?.(refused);
  expect(answers.at(-1)).toEqual({ ok: false, refusal: "pace-while-switching" });
  expect(settings.told).not.toHaveProperty("paceRefused");
});
