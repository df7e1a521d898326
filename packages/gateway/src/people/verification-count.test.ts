import type { AccountId } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { countChecks, VerificationCount, type NotHeard } from "./verification-count.ts";

const account = (number: number): AccountId => number as AccountId;

test("an incident of before is added up once, and looks at nobody who is here; of one who is removed it tells no more", () => {
  const count = new VerificationCount();
  const silent: NotHeard[] = [{ account: account(303), notHeard: 2 }];
  const nobody = (): never => {
    throw new Error("looked at the hall");
  };
  count.begin(1, []);
  count.heard(1, account(301), countChecks(["verified", "forged"]), null);
  count.heard(1, account(302), countChecks(["verified", "not-yet"]), null);
  const whole = { phones: 2, verified: 2, forged: 1, notYetHeard: 3 };
  expect(count.foundOf(1, () => 2)).toMatchObject(whole);
  count.begin(2, silent);
  expect(count.foundOf(1, nobody)).toMatchObject(whole);
  expect(count.foundOf(1, nobody)).toBe(count.foundOf(1, nobody));
  expect(count.rowsOf(1, nobody)).toHaveLength(3);
  count.removed(account(301));
  expect(count.foundOf(1, nobody)).toMatchObject({ phones: 1, verified: 1, forged: 0 });
  expect(count.foundOf(2, () => 5)).toMatchObject({ incident: 2, phones: 0, notYetHeard: 5 });
  expect([count.foundOf(0, nobody), count.foundOf(3, nobody)]).toEqual([null, null]);
});
