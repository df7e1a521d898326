import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Language } from "@cablecut/protocol";
import { startShow, type ShowOnThisMachine } from "../../show-on-this-machine.ts";
import { describeMachine, loadOfMachine } from "../machine.ts";
import { addFigure, prepareReport, writeReport, type Figures } from "../report.ts";
import { percentile } from "../statistics.ts";
import { warnUnlessQuiet } from "../texts.ts";
import { BenchConsole } from "./bench-console.ts";
import { ClientProcesses } from "./client-processes.ts";
import { followMs, followersOf } from "./followers.ts";
import {
  costsOf,
  processorMsByPid,
  processorMsSince,
  ratesOf,
  type Costs,
} from "./process-costs.ts";
import type { Settings } from "./words.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is promised of a hall that comes back, ms. */
const backMaxMs = 15_000;
/** What is promised of 5,000 phones that load page and account from one gateway, ms. */
const loadedMaxMs = 30_000;
const patienceMs = 60_000;
/** Pages are told of dials several times a second. */
const untilToldMs = 1_000;
/** How long nothing but pushes is looked at, ms. */
const calmMs = 5_000;

interface Running {
  readonly gateways: readonly { readonly name: string; readonly origin: string }[];
  readonly processes: Readonly<Record<string, number>>;
}

/**
 * Phones at the gateways of a real show. Answers whether everybody came back and every payment is there once; how fast it
 * was decides nothing.
 */
export async function measurePhones(settings: Settings, language: Language): Promise<boolean> {
  const { phones, gateways, arrivals, rate, seconds, pace, json } = settings;
  prepareReport(json);
  const loadBefore = loadOfMachine();
  print(describeMachine());
  warnUnlessQuiet(loadBefore, language);
  print(
    `load before ${loadBefore.toFixed(1)}; ${phones} phones at ${gateways} gateways; pace ${pace}`,
  );
  const show = await startShow(pace, ["--gateways", String(gateways)]);
  const clients = new ClientProcesses(phones);
  const figures: Figures = {};
  try {
    const bench = new PhonesBench(show, clients, settings, figures);
    const sound = await bench.run();
    print(`load before ${loadBefore.toFixed(1)}, after ${loadOfMachine().toFixed(1)}`);
    const told = { phones, gateways, arrivals, rate, seconds, pace };
    writeReport(json, { benchmark: "phones", loadBefore, settings: told, figures, sound });
    return sound;
  } finally {
    clients.end();
    await show.stop();
  }
}

class PhonesBench {
  readonly #show: ShowOnThisMachine;
  readonly #clients: ClientProcesses;
  readonly #settings: Settings;
  readonly #figures: Figures;
  /** At the gateway that is not killed, where there are several. */
  readonly #console: BenchConsole;

  constructor(
    show: ShowOnThisMachine,
    clients: ClientProcesses,
    settings: Settings,
    figures: Figures,
  ) {
    this.#show = show;
    this.#clients = clients;
    this.#settings = settings;
    this.#figures = figures;
    this.#console = new BenchConsole(this.#running.gateways.at(-1)!.origin, show.pin);
  }

