import { expect, test } from "vitest";
import { LoginLinks, type EndedSessionsOfShow } from "./login-links.ts";
import { loginLinkLastsMs, Tickets } from "./tickets.ts";

const key = "5a".repeat(32);
const nowMs = 1_000_000;

/** What the log makes known to every gateway, each of which may know less of it. */
class SharedLog {
  readonly entries: string[] = [];
  readonly expiries: number[] = [];

  /** `takes`: when an entry of this gateway comes into the log. */
  of(gateway: Gateway, takes: (name: string) => boolean = () => true): EndedSessionsOfShow {
    const own = new Set<string>();
    return {
      has: (name) => own.has(name) || this.#known(gateway).has(name),
      add: (name, expiresAtS) => {
        own.add(name);
        this.expiries.push(expiresAtS);
        if (takes(name)) this.entries.push(name);
        return true;
      },
      inLog: () => this.#known(gateway),
      isOnDisk: () => false,
    };
  }

  #known(gateway: Gateway): ReadonlySet<string> {
    return new Set(this.entries.slice(0, gateway.hasHeard));
  }
}

interface Gateway {
  /** Entries of the log. */
  hasHeard: number;
}

/** A gateway of several, which looks at the log when it is told to. */
function gatewayOf(log: SharedLog, boot: number, takes?: (name: string) => boolean) {
  const gateway: Gateway = { hasHeard: 0 };
  const looks: (() => void)[] = [];
  const tickets = new Tickets(key, 1, () => nowMs);
  const links = new LoginLinks({
    tickets,
    ended: log.of(gateway, takes),
    isOneOfSeveral: true,
    boot,
    after: (_, task) => looks.push(task),
  });
  const answers: boolean[] = [];
  return {
    tickets,
    answers,
    use: (link: string) => links.use(link, (isGood) => answers.push(isGood)),
    look: () => looks.splice(0).forEach((task) => task()),
    hears: (entries = Infinity) => (gateway.hasHeard = Math.min(entries, log.entries.length)),
  };
}

test("C11 a login link of one gateway opens the console at another, once in the show", () => {
  const log = new SharedLog();
  const [one, other] = [gatewayOf(log, 1), gatewayOf(log, 2)];
  const link = one.tickets.issue("login");
  other.use(link);
  expect(other.answers).toEqual([]);
  other.hears();
  other.look();
  expect(other.answers).toEqual([true]);
  one.hears();
  for (const gateway of [one, other]) gateway.use(link);
  expect(one.answers).toEqual([false]);
  expect(other.answers).toEqual([true, false]);
  // It is remembered for as long as it would have lasted.
  expect(new Set(log.expiries)).toEqual(new Set([(nowMs + loginLinkLastsMs) / 1_000]));
});

test("C11 a link that is used at two gateways at once opens at most one console, whatever each has heard of the log when", () => {
  // Two entries of each come into the log; in which order, and how far each has heard, is gone through.
  const orders = ["1122", "1212", "1221", "2112", "2121", "2211"];
  let opened = 0;
  for (const order of orders)
    for (let first = 0; first <= 4; first += 1)
      for (let second = 0; second <= 4; second += 1) {
        const log = new SharedLog();
        const said: Record<string, string[]> = { 1: [], 2: [] };
        const gateways = [1, 2].map((boot) =>
          gatewayOf(log, boot, (name) => (said[boot]!.push(name), false)),
        );
        const link = gateways[0]!.tickets.issue("login");
        for (const gateway of gateways) gateway.use(link);
        for (const boot of order) log.entries.push(said[boot]!.shift()!);
        gateways[0]!.hears(first);
        gateways[1]!.hears(second);
        for (const gateway of gateways) gateway.look();
        const good = gateways.flatMap(({ answers }) => answers).filter((isGood) => isGood);
        expect(good.length, `order ${order}, heard ${first} and ${second}`).toBeLessThan(2);
        opened += good.length;
      }
  // Who comes first in the log and is heard before the other opens it.
  expect(opened).toBeGreaterThan(0);
});

test("a gateway of several whose log takes nothing lets nobody in by a link; the only one needs no log where its disk takes it", () => {
  const log = new SharedLog();
  const several = gatewayOf(log, 1, () => false);
  several.use(several.tickets.issue("login"));
  for (let look = 0; look < 100; look += 1) several.look();
  expect(several.answers).toEqual([false]);
  const tickets = new Tickets(key, 1, () => nowMs);
  const answers: boolean[] = [];
  const only = new LoginLinks({
    tickets,
    ended: { ...log.of({ hasHeard: 0 }, () => false), isOnDisk: () => true },
    isOneOfSeveral: false,
    boot: 2,
    after: () => undefined,
  });
  const link = tickets.issue("login");
  for (let time = 0; time < 2; time += 1) only.use(link, (isGood) => answers.push(isGood));
  expect(answers).toEqual([true, false]);
});

test("a link is not used where that cannot be remembered, when it is too old, or where it is a stage's", () => {
  let wallMs = nowMs;
  const tickets = new Tickets(key, 1, () => wallMs);
  const answers: boolean[] = [];
  const linksWith = (canRemember: boolean) =>
    new LoginLinks({
      tickets,
      ended: {
        has: () => false,
        add: () => canRemember,
        inLog: () => new Set(),
        isOnDisk: () => true,
      },
      isOneOfSeveral: false,
      boot: 1,
      after: () => undefined,
    });
  const use = (link: string, canRemember = true): void =>
    linksWith(canRemember).use(link, (isGood) => answers.push(isGood));
  const link = tickets.issue("login");
  use(link, false);
  use(tickets.issue("stage"));
  use(link);
  wallMs += loginLinkLastsMs;
  use(link);
  expect(answers).toEqual([false, false, true, false]);
});

test("the only gateway, where its disk takes nothing, waits for the log, and for no quorum", () => {
  const log = new SharedLog();
  const tickets = new Tickets(key, 1, () => nowMs);
  const gateway: Gateway = { hasHeard: 0 };
  const looks: (() => void)[] = [];
  const answers: boolean[] = [];
  const links = new LoginLinks({
    tickets,
    ended: log.of(gateway),
    isOneOfSeveral: false,
    boot: 1,
    after: (_, task) => looks.push(task),
  });
  const use = (): void => links.use(tickets.issue("login"), (isGood) => answers.push(isGood));
  const look = (): void => looks.splice(0).forEach((task) => task());
  use();
  look();
  expect(answers).toEqual([]);
  gateway.hasHeard = 1;
  look();
  expect(answers).toEqual([true]);
  use();
  for (let time = 0; time < 100; time += 1) look();
  expect(answers).toEqual([true, true]);
});
