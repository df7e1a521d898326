import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { paperScript } from "./script.ts";

test("paper has what is folded on the screen, in browsers whose style cannot unfold it as well", () => {
  const parts = [{ open: false }, { open: true }, { open: false }];
  const heard = new Map<string, () => void>();
  const addEventListener = (name: string, hear: () => void): void => void heard.set(name, hear);
  const document = { querySelectorAll: (tag: string) => (tag === "details" ? parts : []) };
  runInNewContext(paperScript, { addEventListener, document });
  const open = () => parts.map((each) => each.open);
  heard.get("beforeprint")?.();
  expect(open()).toEqual([true, true, true]);
  heard.get("afterprint")?.();
  expect(open()).toEqual([false, true, false]);
});
