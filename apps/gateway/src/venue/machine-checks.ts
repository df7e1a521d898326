import { readdir, readFile, statfs } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { VenueCheck } from "@cablecut/protocol";
import type { Cidr } from "./phones-seen.ts";
import type { RunProgram } from "./program-runner.ts";

type Finding<Name extends VenueCheck["check"]> = Extract<VenueCheck, { check: Name }>;

/** A show of an evening writes less than this, archives included, MB. */
const freeMegabytesMin = 2_000;

/** What a look at this machine needs; a test has its own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Rejects where there is no such file. */
  read(path: string): Promise<string>;
  list(path: string): Promise<readonly string[]>;
  readonly run: RunProgram;
  /** Free for this user, MB. */
  freeMegabytes(path: string): Promise<number>;
  /** Its addresses now, on all cards. */
  addresses(): readonly Cidr[];
}

export const thisMachine = (run: RunProgram): Machine => ({
  platform: process.platform,
  read: (path) => readFile(path, "utf8"),
  list: (path) => readdir(path),
  run,
  async freeMegabytes(path) {
    const { bavail, bsize } = await statfs(path);
    return Math.floor((bavail * bsize) / 1e6);
  },
  addresses: () =>
    Object.values(networkInterfaces()).flatMap((cards) =>
      (cards ?? []).flatMap(({ cidr }) => cidr ?? []),
    ),
});

const unknown = <Name extends VenueCheck["check"]>(check: Name) =>
  ({ check, found: "unknown" }) as const;

/** What a question comes to where the system does not know it: not known, said as such. */
async function orUnknown<Found>(look: Promise<Found>, otherwise: Found): Promise<Found> {
  try {
    return await look;
  } catch {
    return otherwise;
  }
}

/** A look at the machine that runs this process. Whatever cannot be found out here says so. */
export function lookAt(machine: Machine, dataDirectory: string | null): Promise<VenueCheck[]> {
  return Promise.all([
    orUnknown<Finding<"power">>(power(machine), unknown("power")),
    orUnknown<Finding<"sleep">>(sleep(machine), unknown("sleep")),
    orUnknown<Finding<"clock">>(clock(machine), unknown("clock")),
    orUnknown<Finding<"disk-free">>(disk(machine, dataDirectory), unknown("disk-free")),
  ]);
}

async function power(machine: Machine): Promise<Finding<"power">> {
  const check = "power" as const;
  if (machine.platform === "darwin") {
    const told = await machine.run("pmset", ["-g", "ps"]);
    return { check, found: told.includes("AC Power") ? "mains" : "battery" };
  }
  if (machine.platform !== "linux") return unknown(check);
  // Supplies and batteries, as the kernel lists them (Documentation/ABI/testing/sysfs-class-power): a laptop may be fed over USB as
  // well, and what feeds a device at it, like the battery of a mouse, says nothing of the machine.
  const folder = "/sys/class/power_supply";
  const kinds = await Promise.all(
    (await machine.list(folder)).map(async (name) => {
      const path = join(folder, name);
      const kind = (await machine.read(join(path, "type"))).trim();
      const online = orUnknown(machine.read(join(path, "online")), "0");
      const scope = orUnknown(machine.read(join(path, "scope")), "System");
      const isOwn = (await scope).trim() !== "Device";
      const isSupply = isOwn && ["Mains", "USB", "Wireless"].includes(kind);
      return {
        isBattery: isOwn && kind === "Battery",
        isOn: isSupply && (await online).trim() === "1",
      };
    }),
  );
  if (kinds.some(({ isOn }) => isOn)) return { check, found: "mains" };
  return { check, found: kinds.some(({ isBattery }) => isBattery) ? "battery" : "no-battery" };
}

async function sleep(machine: Machine): Promise<Finding<"sleep">> {
  const check = "sleep" as const;
  if (machine.platform !== "darwin") return unknown(check);
  const minutes = /^\s*sleep\s+(\d+)/m.exec(await machine.run("pmset", ["-g"]))?.[1];
  if (minutes === undefined) return unknown(check);
  return minutes === "0"
    ? { check, found: "never" }
    : { check, found: "after", minutes: Number(minutes) };
}

async function clock(machine: Machine): Promise<Finding<"clock">> {
  const check = "clock" as const;
  if (machine.platform !== "linux") return unknown(check);
  const told = await machine.run("timedatectl", ["show", "-p", "NTPSynchronized", "--value"]);
  if (told.trim() === "yes") return { check, found: "synchronised" };
  return told.trim() === "no" ? { check, found: "not-synchronised" } : unknown(check);
}

async function disk(machine: Machine, directory: string | null): Promise<Finding<"disk-free">> {
  const check = "disk-free" as const;
  if (directory === null) return unknown(check);
  const megabytes = await machine.freeMegabytes(directory);
  return { check, found: megabytes >= freeMegabytesMin ? "enough" : "little", megabytes };
}
