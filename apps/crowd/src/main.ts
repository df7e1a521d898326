import { randomBytes } from "node:crypto";
import { Attendee } from "./attendee.ts";
import { printReport } from "./report.ts";

const usage = `usage: crowd --url http://127.0.0.1:2626 [--people 100] [--rate 50] [--seconds 60]
  --people   synthetic attendees, 2 to 5000
  --rate     payments per second, all together, 1 to 2000
  --seconds  how long, 1 to 3600`;

function fail(message: string): never {
  process.stderr.write(`crowd: ${message}\n${usage}\n`);
  process.exit(2);
}

function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  if (at === -1) return fallback;
  return process.argv[at + 1] ?? fail(`--${name} needs a value`);
}

function count(name: string, fallback: number, min: number, max: number): number {
  const value = Number(option(name, String(fallback)));
  if (!Number.isInteger(value) || value < min || value > max) {
    fail(`--${name} takes a whole number from ${min} to ${max}`);
  }
  return value;
}

if (process.argv.includes("--help")) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const url = option("url", "http://127.0.0.1:2626");
const people = count("people", 100, 2, 5_000);
const rate = count("rate", 50, 1, 2_000);
const seconds = count("seconds", 60, 1, 3_600);

const attendees: Attendee[] = [];
let stopping = false;
process.once("SIGINT", () => (stopping = true));
process.once("SIGTERM", () => (stopping = true));
process.once("disconnect", () => (stopping = true));

/** People arrive a few at a time, as through a door. */
const arrivalMs = 5;
for (let arrived = 0; arrived < people && !stopping; arrived += 1) {
  attendees.push(new Attendee(url, randomBytes(16).toString("hex")));
  await new Promise((done) => setTimeout(done, arrivalMs));
}

const startedMs = Date.now();
const endMs = startedMs + seconds * 1_000;
/** What is open at the end may still find its end. */
const graceMs = 40_000;
const open = new Set<Promise<void>>();
let sent = 0;
while (Date.now() < endMs && !stopping) {
  const due = Math.floor(((Date.now() - startedMs) / 1_000) * rate);
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
await Promise.race([Promise.all(open), new Promise((done) => setTimeout(done, graceMs))]);
printReport(attendees, (Date.now() - startedMs) / 1_000);
for (const attendee of attendees) attendee.close();
