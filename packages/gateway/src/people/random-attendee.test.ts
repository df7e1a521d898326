import {
  asCents,
  asLogIndex,
  phonesMax,
  type AccountId,
  type LookUpAnswer,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { RandomAttendee } from "./random-attendee.ts";
import { Sessions, type Session } from "./sessions.ts";

const asker = 200 as AccountId;

function sessionOf(account: number, synthetic = false): Session {
  return {
    account: account as AccountId,
    shard: 0 as never,
    connection: `connection of ${account}`,
    kept: 0,
    keptCents: asCents(0),
    checking: 0,
    receipts: 0,
    told: false,
    visit: null,
    enteredAsOf: asLogIndex(0),
    lastSequence: 0,
    partner: null,
    openedAt: null,
    synthetic,
  };
}

/** Repeats itself from the same seed. */
function lots(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function hall({ elsewhere = 0, synthetic = new Set<number>(), removed = new Set<number>() } = {}) {
  const sessions = new Sessions();
  const seed = Math.floor(Math.random() * 2 ** 32);
  console.log(`seed ${seed}`);
  let looked = 0;
  const random = new RandomAttendee({
    sessions,
    directory: {
      find: (account, done) =>
        done({ account, accountNumber: 0 as never, name: 0 as never, shard: 0 as never }, true),
      isSynthetic: (account) => synthetic.has(account),
    },
    doors: {
      isRemoved(account) {
        looked += 1;
        return removed.has(account);
      },
    },
    peopleElsewhere: () => elsewhere,
    random: lots(seed),
  });
  sessions.enter(sessionOf(asker));
  const meet = (): number | null => {
    let answer: LookUpAnswer | null = null;
    random.choose(asker, (given) => (answer = given));
    const told = answer as LookUpAnswer | null;
    return told?.ok === true ? told.person.account : null;
  };
  return { sessions, random, meet, looked: () => looked };
}

test("in a full hall anybody is found without looking at everybody", () => {
  const { sessions, meet, looked } = hall();
  for (let at = 1; at < phonesMax; at += 1) sessions.enter(sessionOf(asker + at));
  const asked = 500;
  const met = Array.from({ length: asked }, meet);
  expect(met).not.toContain(null);
  expect(met).not.toContain(asker);
  // Drawn from all of them, and not from those who came first.
  expect(new Set(met).size).toBeGreaterThan(0.9 * asked);
  expect(looked()).toBeLessThan(asked + 64);
});

test("everybody is as likely as anybody else, whoever has come and gone before", () => {
  const { sessions, random, meet } = hall({ elsewhere: 2 });
  for (let at = 1; at <= 40; at += 1) sessions.enter(sessionOf(asker + at));
  for (let at = 4; at <= 40; at += 1)
    sessions.left(`connection of ${asker + at}`, (asker + at) as AccountId);
  for (const account of [301, 302]) random.cameElsewhere(account as AccountId);
  const times = new Map<number | null, number>();
  for (let asked = 0; asked < 5_000; asked += 1) {
    const met = meet();
    times.set(met, (times.get(met) ?? 0) + 1);
  }
  const present = [asker + 1, asker + 2, asker + 3, 301, 302];
  expect(new Set(times.keys())).toEqual(new Set(present));
  for (const account of present) expect(times.get(account)).toBeGreaterThan(700);
});

test("one person among a whole crowd at another gateway is found, and the crowd is looked at once", () => {
  const crowd = Array.from({ length: 5_000 }, (_, at) => 1_000 + at);
  const { random, meet, looked } = hall({ elsewhere: 1, synthetic: new Set(crowd) });
  for (const account of [...crowd, 900]) random.cameElsewhere(account as AccountId);
  for (let asked = 0; asked < 200; asked += 1) expect(meet()).toBe(900);
  expect(looked()).toBeLessThan(crowd.length + 1_000);
});

test("who is being removed is not met, nor is a crowd while there is a person", () => {
  const removed = new Set<number>();
  const { sessions, meet } = hall({ removed });
  for (const account of [301, 302]) sessions.enter(sessionOf(account, true));
  expect([301, 302]).toContain(meet());
  for (const account of [311, 312]) sessions.enter(sessionOf(account));
  removed.add(311);
  expect(new Set(Array.from({ length: 50 }, meet))).toEqual(new Set([312]));
  removed.add(312);
  expect([301, 302]).toContain(meet());
});
