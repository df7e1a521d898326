// npm run screenshots:real-cut [-- FOLDER]: a real show at full speed in which people pay, and the big screen frame by frame at
// the cut and at the stop: every 100 ms for 2 s, as contact sheets in screenshots/stage/ (which Git ignores). Nothing of
// it is staged: the cut is the fabric's, the stop is the last payment's.
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "@playwright/test";
import { BenchConsole } from "../bench/phones/bench-console.ts";
import { SimulatedPage } from "../client/simulated-page.ts";
import { startShow } from "../show-on-this-machine.ts";
import { Film } from "./film.ts";

const people = 60;
const paymentEveryMs = 40;
const cents = 888;
const stepMs = 100;
const steps = 20;
/** Of which so many are before the moment that a sheet is about. */
const stepsBefore = 3;
const patienceMs = 120_000;
const usual = fileURLToPath(new URL("../../screenshots/stage/", import.meta.url));

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await wait(50))
    if (await isSo()) return;
  throw new Error(`${what} did not happen within ${patienceMs / 1_000} s`);
}

async function comeIn(gateway: string): Promise<SimulatedPage[]> {
  const pages = Array.from({ length: people }, () => {
    const token = randomBytes(16).toString("hex");
    return new SimulatedPage({
      home: gateway,
      token,
      localAddress: "127.0.0.1",
      random: Math.random,
    });
  });
  for (const page of pages) page.connect();
  await until("everybody coming in", () => pages.every(({ isIn }) => isIn));
  return pages;
}

/** People pay each other, until `isOver`. */
async function payEachOther(pages: readonly SimulatedPage[], isOver: () => boolean): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1, await wait(paymentEveryMs)) {
    const payer = pages[turn % pages.length];
    const payee = pages[(turn * 7 + 3) % pages.length];
    if (payer === undefined || payee === undefined || payer === payee) continue;
    void payer.pay(payee.accountNumber, cents, performance.now() + patienceMs);
  }
}

async function openStage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } });
  await page.goto(`${url}?lang=zh`);
  await page.waitForSelector("[data-testid=stage]");
  await page.evaluate("document.fonts.ready");
  return page;
}

async function main(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const show = await startShow("full-speed");
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  });
  let isOver = false;
  const pages: SimulatedPage[] = [];
  const console_ = new BenchConsole(new URL(show.join).origin, show.pin);
  try {
    pages.push(...(await comeIn(new URL(show.join).origin)));
    await until("the console", () => console_.snapshot !== null);
    await console_.command({ kind: "turn", change: { dial: "act", value: { act: "live" } } });
    const paying = payEachOther(pages, () => isOver);
    const stage = await openStage(browser, show.stage);
    await stage.waitForSelector('[data-scene="live"]');
    await wait(4_000);
    const film = await Film.of(stage);
    await wait(1_000);
    await console_.command({
      kind: "cut",
      targets: ["hz"],
      intervalMs: 250,
      evenIfQuorumIsLost: false,
    });
    await stage.waitForSelector('[data-scene="full-speed"], [data-scene="proof"]');
    await wait(2_500);
    await stage.screenshot({ path: join(folder, "real-proof.png") });
    await film.end();
    isOver = true;
    await paying;
    for (const [name, scenes] of [
      ["cut", ["cut", "abnormal", "switching", "moving"]],
      ["stop", ["full-speed", "recovered", "proof"]],
    ] as const) {
      const atMs = film.firstOf(scenes);
      const frames = film.every(stepMs, atMs - stepsBefore * stepMs, steps);
      writeFileSync(join(folder, `real-${name}.png`), await film.sheet(browser, frames, atMs));
      console.log(`real-${name}.png: ${frames.length} frames, ${film.rate()} a second were filmed`);
    }
  } finally {
    isOver = true;
    for (const page of pages) page.close();
    console_.close();
    await browser.close();
    await show.stop();
  }
}

await main(process.argv[2] ?? usual);
