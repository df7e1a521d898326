import { spawn, type ChildProcess } from "node:child_process";
import { hash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archiveReader, transfersOf } from "@cablecut/archive";
import { FabricClient } from "@cablecut/fabric";
import { transferTrace, type Receipt } from "@cablecut/protocol";
import { nodeFiles } from "@cablecut/wal";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SimulatedPage } from "../client/simulated-page.ts";
import { bundle } from "../processes/bundle.ts";
import { readRunningShow } from "../faults/gateway-killed/running-show.ts";
import { startShow, type ShowOnThisMachine } from "../show-on-this-machine.ts";
import { freeRow, monitoringFile, promtool, promtoolMissing, withASampleEach } from "./tools.ts";

const patience = { timeout: 30_000, interval: 200 };
/** In the order of the ports; see monitoring/prometheus.yml. */
const ports = { supervisor: 0, fabric: 1, gateway: 2, room: 6, lastRoom: 10, member: 13 } as const;
const portsOfAShow = 20;

let show: ShowOnThisMachine;
let member: ChildProcess | undefined;
let first: number;
const phones: SimulatedPage[] = [];
const receipts: Receipt[] = [];
beforeAll(async () => {
  first = await freeRow(portsOfAShow);
  // At this level logs name every payment.
  vi.stubEnv("LOG_LEVEL", "debug");
  show = await startShow("keynote", ["--metrics-port", String(first)]);
  member = keepMember(show.dataDirectory, first + ports.member);
  await vi.waitFor(() => page("member"), patience);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const phone of phones) phone.close();
  member?.kill("SIGTERM");
  await show?.stop();
});

/**
 * A show whose rooms make the log themselves has no members; so here is what keeps one, and keeps a program that says it is
 * etcd and listens, so that etcd itself is not needed.
 */
function keepMember(directory: string, metricsPort: number): ChildProcess {
  // Of the row, which no process of this show has.
  const [clientPort, peerPort, proxyPort] = [17, 18, 19].map((at) => first + at);
  const binary = join(directory, "no-etcd");
  const listens = `require("net").createServer().listen(${peerPort}, "127.0.0.1")`;
  const lines = [
    "#!/bin/sh",
    `[ "$1" = --version ] && echo 'etcd Version: 3.4.23' && exit`,
    `exec '${process.execPath}' -e '${listens}'`,
  ];
  writeFileSync(binary, `${lines.join("\n")}\n`, { mode: 0o755 });
  const path = join(directory, "config", "etcd-hz-a.json");
  const config = {
    binary,
    names: ["hz-a"],
    replica: 0,
    token: "no-show",
    directory: join(directory, "no-etcd-data"),
    clientPort,
    peerPort,
    proxyPort,
    metrics: { port: metricsPort },
  };
  writeFileSync(path, JSON.stringify(config));
  return spawn(process.execPath, [bundle("member"), "--config", path], { stdio: "ignore" });
}

async function page(process: keyof typeof ports): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${first + ports[process]}/metrics`, {
    // A connection that was kept may have been closed while promtool had this process wait.
    headers: { connection: "close" },
  });
  expect(response.status).toBe(200);
  return response.text();
}

async function everyPage(): Promise<string> {
  const names = Object.keys(ports) as (keyof typeof ports)[];
  return (await Promise.all(names.map(page))).join("\n");
}

/** Samples of a family, as they stand there. */
function samples(text: string, family: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith(`${family} `) || line.startsWith(`${family}{`));
}

/** The value of the one sample of a family that has all these labels. */
function value(text: string, family: string, ...labels: string[]): number {
  const found = samples(text, family).filter((line) =>
    labels.every((label) => line.includes(label)),
  );
  return found.length === 1 ? Number(found[0]?.split(" ").at(-1)) : Number.NaN;
}

test("what a show tells Prometheus is well formed, page by page", async ({ skip }) => {
  skip(promtoolMissing !== null, promtoolMissing ?? "");
  const check = (text: string) => promtool(["check", "metrics"], withASampleEach(text));
  // One that nobody knows yet is judged as well.
  expect(check("# HELP wait_milliseconds x\n# TYPE wait_milliseconds gauge\n").said).not.toBe("");
  for (const process of Object.keys(ports) as (keyof typeof ports)[]) {
    const { ok, said } = check(await page(process));
    expect(ok, `${process}: ${said}`).toBe(true);
    expect(said, process).toBe("");
  }
});

test("dashboard and rules ask for nothing that no process tells", async () => {
  const told = await everyPage();
  const asked = [monitoringFile("alerts.yml"), monitoringFile("dashboard.json")]
    .join("\n")
    .match(/\b(cablecut|process|nodejs)_[a-z0-9_]+(?=[ {[)"]|$)/gm);
  const names = new Set(asked?.filter((name) => !name.endsWith("_")));
  expect(names.size).toBeGreaterThan(25);
  const missing = [...names].filter((name) => !told.includes(`# TYPE ${name} `));
  expect(missing).toEqual([]);
});

