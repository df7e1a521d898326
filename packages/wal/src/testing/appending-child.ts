import { writeSync } from "node:fs";
import { openWal } from "../open-wal.ts";
import { describeRefusal } from "../refusals.ts";
import { entry, entriesWrite, identity } from "./open-for-test.ts";

/**
 * A process of its own: appends entries to the wal in the directory of its first argument, with as many open at once as
 * the second says, and prints the index of each as soon as it is acknowledged.
 */
const [directory = "", atOnce = "1", last = "1000000"] = process.argv.slice(2);

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

const opened = await openWal({
  directory,
  identity,
  ifEmpty: "create",
  limits: { segmentBytes: 256 * 1024, groupBytesMax: 64 * 1024 },
  onFailure: (failure) => {
    say(describeRefusal(failure).en);
    process.exit(1);
  },
});
if (!opened.ok) {
  say(describeRefusal(opened.refusal).en);
  process.exit(2);
}
const { wal, recovered } = opened.value;
let next = (recovered.entries.at(-1)?.index ?? 0) + 1;
say("open");

function appendNext(): void {
  const index = next++;
  if (index > Number(last)) return;
  wal.append(entriesWrite(entry(index, 1, 100 + (index % 900))), () => {
    say(String(index));
    appendNext();
  });
}
for (let open = 0; open < Number(atOnce); open++) appendNext();
