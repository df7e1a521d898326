// node --import tsx e2e/older-data/write-data-directory.ts NAME: writes fixtures/NAME, the data directory of a small show
// as this build leaves it, and beside it what is true of it. Later builds must go on with it, so what is written once
// is never written anew: another format gets another name.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { recordKinds } from "@cablecut/ledger";
import { ledgerResultCodes } from "@cablecut/protocol";
import { archiveOf } from "./data-archive.ts";
import type { Expectations } from "./expectations.ts";
import { keptShow } from "./kept-show.ts";
import { chainPrefixOf, replayRoom, takeSnapshot, type ReplayedRoom } from "./replayed-room.ts";
import { afterwards, beforehand, roomsWithSnapshots } from "./story.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readyTimeoutMs = 120_000;
/** A room without a snapshot that was there to the end: its log tells everything. */
const chronicler = "hz-b";

/** What a log must hold besides one record of every kind, so that the fixture is worth its name. */
const neededEvents = [
  "room-suspected",
  "suspicion-withdrawn",
  "failover",
  "handover",
  "pace-set",
  "failback-set",
  "account-opened",
  "format-adopted",
  "dial-set",
  "incident-ended",
  "incident-measured",
];
const neededResults = ["booked", "cancelled", "insufficient-funds", "unknown-payee"] as const;

/** Begins a show with the product's own command and stops it as soon as it is ready. */
async function beginShow(dataDirectory: string): Promise<void> {
  const flags = ["--data", dataDirectory, "--port", "0", "--host", "127.0.0.1", "--pin", "262626"];
  const supervisor = spawn(
    process.execPath,
    [join(root, "scripts/cablecut.mjs"), "demo", ...flags, "--lang", "en"],
    { stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  const ended = new Promise<number | null>((done) => supervisor.once("exit", done));
  const ready = await new Promise<boolean>((done) => {
    const timer = setTimeout(() => done(false), readyTimeoutMs);
    const settle = (isReady: boolean): void => {
      clearTimeout(timer);
      done(isReady);
    };
    supervisor.once("message", () => settle(true));
    supervisor.once("exit", () => settle(false));
  });
  supervisor.kill("SIGTERM");
  await ended;
  if (!ready) throw new Error("the show did not start");
}

async function write(name: string, scratch: string): Promise<void> {
  const dataDirectory = join(scratch, "data");
  await beginShow(dataDirectory);
  const show = keptShow(dataDirectory);
  const told = await beforehand(show);
  for (const room of roomsWithSnapshots) await takeSnapshot(show, room, told.applied.get(room)!);
  const { people, applied } = await afterwards(show, told.people);

  const replayed = new Map<string, ReplayedRoom>();
  for (const [room, index] of applied) replayed.set(room, await replayRoom(show, room, index));
  const { contents, ledger } = replayed.get(chronicler)!;
  const missing = [
    ...Object.entries(recordKinds).flatMap(([kind, code]) =>
      contents.records[code] === undefined ? [kind] : [],
    ),
    ...neededEvents.filter((event) => contents.events[event] === undefined),
    ...neededResults.filter((result) => contents.results[ledgerResultCodes[result]] === undefined),
  ];
  if (missing.length > 0) throw new Error(`the log has no ${missing.join(", ")}`);
  const { house, people: ofPeople, synthetic } = ledger.recount();
  const expectations: Expectations = {
    commit: execFileSync("git", ["log", "-1", "--format=%H", "--", "packages", "apps"], {
      cwd: root,
      encoding: "utf8",
    }).trim(),
    rooms: Object.fromEntries(
      [...replayed].map(([room, { ledger: after, snapshotIndex }]) => [
        room,
        {
          index: after.appliedIndex,
          chain: chainPrefixOf(after),
          digest: after.digest(),
          snapshotIndex,
        },
      ]),
    ),
    funds: {
      peopleAccounts: ofPeople.accounts + synthetic.accounts,
      peopleCents: ofPeople.cents + synthetic.cents,
      houseAccounts: house.accounts,
      houseCents: house.cents,
    },
    contents: { records: contents.records, results: contents.results },
    people,
  };
  const target = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
  const archive = archiveOf(dataDirectory, (path) =>
    /^(show\.json|rooms\/|fabric\/|gateway\/)/.test(path),
  );
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "data.br"), archive);
  writeFileSync(join(target, "expected.json"), `${JSON.stringify(expectations, null, 1)}\n`);
  console.log(`${target}: ${archive.length} bytes; a fixture holds once its test passes`);
}

const [name = ""] = process.argv.slice(2);
const target = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
if (!/^data-v\d+[a-z]?$/.test(name) || existsSync(target)) {
  console.error("Name a fixture that is not there yet, like data-v1.");
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), "cablecut-fixture-"));
try {
  await write(name, scratch);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
