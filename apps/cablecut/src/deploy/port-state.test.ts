import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts } from "../supervisor/free-ports.ts";
import type { HostDescription } from "./host-description.ts";
import { judgeHost } from "./host-judgement.ts";
import { portState } from "./port-state.ts";

const ours = async (): Promise<boolean> => true;
const notOurs = async (): Promise<boolean> => false;

test("a port is free, of the process that wants it, or of another", async () => {
  const [port = 0] = await freePorts(1, "127.0.0.1");
  expect(await portState({ port, isOurs: notOurs, at: "127.0.0.1" })).toEqual({
    port,
    state: "free",
  });
  const server = createServer();
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const at = "127.0.0.1";
  expect(await portState({ port, isOurs: ours, at })).toEqual({ port, state: "answers" });
  expect(await portState({ port, isOurs: notOurs, at })).toEqual({ port, state: "another" });
  await new Promise((closed) => server.close(closed));
});

test.each([
  [80, "EACCES", false, notOurs, "not-tried"],
  [80, "EACCES", true, ours, "answers"],
  [80, "EACCES", true, notOurs, "another"],
  // No unit is given the right to such a port: its process would not get it either.
  [2626, "EACCES", false, notOurs, { code: "EACCES" }],
  [80, "EADDRNOTAVAIL", false, notOurs, { code: "EADDRNOTAVAIL" }],
] as const)(
  "whoever may not take port %i himself (%s) does not say that its unit cannot have it; taken: %j",
  async (port, code, taken, isOurs, state) => {
    const system = { take: async () => code, isTaken: async () => taken };
    expect(await portState({ port, isOurs }, system)).toEqual({ port, state });
  },
);

test("a port that only its unit may take is nothing to put right, and said to be untried in both languages", () => {
  const host = { a: "10.77.1.16", b: "10.77.2.16", data: "/data", others: [] };
  const judged = judgeHost(host as unknown as HostDescription, {
    cards: { A: true, B: true },
    reaches: [],
    ports: [{ port: 80, state: "not-tried" }],
    sync: { medianMs: 1, worstMs: 1 },
    loose: [],
    custody: null,
    start: null,
    log: null,
    etcd: null,
    certificate: { fromMs: 0, toMs: 2 },
    nowMs: 1,
  });
  expect(judged.every(({ ok }) => ok)).toBe(true);
  const text = judged.at(-1)?.text;
  expect(text?.en).toMatch(/^port 80: nobody has it; .* was not tried$/);
  expect(text?.zh).toMatch(/^端口80：无人占用；.*未试用$/);
});
