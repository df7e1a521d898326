import { expect, test } from "vitest";
import { ConsoleSessions, sessionLastsMs } from "./console-sessions.ts";

const hourMs = 3_600_000;
const key = "5a".repeat(32);

/** A gateway of the show, with a wall clock that the test sets. `ended`: what all of them remember, by the log. */
function gateway({
  consoleKey = key,
  generation = 1,
  startMs = 1_795_737_600_000,
  ended = new Map<string, number>(),
} = {}) {
  const clock = { wallMs: startMs };
  const sessions = new ConsoleSessions(consoleKey, generation, () => clock.wallMs, {
    has: (name) => ended.has(name),
    add: (name, expiresAtS) => ended.size < 3 && ended.set(name, expiresAtS).size > 0,
  });
  return { clock, sessions, ended };
}

test("a session goes on at a gateway that was started again, and at another one of the show", () => {
  const token = gateway().sessions.begin();
  expect(gateway().sessions.isOpen(token)).toBe(true);
});

test("every login has a session of its own, and many push nobody out", () => {
  const { sessions } = gateway();
  const tokens = Array.from({ length: 500 }, () => sessions.begin());
  expect(new Set(tokens).size).toBe(500);
  expect(tokens.every((token) => sessions.isOpen(token))).toBe(true);
});

test("a session ends after twelve hours", () => {
  const { clock, sessions } = gateway();
  const token = sessions.begin();
  clock.wallMs += sessionLastsMs - 1;
  expect(sessions.isOpen(token)).toBe(true);
  clock.wallMs += 1;
  expect(sessions.isOpen(token)).toBe(false);
});

test("with the wall clock set back an hour nobody is logged out, and the session ends an hour later", () => {
  const { clock, sessions } = gateway();
  const token = sessions.begin();
  clock.wallMs -= hourMs;
  expect(sessions.isOpen(token)).toBe(true);
  clock.wallMs += sessionLastsMs;
  expect(sessions.isOpen(token)).toBe(true);
  clock.wallMs += hourMs;
  expect(sessions.isOpen(token)).toBe(false);
});

test("a new PIN raises the generation and ends every session", () => {
  const token = gateway().sessions.begin();
  expect(gateway({ generation: 2 }).sessions.isOpen(token)).toBe(false);
});

test("logging out ends this session and no other, once", () => {
  const { sessions } = gateway();
  const mine = sessions.begin();
  const other = sessions.begin();
  expect(sessions.end(mine)).toBe(true);
  expect([sessions.isOpen(mine), sessions.isOpen(other)]).toEqual([false, true]);
  expect(sessions.end("0".repeat(32))).toBe(false);
});

test("logging out holds at every gateway of the show, until the session would have expired", () => {
  const { sessions, ended, clock } = gateway();
  const token = sessions.begin();
  expect(gateway({ ended }).sessions.isOpen(token)).toBe(true);
  sessions.end(token);
  expect(gateway({ ended }).sessions.isOpen(token)).toBe(false);
  const [[name, expiresAtS] = ["", 0]] = ended;
  expect(name).toMatch(/^[0-9a-f]{16}$/);
  expect(expiresAtS).toBe(Math.ceil((clock.wallMs + sessionLastsMs) / 1_000));
});

test("where one more cannot be remembered the session stays open, and that is said", () => {
  const { sessions } = gateway();
  const tokens = Array.from({ length: 4 }, () => sessions.begin());
  expect(tokens.map((token) => sessions.end(token))).toEqual([true, true, true, false]);
  expect(tokens.map((token) => sessions.isOpen(token))).toEqual([false, false, false, true]);
});

test("whatever was not signed by the show's key for exactly this is no session", () => {
  const { sessions } = gateway();
  const token = sessions.begin();
  const [id, expiry, generation, signature] = token.split(".");
  const forged = [
    "",
    "0".repeat(32),
    `${id}.${Number(expiry) + 1}.${generation}.${signature}`,
    `${"0".repeat(32)}.${expiry}.${generation}.${signature}`,
    `${id}.${expiry}.2.${signature}`,
    `${id}.${expiry}.${generation}.${"0".repeat(64)}`,
    `${token}0`,
    gateway({ consoleKey: "a5".repeat(32) }).sessions.begin(),
  ];
  for (const text of forged) expect(sessions.isOpen(text), text).toBe(false);
  expect(sessions.isOpen(token)).toBe(true);
});
