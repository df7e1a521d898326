import { expect, test } from "vitest";
import { withOpenings, type PhoneRow } from "./phone-rows.ts";

const checks = { verified: 3, missing: 0, archived: 30, forged: 0 };
const row: PhoneRow = {
  incident: 1,
  account: 7,
  opened: null,
  kept: 0,
  keptCents: null,
  checking: null,
  inFlight: 0,
  checks,
  notYet: 0,
  newest: 900,
};
const incidents = [{ number: 1, endedAt: 500 }];

test("whoever came after an incident checked nothing of it, whatever an older gateway counted", () => {
  const opened = new Map([[7, 501]]);
  expect(withOpenings([row], opened, { incidents, isShort: false })).toEqual([]);
  // What it keeps now is another matter, and so is what is listed.
  const now = { ...row, incident: null, inFlight: null, checks: null, newest: null };
  expect(withOpenings([now], opened, { incidents, isShort: false })).toEqual([
    { ...now, opened: 501 },
  ]);
  const claims = { ...row, inFlight: 2 };
  expect(withOpenings([claims], opened, { incidents, isShort: false })).toEqual([
    { ...claims, opened: 501, checks: null, notYet: null, newest: null },
  ]);
});

test("whoever was there, or came while it went on, is counted as it told", () => {
  for (const entry of [3, 500])
    expect(withOpenings([row], new Map([[7, entry]]), { incidents, isShort: false })).toEqual([
      { ...row, opened: entry },
    ]);
  const goesOn = [{ number: 1, endedAt: 0 }];
  expect(withOpenings([row], new Map([[7, 501]]), { incidents: goesOn, isShort: false })).toEqual([
    { ...row, opened: 501 },
  ]);
});
