import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import { killGateway } from "../../faults/gateway-killed/running-show.ts";
import { startShow } from "../../show-on-this-machine.ts";
import { BenchConsole } from "../phones/bench-console.ts";

/** All of them while one incident at keynote pace is waiting. */
const restarts = 3;
const betweenMs = 1_500;
const patienceMs = 60_000;

export interface RestartFigures {
  /** From the new gateway's first accepted connection to the right picture, ms. */
  readonly rightAfterMs: number;
  /** From the kill to that connection: a new process, which is no affair of the page. */
  readonly listeningAfterMs: number;
}

/** What the page showed, and since when, wall clock of this machine, ms. */
interface Shown {
  readonly atMs: number;
  readonly scene: string;
  readonly isLost: boolean;
  readonly digits: number | null;
}

/**
 * A real show whose rooms switch, and kill -9 of its gateway again and again. The picture is right again when the page is
 * connected, tells the same incident, and its running time has gone on from what it was before the kill.
 */
export async function measureRestarts(browser: Browser): Promise<readonly RestartFigures[]> {
  const show = await startShow("keynote");
  const gateway = new URL(show.join).origin;
  const console_ = new BenchConsole(gateway, show.pin);
  try {
    const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } });
    await page.goto(`${show.stage}?lang=zh`);
    await page.waitForSelector("[data-testid=stage]", { timeout: patienceMs });
    await until("the console", () => console_.snapshot !== null);
    await console_.command({
      kind: "cut",
      targets: ["hz"],
      intervalMs: 250,
      evenIfQuorumIsLost: false,
    });
    await page.waitForSelector('[data-scene="switching"]', { timeout: patienceMs });
    await page.evaluate("globalThis.__name = (named) => named");
    await page.evaluate(noteShown);
    const figures: RestartFigures[] = [];
    for (let turn = 0; turn < restarts; turn += 1) {
      await wait(betweenMs);
      figures.push(await restartOnce(page, show.dataDirectory, gateway));
    }
    return figures;
  } finally {
    console_.close();
    await show.stop();
  }
}

async function restartOnce(
  page: Page,
  dataDirectory: string,
  gateway: string,
): Promise<RestartFigures> {
  const before = (await shownBy(page)).at(-1)?.digits ?? 0;
  const killedMs = Date.now();
  killGateway(dataDirectory);
  await until("the end of the gateway", async () => !(await listens(gateway)));
  await until("a new gateway", () => listens(gateway));
  const listeningMs = Date.now();
  let rightMs = Number.NaN;
  await until("the right picture", async () => {
    const since = (await shownBy(page)).filter(({ atMs }) => atMs > killedMs);
    const lost = since.findIndex(({ isLost }) => isLost);
    const right = since.find(
      ({ isLost, scene, digits }, position) =>
        lost >= 0 && position > lost && !isLost && scene === "switching" && (digits ?? 0) > before,
    );
    rightMs = right?.atMs ?? Number.NaN;
    return right !== undefined;
  });
  return { rightAfterMs: rightMs - listeningMs, listeningAfterMs: listeningMs - killedMs };
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await wait(5))
    if (await isSo()) return;
  throw new Error(`${what} did not come within ${patienceMs / 1_000} s`);
}

function listens(origin: string): Promise<boolean> {
  const { hostname, port } = new URL(origin);
  return new Promise((tell) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const told = (isSo: boolean): void => {
      socket.destroy();
      tell(isSo);
    };
    socket.once("connect", () => told(true));
    socket.once("error", () => told(false));
  });
}

function shownBy(page: Page): Promise<readonly Shown[]> {
  return page.evaluate<readonly Shown[]>("shown");
}

/** Runs in the page. */
function noteShown(): void {
  const shown: Shown[] = [];
  Object.assign(globalThis, { shown });
  const look = (): void => {
    const stage = document.querySelector<HTMLElement>("[data-testid=stage]");
    const digits = document.querySelector("[data-testid=timer-seconds]")?.textContent ?? null;
    shown.push({
      atMs: Date.now(),
      scene: stage?.dataset["scene"] ?? "",
      isLost: stage?.dataset["lost"] !== "false",
      digits: digits === null ? null : Number(digits),
    });
    if (shown.length > 1_000) shown.shift();
  };
  look();
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["data-scene", "data-lost"],
  });
}
