import { hash } from "node:crypto";
import { EventEmitter } from "node:events";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultTopology, type ReportFacts } from "@cablecut/protocol";
import type { Report } from "@cablecut/report";
import { charts } from "@cablecut/report-charts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createHttp } from "./http.ts";
import { UnsignedReport } from "./unsigned-report.ts";

const told: ReportFacts = {
  showId: "0123456789ab",
  rehearsal: false,
  topology: defaultTopology,
  keyFingerprint: "0123456789abcdef0123",
  gateway: "gateway-1",
  toldAtMs: 1_700_000_000_000,
  runsSinceMs: 1_700_000_000_000,
  pace: {
    name: "keynote",
    heartbeatMs: 100,
    suspectMs: 2_000,
    leaseMs: 20_000,
    moveIntervalMs: 150,
  },
  failback: false,
  rooms: [],
  digests: [],
  transfers: { asOf: 0, booked: 0, byPeople: 0, bySynthetic: 0 },
  phones: { joined: 0, heard: 0, here: 0, kept: 0, keptCents: 0, checking: 0 },
  incidents: [],
  events: [],
  eventsNotKept: 0,
};
let facts: ReportFacts | null = told;
let hidden = false;
let web = "";
let server: Server;

beforeEach(async () => {
  facts = told;
  hidden = false;
  web = mkdtempSync(join(tmpdir(), "cablecut-report-page-"));
  mkdirSync(join(web, "phone"));
  writeFileSync(join(web, "phone", "index.html"), "<title>phone</title>");
  const core = {
    rooms: { answering: [] },
    reportFacts: () => facts,
    dials: {
      get countHidden() {
        return hidden;
      },
    },
  } as unknown as Parameters<typeof createHttp>[0];
  const origins = {
    connectSources: () => ["'self'"],
    isOfShow: () => true,
  } as unknown as Parameters<typeof createHttp>[2];
  const config = { showId: "0123456789ab", webDirectory: web };
  const app = createHttp(
    core,
    config,
    origins,
    () => undefined,
    () => undefined,
  );
  server = createServer(app);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
});

afterEach(() => {
  server.close();
  rmSync(web, { recursive: true, force: true });
});

function get(path: string): Promise<Response> {
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}${path}`);
}

test("the report is a page of its own that loads nothing, in whatever case a QR code has written it", async () => {
  for (const path of ["/report", "/REPORT"]) {
    const page = await get(path);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    const text = await page.text();
    expect(text).toContain("0123 4567 89ab cdef 0123");
    expect(text).toContain("Not signed");
    expect(text).not.toMatch(/(src|href)=/);
  }
  expect(await (await get("/report.json")).json()).toMatchObject({ signature: null, told });
});

test("every file that the report names is there, byte for byte, and the operator's transfers are not", async () => {
  const report = (await (await get("/report.json")).json()) as Report;
  expect(report.files.map(({ name }) => name)).toEqual(["report.html", "events.csv"]);
  for (const { name, sha256 } of report.files) {
    const file = await get(name === "report.html" ? "/report" : `/${name}`);
    expect(hash("sha256", await file.bytes())).toBe(sha256);
  }
  const events = await get("/events.csv");
  expect(events.headers.get("content-type")).toContain("text/csv");
  expect(events.headers.get("cache-control")).toBe("no-store");
});

test("while nothing is known, or the head count is hidden, every file is refused in words", async () => {
  for (const path of ["/report", "/report.json", "/events.csv"]) {
    facts = null;
    expect((await get(path)).status).toBe(503);
    facts = told;
    hidden = true;
    const refused = await get(path);
    expect(refused.status).toBe(403);
    expect(await refused.text()).not.toContain("accounts");
    hidden = false;
  }
});

test("whoever asks for the report and does not read it holds no copy of it, and is ended after a minute", () => {
  vi.useFakeTimers();
  const report = new UnsignedReport(
    () => told,
    () => 0,
    charts,
  );
  const ask = (name: "report.html" | "report.json") => {
    const sent: unknown[] = [];
    const response = Object.assign(new EventEmitter(), {
      destroyed: false,
      destroy: () => (response.destroyed = true),
      setHeader: () => undefined,
      type: () => ({ send: (body: unknown) => sent.push(body) }),
    });
    expect(report.serve(name, response as never)).toBe(true);
    return { response, body: sent[0] };
  };
  for (const name of ["report.html", "report.json"] as const) {
    const [one, other] = [ask(name), ask(name)];
    expect(one.body).toBeInstanceOf(Buffer);
    expect(one.body).toBe(other.body);
    one.response.emit("close");
    vi.advanceTimersByTime(60_000);
    expect([one.response.destroyed, other.response.destroyed]).toEqual([false, true]);
  }
  vi.useRealTimers();
});

test("however many ask, it is made once a second", () => {
  let made = 0;
  let nowMs = 0;
  const report = new UnsignedReport(
    () => {
      made += 1;
      return told;
    },
    () => nowMs,
    charts,
  );
  for (let ask = 0; ask < 100; ask += 1) report.files();
  expect(made).toBe(1);
  nowMs = 1_001;
  report.files();
  expect(made).toBe(2);
});

test("where making it takes long, as of a full hall, it is made so seldom that payments do not wait for it", () => {
  let nowMs = 0;
  let makingMs = 100;
  let spentMs = 0;
  const report = new UnsignedReport(
    () => {
      nowMs += makingMs;
      spentMs += makingMs;
      return told;
    },
    () => nowMs,
    charts,
  );
  const askFor = (ms: number): number => {
    const before = spentMs;
    for (const untilMs = nowMs + ms; nowMs < untilMs; nowMs += 250) report.files();
    return (spentMs - before) / ms;
  };
  expect(askFor(60_000)).toBeLessThan(0.025);
  // However long it takes, nobody is shown one of long ago.
  makingMs = 5_000;
  expect(askFor(120_000)).toBeGreaterThan(0.15);
});
