import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import type { EnterAnswer, MoveLinkAnswer, PayAnswer, TakeMoveAnswer } from "@cablecut/protocol";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { letIn } from "../client/let-in.ts";
import { payOnce } from "../client/pay-once.ts";
import { guidesFile, Haproxy, proxyMissing, proxyUid } from "./haproxy.ts";
import { localAuthority } from "./local-authority.ts";
import { runCrowd, startProxiedShow, type ProxiedShow } from "./proxied-run.ts";

const phones = 40;
/** Longer than the show and the proxy are waited for, so that what has started is stopped as well. */
const startMaxMs = 120_000;

/** Only when a test gives up. */
const patience = { timeout: 60_000, interval: 100 };

test("while no gateway hears a room people and the presenter are let in all the same, and where one does they go there", async ({
  skip,
}) => {
  skip(proxyMissing !== null, proxyMissing ?? "");
  const folder = mkdtempSync(join(tmpdir(), "cablecut-deaf-"));
  const hears = [false, false];
  let asked = 0;
  const gateways = hears.map((_, at) =>
    createServer(({ url }, response) => {
      const isCheck = url === "/healthz";
      if (isCheck) asked += 1;
      response.writeHead(isCheck && !hears[at] ? 503 : 200).end(`gateway ${at + 1}`);
    }),
  );
  const [port, ...ports] = await lastingPorts(3);
  for (const [at, gateway] of gateways.entries())
    await new Promise<void>((done) => gateway.listen(ports[at], "127.0.0.1", done));
  const { ca, bundle } = localAuthority(folder, "localhost");
  const addresses = ports.map((each) => `127.0.0.1:${each}`);
  const proxy = await Haproxy.start({
    port: port!,
    certificate: bundle,
    gateways: [addresses[0]!, addresses[1]!],
  });
  const look = (): Promise<string> => lookAt(port!, ca);
  try {
    // Both are taken out after two failures each.
    await expect.poll(() => asked, patience).toBeGreaterThan(8);
    for (let time = 0; time < 4; time += 1) expect(await look()).toMatch(/^200 gateway [12]$/);
    hears[1] = true;
    const looks = async (): Promise<readonly string[]> => [
      await look(),
      await look(),
      await look(),
    ];
    await expect.poll(looks, patience).toEqual(Array(3).fill("200 gateway 2"));
  } finally {
    await proxy.stop();
    for (const gateway of gateways) gateway.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("strangers are read by a user who is not root, and a gateway that the file names anew is taken by a reload", async ({
  skip,
}) => {
  skip(proxyMissing !== null, proxyMissing ?? "");
  const folder = mkdtempSync(join(tmpdir(), "cablecut-proxy-file-"));
  const gateways = ["former", "new"].map((name) =>
    createServer((_, response) => response.writeHead(200).end(name)),
  );
  const [port, ...ports] = await lastingPorts(3);
  for (const [at, gateway] of gateways.entries())
    await new Promise<void>((done) => gateway.listen(ports[at], "127.0.0.1", done));
  const { ca, bundle: certificate } = localAuthority(folder, "localhost");
  const file = join(folder, "haproxy.cfg");
  const name = (gateway: number | undefined): void =>
    writeFileSync(
      file,
      readFileSync(guidesFile, "utf8").replaceAll(/127\.0\.0\.1:262[67]/g, `127.0.0.1:${gateway}`),
    );
  name(ports[0]);
  const proxy = await Haproxy.start({ port: port!, certificate, gateways: null, file });
  try {
    expect(await lookAt(port!, ca)).toBe("200 former");
    expect(proxy.workerUids).toEqual(Array(4).fill(proxyUid));
    name(ports[1]);
    await proxy.reload();
    await expect.poll(() => lookAt(port!, ca), patience).toBe("200 new");
    expect(proxy.workerUids).toEqual(Array(4).fill(proxyUid));
  } finally {
    await proxy.stop();
    for (const gateway of gateways) gateway.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What the page behind the proxy is, with its status. */
function lookAt(port: number, ca: string): Promise<string> {
  return new Promise((done, failed) => {
    const sent = request(`https://localhost:${port}/`, { ca, agent: false }, (response) => {
      let body = "";
      response.on("data", (bytes: Buffer) => (body += bytes.toString()));
      response.on("end", () => done(`${response.statusCode} ${body}`));
    });
    sent.once("error", failed);
    sent.end();
  });
}

test("two gateways behind HAProxy can be played on this machine", ({ skip }) => {
  skip(proxyMissing !== null, proxyMissing ?? "");
  expect(proxyMissing).toBeNull();
});

describe.skipIf(proxyMissing !== null)(
  "two gateways behind HAProxy, by the file of the guide",
  () => {
    let proxied: ProxiedShow;
    const sockets: Socket[] = [];
    beforeAll(async () => {
      proxied = await startProxiedShow();
    }, startMaxMs);
    afterAll(async () => {
      for (const socket of sockets) socket.close();
      await proxied?.stop();
    });

    /** Status and headers of a page, over the proxy. */
    function look(path: string): Promise<{ status: number | undefined; cookie: string }> {
      return new Promise((done, failed) => {
        const asked = request(`${proxied.home}${path}`, { ca: proxied.ca }, (response) => {
          response.resume();
          const cookie = response.headers["set-cookie"]?.join(";") ?? "";
          done({ status: response.statusCode, cookie });
        });
        asked.once("error", failed);
        asked.end();
      });
    }

    test("one address serves the pages, and says which gateway in a cookie that no script reads", async () => {
      expect(proxied.show.join).toBe(`${proxied.home}/`);
      const { status, cookie } = await look("/");
      expect(status).toBe(200);
      expect(cookie).toMatch(/^CABLECUT=[12]; path=\/; HttpOnly; Secure; SameSite=Lax$/i);
      expect((await look("/presenter/")).status).toBe(200);
    });

    /** A phone that can only poll, at the gateway that its cookie says. */
    async function phoneAt(gateway?: 1 | 2): Promise<Socket> {
      const socket: Socket = io(`${proxied.home}/phone`, {
        transports: ["polling"],
        withCredentials: true,
        forceNew: true,
        reconnection: false,
        ca: proxied.ca,
        extraHeaders: {
          origin: proxied.home,
          ...(gateway === undefined ? {} : { cookie: `CABLECUT=${gateway}` }),
        },
      });
      sockets.push(socket);
      await new Promise<void>((connected, failed) => {
        socket.once("connect", connected);
        socket.once("connect_error", failed);
      });
      return socket;
    }
    const enter = (socket: Socket, token: string): Promise<EnterAnswer & { ok: true }> =>
      letIn((): Promise<EnterAnswer> => socket.emitWithAck("enter", { token, showId: null }));

    test("an account moves to a browser at the other gateway by a link of the one address, once", async () => {
      const first = await phoneAt(1);
      const { me } = await enter(first, "9".repeat(32));
      const given: MoveLinkAnswer = await first.emitWithAck("moveLink", {});
      const code = given.ok ? given.code : given.refusal;
      const browser = await phoneAt(2);
      const taken: TakeMoveAnswer = await browser.emitWithAck("takeMove", { code });
      expect(taken).toEqual({ ok: true, token: "9".repeat(32) });
      expect((await enter(browser, "9".repeat(32))).me).toEqual(me);
      for (const gateway of [1, 2] as const)
        expect(await (await phoneAt(gateway)).emitWithAck("takeMove", { code })).toEqual({
          ok: false,
          refusal: "link-over",
        });
    });

    test("phones that can only poll stay with their gateway, and pay each other across both", async () => {
      const people = await Promise.all(
        ["a", "b", "c", "d", "e", "f"].map(async (digit) => {
          const socket = await phoneAt();
          const lost: string[] = [];
          socket.on("disconnect", (reason) => lost.push(reason));
          const answer = await enter(socket, digit.repeat(32));
          return { socket, lost, number: answer.me.accountNumber };
        }),
      );
      const answers = await Promise.all(
        people.map(({ socket }, at): Promise<PayAnswer> => {
          const payee = people[(at + 1) % people.length]!.number;
          return payOnce(() => socket.emitWithAck("pay", { sequence: 1, payee, amountCents: 888 }));
        }),
      );
      expect(answers.map(({ kind }) => kind)).toEqual(people.map(() => "booked"));
      expect(people.flatMap(({ lost }) => lost)).toEqual([]);
    });

    test("a gateway is killed and the proxy reloaded twice while a crowd pays: every payment ends, once, and no money is gone", async () => {
      const seed = Math.floor(Math.random() * 0xffff_ffff);
      const run = await runCrowd(proxied, { phones, everyMs: 300, seed });
      const why = `seed ${seed}\n${proxied.proxy.said}\n${proxied.show.output()}`;
      expect(run, why).toMatchObject({ unfinished: 0, wrongBalances: 0 });
      expect(run.workers, why).toBeGreaterThanOrEqual(3);
      expect(run.booked, why).toBe(run.begun);
      expect(run.outAfterKill).toBeGreaterThan(0);
    });
  },
);
