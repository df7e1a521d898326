import { expect, test } from "vitest";
import { Tickets } from "./tickets.ts";

const key = "5a".repeat(32);

test("a stage's ticket is no login, at any gateway, and ends with the PIN that it was given out under", () => {
  const [one, other] = [1, 2].map(() => new Tickets(key, 1, () => 0));
  const stage = one!.issue("stage");
  expect(other!.isForStage(stage)).toBe(true);
  expect(other!.readLogin(stage)).toBeNull();
  expect(other!.readLogin(one!.issue("login"))).not.toBeNull();
  expect(new Tickets(key, 2, () => 0).isForStage(stage)).toBe(false);
});
