import type { Machine } from "../venue/machine-checks.ts";

/** A machine of which nothing can be found out; a test says what is different. */
export const machineOfTheTest: Machine = {
  platform: "linux",
  read: () => Promise.reject(new Error("no such file")),
  list: () => Promise.reject(new Error("no such folder")),
  run: () => Promise.reject(new Error("no such program")),
  freeMegabytes: () => Promise.reject(new Error("no such disk")),
  addresses: () => [],
};
