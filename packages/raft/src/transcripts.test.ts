import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runTranscript } from "./testing/run-transcript.ts";

const folder = new URL("./transcripts/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".txt"));

/** After a wanted change of behaviour: UPDATE_TRANSCRIPTS=1 npx vitest run packages/raft, then read the difference. */
const update = process.env["UPDATE_TRANSCRIPTS"] === "1";

test("there are transcripts", () => {
  expect(files.length).toBeGreaterThanOrEqual(11);
});

test.each(files)("transcript %s", (file) => {
  const url = new URL(file, folder);
  const played = runTranscript(readFileSync(url, "utf8"));
  if (update) writeFileSync(url, played);
  expect(played).toBe(readFileSync(url, "utf8"));
});
