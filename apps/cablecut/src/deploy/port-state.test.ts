import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts } from "../supervisor/free-ports.ts";
import { checkTexts } from "../texts/host-check-texts.ts";
import type { HostFindings } from "./host-check.ts";
import type { HostDescription } from "./host-description.ts";
import { judgeHost } from "./host-judgement.ts";
import { portState } from "./port-state.ts";

const ours = async () => "ours" as const;
const notOurs = async () => "another" as const;
const silent = async () => "no-answer" as const;
const foreign = async () => ({ refused: "certificate-expired" }) as const;

test("a port is free, of the process that wants it, or of another", async () => {
  const [port = 0] = await freePorts(1, "127.0.0.1");
  expect(await portState({ port, holder: notOurs, at: "127.0.0.1" })).toEqual({
    port,
    state: "free",
  });
  const server = createServer();
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const at = "127.0.0.1";
  expect(await portState({ port, holder: ours, at })).toEqual({ port, state: "answers" });
  expect(await portState({ port, holder: notOurs, at })).toEqual({ port, state: "another" });
  expect(await portState({ port, holder: silent, at })).toEqual({ port, state: "no-answer" });
  expect(await portState({ port, holder: foreign, at })).toEqual({
    port,
    state: { refused: "certificate-expired" },
  });
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
  async (port, code, taken, holder, state) => {
    const system = { take: async () => code, isTaken: async () => taken };
    expect(await portState({ port, holder }, system)).toEqual({ port, state });
  },
);

const host = { a: "10.77.1.16", b: "10.77.2.16", data: "/data", room: "hz-a", user: "cablecut" };
const sound: HostFindings = {
  cards: { A: true, B: true },
  reaches: [],
  ports: [],
  sync: { medianMs: 1, worstMs: 1, freeBytes: 2 ** 34 },
  loose: [],
  custody: null,
  start: null,
  log: null,
  etcd: null,
  certificate: { fromMs: 0, toMs: 2 },
  nowMs: 1,
};

/** What is wrong with a host of which all else is as it should be, in both languages. */
function wrongWith(found: Partial<HostFindings>, room: string | null = host.room) {
  const described = { ...host, room, others: [{ name: "two" }] } as unknown as HostDescription;
  const judged = judgeHost(described, { ...sound, ...found });
  return judged.filter(({ ok }) => !ok).map(({ text }) => text);
}

test("a port that only its unit may take is nothing to put right, and said to be untried in both languages", () => {
  expect(wrongWith({})).toEqual([]);
  const ports = [{ port: 80, state: "not-tried" }] as const;
  expect(wrongWith({ ports })).toEqual([]);
  const { en, zh } = checkTexts.port(80, "not-tried");
  expect(en).toMatch(/^port 80: nobody has it; .* below 1024.* was not tried$/);
  expect(zh).toMatch(/^端口80：无人占用；1024以下.*未试用$/);
});

const twoAhead = (clockAheadMs: number): HostFindings["reaches"] => [
  { host: "two", network: "A", outcome: { kind: "answers", rttMs: 1, clockAheadMs } },
];

test.each([
  [
    "a port whose holder did not say in time who it is",
    { ports: [{ port: 2700, state: "no-answer" }] },
    /^port 2700: somebody has it, and did not say within 2 s that it is this show's; look again/,
    /^端口2700：已被占用，2秒内无应答，无法确认是否属于本演示；请/,
  ],
  [
    "a port with a room whose certificate does not fit",
    { ports: [{ port: 2700, state: { refused: "certificate-expired" } }] },
    /^port 2700: who has it is not taken for this show's room: certificate-expired$/,
    /^端口2700：.*证书已过期（certificate-expired）$/,
  ],
  [
    "a slow disk",
    { sync: { medianMs: 80, worstMs: 628, freeBytes: 2 ** 34 } },
    /a sync takes 80 ms, at worst 628 ms, and 25 ms at most is right: .*take a faster disk$/,
    /一次同步最多应为25毫秒：.*更快的磁盘$/,
  ],
  [
    "a disk without space",
    { sync: { medianMs: 1, worstMs: 1, freeBytes: 1_500_000 } },
    /^space for \/data: 1 MiB are free, and 1024 MiB at least are needed: make room/,
    /^\/data 的空间：可用1 MiB，至少需要1024 MiB：请腾出空间/,
  ],
  [
    "a clock that is behind",
    { reaches: twoAhead(-3_600_000) },
    /^clock of two: 3600.0 s behind this host, and 2 s at most is right: set the clock that is wrong/,
    /^two 的时钟：比本机慢3600.0秒，最多应为2秒：请校准/,
  ],
  [
    "a clock of another year than the certificate",
    { nowMs: Date.UTC(2037, 0, 1) },
    /^certificate: valid from 1970-01-01 until 1970-01-01, and this host's clock says 2037-01-01: set that clock/,
    /^证书：有效期为 1970-01-01 至 1970-01-01，而本机时钟为 2037-01-01：请校准/,
  ],
] as const)("%s is to be put right, and it is said how", (_, found, en, zh) => {
  const [wrong, ...more] = wrongWith(found);
  expect(more).toEqual([]);
  expect(wrong?.en).toMatch(en);
  expect(wrong?.zh).toMatch(zh);
});

test("what is no verdict on a host leaves it ready: a program that was not started in time, a small disk of a gateway", () => {
  expect(wrongWith({ start: "no-answer" })).toEqual([]);
  const { en, zh } = checkTexts.start("cablecut", "no-answer");
  expect(en).toContain("was not found out within 15 s");
  expect(zh).toContain("15秒内未能确定");
  const sync = { medianMs: 1, worstMs: 1, freeBytes: 1_500_000 };
  expect(wrongWith({ sync }, null)).toEqual([]);
  expect(wrongWith({ sync: { ...sync, freeBytes: null } })).toEqual([]);
  expect(wrongWith({ reaches: twoAhead(1_999) })).toEqual([]);
});
