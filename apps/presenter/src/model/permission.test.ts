import type { PresenterCommand } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { hinderedAs, hindranceOf } from "./permission.ts";

const kinds: readonly PresenterCommand["kind"][] = [
  "cut",
  "restore",
  "restore-everything",
  "cue",
  "set-pace",
  "set-failback",
  "blank",
  "doors",
  "hide-count",
];
const working = (scene: Parameters<typeof hindranceOf>[1]): string[] =>
  kinds.filter((kind) => hindranceOf(kind, scene, "open") === null);

test("while rooms switch only blank and restore everything work", () => {
  expect(working("switching")).toEqual(["restore-everything", "blank"]);
});

test("without a quorum nothing more is cut, nobody called to pay and no setting decided, but cables can be restored", () => {
  const free = ["restore", "restore-everything", "blank", "doors", "hide-count"];
  expect(working("quorum-lost")).toEqual(free);
  expect(working("starting")).toEqual(free);
});

test("in the lobby, live and after the recovery everything works", () => {
  for (const scene of ["lobby", "live", "recovered"] as const) {
    expect(working(scene)).toEqual(kinds);
  }
});

test("while the first cables go dark the others can still be switched", () => {
  expect(working("cut")).toContain("cut");
  expect(working("cut")).not.toContain("set-pace");
});

test("nothing works without a connection, not even the panic button", () => {
  expect(kinds.map((kind) => hindranceOf(kind, "live", "closed"))).toEqual(
    kinds.map(() => "not-connected"),
  );
});

test("while nothing is heard over an open line only what is taken at any age is sent", () => {
  const sent = kinds.filter((kind) => hindranceOf(kind, "live", "silent") === null);
  expect(sent).toEqual(["restore", "restore-everything", "blank"]);
});

test("where cables are real everything works but cutting and restoring, which is said before all else", () => {
  const hindrances = kinds.map((kind) => hindranceOf(kind, "live", "open", true));
  expect(hindrances.slice(0, 3)).toEqual(["real-cables", "real-cables", "real-cables"]);
  expect(hindrances.slice(3)).toEqual(kinds.slice(3).map(() => null));
});

test("whoever was called to pay is told that it is over also without a quorum and while the rooms are asked, but not while they switch", () => {
  const over = (scene: Parameters<typeof hindranceOf>[1]) =>
    hindranceOf(hinderedAs({ kind: "cue", on: false }), scene, "open");
  expect([over("quorum-lost"), over("starting"), over("switching")]).toEqual([
    null,
    null,
    "switching",
  ]);
  expect(hindranceOf(hinderedAs({ kind: "cue", on: true }), "quorum-lost", "open")).toBe(
    "quorum-lost",
  );
});
