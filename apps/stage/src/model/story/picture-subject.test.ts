import type { ShowSnapshot } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { incidentOfPicture, paceOfPicture, pictureAtMs } from "./picture-subject.ts";

const scenes = storyScenes(400);
const picture = (name: string): ShowSnapshot => scenes[name]!.snapshot;
const over = picture("proof");
/** Everybody is home again, and the next run is to be faster. */
const home: ShowSnapshot = { ...picture("live"), incident: over.incident, pace: "full-speed" };

test("a picture names the pace of the run that it tells of, and between two runs that of the next one", () => {
  expect(paceOfPicture({ ...over, pace: "full-speed" }, null)).toBe("keynote");
  expect(paceOfPicture({ ...picture("switching"), pace: "booth" }, null)).toBe("keynote");
  expect(paceOfPicture(home, null)).toBe("full-speed");
  expect(paceOfPicture({ ...home, act: "lobby", scene: "lobby" }, null)).toBe("full-speed");
});

test("the report carries the moment and the pace of its run, also once everybody is home", () => {
  const report: ShowSnapshot = { ...home, act: "report", atMs: over.atMs + 600_000 };
  expect(pictureAtMs(report, null)).toBe(over.incident?.startedAtMs);
  expect(paceOfPicture(report, null)).toBe("keynote");
  // The dashboard tells of now meanwhile.
  expect(pictureAtMs(report, null, "dashboard")).toBe(report.atMs);
  expect(pictureAtMs(over, null, "dashboard")).toBe(over.incident?.startedAtMs);
  expect(pictureAtMs(home, null)).toBe(home.atMs);
});

test("what is missing now, or silent now, has nothing to do with a run of before", () => {
  expect(incidentOfPicture(picture("missing"), null)).not.toBeNull();
  // A receipt is of its run, also once everybody is home.
  const { verification } = picture("missing");
  expect(incidentOfPicture({ ...home, verification }, null)).not.toBeNull();
  expect(incidentOfPicture({ ...home, verification, scene: "quorum-lost" }, null)).not.toBeNull();
  const copies = picture("live").copies;
  const digests = ["a b", "a c", ...copies.compared!.digests.slice(2)];
  const differ = { ...home, copies: { ...copies, compared: { ...copies.compared!, digests } } };
  expect(incidentOfPicture(differ, null)).toBeNull();
  expect(incidentOfPicture({ ...home, scene: "quorum-lost" }, null)).toBeNull();
  expect(incidentOfPicture(picture("quorum-lost"), null)).not.toBeNull();
});

test("an end of which nobody knows the time is told of as long as the page that saw it shows it", () => {
  const incident = { ...over.incident!, state: "returned-by-itself", elapsedMs: null } as const;
  const ended: ShowSnapshot = { ...home, incident };
  expect(paceOfPicture(ended, 1_000)).toBe("keynote");
  expect(pictureAtMs(ended, 1_000)).toBe(incident.startedAtMs);
  expect(paceOfPicture(ended, null)).toBe("full-speed");
});
