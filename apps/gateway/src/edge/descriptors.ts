import { readFileSync } from "node:fs";
import * as z from "zod";

/** Assumed where the system does not say. */
const limitWhereUnknown = 1_024;
/** For rooms, fabric, disk, listeners, and whatever the runtime opens. */
const reserveForItself = 96;
/** For pages and sockets of this machine. */
const reserveForThisMachine = 64;
/** For pages, stages and consoles, which must still be reached when the hall is full: more than these two have places. */
const reserveForScreens = 384;

/** How many connections may be open, by who opens one more. */
export interface DescriptorBudget {
  readonly local: number;
  readonly anybody: number;
  readonly phones: number;
}

/** Files and sockets that this process may have open; Node has raised the soft limit to the hard one. */
export function openFilesMax(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const found = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
    if (found === "unlimited") return Number.MAX_SAFE_INTEGER;
    return found === undefined ? limitWhereUnknown : Number(found);
  } catch {
    return limitOfReport();
  }
}

/** Phones are refused in words long before a descriptor is missing for a disk, a stage or the console. */
export function descriptorBudget(limit: number): DescriptorBudget {
  const local = Math.max(16, limit - reserveForItself);
  const anybody = Math.max(8, local - Math.min(reserveForThisMachine, Math.floor(limit / 16)));
  const phones = Math.max(4, anybody - Math.min(reserveForScreens, Math.floor(limit / 8)));
  return { local, anybody, phones };
}

/** In the diagnostic report of Node, where there is no /proc. */
const reportSchema = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.coerce.number() }) }),
});

function limitOfReport(): number {
  const report = reportSchema.safeParse(process.report.getReport());
  const soft = report.success ? report.data.userLimits.open_files.soft : Number.NaN;
  return Number.isFinite(soft) ? soft : limitWhereUnknown;
}
