import { expect, test } from "vitest";
import { actNotes, besideTheLine } from "./console-notes.ts";
import { consoleTexts } from "./console-drawer.ts";
import {
  commandRefusalTexts,
  loginRefusalTexts,
  preflightTexts,
  presenterTexts,
} from "./presenter.ts";
import { phonePageTexts } from "./phone-pages.ts";
import { phoneTexts } from "./phone.ts";
import { eventTexts } from "./show-events.ts";
import { stageTexts } from "./stage.ts";
import { storyTexts } from "./story.ts";

/** Texts as they stand, also within others; those with a number in them are made by functions, and tried with one. */
function wordsOf(texts: unknown): readonly string[] {
  if (typeof texts === "string") return [texts];
  if (typeof texts === "function")
    return wordsOf((texts as (...of: unknown[]) => unknown)(2, 3, 3));
  if (typeof texts !== "object" || texts === null) return [];
  return Object.values(texts).flatMap(wordsOf);
}

const presenters = [presenterTexts, preflightTexts, consoleTexts, eventTexts].flatMap(wordsOf);

test("a presenter reads one word for the parts of the ledger, whatever is said of them", () => {
  expect(presenters.length).toBeGreaterThan(100);
  expect(presenters.filter((word) => /(?<!\{)shard|分片/iu.test(word))).toEqual([]);
  expect(presenters).toContain("Send ledger parts home");
});

test("one thing has one name on stage, phone and console: no lease, no other word for the PIN, the hall or a server", () => {
  const words = [
    ...presenters,
    ...[actNotes, besideTheLine, commandRefusalTexts, loginRefusalTexts].flatMap(wordsOf),
    ...[phoneTexts, phonePageTexts, stageTexts, storyTexts].flatMap(wordsOf),
  ];
  expect(words.length).toBeGreaterThan(600);
  const others = /\blease\b|租约|密码|用户|演示服务器|主控台|主程序|未达多数派|条光缆|线路故障/iu;
  expect(words.filter((word) => others.test(word))).toEqual([]);
});
