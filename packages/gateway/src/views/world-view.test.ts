import {
  asCents,
  asLogIndex,
  asRoomIndex,
  defaultTopology,
  type ActSetting,
  type World,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { Cue } from "../people/cue.ts";
import { worldOf } from "./world-view.ts";

const calling: ActSetting = { act: "cue", amountCents: asCents(888) };

function toldTo(cue: Cue, act: ActSetting): World["cue"] {
  const rooms = {
    topology: defaultTopology,
    best: () => null,
    counting: [asRoomIndex(0)],
    condition: () => "normal" as const,
    isStarting: false,
    lacksQuorum: false,
  };
  const clocks = { nowMs: () => 0, wallMs: () => 0 };
  return worldOf(rooms, cue, { act, paused: false }, clocks).cue;
}

test("C6: phones are told which call to pay it is as soon as it is in the log, and nothing of one that is over", () => {
  const cue = new Cue({ find: () => undefined, isHouse: () => false, isSynthetic: () => false });
  const follow = (act: ActSetting, setAt: number | null): World["cue"] => {
    cue.follow(act, setAt === null ? null : asLogIndex(setAt));
    return toldTo(cue, act);
  };
  const call = { on: true, amountCents: asCents(888) };
  expect(follow(calling, null)).toEqual(call);
  expect(follow(calling, 12)).toEqual({ ...call, calledAt: 12 });
  expect(follow({ act: "live" }, 20)).toEqual({ ...call, on: false });
  expect(follow(calling, 31)).toEqual({ ...call, calledAt: 31 });
  // The log has another one by now, and this gateway has not heard how that one ended.
  expect(follow(calling, 40)).toEqual({ ...call, calledAt: 40 });
});
