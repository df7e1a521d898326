import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

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
