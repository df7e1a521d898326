// A process of clients: thousands of phones' pages without screens, ordered about by the bench over its channel.
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { SimulatedPage } from "../../client/simulated-page.ts";
import { loadPage } from "./page-load.ts";
import type { Order, Told } from "./orders.ts";

/** Clients of one address: an address has fewer ports than a hall has phones. */
const phonesPerAddress = 1_000;
/** Bounds a run that goes wrong, ms. */
const patienceMs = 120_000;
const cents = 888;
/** Before a page that did not come is asked for again, ms; a person pulls down again, sooner or later. */
const loadAgainMs = 1_000;

const pages: SimulatedPage[] = [];

const tell = (told: Told): void => void process.send?.(told);

async function until(isSo: () => boolean): Promise<boolean> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await wait(20))
    if (isSo()) return true;
  return false;
}

async function come({
  gateways,
  phones,
  perSecond,
  network,
  loadsPages,
}: Order & { kind: "come" }): Promise<void> {
  const startedMs = performance.now();
  const refusals: Record<string, number> = {};
  let pageBytes = 0;
  const load = async (home: string, localAddress: string): Promise<void> => {
    for (const endMs = startedMs + patienceMs; performance.now() < endMs; await wait(loadAgainMs)) {
      const loaded = await loadPage(home, localAddress);
      if (loaded.ok) {
        pageBytes += loaded.bytes;
        return;
      }
      refusals[loaded.why] = (refusals[loaded.why] ?? 0) + 1;
    }
  };
  for (let at = 0; at < phones; at += 1) {
    const dueMs = startedMs + (at / perSecond) * 1_000;
    if (dueMs > performance.now()) await wait(dueMs - performance.now());
    const home = gateways[at % gateways.length]!;
    const localAddress = `127.0.${network}.${1 + Math.floor(at / phonesPerAddress)}`;
    const page = new SimulatedPage({
      home,
      token: randomBytes(16).toString("hex"),
      localAddress,
      random: Math.random,
    });
    pages.push(page);
    if (loadsPages) void load(home, localAddress).then(() => page.connect());
    else page.connect();
  }
  await until(() => pages.every(({ isIn }) => isIn));
  for (const page of pages)
    for (const [name, count] of page.refusals) refusals[name] = (refusals[name] ?? 0) + count;
  tell({ kind: "came", phones: pages.filter(({ isIn }) => isIn).length, refusals, pageBytes });
}

const someone = (): SimulatedPage => pages[Math.floor(Math.random() * pages.length)]!;

async function paidBy(payments: readonly Promise<number | null>[]): Promise<void> {
  const ends = await Promise.all(payments);
  const latenciesMs = ends.filter((ms) => ms !== null).map((ms) => Math.round(ms * 100) / 100);
  tell({ kind: "paid", latenciesMs, unfinished: ends.length - latenciesMs.length });
}

async function pay({ perSecond, seconds }: Order & { kind: "pay" }): Promise<void> {
  const free = new Set(pages);
  const startedMs = performance.now();
  const payments: Promise<number | null>[] = [];
  for (let sent = 0; sent < perSecond * seconds; sent += 1) {
    const dueMs = startedMs + (sent / perSecond) * 1_000;
    if (dueMs > performance.now()) await wait(dueMs - performance.now());
    const payer = someone();
    const payee = someone();
    if (payer === payee || !free.delete(payer)) continue;
    const payment = payer.pay(payee.accountNumber, cents, performance.now() + patienceMs);
    payments.push(payment);
    void payment.then(() => free.add(payer));
  }
  await paidBy(payments);
}

function followTheCall({ followers, withinMs }: Order & { kind: "follow-the-call" }): void {
  const payments = pages.slice(0, followers).map(
    (page, at) =>
      new Promise<number | null>((settle) => {
        const payee = pages[(at + 1) % pages.length]!;
        const pays = (): void =>
          settle(page.pay(payee.accountNumber, cents, performance.now() + patienceMs));
        page.onCue = (on) => {
          if (!on) return;
          page.onCue = () => undefined;
          if (withinMs === 0) return pays();
          setTimeout(pays, (at / followers) * withinMs);
        };
      }),
  );
  void paidBy(payments);
}

/** Whoever loses its gateway from now on is away until it is in again. */
async function watchReturn(): Promise<void> {
  const sinceMs = performance.now();
  const hasLost = (): boolean => pages.some(({ lostMs }) => lostMs > sinceMs);
  await until(hasLost);
  await until(() => pages.every(({ isIn }) => isIn));
  const away = pages.filter(({ lostMs, isIn }) => lostMs > sinceMs && isIn);
  const missing = pages.filter(({ isIn }) => !isIn).map(() => patienceMs);
  const awayMs = [
    ...away.map(({ enteredMs, lostMs }) => Math.round(enteredMs - lostMs)),
    ...missing,
  ];
  const elsewhere = away.filter(({ hasMoved }) => hasMoved).length;
  tell({ kind: "returned", awayMs, elsewhere });
}

process.on("message", (order: Order) => {
  switch (order.kind) {
    case "come":
      return void come(order);
    case "pay":
      return void pay(order);
    case "follow-the-call":
      return followTheCall(order);
    case "watch-return":
      return void watchReturn();
    case "leave": {
      const booked = pages.reduce((sum, page) => sum + page.booked, 0);
      for (const page of pages) page.close();
      return tell({ kind: "left", booked });
    }
  }
});
process.on("disconnect", () => process.exit(0));
