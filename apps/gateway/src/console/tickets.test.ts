import { expect, test } from "vitest";
import type { EndedSessions } from "./console-sessions.ts";
import { loginLinkLastsMs, Tickets } from "./tickets.ts";

const key = "5a".repeat(32);

/** What the log makes known to every gateway. */
function sharedBy(): EndedSessions & { readonly names: Map<string, number> } {
  const names = new Map<string, number>();
  return {
    names,
    has: (name) => names.has(name),
    add: (name, expiresAtS) => names.set(name, expiresAtS).size > 0,
  };
}

test("C11 a login link of one gateway opens the console at another, once in the show", () => {
  let wallMs = 1_000_000;
  const [one, other] = [1, 2].map(() => new Tickets(key, 1, () => wallMs));
  const ended = sharedBy();
  const link = one!.issue("login");
  expect(other!.useLogin(link, ended)).toBe(true);
  for (const gateway of [one!, other!]) expect(gateway.useLogin(link, ended)).toBe(false);
  // It is remembered for as long as it would have lasted.
  expect([...ended.names.values()]).toEqual([(wallMs + loginLinkLastsMs) / 1_000]);
  const late = one!.issue("login");
  wallMs += loginLinkLastsMs;
  expect(other!.useLogin(late, ended)).toBe(false);
});

test("a link is not used where that cannot be remembered; a stage's ticket is no login, at any gateway", () => {
  const [one, other] = [1, 2].map(() => new Tickets(key, 1, () => 0));
  const full = { has: () => false, add: () => false };
  expect(one!.useLogin(one!.issue("login"), full)).toBe(false);
  const stage = one!.issue("stage");
  expect(other!.isForStage(stage)).toBe(true);
  expect(other!.useLogin(stage, sharedBy())).toBe(false);
  expect(new Tickets(key, 2, () => 0).isForStage(stage)).toBe(false);
});