test("figures are those of the show: a payment and a cut are seen, and what nobody knows has no sample", async () => {
  expect(samples(await page("gateway"), "cablecut_gateway_payment_seconds")).toEqual([]);
  const limits = samples(await page("fabric"), "cablecut_fabric_cable_limit_bytes_per_second");
  expect(limits).toEqual([]);

  for (const _ of [0, 1]) {
    const token = randomBytes(16).toString("hex");
    const phone = new SimulatedPage({
      home: new URL(show.join).origin,
      token,
      random: Math.random,
      onBooked: ({ receipt }) => receipts.push(receipt),
    });
    phones.push(phone);
    phone.connect();
  }
  await expect.poll(() => phones.every(({ isIn }) => isIn), patience).toBe(true);
  const [payer, payee] = phones as [SimulatedPage, SimulatedPage];
  expect(await payer.pay(payee.accountNumber, 888, performance.now() + 20_000)).not.toBeNull();
  const gateway = await page("gateway");
  expect(value(gateway, "cablecut_gateway_payments_answered_total", 'answer="booked"')).toBe(1);
  expect(value(gateway, "cablecut_gateway_phones")).toBe(2);
  const paid = async (): Promise<number> =>
    value(await page("room"), "cablecut_room_transfers_booked_total", 'payer="people"');
  await expect.poll(paid, patience).toBe(1);
  expect(value(await page("member"), "cablecut_member_running", 'room="hz-a"')).toBe(1);
  const room = await page("room");
  expect(value(room, "cablecut_room_ready", 'room="hz-a"')).toBe(1);
  expect(value(room, "cablecut_room_accounts", 'of="people"')).toBe(2);
  expect(samples(room, "cablecut_link_path_up")).toHaveLength(16);
  expect(
    value(await page("supervisor"), "cablecut_supervisor_process_running", 'process="room hz-a"'),
  ).toBe(1);

  const { fabric } = readRunningShow(show.dataDirectory);
  await new FabricClient(fabric).cut({ targets: ["hz-a/A"] });
  const fabricPage = await page("fabric");
  expect(value(fabricPage, "cablecut_fabric_cable_carries", 'cable="hz-a/A"')).toBe(0);
  expect(value(fabricPage, "cablecut_fabric_room_cables_up", 'room="hz-a"')).toBe(1);
  const silent = async (): Promise<number> =>
    samples(await page("room"), "cablecut_link_path_up").filter((line) => line.endsWith(" 0"))
      .length;
  // Both paths that begin with its cut cable, to each of four rooms.
  await expect.poll(silent, patience).toBe(8);
});

/** What a process has noted of a payment, in order. */
function notedOf(trace: string, log: string): Record<string, unknown>[] {
  return readFileSync(join(show.dataDirectory, "logs", `${log}.log`), "utf8")
    .split("\n")
    .filter((line) => line.includes(`"trace":"${trace}"`))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("one name leads from a phone's receipt through the logs of gateway and room to the entry in every copy", async () => {
  const [receipt] = receipts as [Receipt];
  const { index } = receipt;
  const trace = transferTrace(receipt.account, receipt.sequence);
  const atGateway = notedOf(trace, "gateway");
  expect(atGateway).toMatchObject([
    { step: "asked" },
    { step: "answered", answer: "booked", index },
  ]);
  const room = String(atGateway[0]?.["room"]);
  expect(notedOf(trace, `room-${room}`)).toMatchObject([
    { step: "asked" },
    { step: "answered", answer: "booked", index },
  ]);
  const { showId, topology } = readRunningShow(show.dataDirectory);
  for (const { id } of topology.rooms)
    await expect.poll(() => entryOf(trace, { show: showId, room: id }), patience).toBe(index);
});

/** The entry that a room's archive has of a payment. */
async function entryOf(
  trace: string,
  owner: { readonly show: string; readonly room: string },
): Promise<number | null> {
  const directory = join(show.dataDirectory, "rooms", owner.room, "archive");
  const source = {
    list: () => nodeFiles.list(directory),
    read: (name: string) => nodeFiles.readWhole(join(directory, name)),
  };
  const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");
  for await (const item of archiveReader(source, owner, sha256)) {
    if (item.kind === "gap") continue;
    for (const { payer, number } of transfersOf(item))
      if (transferTrace(payer, number) === trace) return item.index;
  }
  return null;
}

test("labels have few values, and none of them is an account, a name or a token", async () => {
  const text = await everyPage();
  const labels = new Map<string, Set<string>>();
  for (const [, name = "", said = ""] of text.matchAll(/(\w+)="([^"]*)"/g))
    labels.set(name, (labels.get(name) ?? new Set()).add(said));
  for (const [name, values] of labels) expect(values.size, name).toBeLessThanOrEqual(12);
  const all = [...labels.values()].flatMap((values) => [...values]);
  expect(all.length).toBeGreaterThan(30);
  for (const { accountNumber } of phones) expect(all).not.toContain(String(accountNumber));
  expect(all.filter((said) => /^\d{5}$|[0-9a-f]{16}/.test(said))).toEqual([]);
});

test("the audience's port tells nothing, and a page of elsewhere reads nothing on this machine", async () => {
  const origin = new URL(show.join).origin;
  expect((await fetch(`${origin}/metrics`)).status).toBe(404);
  const config = JSON.parse(
    readFileSync(join(show.dataDirectory, "config", "gateway.json"), "utf8"),
  ) as { metrics: { host: string } };
  expect(config.metrics.host).toBe("127.0.0.1");
});

test("a port that is taken is refused by name before anything starts", async () => {
  await expect(startShow("full-speed", ["--metrics-port", String(first)])).rejects.toThrow(
    `Port ${first}, for metrics, is taken by another program; choose others with --metrics-port.`,
  );
});
