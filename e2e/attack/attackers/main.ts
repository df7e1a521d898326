// The attacker, a process of its own: an attack by name, or the control, which burns processor time and sends nothing.
// node --import tsx e2e/attack/attackers/main.ts NAME URL SECONDS [SHARE]
import { attacks } from "./attacks.ts";
import { pause } from "./raw-socket.ts";

/** Out of every so many ms the control burns its share. */
const sliceMs = 20;

async function burn(share: number, untilMs: number): Promise<void> {
  while (performance.now() < untilMs) {
    const busyUntilMs = performance.now() + sliceMs * share;
    while (performance.now() < busyUntilMs) Math.sqrt(busyUntilMs);
    await pause(Math.max(0, sliceMs * (1 - share)));
  }
}

const [name = "", url = "", seconds = "0", share = "1"] = process.argv.slice(2);
// Whoever started it is gone: there is nobody to measure for.
process.on("disconnect", () => process.exit(1));
const loaded = process.cpuUsage();
process.send?.({ kind: "begun" });
const untilMs = performance.now() + Number(seconds) * 1_000;
const { hostname } = new URL(url);
if (hostname !== "127.0.0.1") throw new Error("attacks are for shows on this machine only");
const attack = attacks[name];
if (name === "control") await burn(Number(share), untilMs);
else if (attack === undefined) throw new Error(`there is no attack ${name}`);
else await attack({ url, untilMs });
const { user, system } = process.cpuUsage(loaded);
const told = { kind: "done", processorMs: (user + system) / 1_000 };
if (process.send === undefined) process.exit(0);
process.send(told, () => process.exit(0));
