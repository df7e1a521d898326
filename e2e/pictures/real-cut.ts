// npm run screenshots:real-cut: the big screen frame by frame at the cut and at the stop, every 100 ms for
// 2 s, as contact sheets in screenshots/stage/ (which Git ignores). First a real show in which people pay: the cut
// is the fabric's, the stop is the last payment's, and what the gateway tells a stage is recorded with the times at which it
// arrives. Then the page of the big screen is given that feed again, at these times, on a clock that waits for every picture:
// drawing without a graphics card is too slow to film, and a frame that was not drawn tells nothing.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  cutOrder,
  defaultTopology,
  paceNames,
  readProgramWords,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { chromium } from "@playwright/test";
import { BenchConsole } from "../bench/phones/bench-console.ts";
import { SimulatedPage } from "../client/simulated-page.ts";
import { startShow } from "../show-on-this-machine.ts";
import { FeedRecorder, FeedRecording } from "./feed-recording.ts";
import { frameSheet, type Frame } from "./frame-sheet.ts";
import { ReplayedPage } from "./replayed-page.ts";
import { calledAt, feedFileOf, realCutTexts, realCutWords } from "./words.ts";

const people = 60;
const paymentEveryMs = 40;
const cents = 888;
const stepMs = 100;
const steps = 20;
/** Of which so many are before the moment that a sheet is about. */
const stepsBefore = 3;
const patienceMs = 120_000;
type Pace = Parameters<typeof startShow>[0];
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

/** Of a cut of both rooms of the city, from two seconds before it until the money has been counted. */
async function recordShow(pace: Pace): Promise<FeedRecording> {
  const show = await startShow(pace);
  const gateway = new URL(show.join).origin;
  let isOver = false;
  let paying = Promise.resolve();
  const pages: SimulatedPage[] = [];
  const console_ = new BenchConsole(gateway, show.pin);
  try {
    pages.push(...(await comeIn(gateway)));
    await until("the console", () => console_.snapshot !== null);
    await console_.command({ kind: "turn", change: { dial: "act", value: { act: "live" } } });
    paying = payEachOther(pages, () => isOver);
    await wait(3_000);
    const recorder = new FeedRecorder(gateway);
    await until("the feed", () => recorder.hasBegun);
    await wait(2_000);
    await console_.command({
      kind: "cut",
      // As the console gives it: of a city by its name the fabric takes all cables at once.
      targets: [...cutOrder(defaultTopology, defaultTopology.cutCity)],
      intervalMs: 250,
      evenIfQuorumIsLost: false,
    });
    await until("the recovery", () => console_.snapshot?.show.incident?.state === "recovered");
    await wait(4_000);
    return recorder.end();
  } finally {
    isOver = true;
    await paying;
    for (const page of pages) page.close();
    console_.close();
    await show.stop();
  }
}

const aCut = ({ cables }: ShowSnapshot): boolean => cables.some(({ fault }) => fault === "silence");
const theStop = ({ incident }: ShowSnapshot): boolean => incident?.state === "recovered";

/** The last frame of the recording, and each sheet with what it is about. */
async function photograph(recording: FeedRecording, folder: string, called: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  });
  try {
    for (const [name, aboutMs] of [
      ["cut", recording.firstOf("cut", aCut)],
      ["stop", recording.firstOf("stop", theStop)],
    ] as const) {
      const page = await ReplayedPage.open(browser, recording);
      const frames: Frame[] = [];
      for (let step = -stepsBefore; step < steps - stepsBefore; step += 1) {
        await page.advanceTo(aboutMs + step * stepMs);
        frames.push({ atMs: step * stepMs, png: await page.photograph() });
      }
      await page.close();
      writeFileSync(join(folder, `${called}-${name}.png`), await frameSheet(browser, frames));
      console.log(`${called}-${name}.png: ${frames.length} pictures, one every ${stepMs} ms`);
    }
  } finally {
    await browser.close();
  }
}

/** The exit code. */
async function main(args: readonly string[]): Promise<number> {
  const asked = readProgramWords(realCutWords, args, process.env);
  if (asked.kind !== "go") {
    (asked.kind === "help" ? console.log : console.error)(asked.text);
    return asked.kind === "help" ? 0 : 2;
  }
  const folder = asked.options.out ?? usual;
  mkdirSync(folder, { recursive: true });
  const { replay } = asked.options;
  const pace = paceNames.find((each) => each === asked.options.pace) ?? "full-speed";
  const called = calledAt(pace);
  const file = join(folder, feedFileOf(pace));
  if (!replay) (await recordShow(pace)).writeTo(file);
  if (!existsSync(file)) {
    console.error(`${realCutWords.name}: ${realCutTexts.noFeed(file)[asked.language]}`);
    return 2;
  }
  await photograph(FeedRecording.from(file), folder, called);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
