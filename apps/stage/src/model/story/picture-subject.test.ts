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
  expect(paceOfPicture({ ...over, pace: "full-speed" })).toBe("keynote");
  expect(paceOfPicture({ ...picture("switching"), pace: "booth" })).toBe("keynote");
  expect(paceOfPicture(home)).toBe("full-speed");
  expect(paceOfPicture({ ...home, act: "lobby", scene: "lobby" })).toBe("full-speed");
});

test("the report carries the moment and the pace of its run, also once everybody is home", () => {
  const report: ShowSnapshot = { ...home, act: "report", atMs: over.atMs + 600_000 };
  expect(pictureAtMs(report)).toBe(over.incident?.startedAtMs);
  expect(paceOfPicture(report)).toBe("keynote");
  // The dashboard tells of now meanwhile.
  expect(pictureAtMs(report, "dashboard")).toBe(report.atMs);
  expect(pictureAtMs(over, "dashboard")).toBe(over.incident?.startedAtMs);
  expect(pictureAtMs(home)).toBe(home.atMs);
});

test("what is missing now, or silent now, has nothing to do with a run of before", () => {
  expect(incidentOfPicture(picture("missing"))).not.toBeNull();
  const copies = picture("live").copies;
  const digests = ["a b", "a c", ...copies.compared!.digests.slice(2)];
  const differ = { ...home, copies: { ...copies, compared: { ...copies.compared!, digests } } };
  expect(incidentOfPicture(differ)).toBeNull();
  expect(incidentOfPicture({ ...home, scene: "quorum-lost" })).toBeNull();
  expect(incidentOfPicture(picture("quorum-lost"))).not.toBeNull();
});
