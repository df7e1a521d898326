import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { consoleSnapshot, stateOfConsole } from "./testing/console-state.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

test("a room that will not run by itself is named with its own words and the way out; else nothing is said", async () => {
  const quiet = await openConsole("live");
  expect(quiet.element.querySelector('[data-testid="stopped-rooms"]')).toBeNull();
  const reason = {
    en: "/data/rooms/sz-a/segment-1.wal is damaged at offset 7",
    zh: "/data/rooms/sz-a/segment-1.wal 在偏移7处损坏",
  };
  const stop = { room: "sz-a", why: "log-unreadable", reason } as const;
  const { element } = await openConsole(
    "live",
    stateOfConsole({ ...consoleSnapshot(showScenes["live"]!), roomStops: [stop] }),
  );
  const words = element.querySelector('[data-testid="stopped-rooms"]')?.textContent;
  expect(words).toContain("A room does not run");
  expect(words).toContain("Shenzhen A its log cannot be read");
  expect(words).toContain(reason.en);
  expect(words).toContain("npm run cablecut -- ctl room rebuild sz-a");
});

test("a log that takes nothing is named as etcd names it, with the way out; else nothing is said", async () => {
  const quiet = await openConsole("live");
  expect(quiet.element.querySelector('[data-testid="stopped-log"]')).toBeNull();
  const { element } = await openConsole(
    "live",
    stateOfConsole({ ...consoleSnapshot(showScenes["live"]!), logAlarm: "no-space" }),
  );
  const words = element.querySelector('[data-testid="stopped-log"]')?.textContent;
  expect(words).toContain("The log takes nothing");
  expect(words).toContain("NOSPACE");
  expect(words).toContain("etcdctl alarm disarm");
});
