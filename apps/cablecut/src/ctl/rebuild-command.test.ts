import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { show } from "../report/testing/small-show.ts";
import { exitCodes } from "./control-target.ts";
import { rebuildCommand } from "./rebuild-command.ts";

/** Of a show on several machines: nobody here can be asked for anything. */
let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "cablecut-rebuild-"));
  const nobody = "http://127.0.0.1:1";
  const running = {
    pid: null,
    showId: show.showId,
    startedAt: "2026-01-01T00:00:00.000Z",
    join: nobody,
    gateway: nobody,
    fabric: null,
    control: null,
    processes: {},
  };
  writeFileSync(join(data, "running.json"), JSON.stringify(running));
  writeFileSync(join(data, "show.json"), JSON.stringify(show));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(data, { recursive: true });
});

test("whoever mistypes the room that is to be rebuilt reads which rooms there are, and of none that it lives elsewhere", async () => {
  const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(await rebuildCommand({ data, language: "en" }, "nope", false)).toBe(exitCodes.usage);
  expect(await rebuildCommand({ data, language: "zh" }, "nope", false)).toBe(exitCodes.usage);
  const rooms = show.topology.rooms.map(({ id }) => id);
  expect(errors.mock.calls).toEqual([
    [`this show has no room nope; its rooms are ${rooms.join(", ")}`],
    [`本演示没有机房 nope；机房有 ${rooms.join("、")}`],
  ]);
  expect(await rebuildCommand({ data, language: "en" }, rooms[0]!, false)).toBe(exitCodes.refused);
});
