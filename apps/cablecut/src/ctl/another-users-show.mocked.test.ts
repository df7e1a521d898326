import { openSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { exitCodes } from "./control-target.ts";
import { statusCommand } from "./status-command.ts";

vi.mock("node:fs", { spy: true });

afterEach(() => vi.restoreAllMocks());

/** As in a directory that belongs to another user, mode 700. */
function denied(path: unknown): never {
  throw Object.assign(new Error(`EACCES: permission denied, open '${String(path)}'`), {
    code: "EACCES",
  });
}

test.each([
  ["en", "/srv/show/running.json cannot be read", "no show is running"],
  ["zh", "无法读取 /srv/show/running.json", "没有正在运行的演示"],
] as const)(
  "%s: of another user's directory one sentence, and not that no show runs",
  async (language, words, none) => {
    const said: string[] = [];
    vi.spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
    vi.mocked(openSync).mockImplementation(denied);
    const code = await statusCommand({ data: "/srv/show", language }, false);
    vi.mocked(openSync).mockRestore();
    expect(code).toBe(exitCodes.unreachable);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(words);
    expect(said[0]!.toLowerCase()).not.toContain(none);
  },
);
