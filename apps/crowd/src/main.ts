import { createHash, randomBytes } from "node:crypto";
import { Attendee } from "./attendee.ts";
import { reportText } from "./report.ts";
import { languageOf } from "@cablecut/protocol";
import { farewellOf, isInVain } from "./in-vain.ts";
import { wishesOf } from "./settings.ts";

const args = process.argv.slice(2);
const language = languageOf(args, process.env);
const wishes = wishesOf(args, language);
if (wishes.kind === "help") {
  process.stdout.write(wishes.text);
  process.exit(0);
}
if (wishes.kind === "refused") {
  process.stderr.write(`${wishes.text}\n`);
  process.exit(2);
}
const { url, people, rate, seconds, seed } = wishes.settings;
const tokenOf = (attendee: number): string =>
  seed === null
    ? randomBytes(16).toString("hex")
    : createHash("sha256").update(`${seed} ${attendee}`).digest("hex").slice(0, 32);

const attendees: Attendee[] = [];
const cameMs = performance.now();
/** A supervisor knows its gateway, which may be away for a while. */
const isSupervised = process.send !== undefined;
const isOver = (): boolean =>
  stopping || (!isSupervised && isInVain(attendees, performance.now() - cameMs));
/** Whom its supervisor stops, or whose supervisor is gone, is gone within a second: another run of the show may begin by then. */
const stopMs = 700;
let stopping = false;
let stoppedForLong: () => void = () => undefined;
const stop = new Promise<void>((settle) => (stoppedForLong = settle));
const beginToStop = (): void => {
  stopping = true;
  setTimeout(stoppedForLong, stopMs);
};
for (const told of ["SIGTERM", "disconnect"] as const) process.once(told, beginToStop);
/** npm hands on the Ctrl-C that the terminal has sent to this process already. */
const samePressMs = 500;
let pressedMs: number | null = null;
// Ctrl-C makes no further payments, and what is open still finds its end; whoever presses it again does not want to wait.
process.on("SIGINT", () => {
  const nowMs = performance.now();
  pressedMs ??= nowMs;
  stopping = true;
  if (nowMs - pressedMs > samePressMs) beginToStop();
});
// It was gone before this was loaded.
if (isSupervised && !process.connected) beginToStop();

/** People arrive a few at a time, as through a door. */
const arrivalMs = 5;
for (let arrived = 0; arrived < people && !isOver(); arrived += 1) {
  attendees.push(new Attendee(url, tokenOf(arrived)));
  await new Promise((done) => setTimeout(done, arrivalMs));
}

const startedMs = performance.now();
const endMs = startedMs + seconds * 1_000;
/** What is open at the end may still find its end. */
const graceMs = 40_000;
const open = new Set<Promise<void>>();
let sent = 0;
while (performance.now() < endMs && !isOver()) {
  const due = Math.floor(((performance.now() - startedMs) / 1_000) * rate);
  const free = attendees.filter((attendee) => attendee.isFree);
  for (; sent < due && free.length > 1; sent += 1) {
    const payer = free.splice(Math.floor(Math.random() * free.length), 1)[0]!;
    const payee = attendees[Math.floor(Math.random() * attendees.length)]!;
    if (payee === payer || payee.me === null) continue;
    const amountCents = 1 + Math.floor(Math.random() * 10_000);
    const payment = payer.pay(payee.me.accountNumber, amountCents, endMs + graceMs);
    open.add(payment);
    void payment.then(() => open.delete(payment));
  }
  // Payments that nobody was free to make are not made up for.
  sent = Math.max(sent, due);
  await new Promise((done) => setTimeout(done, 20));
}
await Promise.race([Promise.all(open), stop, new Promise((done) => setTimeout(done, graceMs))]);
for (const attendee of attendees) attendee.close();
const farewell = farewellOf(attendees, url);
if (farewell !== null) process.stderr.write(`${farewell[language]}\n`);
else process.stdout.write(reportText(attendees, (performance.now() - startedMs) / 1_000, language));
process.exit(farewell === null ? 0 : 1);
