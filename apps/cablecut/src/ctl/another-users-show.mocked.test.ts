import type * as fs from "node:fs";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { exitCodes, operatedShow } from "./control-target.ts";
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

const running = { pid: 1, showId: "s", startedAt: "", join: "http://h/", gateway: "http://h/" };
const show = { ...running, fabric: null, processes: {} };
const control = { port: 1, token: "0f".repeat(16) };

test.each([
  [
    "carried without it",
    null,
    null,
    /missing or damaged: carry the whole folder/,
    /请从生成处重新复制/,
  ],
  [
    "carried, with an empty one",
    "",
    null,
    /missing or damaged: carry the whole/,
    /请从生成处重新复制/,
  ],
  [
    "carried, with a damaged one",
    `${"0f".repeat(31)}0x`,
    null,
    /damaged: carry/,
    /重新复制整个文件夹/,
  ],
  [
    "of this machine alone",
    "",
    control,
    /damaged: stop the show and start it/,
    /停止演示后重新启动/,
  ],
  [
    "that is another user's",
    "denied",
    null,
    /^you may not read .*whose show it is/,
    /^无权读取.*所有者/,
  ],
])(
  "whoever operates a folder %s is told what is wrong with the operator's token, and what to do",
  async (_, token, supervised, en, zh) => {
    const data = mkdtempSync(join(tmpdir(), "cablecut-token-"));
    const file = join(data, "operator-token");
    writeFileSync(join(data, "running.json"), JSON.stringify({ ...show, control: supervised }));
    if (token !== null) writeFileSync(file, token);
    if (token === "denied") {
      const actual = await vi.importActual<typeof fs>("node:fs");
      vi.mocked(openSync).mockImplementation((path, ...flags) =>
        path === file ? denied(path) : actual.openSync(path, ...flags),
      );
    }
    const said: string[] = [];
    vi.spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
    for (const language of ["en", "zh"] as const)
      expect(operatedShow({ data, language })).toBeNull();
    vi.mocked(openSync).mockRestore();
    rmSync(data, { recursive: true });
    expect(said).toEqual([expect.stringMatching(en), expect.stringMatching(zh)]);
  },
);
