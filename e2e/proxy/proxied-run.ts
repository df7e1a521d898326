import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import type { AccountAnswer } from "@cablecut/protocol";
import { startShow, type ShowOnThisMachine } from "../show-on-this-machine.ts";
import { Haproxy } from "./haproxy.ts";
import { localAuthority } from "./local-authority.ts";
import { ProxiedCrowd } from "./proxied-crowd.ts";

/** Nothing is said of how long things take: this is only when a run gives up, ms. */
const patienceMs = 120_000;

/** A show with two gateways behind HAProxy, as the guide has it. */
export interface ProxiedShow {
  readonly show: ShowOnThisMachine;
  readonly proxy: Haproxy;
  /** What phones open. */
  readonly home: string;
  /** Of the authority that certified it. */
  readonly ca: string;
  /** Of the gateways themselves, as this machine reaches them. */
  readonly gateways: readonly string[];
  stop(): Promise<void>;
}

interface Running {
  readonly gateways: readonly { readonly origin: string }[];
  readonly processes: Readonly<Record<string, number>>;
}

function running(dataDirectory: string): Running {
  return JSON.parse(readFileSync(join(dataDirectory, "running.json"), "utf8")) as Running;
}

export async function startProxiedShow(): Promise<ProxiedShow> {
  const folder = mkdtempSync(join(tmpdir(), "cablecut-proxy-"));
  const [port] = await lastingPorts(1);
  const home = `https://localhost:${port}`;
  const { ca, bundle } = localAuthority(folder, "localhost");
  const words = ["--gateways", "2", "--public-url", `${home}/`, "--trusted-proxy", "127.0.0.1"];
  const show = await startShow("full-speed", words);
  const gateways = running(show.dataDirectory).gateways.map(({ origin }) => origin);
  const [one, other] = gateways.map((origin) => new URL(origin).host);
  const cleanUp = async (proxy?: Haproxy): Promise<void> => {
    await proxy?.stop();
    await show.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const addresses = [one!, other!] as const;
    const proxy = await Haproxy.start({ port: port!, certificate: bundle, gateways: addresses });
    return { show, proxy, home, ca, gateways, stop: () => cleanUp(proxy) };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

export interface ProxiedRun {
  readonly phones: number;
  readonly begun: number;
  readonly booked: number;
  /** Payments of which nobody ever learned the end. */
  readonly unfinished: number;
  /** Phones whose balance is not what they have paid and were paid. */
  readonly wrongBalances: number;
  /** Phones that were out after the gateway was killed. */
  readonly outAfterKill: number;
  readonly workers: number;
}

/** A crowd pays all the time; the proxy is reloaded, a gateway killed, and the proxy reloaded once more. */
export async function runCrowd(
  { show, proxy, home, ca }: ProxiedShow,
  of: { readonly phones: number; readonly everyMs: number; readonly seed: number },
  tell: (line: string) => void = () => undefined,
): Promise<ProxiedRun> {
  const crowd = new ProxiedCrowd({ ...of, home, ca, random: Math.random });
  try {
    await crowd.comeIn(200);
    await until("all are in", () => crowd.areIn === of.phones);
    tell(`${of.phones} phones are in`);
    crowd.pay(of.everyMs, patienceMs);
    const goesOn = async (when: string): Promise<void> => {
      const before = crowd.booked;
      await until(`payments go on ${when}`, () => crowd.booked >= before + of.phones);
      tell(`${when}: ${crowd.booked} payments booked, ${crowd.areIn} phones in`);
    };
    await goesOn("before anything happens");
    await reload(proxy);
    await goesOn("after a reload");
    process.kill(running(show.dataDirectory).processes["gateway"]!, "SIGKILL");
    await until("its phones are out", () => crowd.areIn < of.phones);
    const outAfterKill = of.phones - crowd.areIn;
    await until("all are in again", () => crowd.areIn === of.phones);
    await goesOn(`after kill -9 of a gateway with ${outAfterKill} phones or more`);
    await reload(proxy);
    await goesOn("after another reload");
    await crowd.stop();
    const wrongBalances = await countWrong(crowd);
    const { begun, booked, unfinished } = crowd;
    const { workers } = proxy;
    return { phones: of.phones, begun, booked, unfinished, wrongBalances, outAfterKill, workers };
  } finally {
    crowd.close();
  }
}

/** On a busy machine one reload may be told twice, and begin two workers. */
async function reload(proxy: Haproxy): Promise<void> {
  const had = proxy.workers;
  await proxy.reload();
  await until("a new worker", () => proxy.workers > had);
}

/** Each paid a cent to the next one, so often as it was told that it is booked. */
async function countWrong({ pages }: ProxiedCrowd): Promise<number> {
  let wrong = 0;
  for (const [at, page] of pages.entries()) {
    const answer = await page.ask<AccountAnswer>("account", {});
    const paid = pages.at(at - 1)!.booked;
    const expected = 100_000_000 - page.booked + paid;
    if (answer?.ok !== true || answer.account.balanceCents !== expected) wrong += 1;
  }
  return wrong;
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`in vain: ${what}`);
    await pause(50);
  }
}
