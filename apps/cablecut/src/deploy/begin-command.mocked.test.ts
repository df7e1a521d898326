import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { logPresence } from "@cablecut/wal";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { roomDirectory } from "../show/room-logs.ts";
import { beginCommand, deployCommand } from "./deploy-command.ts";
import { sevenHosts } from "./testing/seven-hosts.ts";

vi.mock("@cablecut/wal", { spy: true });

let directory = "";
let said: string[];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-begin-"));
  said = [];
  const note = (...words: unknown[]): void => void said.push(words.join(" "));
  vi.spyOn(console, "log").mockImplementation(note);
  vi.spyOn(console, "error").mockImplementation(note);
  const hosts = { ...sevenHosts(), places: { data: join(directory, "data") } };
  writeFileSync(join(directory, "hosts.json"), JSON.stringify(hosts));
  await deployCommand(join(directory, "hosts.json"), join(directory, "out"), "en");
  said.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

test("the log of a room is begun once", async () => {
  const begin = (): Promise<number> => beginCommand(join(directory, "out", "hz-1"), "en");
  expect(await begin()).toBe(0);
  expect(existsSync(roomDirectory(join(directory, "data"), "hz-a"))).toBe(true);
  expect(await begin()).toBe(0);
  expect(said).toHaveLength(2);
});

test.each(["en", "zh"] as const)(
  "where nobody may look it is said in words, and nothing is begun (%s)",
  async (language) => {
    const denied = Object.assign(new Error("permission denied, scandir"), { code: "EACCES" });
    vi.mocked(logPresence).mockRejectedValueOnce(denied);
    expect(await beginCommand(join(directory, "out", "hz-1"), language)).toBe(1);
    const room = roomDirectory(join(directory, "data"), "hz-a");
    const words = language === "en" ? "The log cannot be begun: " : "无法开始日志：";
    expect(said).toEqual([`${words}${room}${language === "en" ? " (EACCES)" : "（EACCES）"}`]);
    expect(existsSync(room)).toBe(false);
  },
);