  async run(): Promise<boolean> {
    try {
      if (!(await this.#come())) return false;
      const idle = await this.#watchPushes();
      const calm = await this.#pay(idle);
      const called = await this.#followSome();
      const burst = await this.#follow("everybody at once", "phone-call", this.#settings.phones, 0);
      if (calm === null || called === null || burst === null) return false;
      print(
        `  p99 of everybody at once / of ${this.#settings.rate}/s: ${(burst / calm).toFixed(1)}`,
      );
      return (await this.#return()) && (await this.#isAllThere());
    } finally {
      this.#console.close();
    }
  }

  async #come(): Promise<boolean> {
    const { phones, arrivals, pages } = this.#settings;
    const before = this.#memoryKib();
    const startedMs = performance.now();
    const origins = this.#running.gateways.map(({ origin }) => origin);
    const came = await this.#clients.come(origins, arrivals, pages);
    const tookS = (performance.now() - startedMs) / 1_000;
    const inside = came.reduce((sum, told) => sum + told.phones, 0);
    const refusals = came.flatMap(({ refusals: each }) => Object.entries(each));
    await this.#untilShown(phones);
    const each = (this.#memoryKib() - before) / phones;
    this.#note("phones-per-second", phones / tookS);
    this.#note("phone-kib", each);
    print(
      `came in: ${inside} in ${tookS.toFixed(1)} s, ${(phones / tookS).toFixed(0)}/s; ${each.toFixed(1)} KiB each`,
    );
    if (pages) {
      const bytes = came.reduce((sum, told) => sum + told.pageBytes, 0) / phones;
      print(
        `  page and account: ${(bytes / 1_000).toFixed(1)} kB of page each; ` +
          `${((tookS * 1_000) / loadedMaxMs).toFixed(2)} of the ${loadedMaxMs / 1_000} s promised of 5,000`,
      );
    }
    for (const [name, count] of refusals) print(`  refused meanwhile: ${name} ${count} times`);
    return inside === phones;
  }

  /** What phones cost that only listen: of the gateways, per second. */
  async #watchPushes(): Promise<ReturnType<typeof ratesOf>> {
    const { phones } = this.#settings;
    const before = this.#costs("gateways");
    await wait(calmMs);
    const idle = ratesOf(before, this.#costs("gateways"));
    print(
      `nobody pays: gateways take ${idle.processors.toFixed(3)} processors; for each phone ` +
        `${((idle.processors * 1e6) / phones).toFixed(1)} us and ${(idle.bytesOut / phones).toFixed(0)} bytes out in a second`,
    );
    return idle;
  }

  /** The p99 of payments, ms; null where some found no end. */
  async #pay(idle: ReturnType<typeof ratesOf>): Promise<number | null> {
    const { rate, seconds } = this.#settings;
    const before = [this.#costs("gateways"), this.#costs("others")] as const;
    const paid = await this.#clients.pay(rate, seconds);
    const gateways = ratesOf(before[0], this.#costs("gateways"));
    const others = ratesOf(before[1], this.#costs("others"));
    const each = (perS: number): string => (perS / rate).toFixed(0);
    print(
      `  a payment takes ${each((gateways.processors - idle.processors) * 1e6)} us of the gateways, which send ` +
        `${each(gateways.bytesOut - idle.bytesOut)} bytes for it; rooms and cables take ${others.processors.toFixed(2)} processors`,
    );
    return this.#tellPaid(`${rate}/s for ${seconds} s`, "phone-pay", paid);
  }

  /** As a hall follows a call: not everybody, and nobody in the same instant. */
  async #followSome(): Promise<number | null> {
    const { followers, figure } = followersOf(this.#settings.phones);
    const what = `${followers} within ${followMs / 1_000} s after the call`;
    return this.#follow(what, figure, followers, followMs);
  }

  async #follow(
    what: string,
    figure: "phone-followed" | "phone-call" | null,
    followers: number,
    withinMs: number,
  ): Promise<number | null> {
    const paying = this.#clients.followTheCall(followers, withinMs);
    await this.#console.command({ kind: "cue", on: true });
    const paid = this.#tellPaid(what, figure, await paying);
    await this.#console.command({ kind: "cue", on: false });
    // Everybody is told before the next call.
    await wait(untilToldMs);
    return paid;
  }

  #tellPaid(
    what: string,
    figure: "phone-pay" | "phone-followed" | "phone-call" | null,
    paid: readonly { readonly latenciesMs: readonly number[]; readonly unfinished: number }[],
  ): number | null {
    const all = paid.flatMap(({ latenciesMs }) => latenciesMs);
    const unfinished = paid.reduce((sum, told) => sum + told.unfinished, 0);
    const p50 = percentile(all, 0.5);
    const p99 = percentile(all, 0.99);
    if (figure !== null) {
      this.#note(`${figure}-p50-ms`, p50);
      this.#note(`${figure}-p99-ms`, p99);
    }
    print(
      `paid, ${what}: ${all.length}; p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, ` +
        `worst ${Math.max(...all).toFixed(0)} ms${unfinished > 0 ? `; WITHOUT AN END ${unfinished}` : ""}`,
    );
    return unfinished === 0 ? p99 : null;
  }

  async #return(): Promise<boolean> {
    const { phones } = this.#settings;
    const watching = this.#clients.watchReturn();
    const before = processorMsByPid(Object.values(this.#running.processes));
    const killedMs = performance.now();
    process.kill(this.#running.processes["gateway"]!, "SIGKILL");
    const told = await watching;
    const allMs = performance.now() - killedMs;
    const took = (of: "gateways" | "others"): string =>
      ((processorMsSince(before, this.#pids(of)) * 1_000) / phones).toFixed(0);
    const [ofGateways, ofOthers] = [took("gateways"), took("others")];
    const away = told.flatMap(({ awayMs }) => awayMs);
    const elsewhere = told.reduce((sum, each) => sum + each.elsewhere, 0);
    await this.#untilShown(phones);
    const shownMs = performance.now() - killedMs;
    this.#note("phones-back-ms", allMs);
    print(
      `kill -9 of one gateway: ${away.length} phones lost it, ${elsewhere} of them are at another one; ` +
        `away p50 ${percentile(away, 0.5).toFixed(0)} ms, all back after ${(allMs / 1_000).toFixed(1)} s ` +
        `(${(allMs / backMaxMs).toFixed(2)} of the ${backMaxMs / 1_000} s promised), counted right after ${(shownMs / 1_000).toFixed(1)} s`,
    );
    print(
      `  meanwhile the gateways took ${ofGateways} us of a processor for each phone, rooms and cables ${ofOthers}`,
    );
    return away.length > 0 && allMs <= patienceMs;
  }

  async #isAllThere(): Promise<boolean> {
    const left = await this.#clients.leave();
    const booked = left.reduce((sum, told) => sum + told.booked, 0);
    const logged = this.#console.snapshot?.show.traffic.booked ?? Number.NaN;
    const difference = this.#console.snapshot?.show.funds?.differenceCents ?? Number.NaN;
    print(`booked ${logged} in the log, ${booked} by the phones' word; difference ${difference}`);
    return booked === logged && difference === 0;
  }

  async #untilShown(phones: number): Promise<void> {
    const isSo = (): boolean => this.#console.snapshot?.show.people.online === phones;
    for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await wait(20))
      if (isSo()) return;
    throw new Error(
      `the console shows ${this.#console.snapshot?.show.people.online} phones, not ${phones}`,
    );
  }

  #note(name: Parameters<typeof addFigure>[1], value: number): void {
    addFigure(this.#figures, name, value);
  }

  #costs(of: "gateways" | "others"): Costs {
    return costsOf(this.#pids(of));
  }

  #pids(of: "gateways" | "others"): readonly number[] {
    const { gateways, processes } = this.#running;
    const names = new Set(gateways.map(({ name }) => name));
    return Object.entries(processes)
      .filter(([name]) => names.has(name) === (of === "gateways"))
      .map(([, pid]) => pid);
  }

  /** Resident, of all gateways. */
  #memoryKib(): number {
    const { gateways, processes } = this.#running;
    return gateways.reduce((sum, { name }) => {
      const status = readFileSync(`/proc/${processes[name]}/status`, "utf8");
      return sum + Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    }, 0);
  }

  get #running(): Running {
    const file = join(this.#show.dataDirectory, "running.json");
    return JSON.parse(readFileSync(file, "utf8")) as Running;
  }
}
