import { vi } from "vitest";

/**
 * From now on time stands still for this process's measurements, however busy the machine is, but for what the test lets pass. Timers
 * go on. Ends with `vi.restoreAllMocks`.
 */
export function stopTime(): { readonly pass: (ms: number) => void } {
  let nowNs = process.hrtime.bigint();
  vi.spyOn(process.hrtime, "bigint").mockImplementation(() => nowNs);
  return { pass: (ms) => void (nowNs += BigInt(ms) * 1_000_000n) };
}
